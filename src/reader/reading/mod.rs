//! Bytes → documents of positioned words.
//!
//! A message or a single file is taken apart ([`split`]), then each part becomes pages of words or normalised text
//! ([`read_part`]). What cannot be read is listed with a reason a person understands, never dropped. [`render`] draws
//! a page in the coordinates of its words.
//!
//! All of it works on bytes from strangers: the desk calls it in a child of its own with limits, through [`frames`].

mod document;
pub(crate) mod electronic;
pub mod frames;
mod html;
mod kind;
mod mail;
mod office;
mod pdf;
mod scan;
mod separated;
mod text;
mod wrapped;

use std::panic::{AssertUnwindSafe, catch_unwind};

use office::Office;

pub use document::{Content, Document, Header, Page, Part, READER_VERSION, Reading, SheetOfCells, Unreadable, Word};
pub use html::{HtmlView, Mark, html_view, html_view_with};
pub use mail::{MAIL_BYTES_MAX, NESTING_MAX, PARTS_MAX};
pub use office::{CELLS_MAX, COLUMNS_MAX, OFFICE_BYTES_MAX, ROWS_MAX, SHEETS_MAX, UNPACKED_BYTES_MAX};
pub use pdf::{DPI_MAX, DPI_MIN, PAGES_MAX, PDF_BYTES_MAX, PIXELS_MAX, RenderError, WORDS_MAX};
pub use scan::{
    PICTURE_BYTES_MAX, PICTURE_PIXELS_MAX, SCAN_PAGES_MAX, ScanPicture, agreed, is_doubtful, recognised, scan,
    upright_by, words as scan_words,
};
pub use text::TEXT_BYTES_MAX;
pub use wrapped::{ARCHIVE_BYTES_MAX, MEMBERS_MAX};

/// Takes a message or a lone file apart.
///
/// * `file_name` — the name it came with, if any; `.eml` makes it a mail whatever it begins with.
/// * A mail gives its head and every part, bodies first; a lone file gives an empty head and one part with path `"0"`.
/// * Never fails: a mail that cannot be taken apart, or is over [`MAIL_BYTES_MAX`], is one refused part.
pub fn split(bytes: &[u8], file_name: Option<&str>) -> (Header, Vec<Part>) {
    if kind::is_mail(bytes, file_name) {
        return mail::split(bytes);
    }
    let part = Part {
        path: "0".to_owned(),
        name: file_name.map(str::to_owned),
        media_type: kind::media_type(bytes, None, file_name),
        bytes: bytes.to_vec(),
        ..Part::default()
    };
    (Header::default(), wrapped::unwrapped(vec![part]))
}

/// Whether [`split`] runs code that strangers' bytes could keep busy: it takes a mail, an archive or the like apart.
pub fn is_risky_to_split(bytes: &[u8], file_name: Option<&str>) -> bool {
    let is_wrapping = || match kind::media_type(bytes, None, file_name).as_str() {
        "application/pdf" => pdf::may_have(bytes),
        kind => wrapped::is_wrapping(kind),
    };
    kind::is_mail(bytes, file_name) || is_wrapping()
}

/// Reads one part into pages of words or normalised text, or says why not.
pub fn read_part(part: &Part) -> Document {
    let text = |text| Content::Text { text };
    let content = match (part.refused, part.media_type.as_str()) {
        (Some(reason), _) => Err(reason),
        (None, _) if part.bytes.is_empty() => Err(Unreadable::Empty),
        (None, kind) if kind::is_aside(kind) => Err(Unreadable::Aside),
        (None, "application/pkcs7-mime" | "application/x-pkcs7-mime") => Err(Unreadable::Sealed),
        (None, "application/pdf") => pdf::pages(&part.bytes).map(|pages| Content::Pages { pages }),
        (None, "text/html") => html::text(&part.bytes, part.charset.as_deref()).map(text),
        (None, kind) if scan::is_picture(kind) => {
            scan::pages(&part.bytes, kind, part.is_embedded).map(|pages| Content::Pages { pages })
        }
        (None, kind) if electronic::is_electronic(kind) => {
            electronic::plain(&part.bytes, kind, part.charset.as_deref()).map(text)
        }
        (None, "text/csv") => separated_values(part, true),
        (None, "text/plain") if !part.is_body => separated_values(part, false),
        (None, kind) if kind.starts_with("text/") => text::plain(&part.bytes, part.charset.as_deref()).map(text),
        (None, "application/x-ole-storage") if kind::is_locked_office_file(&part.bytes) => Err(Unreadable::Encrypted),
        (None, kind) => match Office::of(kind) {
            Some(kind) => office::read(kind, &part.bytes),
            None => Err(Unreadable::Unsupported),
        },
    };
    document(part, content.unwrap_or_else(|reason| Content::Unreadable { reason }))
}

