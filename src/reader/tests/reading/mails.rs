//! Mails and their parts.

use ramjet_reader::reading::{
    Content, Document, MAIL_BYTES_MAX, NESTING_MAX, PARTS_MAX, Reading, Unreadable, read_all, split,
};

use crate::paper::Paper;

const HEAD: &str = "From: Sharon <Sharon@Shape.example>\r\nTo: orders@ramjet.example\r\nSubject: PO 12022\r\n\
    Date: Wed, 04 Feb 2026 09:15:00 +1000\r\nMessage-ID: <m1@shape.example>\r\nMIME-Version: 1.0\r\n";

/// A multipart mail: each part is its own header lines, an empty line and its body.
fn multipart(kind: &str, parts: &[&str]) -> Vec<u8> {
    let mut mail = format!("{HEAD}Content-Type: multipart/{kind}; boundary=\"=b=\"\r\n\r\n");
    for part in parts {
        mail += &format!("--=b=\r\n{part}\r\n");
    }
    (mail + "--=b=--\r\n").into_bytes()
}

fn text(document: &Document) -> &str {
    match &document.content {
        Content::Text { text } => text,
        other => panic!("{} is not a text: {other:?}", document.part),
    }
}

fn reason(document: &Document) -> Option<Unreadable> {
    match document.content {
        Content::Unreadable { reason } => Some(reason),
        _ => None,
    }
}

/// Path, kind and whether it is a body, of every part.
fn outline(reading: &Reading) -> Vec<(&str, &str, bool)> {
    reading.documents.iter().map(|one| (one.part.as_str(), one.media_type.as_str(), one.is_body)).collect()
}

const PLAIN: &str = "Content-Type: text/plain; charset=utf-8\r\n\r\nPlease send 1000 LOCAP2 in black, thank you.";
const HTML: &str =
    "Content-Type: text/html; charset=utf-8\r\n\r\n<p>Please send <b>1000</b> LOCAP2 in black, thank you.</p>";

#[test]
fn the_head_is_decoded() {
    let mail = format!(
        "{}Cc: \"Grant\" <GRANT@ramjet.example>\r\nIn-Reply-To: <q0@ramjet.example>\r\n\r\nhello\r\n",
        HEAD.replace("Sharon <", "=?utf-8?q?Sch=C3=B6n?= <")
            .replace("PO 12022", "=?iso-8859-1?q?PO_f=FCr?=\r\n\tFebruar")
    );
    let header = split(mail.as_bytes(), None).0;
    assert_eq!((header.from_name.as_str(), header.from_address.as_str()), ("Schön", "sharon@shape.example"));
    assert_eq!(header.to, ["orders@ramjet.example", "grant@ramjet.example"]);
    assert_eq!(header.subject, "PO für Februar");
    assert_eq!(header.message_id.as_deref(), Some("m1@shape.example"));
    assert_eq!(header.in_reply_to.as_deref(), Some("q0@ramjet.example"));
    assert_eq!(header.sent_at.unwrap().to_rfc3339(), "2026-02-03T23:15:00+00:00");
}

#[test]
fn undeclared_eight_bit_is_read_in_head_body_and_file_name() {
    let mail = [
        HEAD.replace("PO 12022", "Bestellung f@r M@ller").replace('@', "\u{1}").as_bytes(),
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nGr\xFC\xDFe, 5 \x80\r\n--x\r\n",
        b"Content-Type: text/csv; name=\"St\xFCckliste.csv\"\r\n\r\na;b\r\n--x--\r\n",
    ]
    .concat();
    // The marks stand for ü in the subject and for @ in the addresses.
    let subject = mail.iter().position(|byte| *byte == b'B').unwrap();
    let line_end = subject + mail[subject..].iter().position(|byte| *byte == b'\r').unwrap();
    let mail: Vec<u8> = mail
        .iter()
        .enumerate()
        .map(|(place, byte)| match byte {
            1 if (subject..line_end).contains(&place) => 0xFC,
            1 => b'@',
            other => *other,
        })
        .collect();
    let reading = read_all(&mail, None);
    assert_eq!(reading.header.subject, "Bestellung für Müller");
    assert_eq!(reading.header.from_address, "sharon@shape.example");
    assert_eq!(text(&reading.documents[0]), "Grüße, 5 €");
    assert_eq!(reading.documents[1].name.as_deref(), Some("Stückliste.csv"));
}

#[test]
fn of_two_forms_of_one_text_the_plain_one_is_read() {
    let reading = read_all(&multipart("alternative", &[PLAIN, HTML]), None);
    assert_eq!(outline(&reading), [("1", "text/plain", true), ("2", "text/html", true)]);
    assert!(text(&reading.documents[0]).starts_with("Please send 1000"));
    assert_eq!(reason(&reading.documents[1]), Some(Unreadable::Alternative));
}

