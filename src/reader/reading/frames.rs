//! What the desk and its reading child say to each other: length-prefixed frames, a JSON head and then raw bytes.
//!
//! A frame is its length as four bytes, big end first, and that many bytes. A request is a head and the bytes of the
//! document; an answer is a head and the bytes of each part, or of the picture.

use std::io::{self, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use serde::{Deserialize, Serialize};

use super::{
    Document, Header, HtmlView, Mark, Part, RenderError, ScanPicture, Unreadable, html_view_with, read_part,
    render_turned, scan, split,
};

/// Longest request, in bytes: the largest mail and its head.
pub const REQUEST_BYTES_MAX: usize = super::MAIL_BYTES_MAX + (1 << 20);
/// Longest answer, in bytes.
pub const ANSWER_BYTES_MAX: usize = 128 << 20;
/// Most frames of an answer: the head, every part, and the one that stands for the rest.
const FRAMES_MAX: usize = super::PARTS_MAX + 2;

/// A [`Part`] without its bytes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PartHead {
    path: String,
    name: Option<String>,
    media_type: String,
    is_body: bool,
    charset: Option<String>,
    content_id: Option<String>,
    is_embedded: bool,
    refused: Option<Unreadable>,
}

impl PartHead {
    /// The head of a part.
    pub fn of(part: &Part) -> Self {
        Self {
            path: part.path.clone(),
            name: part.name.clone(),
            media_type: part.media_type.clone(),
            is_body: part.is_body,
            charset: part.charset.clone(),
            content_id: part.content_id.clone(),
            is_embedded: part.is_embedded,
            refused: part.refused,
        }
    }

    /// The part with its bytes again.
    pub fn with(self, bytes: Vec<u8>) -> Part {
        let Self { path, name, media_type, is_body, charset, content_id, is_embedded, refused } = self;
        Part { path, name, media_type, is_body, bytes, charset, content_id, is_embedded, refused }
    }
}

/// What the child is asked to do with the bytes that follow.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "snake_case")]
pub enum Request {
    /// [`split`] them.
    Split {
        /// File name, if there is one.
        name: Option<String>,
    },
    /// [`read_part`] them.
    Read {
        /// The part they belong to.
        part: PartHead,
    },
    /// [`render_turned`] a page of them.
    Render {
        /// From 1.
        page: u32,
        /// Dots per inch.
        dpi: u16,
        /// Hundredths of a degree, clockwise.
        turned: u16,
    },
    /// [`scan`] a page of them.
    Scan {
        /// From 1.
        page: u32,
        /// A quarter turn, in hundredths of a degree, clockwise.
        turned: u16,
    },
    /// [`html_view_with`] of them.
    View {
        /// Declared character set.
        charset: Option<String>,
        /// Spans of their text.
        marks: Vec<Mark>,
        /// Content-IDs of the pictures that can be shown in it.
        pictures: Vec<String>,
    },
}

/// What the child found.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// Head and parts of a message.
    Parts(Box<Header>, Vec<Part>),
    /// A part as read.
    Document(Document),
    /// A PNG, or why there is none.
    Picture(Result<Vec<u8>, RenderError>),
    /// HTML that can be shown, or why there is none.
    View(Result<Box<HtmlView>, Unreadable>),
    /// A page prepared for recognition, or why there is none.
    Scan(Result<ScanPicture, RenderError>),
    /// The reader gave up at an error of its own; the bytes are at fault, and so are we.
    Panicked,
}

/// The head of an answer as it travels.
#[derive(Serialize, Deserialize)]
#[serde(tag = "found", rename_all = "snake_case")]
enum AnswerHead {
    Parts { header: Header, parts: Vec<PartHead> },
    Document { document: Document },
    Picture { refused: Option<RenderError> },
    View { view: Option<Box<HtmlView>>, refused: Option<Unreadable> },
    Scan { page: ScanHead },
    NoScan { refused: RenderError },
    Panicked,
}

/// A [`ScanPicture`] without its samples.
#[derive(Serialize, Deserialize)]
struct ScanHead {
    width: u32,
    height: u32,
    points: (f32, f32),
    turned: u16,
    dpi: u16,
}

