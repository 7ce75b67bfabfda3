//! The house rules, read out of our own sources: who may look at whom, how long things get, what a page may contain.
//!
//! Each rule is a function from a path and a text to sentences, so that it is tried on a text that breaks it as well as on
//! the sources. What is not a rule of the house is left to clippy and rustfmt.

mod map;
mod pages;
mod rooms;
mod size;
mod sources;
mod unfinished;
