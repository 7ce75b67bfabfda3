//! Scans: pictures of pages, whether they are files of their own or pages of a PDF without text.
//!
//! What comes in is bytes and a page number, what goes out is a grey picture made for recognition ([`scan`]) and, from
//! the table that tesseract makes of it, words in the coordinates of the page ([`words`]). The program itself is run
//! by the desk, in a process of its own; this package only prepares and understands.

mod agreed;
mod clean;
mod decode;
mod raster;
mod words;

pub use agreed::agreed;
pub use decode::{PICTURE_BYTES_MAX, PICTURE_PIXELS_MAX};
pub use words::{is_doubtful, recognised, upright_by, words};

pub(super) use raster::{Raster, turned_size};

use super::document::{Page, Unreadable};
use super::kind;
use super::pdf::{self, PIXELS_MAX, RenderError};

/// Most pages of one document that are recognised; what is longer is for a person.
pub const SCAN_PAGES_MAX: usize = 20;
/// Resolution at which a page is recognised, in dots per inch.
const DPI: f32 = 300.0;
/// An enlarged picture shows nothing more beyond this many times its own pixels.
const ENLARGED_MAX: f32 = 2.0;
/// Pictures with fewer pixels are logos, icons and signatures.
const DOCUMENT_PIXELS_MIN: u64 = 60_000;
/// The same for a picture that an HTML body shows.
const EMBEDDED_PIXELS_MIN: u64 = 250_000;

/// A page prepared for recognition.
#[derive(Clone, Debug, PartialEq)]
pub struct ScanPicture {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Width and height of the page as turned, in points.
    pub points: (f32, f32),
    /// By how much the page was turned to stand upright and level, in hundredths of a degree, clockwise.
    pub turned: u16,
    /// Dots per inch.
    pub dpi: u16,
    /// Grey samples, a byte each, rows from top to bottom.
    pub grey: Vec<u8>,
}

impl ScanPicture {
    /// The picture as a file that tesseract reads (PGM).
    pub fn file(&self) -> Vec<u8> {
        let mut file = format!("P5\n{} {}\n255\n", self.width, self.height).into_bytes();
        file.extend_from_slice(&self.grey);
        file
    }
}

/// Whether a media type is a picture that can be a page.
pub(super) fn is_picture(media_type: &str) -> bool {
    matches!(media_type, "image/png" | "image/jpeg" | "image/gif" | "image/tiff" | "image/webp" | "image/bmp")
}

/// The pages of a picture file, still without words.
///
/// * `is_embedded` — whether an HTML body shows the picture; small ones are then layout.
/// * [`Unreadable::Decoration`] for a picture too small to be a document.
pub(super) fn pages(bytes: &[u8], media_type: &str, is_embedded: bool) -> Result<Vec<Page>, Unreadable> {
    let sizes = decode::sizes(bytes, media_type)?;
    let least = if is_embedded { EMBEDDED_PIXELS_MIN } else { DOCUMENT_PIXELS_MIN };
    if sizes.iter().all(|size| u64::from(size.pixels.0) * u64::from(size.pixels.1) < least) {
        return Err(Unreadable::Decoration);
    }
    let page = |(index, size): (usize, &decode::Size)| Page {
        number: index as u32 + 1,
        width: size.points.0,
        height: size.points.1,
        is_scan: true,
        ..Page::default()
    };
    Ok(sizes.iter().enumerate().map(page).collect())
}

/// Draws a page for recognition: grey, level, at 300 dots per inch where its pixels allow, without ruled lines.
///
/// * `page` — from 1.
/// * `turned` — a quarter turn in hundredths of a degree, clockwise, that puts the page upright; a small correction is
///   found and added.
/// * [`RenderError`] as for [`super::render`].
pub fn scan(bytes: &[u8], page: u32, turned: u16) -> Result<ScanPicture, RenderError> {
    let turned = turned % 36_000;
    let (source, points) = source(bytes, page, DPI)?;
    let points = turned_size(points, turned);
    let (own_width, _) = turned_size((source.width, source.height), turned);
    let own_dpi = own_width as f32 * 72.0 / points.0;
    let most = (PIXELS_MAX as f32 * 72.0 * 72.0 / (points.0 * points.1)).sqrt();
    let dpi = DPI.min(own_dpi * ENLARGED_MAX).min(most).max(20.0);
    let pixels = |points: f32, dpi: f32| ((points * dpi / 72.0) as u32).max(1);
    let grey = source.into_grey();
    let small = grey.turned_and_scaled(turned, pixels(points.0, dpi / 4.0), pixels(points.1, dpi / 4.0));
    // What falls to the right must be turned back, against the clock.
    let correction = clean::inclination(&small);
    let turned = (i32::from(turned) - correction).rem_euclid(36_000) as u16;
    let mut grey = grey.turned_and_scaled(turned, pixels(points.0, dpi), pixels(points.1, dpi));
    clean::without_rules(&mut grey, dpi);
    clean::soften(&mut grey);
    Ok(ScanPicture { width: grey.width, height: grey.height, points, turned, dpi: dpi as u16, grey: grey.pixels })
}

/// Draws a page of a picture file, or a turned page of a PDF, as PNG; see [`super::render`].
pub(super) fn picture(bytes: &[u8], page: u32, dpi: u16, turned: u16) -> Result<Vec<u8>, RenderError> {
    let turned = turned % 36_000;
    let scale = f32::from(dpi) / 72.0;
    let (source, points) = source(bytes, page, f32::from(dpi))?;
    let (width, height) = turned_size(points, turned);
    let (width, height) = (f64::from(width * scale) as u64, f64::from(height * scale) as u64);
    if width == 0 || height == 0 || width * height > PIXELS_MAX {
        return Err(RenderError::Size { width, height });
    }
    pdf::pack(&source.turned_and_scaled(turned, width as u32, height as u32))
}

/// The samples of a page as they are stored or drawn, and its size in points; both before any turn of ours.
fn source(bytes: &[u8], page: u32, dpi: f32) -> Result<(Raster, (f32, f32)), RenderError> {
    let media_type = kind::media_type(bytes, None, None);
    if !is_picture(&media_type) {
        return pdf::raster(bytes, page, dpi);
    }
    let sizes = decode::sizes(bytes, &media_type).map_err(RenderError::Unreadable)?;
    let pages = sizes.len() as u32;
    let index = page.checked_sub(1).filter(|index| *index < pages).ok_or(RenderError::NoSuchPage { page, pages })?;
    let raster = decode::decode(bytes, &media_type, page).map_err(RenderError::Unreadable)?;
    Ok((raster, sizes[index as usize].points))
}
