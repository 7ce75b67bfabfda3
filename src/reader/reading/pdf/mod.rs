//! PDF → pages of positioned words, and pages as pictures.

mod attached;
mod characters;
mod glyphs;
mod picture;
mod words;

use hayro_interpret::hayro_syntax::page::Page as PdfPage;
use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro_interpret::kurbo::Rect;
use hayro_interpret::{Context, InterpreterCache, InterpreterSettings, TransformExt, interpret_page};

pub(super) use attached::{attached, may_have};
pub use picture::{DPI_MAX, DPI_MIN, PIXELS_MAX, RenderError};
pub(super) use picture::{pack, raster, render};

use super::document::{Page, Unreadable, Word};

/// Largest PDF that is read, in bytes.
pub const PDF_BYTES_MAX: usize = 25 << 20;
/// Most pages of a PDF that is read.
pub const PAGES_MAX: usize = 200;
/// Most words on one page.
pub const WORDS_MAX: usize = 20_000;
/// A page with fewer characters than this under a picture as large as the page is a scan with a stamp: a fax has the
/// line of its machine, a scanner the name of its program.
const STAMP_CHARACTERS_MAX: usize = 80;
/// The part of a page that a picture of the whole page covers at least.
const WHOLE_PAGE: f64 = 0.6;

/// Splits a PDF into pages of positioned words.
///
/// * `bytes` — the file as received, at most [`PDF_BYTES_MAX`] and [`PAGES_MAX`] pages.
/// * Returns every page, in order; boxes in displayed points, origin top left, rotation and crop applied. A page
///   without text to see, but with something painted, is a scan that nobody has read yet.
/// * [`Unreadable::NoText`] when nothing at all stands on any page, [`Unreadable::Encrypted`] when a password is needed.
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
    if pages.iter().any(|page| page.is_scan || !page.words.is_empty()) { Ok(pages) } else { Err(Unreadable::NoText) }
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
    let is_scan = is_scan(&words, &heard, area);
    let words = if is_scan { without_riddles(words) } else { words };
    let unread = is_scan.then_some(Unreadable::NoReader);
    Ok(Page { number, width, height, words, is_scan, unread, ..Page::default() })
}

/// Whether what a person reads on a page is in its pictures and not in its text.
///
/// Letters without a meaning (U+FFFD) are as good as none, and text that nobody sees proves nothing.
fn is_scan(words: &[Word], heard: &glyphs::Page, page: Rect) -> bool {
    let visible = || words.iter().filter(|word| !word.hidden).flat_map(|word| word.text.chars());
    let (all, unknown) = (visible().count(), visible().filter(|one| *one == char::REPLACEMENT_CHARACTER).count());
    if all > 0 && 2 * unknown >= all {
        return true;
    }
    let is_stamped = all < STAMP_CHARACTERS_MAX && heard.pictured >= WHOLE_PAGE * page.area();
    heard.is_painted(page) && (all == 0 || is_stamped)
}

/// The words of a scan that mean something.
fn without_riddles(mut words: Vec<Word>) -> Vec<Word> {
    words.retain(|word| !word.text.contains(char::REPLACEMENT_CHARACTER));
    words
}
