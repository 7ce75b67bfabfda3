//! `ramjet extract FILE…`: the orders in files, as JSON, without a database.

mod answer;
mod sure;

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use answer::Json;
use ramjet_reader::extraction::{Hints, IsCode, extract};
use ramjet_reader::reading::{MAIL_BYTES_MAX, Unreadable};
use ramjet_reader::units::normal_key;

use super::{alone, isolate_time, name_of, read, refuse, within};
use crate::ops::isolate::{Isolate, IsolateError};
use crate::words::{En, FileWords, ReadingWords, why_not_read, why_unread};

/// Arguments of `ramjet extract`.
#[derive(clap::Args, Debug)]
pub struct ExtractArgs {
    /// Mails (.eml), PDFs or texts.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// A CSV file with a column `code`: the products these orders can be about.
    #[arg(long)]
    catalogue: Option<PathBuf>,
    /// Our own name, which is never the customer's; may be given several times.
    #[arg(long = "seller")]
    sellers: Vec<String>,
    /// Folder for the answers, one `NAME.EXT.json` for each file; made if it is not there.
    #[arg(long)]
    out: PathBuf,
}

/// Reads every file and writes one answer for each.
///
/// A file that cannot be read gets an answer with `"error"` and one sentence on standard error; the others go on, and
/// the command ends with 1. Call this outside of an asynchronous runtime.
pub fn run(args: &ExtractArgs) -> ExitCode {
    match prepare(args) {
        Ok((isolate, hints)) => extract_all(args, &isolate, &hints),
        Err(sentence) => refuse(&sentence),
    }
}

/// Everything that must be right before the first file is touched.
fn prepare(args: &ExtractArgs) -> Result<(Isolate, Hints), String> {
    if let Some((first, second)) = same_name(&args.files) {
        return Err(En.same_name_twice(&first.display().to_string(), &second.display().to_string()));
    }
    let catalogue_codes = args.catalogue.as_deref().map(codes).transpose()?;
    let out = args.out.display().to_string();
    std::fs::create_dir_all(&args.out).map_err(|error| En.file_not_written(&out, &error.to_string()))?;
    let isolate =
        Isolate::of_this_program(isolate_time(), 1).map_err(|error| En.reader_not_started(&error.to_string()))?;
    Ok((isolate, Hints { seller_names: args.sellers.clone(), catalogue_codes, ..Hints::default() }))
}

/// Two inputs whose answers would overwrite each other.
fn same_name(files: &[PathBuf]) -> Option<(&Path, &Path)> {
    let mut seen: BTreeMap<String, &Path> = BTreeMap::new();
    files.iter().find_map(|file| {
        // Some file systems know no case.
        let name = name_of(file)?.to_lowercase();
        seen.insert(name, file).map(|first| (first, file.as_path()))
    })
}

/// The test for codes of a catalogue; hyphens, blanks and case do not matter.
pub(super) fn codes(file: &Path) -> Result<IsCode, String> {
    let name = file.display().to_string();
    let refused = |error: &dyn std::fmt::Display| En.catalogue_not_read(&name, &error.to_string());
    let mut rows = csv::Reader::from_path(file).map_err(|error| refused(&error))?;
    let headers = rows.headers().map_err(|error| refused(&error))?;
    let column = headers.iter().position(|header| header.trim_start_matches('\u{feff}').trim() == "code");
    let column = column.ok_or_else(|| refused(&En.catalogue_without_codes()))?;
    let mut known: HashSet<String> = HashSet::new();
    for row in rows.records() {
        let row = row.map_err(|error| refused(&error))?;
        known.extend(row.get(column).map(normal_key).filter(|key| !key.is_empty()));
    }
    Ok(Arc::new(move |word| known.contains(&normal_key(word))))
}

