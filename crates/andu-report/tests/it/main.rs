//! Reports as an office composes, prints and gets them back.

mod compose;
mod docx;
mod pages;
mod read;
mod round;
mod shipped;
mod support;
