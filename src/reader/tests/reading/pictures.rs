//! Pages as pictures.

use ramjet_reader::reading::{PDF_BYTES_MAX, RenderError, Unreadable, render};

use crate::paper::Paper;

/// Width, height, samples a pixel and the samples of a PNG.
fn unpack(file: &[u8]) -> (u32, u32, usize, Vec<u8>) {
    let mut reader = png::Decoder::new(std::io::Cursor::new(file)).read_info().unwrap();
    let mut samples = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut samples).unwrap();
    (info.width, info.height, info.color_type.samples(), samples)
}

#[test]
fn a_page_is_drawn_in_the_coordinates_of_its_words() {
    // A black bar over the points 100…200 × 50…60 from the top.
    let file = Paper::new().page("100 240 100 10 re f").bytes();
    let (width, height, samples, pixels) = unpack(&render(&file, 1, 144).unwrap());
    assert_eq!((width, height, samples), (800, 600, 1), "grey pages are packed as grey");
    let at = |x: u32, y: u32| pixels[(y * width + x) as usize];
    assert_eq!((at(300, 110), at(201, 101), at(398, 118)), (0, 0, 0));
    assert_eq!((at(190, 110), at(410, 110), at(300, 90), at(300, 130)), (255, 255, 255, 255));
}

#[test]
fn colour_survives_and_the_second_page_can_be_asked_for() {
    let file = Paper::new().page("").page_with("/MediaBox[0 0 100 50]/Rotate 90", "1 0 0 rg 0 0 100 50 re f").bytes();
    let (width, height, samples, pixels) = unpack(&render(&file, 2, 72).unwrap());
    assert_eq!((width, height, samples), (50, 100, 3));
    assert_eq!(pixels[..3], [255, 0, 0]);
}

#[test]
fn a_page_that_does_not_exist_is_refused() {
    let file = Paper::new().page("").bytes();
    assert_eq!(render(&file, 0, 110), Err(RenderError::NoSuchPage { page: 0, pages: 1 }));
    assert_eq!(render(&file, 2, 110), Err(RenderError::NoSuchPage { page: 2, pages: 1 }));
    assert_eq!(render(&file, u32::MAX, 110), Err(RenderError::NoSuchPage { page: u32::MAX, pages: 1 }));
}

#[test]
fn a_resolution_out_of_range_is_refused() {
    let file = Paper::new().page("").bytes();
    assert_eq!(render(&file, 1, 19), Err(RenderError::Resolution { dpi: 19 }));
    assert_eq!(render(&file, 1, 401), Err(RenderError::Resolution { dpi: 401 }));
}

#[test]
fn a_picture_of_too_many_pixels_or_of_none_is_refused() {
    let huge = Paper::new().page_with("/MediaBox[0 0 14400 14400]", "").bytes();
    assert_eq!(render(&huge, 1, 72), Err(RenderError::Size { width: 14_400, height: 14_400 }));
    let flat = Paper::new().page_with("/MediaBox[0 0 14400 1]", "").bytes();
    assert!(matches!(render(&flat, 1, 20), Err(RenderError::Size { height: 0, .. })));
}

#[test]
fn what_cannot_be_read_cannot_be_drawn() {
    assert_eq!(render(b"%PDF-1.4 no", 1, 110), Err(RenderError::Unreadable(Unreadable::Damaged)));
    assert_eq!(render(b"", 1, 110), Err(RenderError::Unreadable(Unreadable::Damaged)));
    let long = vec![b' '; PDF_BYTES_MAX + 1];
    assert_eq!(render(&long, 1, 110), Err(RenderError::Unreadable(Unreadable::TooLarge)));
}
