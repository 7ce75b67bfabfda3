//! The tests that need a database, a process or a server.

mod desk;
mod jobs;
mod web;
