//! Files inside files, mails inside mails, and what is listed without being read.

use ramjet_reader::reading::{Content, Reading, Unreadable, read_all};

/// A mail with these parts, each with its own head.
fn mail(head: &str, parts: &[&str]) -> Reading {
    let parts: String = parts.iter().map(|part| format!("--b\r\n{part}\r\n")).collect();
    let mail = format!(
        "From: a@b.example\r\nTo: c@d.example\r\n{head}Content-Type: multipart/mixed; boundary=b\r\n\r\n{parts}--b--\r\n"
    );
    read_all(mail.as_bytes(), None)
}

fn told(reading: &Reading) -> Vec<(&str, Option<&str>, Option<Unreadable>)> {
    let reason = |content: &Content| match content {
        Content::Unreadable { reason } => Some(*reason),
        _ => None,
    };
    reading.documents.iter().map(|one| (one.part.as_str(), one.name.as_deref(), reason(&one.content))).collect()
}

#[test]
fn signatures_cards_and_calendars_are_listed_aside() {
    let reading = mail(
        "",
        &[
            "Content-Type: text/plain\r\n\r\nour order",
            "Content-Type: text/calendar; name=meeting.ics\r\n\r\nBEGIN:VCALENDAR",
            "Content-Type: text/vcard; name=card.vcf\r\n\r\nBEGIN:VCARD",
            "Content-Type: application/pkcs7-signature; name=smime.p7s\r\nContent-Transfer-Encoding: base64\r\n\r\nMIIB",
            "Content-Type: application/pkcs7-mime; name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n\r\nMIIB",
        ],
    );
    assert_eq!(
        told(&reading),
        [
            ("1", None, None),
            ("2", Some("meeting.ics"), Some(Unreadable::Aside)),
            ("3", Some("card.vcf"), Some(Unreadable::Aside)),
            ("4", Some("smime.p7s"), Some(Unreadable::Aside)),
            ("5", Some("smime.p7m"), Some(Unreadable::Sealed)),
        ]
    );
}

#[test]
fn a_mail_attached_as_a_mere_file_is_taken_apart_below_its_head() {
    let inner = "From: buyer@cleber.example\r\nTo: x@y.example\r\nSubject: PO-0020\r\n\r\n1000 LOCAP2";
    let part = format!("Content-Type: application/octet-stream; name=\"Fwd order.eml\"\r\n\r\n{inner}");
    let reading = mail("", &["\r\nsee below", &part]);
    assert_eq!(told(&reading), [("1", None, None), ("2", Some("Fwd order.eml"), None), ("2.1", None, None)]);
    let Content::Text { text } = &reading.documents[1].content else { panic!("no head") };
    assert!(text.contains("From: <buyer@cleber.example>\n") && text.contains("Subject: PO-0020\n"), "{text}");
    assert_eq!(reading.documents[2].content, Content::Text { text: "1000 LOCAP2".to_owned() });
}

#[test]
fn mails_attached_as_files_in_each_other_come_to_an_end() {
    let mut inner = "From: a@b.example\r\nTo: c@d.example\r\n\r\nthe innermost".to_owned();
    for depth in 0..30 {
        inner = format!(
            "From: a@b.example\r\nTo: c@d.example\r\nContent-Type: multipart/mixed; boundary=b{depth}\r\n\r\n--b{depth}\r\n\
            Content-Type: application/octet-stream; name=x.eml\r\n\r\n{inner}\r\n--b{depth}--\r\n"
        );
    }
    let reading = read_all(inner.as_bytes(), None);
    assert!(told(&reading).iter().any(|(_, _, reason)| *reason == Some(Unreadable::TooLarge)), "{:?}", told(&reading));
}

#[test]
fn a_file_name_in_any_spelling_is_decoded_and_has_no_folder() {
    let reading = mail(
        "",
        &[
            "Content-Type: text/csv\r\nContent-Disposition: attachment; filename*=utf-8''Bestellung%20M%C3%A4rz.csv\r\n\r\na;b",
            "Content-Type: text/csv\r\nContent-Disposition: attachment; filename*0=\"very \"; filename*1=\"long.csv\"\r\n\r\na;b",
            "Content-Type: text/csv; name=\"=?iso-8859-1?Q?Gr=FC=DFe=2Ecsv?=\"\r\n\r\na;b",
            "Content-Type: text/csv; name=\"C:\\\\temp\\\\..\\\\evil.csv\"\r\n\r\na;b",
        ],
    );
    let names: Vec<&str> = reading.documents.iter().filter_map(|one| one.name.as_deref()).collect();
    assert_eq!(names, ["Bestellung März.csv", "very long.csv", "Grüße.csv", "evil.csv"]);
}

#[test]
fn an_inline_pdf_is_an_attachment_and_a_named_text_too() {
    let reading = mail(
        "",
        &[
            "\r\nplease find our order",
            "Content-Type: application/pdf; name=po.pdf\r\nContent-Disposition: inline; filename=po.pdf\r\n\r\n%PDF-1.4 nothing",
            "Content-Type: text/plain; name=note.txt\r\nContent-Disposition: inline; filename=note.txt\r\n\r\nnote",
        ],
    );
    assert_eq!(reading.documents.iter().map(|one| one.is_body).collect::<Vec<_>>(), [true, false, false]);
    assert_eq!(told(&reading)[1].2, Some(Unreadable::Damaged));
}

#[test]
fn pictures_of_mass_mail_are_decoration_and_a_pasted_one_of_a_person_is_not() {
    let html = "Content-Type: text/html\r\n\r\n<p>see</p><img src=\"cid:shot@x\">";
    let shot = "Content-Type: image/png\r\nContent-ID: <shot@x>\r\n\r\nnot really a picture";
    let reason = |head: &str| told(&mail(head, &[html, shot]))[1].2;
    assert_eq!(reason("List-Unsubscribe: <https://shop.example/u>\r\n"), Some(Unreadable::Decoration));
    assert_eq!(reason("Precedence: bulk\r\n"), Some(Unreadable::Decoration));
    assert_ne!(reason(""), Some(Unreadable::Decoration));
}

#[test]
fn outlooks_wrapping_that_cannot_be_opened_says_what_to_ask_for() {
    let wrapped =
        "Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\neJ8+IgAA";
    let message = "Content-Type: application/octet-stream; name=order.msg\r\nContent-Transfer-Encoding: base64\r\n\r\n0M8R4KGxGuFfAF8AcwB1AGIAcwB0AGcAMQAuADAAXwA=";
    let reading = mail("", &["\r\nattached", wrapped, message]);
    assert_eq!(
        told(&reading),
        [
            ("1", None, None),
            ("2", Some("winmail.dat"), Some(Unreadable::Tnef)),
            ("3", Some("order.msg"), Some(Unreadable::OutlookMessage)),
        ]
    );
}

#[test]
fn broken_base64_and_a_missing_end_still_give_what_can_be_read() {
    let mail = "From: a@b.example\r\nTo: c@d.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\
        Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\nUE8gMTIw*MjI=\r\n--b\r\n\r\nand no end";
    let reading = read_all(mail.as_bytes(), None);
    assert_eq!(reading.documents.len(), 2);
    assert_eq!(reading.documents[1].content, Content::Text { text: "and no end".to_owned() });
}
