//! `ramjet render FILE --page N --dpi D --out PNG`: a page of a PDF as the desk shows it.

use std::path::PathBuf;
use std::process::ExitCode;

use ramjet_reader::reading::{PDF_BYTES_MAX, Unreadable};

use super::{alone, isolate_time, refuse, within};
use crate::ops::isolate::Isolate;
use crate::words::{En, ReadingWords, why_not_read, why_unread};

/// Arguments of `ramjet render`.
#[derive(clap::Args, Debug)]
pub struct RenderArgs {
    /// A PDF.
    file: PathBuf,
    /// The page, from 1.
    #[arg(long, default_value_t = 1)]
    page: u32,
    /// Dots per inch.
    #[arg(long, default_value_t = 110)]
    dpi: u16,
    /// Where to put the picture.
    #[arg(long)]
    out: PathBuf,
}

/// Writes the picture of one page as PNG. It is drawn in a child; call this outside of an asynchronous runtime.
pub fn run(args: &RenderArgs) -> ExitCode {
    let bytes = match within(&args.file, PDF_BYTES_MAX) {
        Ok(Some(bytes)) => bytes,
        Ok(None) => return refuse(why_unread(&En, Unreadable::TooLarge)),
        Err(error) => return refuse(&En.file_not_read(&args.file.display().to_string(), &error.to_string())),
    };
    let isolate = match Isolate::of_this_program(isolate_time(), 1) {
        Ok(isolate) => isolate,
        Err(error) => return refuse(&En.reader_not_started(&error.to_string())),
    };
    let png = match alone(isolate.render(&bytes, args.page, args.dpi)) {
        Ok(Ok(png)) => png,
        Ok(Err(error)) => return refuse(&why_not_read(&En, &error)),
        Err(error) => return refuse(&En.reader_not_started(&error.to_string())),
    };
    match std::fs::write(&args.out, png) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => refuse(&En.file_not_written(&args.out.display().to_string(), &error.to_string())),
    }
}
