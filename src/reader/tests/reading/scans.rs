//! Pictures as documents, and pages turned as they are read.

use image::{ImageFormat, RgbImage};
use ramjet_reader::reading::{Content, Part, RenderError, Unreadable, read_part, render, render_turned, scan};

/// A picture file of some size, white, with a black square of a tenth of its width in the upper left corner.
fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let square = |x: u32, y: u32| x < width / 10 && y < width / 10;
    let picture = RgbImage::from_fn(width, height, |x, y| image::Rgb(if square(x, y) { [0; 3] } else { [255; 3] }));
    let mut file = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut file, format).unwrap();
    file.into_inner()
}

fn read(bytes: Vec<u8>, media_type: &str, is_embedded: bool) -> Content {
    read_part(&Part { media_type: media_type.to_owned(), bytes, is_embedded, ..Part::default() }).content
}

/// Width, height and whether a corner of a drawn page is dark: upper left, upper right, lower right, lower left.
fn corners(png: &[u8]) -> (u32, u32, [bool; 4]) {
    let drawn = image::load_from_memory_with_format(png, ImageFormat::Png).unwrap().into_luma8();
    let (width, height) = drawn.dimensions();
    let dark = |x: u32, y: u32| drawn.get_pixel(x, y).0[0] < 128;
    (width, height, [dark(5, 5), dark(width - 6, 5), dark(width - 6, height - 6), dark(5, height - 6)])
}

#[test]
fn every_kind_of_picture_is_a_page_that_nobody_has_read() {
    let kinds = [
        (ImageFormat::Png, "image/png"),
        (ImageFormat::Jpeg, "image/jpeg"),
        (ImageFormat::Gif, "image/gif"),
        (ImageFormat::Bmp, "image/bmp"),
        (ImageFormat::Tiff, "image/tiff"),
        (ImageFormat::WebP, "image/webp"),
    ];
    for (format, media_type) in kinds {
        let file = picture(600, 800, format);
        let parts = ramjet_reader::reading::split(&file, Some("scan")).1;
        assert_eq!(parts[0].media_type, media_type, "told by its bytes");
        let Content::Pages { pages } = read(file.clone(), media_type, false) else { panic!("{media_type}") };
        assert_eq!((pages.len(), pages[0].width, pages[0].height), (1, 631.5, 842.0), "{media_type}");
        assert_eq!((pages[0].is_scan, pages[0].words.len()), (true, 0));
        let (width, height, corners) = corners(&render(&file, 1, 72).unwrap());
        assert_eq!((width, height, corners), (631, 842, [true, false, false, false]), "{media_type}");
    }
}

#[test]
fn a_page_is_drawn_turned_as_it_was_read() {
    let file = picture(600, 800, ImageFormat::Png);
    assert_eq!(corners(&render_turned(&file, 1, 72, 9_000).unwrap()), (842, 631, [false, true, false, false]));
    assert_eq!(corners(&render_turned(&file, 1, 72, 18_000).unwrap()), (631, 842, [false, false, true, false]));
    assert_eq!(corners(&render_turned(&file, 1, 72, 27_000).unwrap()), (842, 631, [false, false, false, true]));
    let (width, height, _) = corners(&render_turned(&file, 1, 72, 35_900).unwrap());
    assert_eq!((width, height), (631, 842), "a small correction keeps the shape");
}

#[test]
fn a_page_for_recognition_is_grey_and_knows_its_size_on_paper() {
    let file = picture(1_200, 1_600, ImageFormat::Jpeg);
    let page = scan(&file, 1, 0).unwrap();
    assert_eq!((page.points, page.turned, page.dpi), ((631.5, 842.0), 0, 273), "enlarged to twice its pixels at most");
    assert_eq!(page.grey.len(), page.width as usize * page.height as usize);
    assert!(page.file().starts_with(format!("P5\n{} {}\n255\n", page.width, page.height).as_bytes()));
    let turned = scan(&file, 1, 9_000).unwrap();
    assert_eq!((turned.points, turned.turned), ((842.0, 631.5), 9_000));
}

#[test]
fn small_pictures_are_decoration_and_broken_ones_damaged() {
    let refused = |content| match content {
        Content::Unreadable { reason } => Some(reason),
        _ => None,
    };
    let logo = picture(300, 100, ImageFormat::Png);
    assert_eq!(refused(read(logo, "image/png", false)), Some(Unreadable::Decoration));
    let pasted = picture(600, 300, ImageFormat::Png);
    assert_eq!(refused(read(pasted.clone(), "image/png", false)), None);
    assert_eq!(refused(read(pasted, "image/png", true)), Some(Unreadable::Decoration), "shown by an HTML body");
    let mut cut = picture(600, 800, ImageFormat::Jpeg);
    cut.truncate(20);
    assert_eq!(refused(read(cut.clone(), "image/jpeg", false)), Some(Unreadable::Damaged));
    assert_eq!(render(&cut, 1, 72), Err(RenderError::Unreadable(Unreadable::Damaged)));
    let whole = picture(600, 800, ImageFormat::Png);
    assert_eq!(render(&whole, 2, 72), Err(RenderError::NoSuchPage { page: 2, pages: 1 }));
    assert_eq!(scan(&whole, 0, 0), Err(RenderError::NoSuchPage { page: 0, pages: 1 }));
}

#[test]
fn a_picture_cut_off_anywhere_is_drawn_or_refused() {
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Gif, ImageFormat::Tiff, ImageFormat::WebP] {
        let whole = picture(300, 300, format);
        for end in (0..whole.len()).step_by(whole.len() / 40 + 1) {
            let _ = render(&whole[..end], 1, 72);
        }
    }
}
