//! Ramjet.
fn main() {}
