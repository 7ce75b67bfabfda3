//! What the XLS reader does not tell: the number format of each cell, and which cells are results of formulas.
//!
//! A walk over the records of the workbook stream (MS-XLS 2.1). Only numbers need a format; texts are left to the
//! reader.

use std::collections::{HashMap, HashSet};
use std::io::{Cursor, Read};

use super::number::NumberFormat;
use super::{COLUMNS_MAX, ROWS_MAX};
use crate::reading::Unreadable;

/// Sheet name, row and column.
type At = (String, (u32, u32));

/// The formats of the cells that hold numbers.
#[derive(Debug, Default)]
pub(super) struct Formats {
    /// The format of each cell that has one of its own.
    pub of_cell: HashMap<At, NumberFormat>,
    /// The cells whose value a formula gave.
    pub results: HashSet<At>,
}

/// Most cells of a sheet as the reader lays it out, from its first filled corner to its last.
const AREA_MAX: u64 = 3_000_000;

/// Walks over the workbook stream.
///
/// [`Unreadable::Encrypted`] for a workbook under a password, [`Unreadable::TooLarge`] for one whose cells lie so far
/// apart that laying it out would fill the memory, [`Unreadable::Damaged`] for a file without a workbook.
pub(super) fn formats(bytes: &[u8]) -> Result<Formats, Unreadable> {
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(|_| Unreadable::Damaged)?;
    let name = ["/Workbook", "/Book"].into_iter().find(|name| file.is_stream(name)).ok_or(Unreadable::Damaged)?;
    let stream = file.open_stream(name).map_err(|_| Unreadable::Damaged)?;
    let mut records = Vec::new();
    stream.take(super::UNPACKED_BYTES_MAX).read_to_end(&mut records).map_err(|_| Unreadable::Damaged)?;
    let mut book = Book::default();
    let mut at = 0;
    while let Some((kind, data)) = record(&records, at) {
        book.take(kind, data, at as u32)?;
        at += 4 + data.len();
    }
    Ok(book.found)
}

/// The record at an offset: its kind and its bytes.
fn record(stream: &[u8], at: usize) -> Option<(u16, &[u8])> {
    let head = stream.get(at..at + 4)?;
    let len = usize::from(u16::from_le_bytes([head[2], head[3]]));
    Some((u16::from_le_bytes([head[0], head[1]]), stream.get(at + 4..at + 4 + len)?))
}

#[derive(Default)]
struct Book {
    found: Formats,
    /// Format codes by their number.
    codes: HashMap<u16, NumberFormat>,
    /// The format number of each cell style.
    styles: Vec<u16>,
    /// Names of sheets by the offset at which they begin.
    names: HashMap<u32, String>,
    /// The sheet that is being walked over.
    sheet: Option<String>,
    /// First and last row and column seen in it.
    area: Option<[u64; 4]>,
}