#[test]
fn html_is_read_when_the_plain_form_is_missing_empty_or_a_hint() {
    let order = format!(
        "Content-Type: text/html\r\n\r\n<table><tr><td>Part</td><td>Qty</td></tr>{}</table>",
        "<tr><td>LOCAP2 louvre end cap</td><td>1000</td></tr>".repeat(8)
    );
    let alone = read_all(&multipart("alternative", &[&order]), None);
    assert!(text(&alone.documents[0]).lines().next().unwrap().split_whitespace().eq(["Part", "Qty"]));
    for plain in ["Content-Type: text/plain\r\n\r\n \r\n", "Content-Type: text/plain\r\n\r\nPlease view this in HTML."]
    {
        let reading = read_all(&multipart("alternative", &[plain, &order]), None);
        let html = reading.documents.iter().find(|one| one.media_type == "text/html").unwrap();
        assert!(text(html).contains("1000"));
        assert!(reason(&reading.documents[0]).is_some(), "the plain form is not read beside it");
    }
}

#[test]
fn attachments_keep_their_path_name_and_kind() {
    let pdf = Paper::new().page("BT /F1 10 Tf 50 200 Td (PO-12022) Tj ET").bytes();
    let pdf = String::from_utf8(pdf).unwrap();
    let attached = format!(
        "Content-Type: application/octet-stream; name=\"PO 12022.pdf\"\r\nContent-Disposition: attachment\r\n\r\n{pdf}"
    );
    let mixed =
        format!("Content-Type: multipart/alternative; boundary=in\r\n\r\n--in\r\n{PLAIN}\r\n--in\r\n{HTML}\r\n--in--");
    let reading = read_all(&multipart("mixed", &[&mixed, &attached]), None);
    assert_eq!(
        outline(&reading),
        [("1.1", "text/plain", true), ("1.2", "text/html", true), ("2", "application/pdf", false)]
    );
    assert_eq!(reading.documents[2].name.as_deref(), Some("PO 12022.pdf"));
    assert!(matches!(&reading.documents[2].content, Content::Pages { pages } if pages[0].words[0].text == "PO-12022"));
}

#[test]
fn the_bytes_of_a_text_attachment_are_untouched_and_its_text_is_decoded() {
    let csv = "Content-Type: text/csv; charset=windows-1252; name=o.csv\r\nContent-Transfer-Encoding: base64\r\n\r\nR3L832U7MQ0K";
    let (_, parts) = split(&multipart("mixed", &[PLAIN, csv]), None);
    assert_eq!(parts[1].bytes, b"Gr\xFC\xDFe;1\r\n");
    let reading = read_all(&multipart("mixed", &[PLAIN, csv]), None);
    assert_eq!((text(&reading.documents[1]), reading.documents[1].is_body), ("Grüße;1\n", false));
}

#[test]
fn a_forwarded_message_is_listed_with_its_head_and_its_parts_below() {
    let inner = format!(
        "Content-Type: message/rfc822\r\n\r\nFrom: buyer@cleber.example\r\nSubject: PO-0020\r\n\
        Content-Type: multipart/mixed; boundary=in\r\n\r\n--in\r\n{PLAIN}\r\n--in\r\nContent-Type: image/png\r\n\r\nx\r\n--in--\r\n"
    );
    let reading = read_all(&multipart("mixed", &["\r\nsee below", &inner]), None);
    assert_eq!(
        outline(&reading),
        [
            ("1", "text/plain", true),
            ("2", "text/rfc822-headers", false),
            ("2.1", "text/plain", false),
            ("2.2", "image/png", false)
        ]
    );
    assert!(text(&reading.documents[1]).contains("From: <buyer@cleber.example>\n"));
    assert!(text(&reading.documents[1]).contains("Subject: PO-0020\n"));
    assert_eq!(reason(&reading.documents[3]), Some(Unreadable::Damaged));
}

#[test]
fn a_mail_of_one_part_has_path_one() {
    let named = format!("{HEAD}Content-Type: text/plain; name=order.txt\r\n\r\n1000 LOCAP2\0\r\nblack\r\n");
    let reading = read_all(named.as_bytes(), None);
    assert_eq!(outline(&reading), [("1", "text/plain", true)]);
    assert_eq!(text(&reading.documents[0]), "1000 LOCAP2\nblack\n");
}

#[test]
fn a_head_that_ends_in_a_line_of_spaces_still_ends() {
    let mail = format!("{HEAD} \r\nPlease send 1000 LOCAP2.\r\n");
    assert_eq!(text(&read_all(mail.as_bytes(), None).documents[0]), "Please send 1000 LOCAP2.\r\n".replace('\r', ""));
    let folded = format!("{HEAD}X-Note: a\r\n \r\nX-More: b\r\n\r\nbody\r\n");
    assert_eq!(text(&read_all(folded.as_bytes(), None).documents[0]), "body\n");
}

