//! Bytes of a picture file → its samples, upright as its own orientation tag says, and its size on paper.

use std::io::Cursor;

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader};
use tiff::ColorType;
use tiff::decoder::{Decoder, DecodingResult, Limits};
use tiff::tags::Tag;

use super::raster::Raster;
use crate::reading::Unreadable;

/// Largest picture file that is opened, in bytes.
pub const PICTURE_BYTES_MAX: usize = 25 << 20;
/// Most pixels of a picture that is decoded.
pub const PICTURE_PIXELS_MAX: u64 = 40_000_000;
/// Most pages of a TIFF that is opened.
const PAGES_MAX: usize = 200;
/// A side of a page on paper is between these, in points; whatever else a file claims is not believed.
const SIDE_POINTS: std::ops::RangeInclusive<f32> = 150.0..=1_800.0;
/// The longer side of a page whose size on paper is not known: that of A4, in points.
const A4_POINTS: f32 = 842.0;

/// Size of one page of a picture file.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Size {
    /// Width and height in pixels, upright.
    pub(super) pixels: (u32, u32),
    /// Width and height on paper, in points.
    pub(super) points: (f32, f32),
}

/// The sizes of all pages, without decoding a pixel.
pub(super) fn sizes(bytes: &[u8], media_type: &str) -> Result<Vec<Size>, Unreadable> {
    check_length(bytes)?;
    if media_type == "image/tiff" {
        return tiff_sizes(bytes);
    }
    let mut decoder = open(bytes, media_type)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let (width, height) = decoder.dimensions();
    let resolution = resolution(bytes, media_type);
    Ok(vec![size((width, height), resolution, orientation)?])
}

/// One page, from 1, as samples.
pub(super) fn decode(bytes: &[u8], media_type: &str, page: u32) -> Result<Raster, Unreadable> {
    let sizes = sizes(bytes, media_type)?;
    let index = (page as usize).checked_sub(1).filter(|index| *index < sizes.len()).ok_or(Unreadable::Damaged)?;
    if media_type == "image/tiff" {
        return tiff_page(bytes, index);
    }
    let mut decoder = open(bytes, media_type)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|error| refused(&error))?;
    picture.apply_orientation(orientation);
    Ok(on_white(picture))
}

fn check_length(bytes: &[u8]) -> Result<(), Unreadable> {
    if bytes.len() > PICTURE_BYTES_MAX { Err(Unreadable::TooLarge) } else { Ok(()) }
}

fn check_pixels((width, height): (u32, u32)) -> Result<(), Unreadable> {
    match u64::from(width) * u64::from(height) {
        0 => Err(Unreadable::Damaged),
        pixels if pixels > PICTURE_PIXELS_MAX => Err(Unreadable::TooLarge),
        _ => Ok(()),
    }
}

fn open<'b>(bytes: &'b [u8], media_type: &str) -> Result<Box<dyn ImageDecoder + 'b>, Unreadable> {
    let format = match media_type {
        "image/png" => ImageFormat::Png,
        "image/jpeg" => ImageFormat::Jpeg,
        "image/gif" => ImageFormat::Gif,
        "image/webp" => ImageFormat::WebP,
        "image/bmp" => ImageFormat::Bmp,
        _ => return Err(Unreadable::Unsupported),
    };
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    // The size is looked at before memory is taken; the child's own limit stands behind it.
    reader.no_limits();
    let decoder = reader.into_decoder().map_err(|error| refused(&error))?;
    check_pixels(decoder.dimensions())?;
    Ok(Box::new(decoder))
}

fn refused(error: &image::ImageError) -> Unreadable {
    match error {
        image::ImageError::Limits(_) => Unreadable::TooLarge,
        image::ImageError::Unsupported(_) => Unreadable::Unsupported,
        _ => Unreadable::Damaged,
    }
}

