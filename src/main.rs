//! Ramjet: reads the command line and starts a role.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use ramjet::commands::{
    backup, check, config, demo, eval, extract, golden, isolate, read, render, restore, serve, user,
};
use ramjet::ops::frugal;

/// A self-hosted order desk.
#[derive(Parser)]
#[command(version, about)]
struct Line {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Opens the desk: pages, workers, watched folders.
    Serve(serve::ServeArgs),
    /// Opens a desk with a catalogue and a few mails, to look around in.
    Demo(demo::DemoArgs),
    /// Creates the first owner, or gives somebody a new password.
    User(user::UserArgs),
    /// Writes the whole desk into one file, while it runs.
    Backup(backup::BackupArgs),
    /// Makes a desk from a backup.
    Restore(restore::RestoreArgs),
    /// Looks whether everything that is stored is whole.
    Check(check::CheckArgs),
    /// Lists every setting with its value and meaning.
    Config(config::ConfigArgs),
    /// Prints what the reader sees in a file, as JSON.
    Read(read::ReadArgs),
    /// Finds the orders in files and writes what each says, as JSON; needs no database.
    Extract(extract::ExtractArgs),
    /// Measures how well the documents of a folder are read, against the truth files beside them.
    Eval(eval::EvalArgs),
    /// Writes a corrected order of the desk as a golden case: the message, what it states, and why.
    Golden(golden::GoldenArgs),
    /// Draws a page of a PDF.
    Render(render::RenderArgs),
    /// Reads or draws one document, with limits; the desk starts it.
    #[command(hide = true)]
    Isolate(isolate::IsolateArgs),
}

fn main() -> ExitCode {
    let line = Line::parse();
    if matches!(line.verb, Verb::Serve(_) | Verb::Demo(_)) {
        frugal::start_again_frugally();
    }
    // Fails only when a provider is there already, which then stays.
    let _ = rustls::crypto::ring::default_provider().install_default();
    match line.verb {
        Verb::Serve(args) => serve::run(&args),
        Verb::Demo(args) => demo::run(&args),
        Verb::User(args) => user::run(&args),
        Verb::Backup(args) => backup::run(&args),
        Verb::Restore(args) => restore::run(&args),
        Verb::Check(args) => check::run(&args),
        Verb::Config(args) => config::run(&args),
        Verb::Extract(args) => extract::run(&args),
        Verb::Eval(args) => eval::run(&args),
        Verb::Golden(args) => golden::run(&args),
        Verb::Read(args) => read::run(&args),
        Verb::Render(args) => render::run(&args),
        Verb::Isolate(args) => isolate::run(&args),
    }
}
