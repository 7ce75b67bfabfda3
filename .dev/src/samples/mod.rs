//! `cargo dev samples`: writes the mails, their truth and the catalogue of the demo into `templates/demo`.
//!
//! The files are committed; this program is how they are made. `--check` writes nothing and fails where a committed
//! file is not what the program makes.

mod aluminium;
mod cabinets;
mod catalogue;
mod font;
mod forwarded;
mod german;
mod harrow;
mod json;
mod mail;
mod messages;
mod order;
mod pdf;
mod picture;
mod range;
mod shutters;
mod tables;
mod terminal;
mod truth;
mod typed;
mod workbook;
mod zip;

pub use harrow::draw_again;

use std::fs;
use std::path::Path;

/// Most bytes all samples may have together.
const BYTES_MAX: usize = 1_000_000;

/// Writes all files into `folder`, or compares them with what is there. A fault is a sentence.
pub fn run(folder: &Path, check: bool) -> Result<String, String> {
    let files = files();
    let size: usize = files.iter().map(|(_, bytes)| bytes.len()).sum();
    if size > BYTES_MAX {
        return Err(format!("the samples have {size} bytes together, more than {BYTES_MAX}"));
    }
    for (name, bytes) in &files {
        let path = folder.join(name);
        if !check {
            fs::write(&path, bytes).map_err(|fault| format!("writing {}: {fault}", path.display()))?;
        } else if fs::read(&path).ok().as_ref() != Some(bytes) {
            return Err(format!("{} is not what `cargo dev samples` makes", path.display()));
        }
    }
    Ok(format!("{} files, {size} bytes, {}", files.len(), if check { "as committed" } else { "written" }))
}

/// Every file with its name.
fn files() -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for sample in messages::all() {
        files.push((format!("{}.expected.json", sample.name), json::write(&sample.expected).into_bytes()));
        files.push((sample.name.to_owned(), sample.bytes));
    }
    files.push(("catalogue.json".to_owned(), json::write(&catalogue::file()).into_bytes()));
    files
}

#[cfg(test)]
mod tests {
    use super::order::{CLEBER, FERNLEIGH, MARLOW, SHAPE_ALUMINIUM, money};

    #[test]
    fn the_sums_are_those_of_the_sample_orders() {
        assert_eq!(money(SHAPE_ALUMINIUM.subtotal_cents()), "2,050.00");
        assert_eq!(money(SHAPE_ALUMINIUM.gst_cents()), "205.00");
        assert_eq!(money(CLEBER.subtotal_cents()), "36,195.00");
        assert_eq!(money(MARLOW.subtotal_cents()), "10,607.00");
        assert_eq!(money(FERNLEIGH.subtotal_cents()), "600.50");
    }

    #[test]
    fn the_same_order_gives_the_same_bytes() {
        assert!(super::files() == super::files());
    }
}