/// Grey or colour samples; what is transparent shows white paper.
fn on_white(picture: DynamicImage) -> Raster {
    let (width, height) = (picture.width(), picture.height());
    let over = |value: u8, alpha: u8| 255 - ((255 - u32::from(value)) * u32::from(alpha) / 255) as u8;
    let (samples, pixels) = match picture {
        DynamicImage::ImageLuma8(grey) => (1, grey.into_raw()),
        DynamicImage::ImageLuma16(_) => (1, picture.into_luma8().into_raw()),
        DynamicImage::ImageLumaA8(_) | DynamicImage::ImageLumaA16(_) => {
            let grey = picture.into_luma_alpha8().into_raw();
            (1, grey.chunks_exact(2).map(|pixel| over(pixel[0], pixel[1])).collect())
        }
        DynamicImage::ImageRgb8(colour) => (3, colour.into_raw()),
        picture if picture.color().has_alpha() => {
            let colour = picture.into_rgba8().into_raw();
            let shown = |pixel: &[u8]| [over(pixel[0], pixel[3]), over(pixel[1], pixel[3]), over(pixel[2], pixel[3])];
            (3, colour.chunks_exact(4).flat_map(shown).collect())
        }
        picture => (3, picture.into_rgb8().into_raw()),
    };
    Raster { width, height, samples, pixels }
}

/// The size of a page that is `pixels` large before it is put upright.
fn size(pixels: (u32, u32), dpi: Option<(f32, f32)>, orientation: Orientation) -> Result<Size, Unreadable> {
    check_pixels(pixels)?;
    let (width, height) = (pixels.0 as f32, pixels.1 as f32);
    let believed = dpi
        .map(|(x, y)| (width * 72.0 / x, height * 72.0 / y))
        .filter(|(width, height)| SIDE_POINTS.contains(width) && SIDE_POINTS.contains(height));
    let points = believed.unwrap_or_else(|| {
        let scale = A4_POINTS / width.max(height);
        (width * scale, height * scale)
    });
    use Orientation::{Rotate90, Rotate90FlipH, Rotate270, Rotate270FlipH};
    let lies = matches!(orientation, Rotate90 | Rotate270 | Rotate90FlipH | Rotate270FlipH);
    let turned = |(a, b)| if lies { (b, a) } else { (a, b) };
    Ok(Size { pixels: if lies { (pixels.1, pixels.0) } else { pixels }, points: turned(points) })
}

/// Dots per inch as the file states them. 72 and 96 are what programs write that do not know.
fn resolution(bytes: &[u8], media_type: &str) -> Option<(f32, f32)> {
    let found = match media_type {
        "image/png" => {
            let reader = png::Decoder::new(Cursor::new(bytes)).read_info().ok()?;
            let dims = reader.info().pixel_dims.filter(|dims| dims.unit == png::Unit::Meter)?;
            (dims.xppu as f32 * 0.0254, dims.yppu as f32 * 0.0254)
        }
        // JFIF: a marker, a length, its name, a version, a unit and two densities.
        "image/jpeg" => match bytes.get(2..18)? {
            [0xFF, 0xE0, _, _, b'J', b'F', b'I', b'F', 0, _, _, unit @ (1 | 2), xh, xl, yh, yl] => {
                let scale = if *unit == 2 { 2.54 } else { 1.0 };
                let value = |high: u8, low: u8| f32::from(u16::from_be_bytes([high, low])) * scale;
                (value(*xh, *xl), value(*yh, *yl))
            }
            _ => return None,
        },
        _ => return None,
    };
    is_measured(found).then_some(found)
}

fn is_measured((x, y): (f32, f32)) -> bool {
    let known = |dpi: f32| (99.0..=1_300.0).contains(&dpi);
    known(x) && known(y)
}

fn open_tiff(bytes: &[u8]) -> Result<Decoder<Cursor<&[u8]>>, Unreadable> {
    let mut limits = Limits::default();
    limits.decoding_buffer_size = PICTURE_PIXELS_MAX as usize * 4;
    limits.intermediate_buffer_size = PICTURE_PIXELS_MAX as usize * 4;
    Ok(Decoder::new(Cursor::new(bytes)).map_err(|error| refused_tiff(&error))?.with_limits(limits))
}

fn refused_tiff(error: &tiff::TiffError) -> Unreadable {
    match error {
        tiff::TiffError::LimitsExceeded => Unreadable::TooLarge,
        tiff::TiffError::UnsupportedError(_) => Unreadable::Unsupported,
        _ => Unreadable::Damaged,
    }
}

