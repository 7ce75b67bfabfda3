//! Ramjet: reads the command line and starts a role.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use ramjet::commands::{isolate, read, render};

/// A self-hosted order desk.
#[derive(Parser)]
#[command(version, about)]
struct Line {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Reads or draws one document, with limits; the desk starts it.
    #[command(hide = true)]
    Isolate(isolate::IsolateArgs),
    /// Prints what the reader sees in a file, as JSON.
    Read(read::ReadArgs),
    /// Draws a page of a PDF.
    Render(render::RenderArgs),
}

fn main() -> ExitCode {
    match Line::parse().verb {
        Verb::Isolate(args) => isolate::run(&args),
        Verb::Read(args) => read::run(&args),
        Verb::Render(args) => render::run(&args),
    }
}
