//! An order that a colleague forwards: the customer's mail, with its PDF, is attached to ours.

use super::aluminium;
use super::mail::{forwarded, message, multipart, pdf, text};
use super::messages::{Envelope, Sample, posted};
use super::order::{Date, Order, line};
use super::truth::Printed;

/// 12041: one line, on the form of Shape Aluminium.
const SHAPE: Order = Order {
    po: "12041",
    buyer: "Shape Aluminium Pty Ltd",
    ship_to: "Shape Aluminium Pty Ltd",
    date: Date::february(5),
    delivery: Date::march(4),
    currency: "AUD",
    lines: &[line("1", "LOCAP3", &["LOUVRE END CAP 178mm"], 600, 154).coloured("Black")],
};

/// The mail of a mail.
pub fn mail() -> Sample {
    let name = "12-forwarded-shape-aluminium-12041.eml";
    let theirs = "\
Hi Grant,

PO 12041 attached, the larger end cap this time.

Thanks,
Renae

Renae Holt | Purchasing Officer
Shape Aluminium Pty Ltd
";
    let parts = [text("plain", theirs), pdf("PO_12041.pdf", &aluminium::draw(&SHAPE))];
    let inner = message(
        &[
            ("From", "Renae Holt <renae.holt@shapealuminium.example>"),
            ("To", "Grant Ellery <grant@ramjet.example>"),
            ("Subject", "Shape Aluminium - PO 12041"),
            ("Date", "Thu, 5 Feb 2026 14:31:20 +1100"),
            ("Message-ID", "<SY4P282MB12041A1@shapealuminium.example>"),
        ],
        &multipart("mixed", "_004_SY4P282MB12041A1_", &parts),
    );
    let ours = "\
Sharon, this came to me by mistake. One for your queue.

Grant
";
    let envelope = Envelope {
        from: "Grant Ellery <grant@ramjet.example>",
        subject: "Fwd: Shape Aluminium - PO 12041",
        date: "Thu, 5 Feb 2026 15:02:11 +1100",
        id: "<fwd-12041.grant@ramjet.example>",
        by: "mail.ramjet.example",
        more: &[],
    };
    let bytes = posted(&envelope, &multipart("mixed", "ramjet-fwd-12041", &[text("plain", ours), forwarded(&inner)]));
    Sample::order(name, bytes, (&SHAPE, Printed::FormWithTax), &[])
}