fn tiff_sizes(bytes: &[u8]) -> Result<Vec<Size>, Unreadable> {
    let mut decoder = open_tiff(bytes)?;
    let mut sizes = Vec::new();
    loop {
        if sizes.len() == PAGES_MAX {
            return Err(Unreadable::TooLarge);
        }
        sizes.push(tiff_size(&mut decoder)?);
        if !decoder.more_images() {
            return Ok(sizes);
        }
        decoder.next_image().map_err(|error| refused_tiff(&error))?;
    }
}

fn tiff_size(decoder: &mut Decoder<Cursor<&[u8]>>) -> Result<Size, Unreadable> {
    let pixels = decoder.dimensions().map_err(|error| refused_tiff(&error))?;
    let unit = decoder.find_tag_unsigned::<u16>(Tag::ResolutionUnit).ok().flatten().unwrap_or(2);
    let scale = if unit == 3 { 2.54 } else { 1.0 };
    let side = |decoder: &mut Decoder<_>, tag| decoder.get_tag_f32(tag).ok().map(|dpi| dpi * scale);
    let (x, y) = (side(decoder, Tag::XResolution), side(decoder, Tag::YResolution));
    // A fax may have half as many lines as columns: each axis counts for itself, and low is no mistake here.
    let dpi = x.zip(y).filter(|(x, y)| unit != 1 && *x >= 90.0 && *y >= 90.0);
    size(pixels, dpi, tiff_orientation(decoder))
}

fn tiff_orientation(decoder: &mut Decoder<Cursor<&[u8]>>) -> Orientation {
    let tag = decoder.find_tag_unsigned::<u16>(Tag::Orientation).ok().flatten();
    tag.and_then(|tag| Orientation::from_exif(tag as u8)).unwrap_or(Orientation::NoTransforms)
}

fn tiff_page(bytes: &[u8], index: usize) -> Result<Raster, Unreadable> {
    let mut decoder = open_tiff(bytes)?;
    let failed = |error: tiff::TiffError| refused_tiff(&error);
    decoder.seek_to_image(index).map_err(failed)?;
    let (width, height) = decoder.dimensions().map_err(failed)?;
    let kind = decoder.colortype().map_err(failed)?;
    let orientation = tiff_orientation(&mut decoder);
    let palette = decoder.find_tag(Tag::ColorMap).ok().flatten().and_then(|map| map.into_u16_vec().ok());
    let samples = match decoder.read_image().map_err(failed)? {
        DecodingResult::U8(samples) => samples,
        DecodingResult::U16(samples) => samples.into_iter().map(|sample| (sample >> 8) as u8).collect(),
        _ => return Err(Unreadable::Unsupported),
    };
    let picture = match kind {
        ColorType::Gray(8 | 16) => grey(width, height, samples),
        ColorType::Gray(1) => grey(width, height, unpacked(&samples, width, height)),
        ColorType::GrayA(8 | 16) => grey(width, height, samples.chunks_exact(2).map(|pixel| pixel[0]).collect()),
        ColorType::RGB(8 | 16) => colour(width, height, samples),
        ColorType::RGBA(8 | 16) => {
            colour(width, height, samples.chunks_exact(4).flat_map(|p| [p[0], p[1], p[2]]).collect())
        }
        ColorType::YCbCr(8) => colour(width, height, samples.chunks_exact(3).flat_map(from_ycbcr).collect()),
        ColorType::Palette(8) => colour(width, height, painted(&samples, &palette.ok_or(Unreadable::Damaged)?)),
        _ => return Err(Unreadable::Unsupported),
    };
    let mut picture = picture.ok_or(Unreadable::Damaged)?;
    picture.apply_orientation(orientation);
    Ok(on_white(picture))
}

fn grey(width: u32, height: u32, samples: Vec<u8>) -> Option<DynamicImage> {
    image::GrayImage::from_raw(width, height, samples).map(DynamicImage::ImageLuma8)
}

fn colour(width: u32, height: u32, samples: Vec<u8>) -> Option<DynamicImage> {
    image::RgbImage::from_raw(width, height, samples).map(DynamicImage::ImageRgb8)
}

