//! PDF → pages of positioned words, and pages as pictures.

mod characters;
mod glyphs;
mod picture;
mod words;

use hayro_interpret::hayro_syntax::page::Page as PdfPage;
use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro_interpret::kurbo::Rect;
use hayro_interpret::{Context, InterpreterCache, InterpreterSettings, TransformExt, interpret_page};

pub use picture::{DPI_MAX, DPI_MIN, PIXELS_MAX, RenderError, render};

use super::document::{Page, Unreadable};

/// Largest PDF that is read, in bytes.
pub const PDF_BYTES_MAX: usize = 25 << 20;
/// Most pages of a PDF that is read.
pub const PAGES_MAX: usize = 200;
/// Most words on one page.
pub const WORDS_MAX: usize = 20_000;

/// Splits a PDF into pages of positioned words.
///
/// * `bytes` — the file as received, at most [`PDF_BYTES_MAX`] and [`PAGES_MAX`] pages.
/// * Returns every page, in order; boxes in displayed points, origin top left, rotation and crop applied. A page
///   without text has no words.
/// * [`Unreadable::NoText`] when no page has readable text, [`Unreadable::Encrypted`] when a password is needed.
pub(super) fn pages(bytes: &[u8]) -> Result<Vec<Page>, Unreadable> {
    if bytes.len() > PDF_BYTES_MAX {
        return Err(Unreadable::TooLarge);
    }
    let pdf = open(bytes)?;
    if pdf.pages().len() > PAGES_MAX {
        return Err(Unreadable::TooLarge);
    }
    if pdf.pages().is_empty() {
        return Err(Unreadable::Damaged);
    }
    let cache = InterpreterCache::new();
    let settings = InterpreterSettings::default();
    let mut pages = Vec::with_capacity(pdf.pages().len());
    for (index, page) in pdf.pages().iter().enumerate() {
        pages.push(page_words(page, index as u32 + 1, &cache, &settings)?);
    }
    if has_text(&pages) { Ok(pages) } else { Err(Unreadable::NoText) }
}

/// Opens a PDF; an empty user password is tried without asking.
fn open(bytes: &[u8]) -> Result<Pdf, Unreadable> {
    Pdf::new(bytes.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected | DecryptionError::UnsupportedAlgorithm) => {
            Unreadable::Encrypted
        }
        LoadPdfError::Decryption(_) | LoadPdfError::Invalid => Unreadable::Damaged,
    })
}

fn page_words<'a>(
    page: &PdfPage<'a>, number: u32, cache: &InterpreterCache<'a>, settings: &InterpreterSettings,
) -> Result<Page, Unreadable> {
    let (width, height) = page.render_dimensions();
    let area = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
    let transform = page.initial_transform(true).to_kurbo();
    let mut context = Context::new(transform, area, cache, page.xref(), settings.clone());
    let mut heard = glyphs::Page::default();
    interpret_page(page, &mut context, &mut heard);
    let words = words::words(&heard, (area.width(), area.height()));
    if heard.overflow || words.len() > WORDS_MAX {
        return Err(Unreadable::TooLarge);
    }
    Ok(Page { number, width, height, words, is_scan: false })
}

/// Whether the pages carry text that can be read: letters without a meaning (U+FFFD) are as good as none.
fn has_text(pages: &[Page]) -> bool {
    let characters = || pages.iter().flat_map(|page| &page.words).flat_map(|word| word.text.chars());
    let unknown = characters().filter(|one| *one == char::REPLACEMENT_CHARACTER).count();
    let all = characters().count();
    all > 2 * unknown
}
