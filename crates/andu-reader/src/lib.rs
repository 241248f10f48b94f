//! Reads finished papers: the bytes of a file become paragraphs and tables in reading order.
#![deny(missing_docs)]