/// The cells of a file of separated values; as text what has no columns, or is not declared as such and has no table
/// beyond doubt.
fn separated_values(part: &Part, is_declared: bool) -> Result<Content, Unreadable> {
    let text = text::plain(&part.bytes, part.charset.as_deref())?;
    let sheet = if is_declared || separated::is_separated(&text) { separated::sheet(&text)? } else { None };
    Ok(match sheet {
        Some(sheet) => Content::Sheets { sheets: vec![sheet] },
        None => Content::Text { text },
    })
}

/// A document whose scans were tried: when no page has a word to see, it is unreadable for the reason of its first page.
///
/// Pages that stay unread among others keep their reason in [`Page::unread`].
pub fn settled(document: Document) -> Document {
    let Content::Pages { pages } = &document.content else { return document };
    if pages.iter().any(|page| page.words.iter().any(|word| !word.hidden)) {
        return document;
    }
    let scans = pages.iter().filter(|page| page.is_scan);
    // A layer of text that nobody sees is read where there is no scan above it.
    if pages.iter().any(|page| !page.is_scan && !page.words.is_empty()) {
        return document;
    }
    let reason = scans.filter_map(|page| page.unread).next().unwrap_or(Unreadable::NoText);
    Document { content: Content::Unreadable { reason }, ..document }
}

/// Draws one page as a PNG on white, exactly in the coordinates of its words: point × `dpi` ÷ 72 = pixel.
///
/// * `bytes` — the PDF or picture file as received.
/// * `page` — from 1.
/// * `dpi` — [`DPI_MIN`]`..=`[`DPI_MAX`].
pub fn render(bytes: &[u8], page: u32, dpi: u16) -> Result<Vec<u8>, RenderError> {
    render_turned(bytes, page, dpi, 0)
}

/// As [`render`], with the page turned clockwise by `turned` hundredths of a degree: the [`Page::turned`] of the page as
/// it was read.
pub fn render_turned(bytes: &[u8], page: u32, dpi: u16, turned: u16) -> Result<Vec<u8>, RenderError> {
    if !(DPI_MIN..=DPI_MAX).contains(&dpi) {
        return Err(RenderError::Resolution { dpi });
    }
    if turned == 0 && !scan::is_picture(&kind::media_type(bytes, None, None)) {
        return pdf::render(bytes, page, dpi);
    }
    scan::picture(bytes, page, dpi, turned)
}

/// A part that was not read, listed with the reason.
pub fn unread(part: &Part, reason: Unreadable) -> Document {
    document(part, Content::Unreadable { reason })
}

fn document(part: &Part, content: Content) -> Document {
    Document {
        part: part.path.clone(),
        name: part.name.clone(),
        media_type: part.media_type.clone(),
        is_body: part.is_body,
        size_bytes: part.bytes.len() as u64,
        content,
    }
}

/// Whether the text of a document keeps the lay-out of pages: it came from a word processor and is no mail or note.
pub fn is_laid_out(document: &Document) -> bool {
    matches!(Office::of(&document.media_type), Some(Office::Document | Office::OpenText))
}

/// Whether reading this part runs code that strangers' bytes could bring down or keep busy: PDF, HTML, pictures,
/// office files.
///
/// Everything else is a linear walk over bytes and needs no child.
pub fn is_risky(part: &Part) -> bool {
    let kind = part.media_type.as_str();
    let is_known = matches!(kind, "application/pdf" | "text/html" | "application/xml" | "text/xml");
    let is_known = is_known || scan::is_picture(kind);
    part.refused.is_none() && (is_known || Office::of(kind).is_some())
}

/// Takes apart and reads everything in this process, for the command line and for tests.
///
/// A reader that panics makes that part [`Unreadable::Damaged`]; there is no deadline and no memory limit here, and
/// scans are not recognised: those are [`Unreadable::NoReader`].
pub fn read_all(bytes: &[u8], file_name: Option<&str>) -> Reading {
    let (header, parts) = split(bytes, file_name);
    let read = |part: &Part| {
        catch_unwind(AssertUnwindSafe(|| settled(read_part(part))))
            .unwrap_or_else(|_| unread(part, Unreadable::Damaged))
    };
    Reading { header, documents: parts.iter().map(read).collect() }
}