fn extract_all(args: &ExtractArgs, isolate: &Isolate, hints: &Hints) -> ExitCode {
    let mut code = ExitCode::SUCCESS;
    for file in &args.files {
        let Some(name) = name_of(file) else {
            code = refuse(&En.file_not_read(
                &file.display().to_string(),
                &std::io::Error::from(std::io::ErrorKind::IsADirectory).to_string(),
            ));
            continue;
        };
        let (json, trouble) = match extract_one(file, &name, isolate, hints) {
            Ok(json) => (json, None),
            Err((reason, sentence)) => (answer::unreadable(&name, reason), Some(sentence)),
        };
        if let Some(sentence) = trouble {
            code = refuse(&En.nothing_read(&file.display().to_string(), &sentence));
        }
        let target = args.out.join(format!("{name}.json"));
        if let Err(error) = std::fs::write(&target, format!("{json}\n")) {
            code = refuse(&En.file_not_written(&target.display().to_string(), &error.to_string()));
        }
    }
    code
}

/// The answer for one file, or a stable name and a sentence for what kept it from being read.
pub(super) fn extract_one(
    file: &Path, name: &str, isolate: &Isolate, hints: &Hints,
) -> Result<Json, (&'static str, String)> {
    let unread = |reason| (short_name(reason), why_unread(&En, reason).to_owned());
    let bytes = match within(file, MAIL_BYTES_MAX) {
        Ok(Some(bytes)) => bytes,
        Ok(None) => return Err(unread(Unreadable::TooLarge)),
        Err(error) => return Err(("not_opened", En.file_not_read(&file.display().to_string(), &error.to_string()))),
    };
    let reading = match alone(read::read(isolate, &bytes, Some(name))) {
        Ok(Ok(reading)) => reading,
        Ok(Err(error)) => return Err((short_name_of(&error), why_not_read(&En, &error))),
        Err(error) => return Err(("not_read", En.reader_not_started(&error.to_string()))),
    };
    let found = extract(&reading, hints);
    match answer::unread(&reading) {
        // An order that is only announced is still an order, although nothing of it was read.
        Some(reason) if found.orders.is_empty() => Err(unread(reason)),
        _ => Ok(answer::answer(name, &found, &reading)),
    }
}

fn short_name_of(error: &IsolateError) -> &'static str {
    match error {
        IsolateError::TooSlow(_) => short_name(Unreadable::TooSlow),
        IsolateError::Crashed(_) => short_name(Unreadable::Damaged),
        _ => "not_read",
    }
}

fn short_name(reason: Unreadable) -> &'static str {
    match reason {
        Unreadable::Unsupported => "unsupported",
        Unreadable::Encrypted => "encrypted",
        Unreadable::Damaged => "damaged",
        Unreadable::NoText => "no_text",
        Unreadable::NoReader => "no_reader",
        Unreadable::Decoration => "decoration",
        Unreadable::Aside => "aside",
        Unreadable::Sealed => "sealed",
        Unreadable::OutlookMessage => "outlook_message",
        Unreadable::Tnef => "tnef",
        Unreadable::Unpacked => "unpacked",
        Unreadable::TooLarge => "too_large",
        Unreadable::TooSlow => "too_slow",
        Unreadable::Empty => "empty",
        Unreadable::Alternative => "alternative",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_files_of_one_name_are_refused_before_anything_is_written() {
        let files: Vec<PathBuf> = ["a/order.pdf", "b/other.pdf", "b/ORDER.pdf"].iter().map(PathBuf::from).collect();
        assert_eq!(same_name(&files), Some((files[0].as_path(), files[2].as_path())));
        assert_eq!(same_name(&files[..2]), None);
    }

    #[test]
    fn a_catalogue_answers_for_its_codes_however_they_are_spelled() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("catalogue.csv");
        std::fs::write(&file, "\u{feff}code,description\nPY0069-1A,\"Block, A\"\n").unwrap();
        let is_known = codes(&file).unwrap();
        assert!(is_known("py0069 1a") && !is_known("PY0069") && !is_known(""));
    }

    #[test]
    fn a_catalogue_without_codes_is_refused_with_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("prices.csv");
        std::fs::write(&file, "product,price\nA,1\n").unwrap();
        let Err(sentence) = codes(&file) else { panic!("accepted") };
        assert!(sentence.contains("prices.csv"), "{sentence}");
        assert!(codes(&folder.path().join("absent.csv")).is_err());
    }
}