impl ScanHead {
    fn of(picture: &ScanPicture) -> Self {
        let ScanPicture { width, height, points, turned, dpi, .. } = *picture;
        Self { width, height, points, turned, dpi }
    }

    /// The picture, unless these are not its samples.
    fn with(self, grey: &[u8]) -> Option<ScanPicture> {
        let Self { width, height, points, turned, dpi } = self;
        let is_whole = u64::from(width) * u64::from(height) == grey.len() as u64 && width > 0 && height > 0;
        is_whole.then(|| ScanPicture { width, height, points, turned, dpi, grey: grey.to_vec() })
    }
}

/// Frames that are not what was agreed.
#[derive(Debug, thiserror::Error)]
pub enum FrameError {
    /// The bytes end inside a frame.
    #[error("the frames end early")]
    Short,
    /// A frame, their number or their sum is over its limit.
    #[error("the frames are larger than agreed")]
    TooLarge,
    /// The head does not say what was agreed, or the frames after it are not those it announces.
    #[error("the head of the frames is not understood")]
    Head(#[source] Option<serde_json::Error>),
}

/// The bytes that begin a request; the document, `size` bytes long, must follow them.
pub fn request_head(request: &Request, size: usize) -> Result<Vec<u8>, FrameError> {
    let head = serde_json::to_vec(request).map_err(|error| FrameError::Head(Some(error)))?;
    let mut frames = Vec::with_capacity(head.len() + 8);
    push_frame(&mut frames, &head)?;
    frames.extend(length(size)?);
    Ok(frames)
}

/// Takes a request apart into head and document.
pub fn parse_request(bytes: &[u8]) -> Result<(Request, &[u8]), FrameError> {
    match frames(bytes, 2)?[..] {
        [head, document] => {
            Ok((serde_json::from_slice(head).map_err(|error| FrameError::Head(Some(error)))?, document))
        }
        _ => Err(FrameError::Head(None)),
    }
}

/// Does what was asked; a panic on the way becomes [`Answer::Panicked`].
pub fn answer(request: Request, bytes: &[u8]) -> Answer {
    let work = || match request {
        Request::Split { name } => {
            let (header, parts) = split(bytes, name.as_deref());
            Answer::Parts(Box::new(header), parts)
        }
        Request::Read { part } => Answer::Document(read_part(&part.with(bytes.to_vec()))),
        Request::View { charset, marks, pictures } => {
            Answer::View(html_view_with(bytes, charset.as_deref(), &marks, &pictures).map(Box::new))
        }
        Request::Render { page, dpi, turned } => Answer::Picture(render_turned(bytes, page, dpi, turned)),
        Request::Scan { page, turned } => Answer::Scan(scan(bytes, page, turned)),
    };
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(Answer::Panicked)
}

/// The frames of an answer.
pub fn encode_answer(answer: Answer) -> Result<Vec<u8>, FrameError> {
    let (head, rest) = match answer {
        Answer::Parts(header, parts) => {
            let heads = parts.iter().map(PartHead::of).collect();
            let rest = parts.into_iter().map(|part| part.bytes).collect();
            (AnswerHead::Parts { header: *header, parts: heads }, rest)
        }
        Answer::Document(document) => (AnswerHead::Document { document }, Vec::new()),
        Answer::Picture(Ok(png)) => (AnswerHead::Picture { refused: None }, vec![png]),
        Answer::Picture(Err(error)) => (AnswerHead::Picture { refused: Some(error) }, Vec::new()),
        Answer::View(Ok(view)) => (AnswerHead::View { view: Some(view), refused: None }, Vec::new()),
        Answer::View(Err(reason)) => (AnswerHead::View { view: None, refused: Some(reason) }, Vec::new()),
        Answer::Scan(Ok(picture)) => (AnswerHead::Scan { page: ScanHead::of(&picture) }, vec![picture.grey]),
        Answer::Scan(Err(refused)) => (AnswerHead::NoScan { refused }, Vec::new()),
        Answer::Panicked => (AnswerHead::Panicked, Vec::new()),
    };
    let head = serde_json::to_vec(&head).map_err(|error| FrameError::Head(Some(error)))?;
    let size = head.len() + rest.iter().map(Vec::len).sum::<usize>() + 4 * (rest.len() + 1);
    if size > ANSWER_BYTES_MAX || rest.len() >= FRAMES_MAX {
        return Err(FrameError::TooLarge);
    }
    let mut bytes = Vec::with_capacity(size);
    push_frame(&mut bytes, &head)?;
    for frame in rest {
        push_frame(&mut bytes, &frame)?;
    }
    Ok(bytes)
}

/// Takes an answer apart.
pub fn parse_answer(bytes: &[u8]) -> Result<Answer, FrameError> {
    if bytes.len() > ANSWER_BYTES_MAX {
        return Err(FrameError::TooLarge);
    }
    let frames = frames(bytes, FRAMES_MAX)?;
    let (head, rest) = frames.split_first().ok_or(FrameError::Short)?;
    let head: AnswerHead = serde_json::from_slice(head).map_err(|error| FrameError::Head(Some(error)))?;
    match (head, rest) {
        (AnswerHead::Parts { header, parts }, rest) if parts.len() == rest.len() => {
            let parts = parts.into_iter().zip(rest).map(|(head, bytes)| head.with(bytes.to_vec())).collect();
            Ok(Answer::Parts(Box::new(header), parts))
        }
        (AnswerHead::Document { document }, []) => Ok(Answer::Document(document)),
        (AnswerHead::Picture { refused: None }, [png]) => Ok(Answer::Picture(Ok(png.to_vec()))),
        (AnswerHead::Picture { refused: Some(error) }, []) => Ok(Answer::Picture(Err(error))),
        (AnswerHead::View { view: Some(view), .. }, []) => Ok(Answer::View(Ok(view))),
        (AnswerHead::View { refused: Some(reason), .. }, []) => Ok(Answer::View(Err(reason))),
        (AnswerHead::Scan { page }, [grey]) => {
            page.with(grey).map(|picture| Answer::Scan(Ok(picture))).ok_or(FrameError::Head(None))
        }
        (AnswerHead::NoScan { refused }, []) => Ok(Answer::Scan(Err(refused))),
        (AnswerHead::Panicked, []) => Ok(Answer::Panicked),
        _ => Err(FrameError::Head(None)),
    }
}

/// The whole work of a child: one request in, one answer out.
///
/// An input that is not a request is an error of the kind [`io::ErrorKind::InvalidData`]; nothing is written then.
pub fn serve(input: impl Read, mut output: impl Write) -> io::Result<()> {
    let mut bytes = Vec::new();
    input.take(REQUEST_BYTES_MAX as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > REQUEST_BYTES_MAX {
        return Err(io::Error::new(io::ErrorKind::InvalidData, FrameError::TooLarge));
    }
    let invalid = |error| io::Error::new(io::ErrorKind::InvalidData, error);
    let (request, document) = parse_request(&bytes).map_err(invalid)?;
    output.write_all(&encode_answer(answer(request, document)).map_err(invalid)?)?;
    output.flush()
}

fn length(size: usize) -> Result<[u8; 4], FrameError> {
    u32::try_from(size).map(u32::to_be_bytes).map_err(|_| FrameError::TooLarge)
}

fn push_frame(bytes: &mut Vec<u8>, frame: &[u8]) -> Result<(), FrameError> {
    bytes.extend(length(frame.len())?);
    bytes.extend_from_slice(frame);
    Ok(())
}

/// Cuts bytes into at most `most` frames, without a byte left over.
fn frames(mut bytes: &[u8], most: usize) -> Result<Vec<&[u8]>, FrameError> {
    let mut frames = Vec::new();
    while !bytes.is_empty() {
        let (size, rest) = bytes.split_first_chunk::<4>().ok_or(FrameError::Short)?;
        let (frame, rest) = rest.split_at_checked(u32::from_be_bytes(*size) as usize).ok_or(FrameError::Short)?;
        if frames.len() == most {
            return Err(FrameError::TooLarge);
        }
        frames.push(frame);
        bytes = rest;
    }
    Ok(frames)
}
