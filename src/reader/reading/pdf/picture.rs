//! A page as a PNG.

use std::io::Write;

use hayro::vello_cpu::Pixmap;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings};
use hayro_interpret::InterpreterSettings;
use hayro_interpret::hayro_syntax::page::Page;
use serde::{Deserialize, Serialize};

use super::{PDF_BYTES_MAX, open};
use crate::reading::Unreadable;
use crate::reading::scan::Raster;

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

/// A page of a PDF as PNG; see [`crate::reading::render`].
pub(in crate::reading) fn render(pdf: &[u8], page: u32, dpi: u16) -> Result<Vec<u8>, RenderError> {
    let drawn = draw(pdf, page, f32::from(dpi))?;
    pack_rgba(drawn.data_as_u8_slice(), u32::from(drawn.width()), u32::from(drawn.height()))
}

/// A page as samples in memory, and its size in points.
pub(in crate::reading) fn raster(pdf: &[u8], page: u32, dpi: f32) -> Result<(Raster, (f32, f32)), RenderError> {
    let points = open_page(pdf, page, |page| page.render_dimensions())?;
    // Large paper is drawn as fine as the limit allows.
    let most = (PIXELS_MAX as f32 * 72.0 * 72.0 / (points.0 * points.1).max(1.0)).sqrt() - 0.5;
    let drawn = draw(pdf, page, dpi.min(most))?;
    let (rgba, width, height) = (drawn.data_as_u8_slice(), u32::from(drawn.width()), u32::from(drawn.height()));
    let raster = match is_grey(rgba) {
        true => Raster { width, height, samples: 1, pixels: rgba.chunks_exact(4).map(|pixel| pixel[0]).collect() },
        false => {
            let pixels = rgba.chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
            Raster { width, height, samples: 3, pixels }
        }
    };
    Ok((raster, points))
}

fn open_page<T>(pdf: &[u8], page: u32, look: impl FnOnce(&Page<'_>) -> T) -> Result<T, RenderError> {
    if pdf.len() > PDF_BYTES_MAX {
        return Err(RenderError::Unreadable(Unreadable::TooLarge));
    }
    let pdf = open(pdf).map_err(RenderError::Unreadable)?;
    let pages = pdf.pages().len() as u32;
    let index = page.checked_sub(1).filter(|_| page <= pages).ok_or(RenderError::NoSuchPage { page, pages })?;
    Ok(look(&pdf.pages()[index as usize]))
}

fn draw(pdf: &[u8], page: u32, dpi: f32) -> Result<Pixmap, RenderError> {
    let scale = dpi / 72.0;
    open_page(pdf, page, |page| {
        let (width, height) = page.render_dimensions();
        let (width, height) = (f64::from(width * scale) as u64, f64::from(height * scale) as u64);
        if width == 0 || height == 0 || width.max(height) > u64::from(u16::MAX) || width * height > PIXELS_MAX {
            return Err(RenderError::Size { width, height });
        }
        Ok(hayro::render(
            page,
            &RenderCache::new(),
            &InterpreterSettings::default(),
            &RenderSettings::default(),
            &PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE },
        ))
    })?
}

fn is_grey(rgba: &[u8]) -> bool {
    rgba.chunks_exact(4).all(|pixel| pixel[0] == pixel[1] && pixel[1] == pixel[2])
}

/// Packs samples as PNG.
pub(in crate::reading) fn pack(raster: &Raster) -> Result<Vec<u8>, RenderError> {
    let Raster { width, height, samples, pixels } = raster;
    pack_rows(*width, *height, *samples == 1, pixels.chunks_exact(*width as usize * samples).map(<[u8]>::to_vec))
}

/// Packs opaque RGBA rows as PNG: grey when every pixel is, colour otherwise; row by row, because a second copy of a
/// large picture would be most of the memory.
fn pack_rgba(rgba: &[u8], width: u32, height: u32) -> Result<Vec<u8>, RenderError> {
    let grey = is_grey(rgba);
    let rows = rgba.chunks_exact(width as usize * 4).map(|pixels| match grey {
        true => pixels.chunks_exact(4).map(|pixel| pixel[0]).collect(),
        false => pixels.chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect::<Vec<u8>>(),
    });
    pack_rows(width, height, grey, rows)
}

/// Fast rather than small.
fn pack_rows(width: u32, height: u32, grey: bool, rows: impl Iterator<Item = Vec<u8>>) -> Result<Vec<u8>, RenderError> {
    let mut file = Vec::with_capacity(width as usize * height as usize / 8);
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(if grey { png::ColorType::Grayscale } else { png::ColorType::Rgb });
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    let written = encoder.write_header().and_then(|mut header| {
        let mut into = header.stream_writer_with_size(64 << 10)?;
        for row in rows {
            into.write_all(&row)?;
        }
        into.finish()
    });
    written.map(|()| file).map_err(|_| RenderError::Packing)
}
