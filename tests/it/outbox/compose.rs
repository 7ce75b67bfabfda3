//! The exact bytes of a letter, and what can never become one.

use mail_parser::{MessageParser, MimeHeaders};
use ramjet::outbox::{Attachment, ComposeError, Draft, compose, new_message_id};

use super::{XLSX, sheet};

fn draft() -> Draft {
    Draft {
        from: "Müller & Söhne, Bestellwesen <orders@example.com>".to_owned(),
        to: vec!["office@example.com".to_owned(), "floor@example.com".to_owned()],
        subject: "Bestellung 12022 – Größe „L“ für Šárka Ångström, Stückzahl 1000, und noch viel mehr als in eine Zeile passt".to_owned(),
        text: "Guten Tag,\n\n.anfang mit Punkt\r\nFrom hier an\rEnde ✓".to_owned(),
        attachments: vec![
            Attachment { name: "Office_Order_12022.xlsx".to_owned(), media_type: XLSX.to_owned(), bytes: sheet(1, 20_000) },
            Attachment { name: "Werksauftrag Größe \"L\" – ä.xlsx".to_owned(), media_type: XLSX.to_owned(), bytes: sheet(2, 7) },
            Attachment { name: format!("{}.xlsx", "sehr langer Name ".repeat(9)), media_type: XLSX.to_owned(), bytes: Vec::new() },
        ],
        message_id: "<0192-4711@example.com>".to_owned(),
        date: crate::auth::start(),
    }
}

#[test]
fn umlauts_long_names_and_several_workbooks_arrive_as_they_were_written() {
    let draft = draft();
    let bytes = compose(&draft).unwrap();
    let read = MessageParser::default().parse(&bytes).unwrap();
    assert_eq!(read.subject(), Some(draft.subject.as_str()));
    let from = read.from().unwrap().first().unwrap();
    assert_eq!((from.name(), from.address()), (Some("Müller & Söhne, Bestellwesen"), Some("orders@example.com")));
    let to: Vec<_> = read.to().unwrap().iter().filter_map(|address| address.address()).collect();
    assert_eq!(to, ["office@example.com", "floor@example.com"]);
    assert_eq!(read.message_id(), Some("0192-4711@example.com"));
    assert_eq!(read.date().unwrap().to_timestamp(), crate::auth::start().timestamp());
    let text = read.body_text(0).unwrap().replace("\r\n", "\n");
    assert_eq!(text.trim_end(), "Guten Tag,\n\n.anfang mit Punkt\nFrom hier an\nEnde ✓");
    let files: Vec<_> = read.attachments().collect();
    assert_eq!(files.len(), 3);
    for (found, sent) in files.iter().zip(&draft.attachments) {
        assert_eq!(found.attachment_name(), Some(sent.name.as_str()));
        assert_eq!(found.contents(), sent.bytes, "{}", sent.name);
    }
}

#[test]
fn a_letter_is_ascii_in_short_lines_that_end_with_crlf() {
    let bytes = compose(&draft()).unwrap();
    assert!(bytes.is_ascii());
    assert!(bytes.ends_with(b"\r\n"));
    for line in bytes.split(|byte| *byte == b'\n') {
        assert!(line.len() <= 999, "{}", String::from_utf8_lossy(line));
        assert!(line.is_empty() || line.ends_with(b"\r"), "{}", String::from_utf8_lossy(line));
        assert_eq!(line.iter().filter(|byte| **byte == b'\r').count(), usize::from(!line.is_empty()));
    }
}

#[test]
fn the_same_draft_gives_the_same_bytes_and_any_other_one_others() {
    let bytes = compose(&draft()).unwrap();
    for _ in 0..20 {
        assert_eq!(compose(&draft()).unwrap(), bytes);
    }
    let mut other = draft();
    other.attachments[1].bytes[0] ^= 1;
    assert_ne!(compose(&other).unwrap(), bytes);
    let other = Draft { date: crate::auth::start() + chrono::TimeDelta::seconds(1), ..draft() };
    assert_ne!(compose(&other).unwrap(), bytes);
}

