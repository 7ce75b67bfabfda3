//! The ZIP package around an office file, with limits that hold before and while it is unpacked.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::reading::Unreadable;

/// Largest office file that is read, in bytes.
pub const OFFICE_BYTES_MAX: usize = 25 << 20;
/// Most bytes that the parts of one office file may unpack to; pictures are never unpacked.
pub const UNPACKED_BYTES_MAX: u64 = 32 << 20;
/// From this size on a part must not unpack to more than [`RATIO_MAX`] times its packed size.
const RATIO_FROM_BYTES: u64 = 4 << 20;
/// See [`RATIO_FROM_BYTES`]; text of real sheets packs to a tenth, at best a fiftieth.
const RATIO_MAX: u64 = 150;
/// Most members of a package.
const MEMBERS_MAX: usize = 5_000;

/// An office package whose members may be unpacked.
pub(super) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    left: u64,
}

impl<'a> Package<'a> {
    /// Opens a package and checks what its members say about themselves.
    pub fn open(bytes: &'a [u8]) -> Result<Self, Unreadable> {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(refusal)?;
        if archive.len() > MEMBERS_MAX {
            return Err(Unreadable::TooLarge);
        }
        let mut total = 0_u64;
        for index in 0..archive.len() {
            let member = archive.by_index_raw(index).map_err(refusal)?;
            if member.encrypted() {
                return Err(Unreadable::Encrypted);
            }
            if !member.name().is_ok_and(|name| is_unpacked(&name)) {
                continue;
            }
            total = total.saturating_add(member.size());
            let is_blown_up =
                member.size() > RATIO_FROM_BYTES && member.size() / member.compressed_size().max(1) > RATIO_MAX;
            if total > UNPACKED_BYTES_MAX || is_blown_up {
                return Err(Unreadable::TooLarge);
            }
        }
        Ok(Self { archive, left: UNPACKED_BYTES_MAX })
    }

    /// The names of all members.
    pub fn names(&self) -> Vec<String> {
        self.archive.file_names().flatten().map(std::borrow::Cow::into_owned).collect()
    }

    /// The text of a member; `None` when there is none of that name.
    pub fn text(&mut self, name: &str) -> Result<Option<String>, Unreadable> {
        let Some(bytes) = self.bytes(name)? else { return Ok(None) };
        let text = match &bytes[..] {
            [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
            [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
            _ => String::from_utf8(bytes).map_err(|_| Unreadable::Damaged)?,
        };
        Ok(Some(text))
    }

    fn bytes(&mut self, name: &str) -> Result<Option<Vec<u8>>, Unreadable> {
        let member = match self.archive.by_name(name) {
            Ok(member) => member,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(error) => return Err(refusal(error)),
        };
        let mut bytes = Vec::new();
        member.take(self.left + 1).read_to_end(&mut bytes).map_err(|_| Unreadable::Damaged)?;
        self.left = self.left.checked_sub(bytes.len() as u64).ok_or(Unreadable::TooLarge)?;
        Ok(Some(bytes))
    }

    /// Unpacks everything once and keeps nothing: what a member says about its size may be a lie, and another reader
    /// is about to believe it.
    pub fn weigh(mut self) -> Result<(), Unreadable> {
        for index in 0..self.archive.len() {
            let member = self.archive.by_index(index).map_err(refusal)?;
            if member.name().is_ok_and(|name| is_unpacked(&name)) {
                let size = std::io::copy(&mut member.take(self.left + 1), &mut std::io::sink());
                let size = size.map_err(|_| Unreadable::Damaged)?;
                self.left = self.left.checked_sub(size).ok_or(Unreadable::TooLarge)?;
            }
        }
        Ok(())
    }
}

/// Whether a member is ever unpacked: the parts that hold text, cells and their styles.
fn is_unpacked(name: &str) -> bool {
    let extension = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    matches!(extension.as_str(), "xml" | "rels" | "bin") && !name.ends_with("vbaProject.bin")
}

fn refusal(error: ZipError) -> Unreadable {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => Unreadable::Encrypted,
        _ => Unreadable::Damaged,
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
    String::from_utf16_lossy(&units)
}
