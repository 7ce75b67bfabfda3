//! Documents of Word (DOCX) → running text.
//!
//! A paragraph is a line. A table keeps its columns: cells are divided by a tabulator and padded, so that what stands
//! under a heading on paper stands under it here. Deleted, hidden and computed-only text is left out; headers stand
//! before the body, footers behind it.

use super::package::Package;
use super::xml::{Step, Tag, Walk};
use crate::reading::{TEXT_BYTES_MAX, Unreadable};

/// Widest column that is still padded, in characters.
const PADDED_MAX: usize = 100;

/// The text of a DOCX file.
pub(super) fn document(bytes: &[u8]) -> Result<String, Unreadable> {
    let mut package = Package::open(bytes)?;
    let mut names = package.names();
    names.sort_unstable();
    let of = |start: &str| {
        let is_one = |name: &&String| name.starts_with(start) && name.ends_with(".xml");
        names.iter().filter(is_one).cloned().collect::<Vec<String>>()
    };
    let body = package.text("word/document.xml")?.ok_or(Unreadable::Damaged)?;
    let mut text = String::new();
    for name in of("word/header") {
        let header = package.text(&name)?.unwrap_or_default();
        add(&mut text, &header)?;
    }
    add(&mut text, &body)?;
    for name in of("word/footer") {
        let footer = package.text(&name)?.unwrap_or_default();
        add(&mut text, &footer)?;
    }
    Ok(text)
}

/// Adds the lines of one part, a blank line between two parts.
fn add(text: &mut String, xml: &str) -> Result<(), Unreadable> {
    let mut story = Story::default();
    let mut walk = Walk::new(xml);
    while let Some(step) = walk.next()? {
        match step {
            Step::Open(tag) => story.open(&tag),
            Step::Text(run) => story.text(&run),
            Step::Close(name) => story.close(&name),
        }
        if story.bytes > TEXT_BYTES_MAX {
            return Err(Unreadable::TooLarge);
        }
    }
    if !text.is_empty() && !story.lines.is_empty() {
        text.push('\n');
    }
    for line in story.lines {
        text.push_str(line.trim_end());
        text.push('\n');
    }
    if text.len() > TEXT_BYTES_MAX { Err(Unreadable::TooLarge) } else { Ok(()) }
}

/// Lines of a cell.
type Lines = Vec<String>;

/// A table while it is read: finished rows, and the row and the cell that are open.
#[derive(Default)]
struct Table {
    rows: Vec<Vec<Lines>>,
    row: Vec<Lines>,
    cell: Lines,
    span: usize,
}

/// A part while it is read.
#[derive(Default)]
struct Story {
    lines: Lines,
    /// Paragraphs that are open: a text box is a paragraph inside another.
    paragraphs: Vec<String>,
    tables: Vec<Table>,
    /// Elements that are left out and are open.
    left_out: usize,
    runs: usize,
    is_text: bool,
    is_hidden: bool,
    /// Bytes of text so far, padding included.
    bytes: usize,
}

