//! A page as a PNG.

use std::io::Write;

use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings};
use hayro_interpret::InterpreterSettings;
use serde::{Deserialize, Serialize};

use super::{PDF_BYTES_MAX, open};
use crate::reading::Unreadable;

/// Lowest resolution of a picture, in dots per inch.
pub const DPI_MIN: u16 = 20;
/// Highest resolution of a picture, in dots per inch.
pub const DPI_MAX: u16 = 400;
/// Most pixels of a picture.
pub const PIXELS_MAX: u64 = 24_000_000;

/// Why there is no picture of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum RenderError {
    /// Not a PDF, damaged, locked or too large: the same reasons as for its text.
    #[error("the file cannot be drawn: {0:?}")]
    Unreadable(Unreadable),
    /// The file has fewer pages, or page 0 was asked for.
    #[error("page {page} does not exist, the file has {pages}")]
    NoSuchPage {
        /// The page asked for.
        page: u32,
        /// How many there are.
        pages: u32,
    },
    /// Resolution outside [`DPI_MIN`]`..=`[`DPI_MAX`].
    #[error("{dpi} dots per inch is outside {DPI_MIN} to {DPI_MAX}")]
    Resolution {
        /// The resolution asked for.
        dpi: u16,
    },
    /// The picture would have no pixel, or more than [`PIXELS_MAX`].
    #[error("the picture would be {width} by {height} pixels, the limit is {PIXELS_MAX} in all")]
    Size {
        /// Width in pixels.
        width: u64,
        /// Height in pixels.
        height: u64,
    },
    /// The picture could not be packed; cannot happen while the limits hold.
    #[error("packing the picture failed")]
    Packing,
}

/// Draws one page as a PNG on white, exactly in the coordinates of its words: point × `dpi` ÷ 72 = pixel.
///
/// * `pdf` — the file as received.
/// * `page` — from 1.
/// * `dpi` — [`DPI_MIN`]`..=`[`DPI_MAX`].
pub fn render(pdf: &[u8], page: u32, dpi: u16) -> Result<Vec<u8>, RenderError> {
    if !(DPI_MIN..=DPI_MAX).contains(&dpi) {
        return Err(RenderError::Resolution { dpi });
    }
    if pdf.len() > PDF_BYTES_MAX {
        return Err(RenderError::Unreadable(Unreadable::TooLarge));
    }
    let pdf = open(pdf).map_err(RenderError::Unreadable)?;
    let pages = pdf.pages().len() as u32;
    let index = page.checked_sub(1).filter(|_| page <= pages).ok_or(RenderError::NoSuchPage { page, pages })?;
    let page = &pdf.pages()[index as usize];
    let scale = f32::from(dpi) / 72.0;
    let (width, height) = page.render_dimensions();
    let (width, height) = (f64::from(width * scale) as u64, f64::from(height * scale) as u64);
    if width == 0 || height == 0 || width.max(height) > u64::from(u16::MAX) || width * height > PIXELS_MAX {
        return Err(RenderError::Size { width, height });
    }
    let drawn = hayro::render(
        page,
        &RenderCache::new(),
        &InterpreterSettings::default(),
        &RenderSettings::default(),
        &PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE },
    );
    pack(drawn.data_as_u8_slice(), u32::from(drawn.width()), u32::from(drawn.height()))
}

/// Packs opaque RGBA rows as PNG: grey when every pixel is, colour otherwise; fast rather than small, and row by row,
/// because a second copy of a large picture would be most of the memory.
fn pack(rgba: &[u8], width: u32, height: u32) -> Result<Vec<u8>, RenderError> {
    let grey = rgba.chunks_exact(4).all(|pixel| pixel[0] == pixel[1] && pixel[1] == pixel[2]);
    let mut file = Vec::with_capacity(rgba.len() / 16);
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(if grey { png::ColorType::Grayscale } else { png::ColorType::Rgb });
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    let written = encoder.write_header().and_then(|mut header| {
        let mut rows = header.stream_writer_with_size(64 << 10)?;
        let mut row = Vec::with_capacity(width as usize * 3);
        for pixels in rgba.chunks_exact(width as usize * 4) {
            row.clear();
            match grey {
                true => row.extend(pixels.chunks_exact(4).map(|pixel| pixel[0])),
                false => row.extend(pixels.chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]])),
            }
            rows.write_all(&row)?;
        }
        rows.finish()
    });
    written.map(|()| file).map_err(|_| RenderError::Packing)
}