/// One bit a pixel, rows begin at whole bytes, a set bit is white.
fn unpacked(samples: &[u8], width: u32, height: u32) -> Vec<u8> {
    let stride = (width as usize).div_ceil(8);
    let row = |row: &[u8]| -> Vec<u8> {
        (0..width as usize).map(|x| if row[x / 8] & (0x80 >> (x % 8)) != 0 { 255 } else { 0 }).collect()
    };
    samples.chunks_exact(stride).take(height as usize).flat_map(row).collect()
}

fn from_ycbcr(pixel: &[u8]) -> [u8; 3] {
    let (y, cb, cr) = (f32::from(pixel[0]), f32::from(pixel[1]) - 128.0, f32::from(pixel[2]) - 128.0);
    [y + 1.402 * cr, y - 0.344 * cb - 0.714 * cr, y + 1.772 * cb].map(|value| value.clamp(0.0, 255.0) as u8)
}

/// Colours from a table: all reds, then all greens, then all blues, sixteen bits each.
fn painted(samples: &[u8], palette: &[u16]) -> Vec<u8> {
    let third = palette.len() / 3;
    let channel = |sample: u8, channel: usize| {
        palette.get(channel * third + usize::from(sample)).map_or(0, |value| (value >> 8) as u8)
    };
    samples.iter().flat_map(|sample| [channel(*sample, 0), channel(*sample, 1), channel(*sample, 2)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32, dpi: Option<u32>) -> Vec<u8> {
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, width, height);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_pixel_dims(dpi.map(|dpi| {
            let per_metre = (f64::from(dpi) / 0.0254) as u32;
            png::PixelDimensions { xppu: per_metre, yppu: per_metre, unit: png::Unit::Meter }
        }));
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(&vec![200; (width * height) as usize]).unwrap();
        drop(writer);
        file
    }

    #[test]
    fn a_scan_is_as_large_as_its_paper_and_a_photo_as_large_as_a_sheet() {
        let scan = sizes(&png(620, 877, Some(150)), "image/png").unwrap();
        assert!((scan[0].points.0 - 297.6).abs() < 1.0, "{scan:?}");
        let photo = sizes(&png(400, 300, Some(72)), "image/png").unwrap();
        assert_eq!(photo[0].points, (842.0, 631.5));
        let tiny = sizes(&png(40, 30, Some(300)), "image/png").unwrap();
        assert!((tiny[0].points.0 - 842.0).abs() < 0.01, "no page is a tenth of an inch wide");
    }

    #[test]
    fn a_picture_with_too_many_pixels_is_refused_before_it_is_decoded() {
        let mut huge = png(10, 10, None);
        huge[16..24].copy_from_slice(&[0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30]);
        assert!(matches!(sizes(&huge, "image/png"), Err(Unreadable::TooLarge | Unreadable::Damaged)));
        assert_eq!(sizes(&vec![0; PICTURE_BYTES_MAX + 1], "image/png"), Err(Unreadable::TooLarge));
        assert_eq!(check_pixels((30_000, 30_000)), Err(Unreadable::TooLarge));
    }

    #[test]
    fn what_is_no_picture_is_damaged_and_what_is_not_read_unsupported() {
        let whole = png(50, 50, None);
        assert_eq!(decode(&whole[..60], "image/png", 1), Err(Unreadable::Damaged));
        assert_eq!(sizes(b"II*\0nothing", "image/tiff"), Err(Unreadable::Damaged));
        assert_eq!(sizes(b"abc", "image/heic"), Err(Unreadable::Unsupported));
        assert_eq!(decode(&whole, "image/png", 2), Err(Unreadable::Damaged), "there is no second page");
        assert_eq!(decode(&whole, "image/png", 1).unwrap().pixels, vec![200; 2_500]);
    }

    #[test]
    fn bits_become_samples_row_by_row() {
        assert_eq!(unpacked(&[0b1010_0000, 0b0100_0000], 3, 2), [255, 0, 255, 0, 255, 0]);
    }

    #[test]
    fn what_is_transparent_shows_the_paper() {
        let picture = image::RgbaImage::from_raw(2, 1, vec![0, 0, 0, 0, 10, 20, 30, 255]).unwrap();
        assert_eq!(on_white(DynamicImage::ImageRgba8(picture)).pixels, [255, 255, 255, 10, 20, 30]);
    }
}