impl Book {
    fn take(&mut self, kind: u16, data: &[u8], offset: u32) -> Result<(), Unreadable> {
        match kind {
            0x002F if data.get(..2).is_some_and(|scheme| scheme != [0, 0]) => return Err(Unreadable::Encrypted),
            0x0809 => (self.sheet, self.area) = (self.names.get(&offset).cloned(), None),
            0x0085 => self.take_name(data),
            0x041E => self.take_code(data),
            0x00E0 => self.styles.extend(word(data, 2)),
            // Blank cells count for the area as well: the reader lays them out.
            0x0203 | 0x027E | 0x0006 | 0x00FD | 0x0204 | 0x0205 | 0x0201 => {
                if let (Some(row), Some(column), Some(style)) = (word(data, 0), word(data, 2), word(data, 4)) {
                    self.put(row, column, style, kind == 0x0006)?;
                }
            }
            0x00BD | 0x00BE => {
                let step = if kind == 0x00BD { 6 } else { 2 };
                let (Some(row), Some(first)) = (word(data, 0), word(data, 2)) else { return Ok(()) };
                for (column, at) in (first..).zip((4..data.len().saturating_sub(2)).step_by(step)) {
                    if let Some(style) = word(data, at) {
                        self.put(row, column, style, false)?;
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn put(&mut self, row: u16, column: u16, style: u16, is_result: bool) -> Result<(), Unreadable> {
        let Some(sheet) = &self.sheet else { return Ok(()) };
        let (y, x) = (u64::from(row), u64::from(column));
        let [top, bottom, left, right] = self.area.unwrap_or([y, y, x, x]);
        let area = [top.min(y), bottom.max(y), left.min(x), right.max(x)];
        self.area = Some(area);
        let is_far = (area[1] - area[0] + 1) * (area[3] - area[2] + 1) > AREA_MAX;
        if is_far || self.found.of_cell.len() > ROWS_MAX * COLUMNS_MAX / 50 {
            return Err(Unreadable::TooLarge);
        }
        let at = (u32::from(row), u32::from(column));
        let format = self.styles.get(usize::from(style)).and_then(|&number| self.format(number));
        if let Some(format) = format {
            self.found.of_cell.insert((sheet.clone(), at), format);
        }
        if is_result {
            self.found.results.insert((sheet.clone(), at));
        }
        Ok(())
    }

    /// A format by its number: one of the file, or one of those every file has (MS-XLS 2.5.165).
    fn format(&self, number: u16) -> Option<NumberFormat> {
        let known = match number {
            0 | 49 => return None,
            1 | 3 | 37 | 38 | 41 | 42 => "0",
            2 | 4 | 39 | 40 | 43 | 44 => "0.00",
            5 | 6 => "0",
            7 | 8 => "0.00",
            9 => "0%",
            10 => "0.00%",
            _ => return self.codes.get(&number).cloned(),
        };
        self.codes.get(&number).cloned().or_else(|| Some(NumberFormat::of(known)))
    }

    /// BoundSheet8: where the sheet begins, and its name.
    fn take_name(&mut self, data: &[u8]) {
        let Some(start) = data.get(..4) else { return };
        let offset = u32::from_le_bytes([start[0], start[1], start[2], start[3]]);
        let Some(&len) = data.get(6) else { return };
        self.names.insert(offset, characters(data.get(7..).unwrap_or_default(), usize::from(len)));
    }

    /// Format: its number, and its code.
    fn take_code(&mut self, data: &[u8]) {
        if let (Some(number), Some(len)) = (word(data, 0), word(data, 2)) {
            let code = characters(data.get(4..).unwrap_or_default(), usize::from(len));
            self.codes.insert(number, NumberFormat::of(&code));
        }
    }
}

/// A text: a flag whether its characters have two bytes, then the characters.
fn characters(data: &[u8], len: usize) -> String {
    match data.split_first() {
        Some((flags, rest)) if flags & 1 == 1 => {
            let units: Vec<u16> =
                rest.chunks_exact(2).take(len).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
            String::from_utf16_lossy(&units)
        }
        Some((_, rest)) => rest.iter().take(len).copied().map(char::from).collect(),
        None => String::new(),
    }
}

fn word(data: &[u8], at: usize) -> Option<u16> {
    let pair = data.get(at..at + 2)?;
    Some(u16::from_le_bytes([pair[0], pair[1]]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_are_no_compound_file_are_damaged() {
        assert_eq!(formats(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and no more").unwrap_err(), Unreadable::Damaged);
    }

    #[test]
    fn cells_that_lie_too_far_apart_are_refused() {
        let mut book = Book { sheet: Some("Order".into()), ..Book::default() };
        book.put(0, 0, 0, false).unwrap();
        assert_eq!(book.put(65_535, 255, 0, false), Err(Unreadable::TooLarge));
    }

    #[test]
    fn a_record_that_says_it_is_longer_than_the_file_ends_the_walk() {
        assert_eq!(record(&[0x03, 0x02, 0xFF, 0xFF, 1, 2], 0), None);
        assert_eq!(record(&[0x03, 0x02, 2, 0, 1, 2], 0), Some((0x0203, &[1, 2][..])));
    }
}