impl Story {
    fn open(&mut self, tag: &Tag<'_>) {
        let name = tag.name.as_str();
        if is_left_out(name) {
            self.left_out += 1;
        }
        if self.left_out > 0 {
            return;
        }
        match name {
            "w:p" => self.paragraphs.push(String::new()),
            "w:r" => (self.runs, self.is_hidden) = (self.runs + 1, false),
            "w:t" => self.is_text = true,
            "w:vanish" if self.runs > 0 => {
                self.is_hidden = !matches!(tag.attribute("w:val").as_deref(), Some("0" | "false" | "off"));
            }
            "w:tab" if self.runs > 0 => self.push("\t"),
            "w:br" | "w:cr" if self.runs > 0 => self.push("\n"),
            "w:noBreakHyphen" => self.push("-"),
            "w:tbl" => self.tables.push(Table::default()),
            "w:tc" => {
                if let Some(table) = self.tables.last_mut() {
                    (table.cell, table.span) = (Lines::new(), 1);
                }
            }
            "w:gridSpan" => {
                let span = tag.attribute("w:val").and_then(|span| span.parse().ok()).unwrap_or(1);
                if let Some(table) = self.tables.last_mut() {
                    table.span = usize::clamp(span, 1, 60);
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.is_text && self.left_out == 0 {
            self.push(&text.replace(['\n', '\r'], " "));
        }
    }

    fn push(&mut self, text: &str) {
        if let Some(paragraph) = self.paragraphs.last_mut().filter(|_| !self.is_hidden) {
            paragraph.push_str(text);
            self.bytes += text.len();
        }
    }

    fn close(&mut self, name: &str) {
        if is_left_out(name) {
            self.left_out = self.left_out.saturating_sub(1);
        }
        if self.left_out > 0 {
            return;
        }
        match name {
            "w:t" => self.is_text = false,
            "w:r" => self.runs = self.runs.saturating_sub(1),
            "w:p" => {
                let paragraph = self.paragraphs.pop().unwrap_or_default();
                self.put(paragraph.split('\n').map(str::to_owned).collect());
            }
            "w:tc" => {
                if let Some(table) = self.tables.last_mut() {
                    table.row.push(std::mem::take(&mut table.cell));
                    table.row.extend((1..table.span).map(|_| Lines::new()));
                }
            }
            "w:tr" => {
                if let Some(table) = self.tables.last_mut() {
                    table.rows.push(std::mem::take(&mut table.row));
                }
            }
            "w:tbl" => {
                let table = self.tables.pop().unwrap_or_default();
                let lines = laid_out(&table.rows, TEXT_BYTES_MAX.saturating_sub(self.bytes));
                self.bytes += lines.iter().map(String::len).sum::<usize>();
                self.put(lines);
            }
            _ => {}
        }
    }

    /// Lines into the cell that is open, or into the text.
    fn put(&mut self, lines: Lines) {
        match self.tables.last_mut() {
            Some(table) => table.cell.extend(lines.into_iter().filter(|line| !line.trim().is_empty())),
            None => self.lines.extend(lines),
        }
    }
}

/// Text that was deleted, the second form of a drawing, and what only explains a field.
fn is_left_out(name: &str) -> bool {
    matches!(name, "w:del" | "w:moveFrom" | "mc:Fallback" | "w:instrText" | "w:delText" | "w:sdtPr")
}

/// The lines of a table, its columns under each other; at most `bytes_max` bytes and one line more.
fn laid_out(rows: &[Vec<Lines>], bytes_max: usize) -> Lines {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.flatten().map(|line| flat(line).chars().count()).max().unwrap_or_default().min(PADDED_MAX)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let (mut lines, mut bytes) = (Lines::new(), 0);
    for row in rows {
        let height = row.iter().map(Vec::len).max().unwrap_or_default();
        for number in 0..height {
            let mut line = String::new();
            for (cell, width) in row.iter().zip(&widths) {
                let text = cell.get(number).map(|text| flat(text)).unwrap_or_default();
                line.push_str(&format!("{text:width$}\t"));
            }
            bytes += line.len();
            lines.push(line.trim_end().to_owned());
            if bytes > bytes_max {
                return lines;
            }
        }
    }
    lines
}

/// A line of a cell without tabulators of its own.
fn flat(line: &str) -> String {
    line.trim().replace('\t', "  ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(body: &str) -> String {
        let mut text = String::new();
        add(&mut text, &format!("<w:document><w:body>{body}</w:body></w:document>")).unwrap();
        text
    }

    fn paragraph(text: &str) -> String {
        format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
    }

    #[test]
    fn columns_of_a_table_stand_under_each_other() {
        let cell = |text: &str| format!("<w:tc>{}</w:tc>", paragraph(text));
        let row = |cells: [&str; 3]| format!("<w:tr>{}</w:tr>", cells.map(cell).concat());
        let read =
            text(&format!("<w:tbl>{}{}</w:tbl>", row(["Code", "Qty", "Price"]), row(["LOCAP2", "1000", "1.32"])));
        assert_eq!(read, "Code  \tQty \tPrice\nLOCAP2\t1000\t1.32\n");
    }

    #[test]
    fn a_cell_of_two_paragraphs_takes_two_lines() {
        let cells = format!("<w:tc>{}{}</w:tc><w:tc>{}</w:tc>", paragraph("Cap"), paragraph("black"), paragraph("5"));
        assert_eq!(text(&format!("<w:tbl><w:tr>{cells}</w:tr></w:tbl>")), "Cap  \t5\nblack\n");
    }

    #[test]
    fn what_nobody_sees_is_not_read() {
        let hidden = "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>PO 1</w:t></w:r><w:r><w:t>PO 2</w:t></w:r>\
            <w:del><w:r><w:delText>PO 3</w:delText></w:r></w:del><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>";
        assert_eq!(text(hidden), "PO 2\n");
        let drawn_twice = format!(
            "<w:p><w:r><mc:AlternateContent><mc:Choice>{0}</mc:Choice><mc:Fallback>{0}</mc:Fallback>\
             </mc:AlternateContent></w:r></w:p>",
            paragraph("PO 4")
        );
        assert_eq!(text(&drawn_twice).trim(), "PO 4");
    }

    #[test]
    fn entities_are_the_five_and_numbers_and_a_bomb_is_damage() {
        assert_eq!(text(&paragraph("R&amp;D &#8211; &lt;5&gt;")), "R&D – <5>\n");
        let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><w:p><w:r><w:t>&b;</w:t></w:r></w:p>";
        assert_eq!(add(&mut String::new(), bomb), Err(Unreadable::Damaged));
        assert_eq!(add(&mut String::new(), "<w:p><w:r></w:p>"), Err(Unreadable::Damaged));
    }

    #[test]
    fn a_table_of_a_thousand_wide_columns_is_refused_before_it_fills_the_memory() {
        let cell = format!("<w:tc>{}</w:tc>", paragraph(&"x".repeat(100)));
        let row = "<w:tr><w:tc/></w:tr>".repeat(2) + &format!("<w:tr>{}</w:tr>", cell.repeat(1_000));
        let many = format!("<w:tbl>{}</w:tbl>", row.repeat(100));
        assert_eq!(add(&mut String::new(), &many), Err(Unreadable::TooLarge));
    }
}
