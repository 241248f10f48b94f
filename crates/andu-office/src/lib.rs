//! andu-office.