#[test]
fn a_file_name_cannot_climb_turn_or_grow() {
    let part = |name: &str| {
        format!("Content-Type: image/png\r\nContent-Disposition: attachment; filename=\"{name}\"\r\n\r\nx")
    };
    let name = |name: &str| split(&multipart("mixed", &[&part(name)]), None).1.remove(0).name;
    assert_eq!(name("../../etc/order.pdf").as_deref(), Some("order.pdf"));
    assert_eq!(name("..\\\\..\\\\order.bat").as_deref(), Some("order.bat"));
    assert_eq!(name("order\u{202E}fdp.exe").as_deref(), Some("orderfdp.exe"));
    assert_eq!(name(&"a".repeat(5_000)).map(|name| name.len()), Some(200));
    assert_eq!(name(".."), None);
    assert_eq!(name("order\0\t.pdf").as_deref(), Some("order .pdf"));
}

#[test]
fn an_empty_or_shapeless_mail_is_one_refused_part_or_a_text() {
    let reading = read_all(b"", Some("order.eml"));
    assert_eq!((reading.documents.len(), reason(&reading.documents[0])), (1, Some(Unreadable::Empty)));
    let headless = read_all(b"\xFF\xFE\x00\x01", Some("order.eml"));
    assert_eq!(headless.documents.len(), 1);
    let lost = format!("{HEAD}Content-Type: multipart/mixed; boundary=none\r\n\r\n1000 LOCAP2\r\n");
    assert_eq!(text(&read_all(lost.as_bytes(), None).documents[0]).trim(), "1000 LOCAP2");
}

#[test]
fn a_mail_over_the_limit_keeps_its_head_and_is_refused() {
    let mut mail = format!("{HEAD}\r\n").into_bytes();
    mail.resize(MAIL_BYTES_MAX + 1, b'x');
    let (header, parts) = split(&mail, None);
    assert_eq!(header.subject, "PO 12022");
    assert_eq!((parts.len(), parts[0].refused), (1, Some(Unreadable::TooLarge)));
}

#[test]
fn parts_beyond_the_limit_are_listed_as_one() {
    let parts = vec![PLAIN; PARTS_MAX + 100];
    let (_, parts) = split(&multipart("mixed", &parts), None);
    assert_eq!(parts.len(), PARTS_MAX + 1);
    let last = parts.last().unwrap();
    assert_eq!((last.path.as_str(), last.refused), ("501", Some(Unreadable::TooLarge)));
    let rest = String::from_utf8_lossy(&last.bytes).matches("LOCAP2").count();
    assert_eq!(rest, 100, "all that was not listed is in it");
}

#[test]
fn nesting_is_entered_only_so_deep() {
    let mail = (0..60).fold("\r\nthe heart".to_owned(), |inner, level| {
        format!("Content-Type: multipart/mixed; boundary=b{level}\r\n\r\n--b{level}\r\n{inner}\r\n--b{level}--\r\n")
    });
    let (_, parts) = split(format!("{HEAD}{mail}").as_bytes(), None);
    assert_eq!(parts.len(), 1);
    assert_eq!(parts[0].refused, Some(Unreadable::TooLarge));
    assert_eq!(parts[0].path.split('.').count(), NESTING_MAX);
    assert!(String::from_utf8_lossy(&parts[0].bytes).contains("the heart"), "kept, not read");
}

#[test]
fn a_mail_built_to_exhaust_the_parser_is_refused_or_cut_not_fatal() {
    let nested = |levels: usize| format!("{HEAD}{}", "Content-Type: message/rfc822\r\n\r\n".repeat(levels));
    let (_, parts) = split(nested(9_000).as_bytes(), None);
    assert_eq!(parts.last().unwrap().refused, Some(Unreadable::TooLarge));
    let (_, parts) = split(nested(200_000).as_bytes(), None);
    assert_eq!((parts.len(), parts[0].refused), (1, Some(Unreadable::TooLarge)));
}

#[test]
fn a_mail_cut_off_anywhere_still_gives_its_parts() {
    let whole = multipart("mixed", &[PLAIN, HTML]);
    for end in 0..whole.len() {
        let (_, parts) = split(&whole[..end], Some("m.eml"));
        assert!(!parts.is_empty(), "cut at {end}");
    }
}

#[test]
fn quoted_printable_with_signs_that_are_not_escaped_is_decoded_all_the_same() {
    let part = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
        Price =C2=A35.00, see https://carrier.example/?z=ZZ and =\r\nTracking Number:=C2=A01Z12345E0205271688";
    let reading = read_all(&multipart("mixed", &[part]), None);
    let text = text(&reading.documents[0]);
    assert!(text.contains("Price £5.00, see https://carrier.example/?z=ZZ and Tracking"), "{text}");
    assert!(text.contains("1Z12345E0205271688") && !text.contains("=C2"), "{text}");
}
