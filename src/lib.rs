//! Ramjet.
