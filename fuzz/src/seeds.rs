//! Where the targets begin: real and made-up files, mails and archives taken apart, each given to the target of its kind.

use std::fs;
use std::path::{Path, PathBuf};

use ramjet_reader::reading::split;

use crate::targets::TARGETS;

/// Larger files only slow the fuzzer down.
const SEED_BYTES_MAX: usize = 400_000;

/// Sorts the files of the folders into `out/TARGET`; gives how many were written.
pub fn sort<'a>(out: &Path, folders: impl Iterator<Item = &'a Path>) -> usize {
    let mut files = Vec::new();
    folders.for_each(|folder| gather(folder, &mut files));
    let mut written = 0;
    for (number, path) in files.iter().enumerate() {
        let Ok(bytes) = fs::read(path) else { continue };
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let is_mail = name.as_deref().is_some_and(|name| name.ends_with(".eml"));
        if name.as_deref().is_some_and(|name| name.ends_with(".tsv")) {
            written += keep(out, "tesseract", &format!("{number}"), &bytes);
        }
        if is_mail {
            written += keep(out, "message/rfc822", &format!("{number}"), &bytes);
        }
        for (index, part) in split(&bytes, name.as_deref()).1.iter().enumerate() {
            written += keep(out, &part.media_type, &format!("{number}-{index}"), &part.bytes);
        }
    }
    written
}

fn gather(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            gather(&path, files);
        } else if !path.to_string_lossy().ends_with(".expected.json") {
            files.push(path);
        }
    }
}

/// Writes a seed for every target that reads this kind.
fn keep(out: &Path, media_type: &str, name: &str, bytes: &[u8]) -> usize {
    if bytes.is_empty() || bytes.len() > SEED_BYTES_MAX {
        return 0;
    }
    let reads = |kinds: &[&str]| {
        kinds.iter().any(|kind| *kind == media_type || kind.ends_with('/') && media_type.starts_with(kind))
    };
    let mut written = 0;
    for target in TARGETS.iter().filter(|target| reads(target.seeds)) {
        let folder = out.join(target.name);
        let is_there = fs::create_dir_all(&folder).and_then(|()| fs::write(folder.join(name), bytes)).is_ok();
        written += usize::from(is_there);
    }
    written
}
