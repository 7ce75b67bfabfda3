//! What the desk and its child say to each other.

use ramjet_reader::reading::frames::{
    Answer, FrameError, PartHead, Request, answer, encode_answer, parse_answer, parse_request, request_head, serve,
};
use ramjet_reader::reading::{Content, Part, RenderError};

use crate::paper::Paper;

/// What a child answers to this request, through both ends of the pipe.
fn ask(request: &Request, bytes: &[u8]) -> Answer {
    let input = [request_head(request, bytes.len()).unwrap(), bytes.to_vec()].concat();
    let mut output = Vec::new();
    serve(&input[..], &mut output).unwrap();
    parse_answer(&output).unwrap()
}

fn frame(bytes: &[u8]) -> Vec<u8> {
    [&(bytes.len() as u32).to_be_bytes()[..], bytes].concat()
}

#[test]
fn a_mail_comes_back_in_parts_with_their_bytes() {
    let mail = b"From: a@b.example\nTo: c@d.example\nContent-Type: text/plain; charset=iso-8859-1\n\nGr\xFC\xDFe\n";
    let Answer::Parts(header, parts) = ask(&Request::Split { name: None }, mail) else { panic!("no parts") };
    assert_eq!(header.from_address, "a@b.example");
    assert_eq!(parts[0].bytes, b"Gr\xFC\xDFe\n");
    assert_eq!(parts[0].charset.as_deref(), Some("iso-8859-1"));
    let request = Request::Read { part: PartHead::of(&parts[0]) };
    let Answer::Document(document) = ask(&request, &parts[0].bytes) else { panic!("no document") };
    assert_eq!(document.content, Content::Text { text: "Grüße\n".to_owned() });
}

#[test]
fn a_page_comes_back_as_a_picture_or_as_the_reason_why_not() {
    let file = Paper::new().page("").bytes();
    let drawn = ask(&Request::Render { page: 1, dpi: 72, turned: 0 }, &file);
    assert!(matches!(drawn, Answer::Picture(Ok(png)) if png.starts_with(b"\x89PNG")));
    let refused = ask(&Request::Render { page: 5, dpi: 72, turned: 0 }, &file);
    assert_eq!(refused, Answer::Picture(Err(RenderError::NoSuchPage { page: 5, pages: 1 })));
}

#[test]
fn a_part_keeps_everything_on_its_way() {
    let part = Part {
        content_id: Some("logo@mail.example".to_owned()),
        path: "2.1".to_owned(),
        name: Some("Größe \"x\".pdf".to_owned()),
        media_type: "application/pdf".to_owned(),
        is_body: true,
        bytes: vec![0, 255, 10],
        charset: Some("utf-8".to_owned()),
        is_embedded: true,
        refused: Some(ramjet_reader::reading::Unreadable::TooLarge),
    };
    let sent = Answer::Parts(Box::default(), vec![part.clone(), Part::default()]);
    assert_eq!(
        parse_answer(&encode_answer(sent).unwrap()).unwrap(),
        Answer::Parts(Box::default(), vec![part, Part::default()])
    );
}

#[test]
fn a_request_that_is_none_is_refused_and_nothing_is_answered() {
    for junk in [&b""[..], b"\0\0\0", b"\0\0\0\x05ab", b"\xFF\xFF\xFF\xFFab", &frame(b"{}"), b"GET / HTTP/1.1\r\n\r\n"]
    {
        let mut output = Vec::new();
        let refused = serve(junk, &mut output);
        assert_eq!(refused.map_err(|error| error.kind()), Err(std::io::ErrorKind::InvalidData), "{junk:?}");
        assert!(output.is_empty());
    }
    let unknown = [frame(br#"{"ask":"delete"}"#), frame(b"x")].concat();
    assert!(matches!(parse_request(&unknown), Err(FrameError::Head(_))));
    let three = [frame(br#"{"ask":"split","name":null}"#), frame(b"x"), frame(b"y")].concat();
    assert!(matches!(parse_request(&three), Err(FrameError::TooLarge)));
}

#[test]
fn an_answer_that_does_not_hold_what_it_announces_is_refused() {
    let whole = encode_answer(answer(Request::Split { name: None }, b"hello")).unwrap();
    assert!(parse_answer(&whole).is_ok());
    for end in 0..whole.len() {
        assert!(parse_answer(&whole[..end]).is_err(), "cut at {end}");
    }
    let more = [whole.clone(), frame(b"one part more")].concat();
    assert!(matches!(parse_answer(&more), Err(FrameError::Head(None))));
    assert!(matches!(parse_answer(&frame(br#"{"found":"picture","refused":null}"#)), Err(FrameError::Head(None))));
    let flood = frame(b"").repeat(600);
    assert!(matches!(parse_answer(&flood), Err(FrameError::TooLarge)));
}
