//! andu-casework.