#[test]
fn a_letter_without_files_is_plain() {
    let bytes = compose(&Draft { attachments: Vec::new(), ..draft() }).unwrap();
    let read = MessageParser::default().parse(&bytes).unwrap();
    assert_eq!(read.attachment_count(), 0);
    assert!(read.body_text(0).unwrap().contains("Ende ✓"));
}

#[test]
fn text_of_lines_is_never_cut_by_its_own_boundary() {
    let bytes = compose(&draft()).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let boundary = text.split("boundary=\"").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(text.matches(&format!("--{boundary}")).count(), 5, "four openings and the end");
}

#[test]
fn a_line_break_anywhere_in_a_header_is_refused() {
    let hostile = ["x\r\nBcc: all@example.com", "x\nBcc: all@example.com", "x\rBcc: y", "x\0y", "x\u{2028}y", "\u{7f}"];
    for text in hostile {
        let text = text.to_owned();
        let file = |name: &str, media_type: &str| {
            vec![Attachment { name: name.to_owned(), media_type: media_type.to_owned(), bytes: Vec::new() }]
        };
        for (what, draft) in [
            ("subject", Draft { subject: text.clone(), ..draft() }),
            ("sender's name", Draft { from: format!("{text} <orders@example.com>"), ..draft() }),
            ("sender", Draft { from: format!("{text}@example.com"), ..draft() }),
            ("recipient", Draft { to: vec![format!("a{text}@example.com")], ..draft() }),
            (
                "second recipient",
                Draft { to: vec!["a@example.com".to_owned(), format!("b@example.com{text}")], ..draft() },
            ),
            ("Message-ID", Draft { message_id: format!("<{text}@example.com>"), ..draft() }),
            ("file name", Draft { attachments: file(&text, XLSX), ..draft() }),
            ("media type", Draft { attachments: file("a.xlsx", &format!("text/plain; x={text}")), ..draft() }),
        ] {
            assert!(compose(&draft).is_err(), "{what}: {text:?}");
        }
    }
}

#[test]
fn what_is_no_address_gets_no_letter() {
    for to in [
        "",
        "office",
        "a@b@c",
        "a@example.com, b@example.com",
        "Name <a@example.com>",
        "a b@example.com",
        "ü@example.com",
    ] {
        let refused = compose(&Draft { to: vec![to.to_owned()], ..draft() });
        assert!(matches!(refused, Err(ComposeError::Address(_))), "{to:?}: {refused:?}");
    }
    let refused = compose(&Draft { to: Vec::new(), ..draft() });
    assert!(matches!(refused, Err(ComposeError::NoRecipient)), "{refused:?}");
}

#[test]
fn a_file_name_leads_nowhere() {
    for name in ["", "  ", ".", "..", "../secret.xlsx", "C:\\a.xlsx", "/etc/passwd"] {
        let attachments = vec![Attachment { name: name.to_owned(), media_type: XLSX.to_owned(), bytes: Vec::new() }];
        let refused = compose(&Draft { attachments, ..draft() });
        assert!(matches!(refused, Err(ComposeError::FileName(_))), "{name:?}: {refused:?}");
    }
}

#[test]
fn what_is_no_message_id_is_refused() {
    let long = format!("<{}@example.com>", "x".repeat(200));
    for id in
        ["", "a@example.com", "<a>", "<@example.com>", "<a@>", "<a@b@c>", "<a b@example.com>", "<ä@example.com>", &long]
    {
        let refused = compose(&Draft { message_id: id.to_owned(), ..draft() });
        assert!(matches!(refused, Err(ComposeError::MessageId)), "{id:?}: {refused:?}");
    }
}

#[test]
fn a_fresh_message_id_is_in_the_senders_domain_and_never_the_same() {
    let one = new_message_id("Müller <orders@example.com>").unwrap();
    assert!(one.ends_with("@example.com>") && one.starts_with('<'), "{one}");
    assert_ne!(one, new_message_id("orders@example.com").unwrap());
    compose(&Draft { message_id: one, ..draft() }).unwrap();
    assert!(new_message_id("nobody").is_err());
}

#[test]
fn a_date_that_no_letter_can_carry_is_refused() {
    let refused = compose(&Draft { date: chrono::DateTime::<chrono::Utc>::MIN_UTC, ..draft() });
    assert!(matches!(refused, Err(ComposeError::Date)), "{refused:?}");
}
