//! The tests that need a database, a process or a server.

mod acceptance;
mod auth;
mod backup;
mod blobs;
mod browser;
mod catalogue;
mod conservation;
mod desk;
mod extract;
mod fill;
mod forms;
mod forms_templates;
mod jobs;
mod journal;
mod kill;
mod once;
mod outbox;
mod pages;
mod plans;
mod reading;
mod schema;
mod settings;
mod status;
mod tenancy;
mod tidy;
mod web;
