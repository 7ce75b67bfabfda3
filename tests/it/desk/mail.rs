//! Mails for tests: some of the demo, and plain text ones written on the spot.

/// A purchase order of Cleber as PDF.
pub const CLEBER: &[u8] = include_bytes!("../../../templates/demo/01-cleber-PO-0020.eml");
/// Purchase order 12022 of Shape Aluminium as PDF.
pub const SHAPE: &[u8] = include_bytes!("../../../templates/demo/02-shape-aluminium-12022.eml");
/// A newsletter with prices and dates in it.
pub const NEWSLETTER: &[u8] = include_bytes!("../../../templates/demo/03-polymer-post-newsletter.eml");
/// Purchase order 12022 sent again in another mail.
pub const SHAPE_AGAIN: &[u8] = include_bytes!("../../../templates/demo/04-shape-aluminium-12022-again.eml");
/// A purchase order of Marlow as PDF.
pub const MARLOW: &[u8] = include_bytes!("../../../templates/demo/05-marlow-MSB-4471.eml");
/// An order written into the mail.
pub const FERNLEIGH: &[u8] = include_bytes!("../../../templates/demo/06-fernleigh-FH-3318.eml");

/// The same order with other quantities, sent some days later.
pub const FERNLEIGH_REVISED: &[u8] = include_bytes!("../../../templates/demo/15-fernleigh-FH-3318-revised.eml");

/// A plain text order: the number (if there is one) and lines such as `1000 x LOCAP2 louvre end cap 152mm, black @ $1.32 each`.
pub fn order(from: (&str, &str), number: Option<&str>, lines: &[&str]) -> Vec<u8> {
    let (company, address) = from;
    let number = number.map(|number| format!(", our order no. {number}")).unwrap_or_default();
    let id: String =
        format!("{company}{number}{lines:?}").bytes().fold(0_u64, |h, b| h.wrapping_mul(31) + u64::from(b)).to_string();
    let text = format!(
        "From: Dale Whitcombe <{address}>\r\nTo: Ramjet Plastics Orders <orders@ramjet.example>\r\nSubject: Purchase order\r\n\
         Date: Thu, 5 Feb 2026 14:03:28 +1100\r\nMessage-ID: <{id}@mail.example>\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\r\n\
         Hi Sharon,\r\n\r\ncan you please put this through for us{number}, dated 5/02/2026:\r\n\r\n{}\r\n\r\n\
         Delivery by 20/02/2026 please.\r\n\r\nCheers\r\nDale\r\n\r\n-- \r\nDale Whitcombe\r\n{company}\r\n",
        lines.join("\r\n")
    );
    text.into_bytes()
}

/// The same with a PDF that nobody can read, or with whatever else `attached` is.
pub fn order_with(
    from: (&str, &str), number: &str, lines: &[&str], (name, kind, attached): (&str, &str, &str),
) -> Vec<u8> {
    let text = String::from_utf8(order(from, Some(number), lines)).unwrap();
    let (head, body) = text.split_once("Content-Type: text/plain; charset=utf-8\r\n\r\n").unwrap();
    format!(
        "{head}Content-Type: multipart/mixed; boundary=\"=part\"\r\n\r\n--=part\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\
         {body}\r\n--=part\r\nContent-Type: {kind}; name=\"{name}\"\r\nContent-Disposition: attachment; filename=\"{name}\"\r\n\r\n\
         {attached}\r\n--=part--\r\n"
    )
    .into_bytes()
}

/// The customer of the demo that writes its orders into mails.
pub const FERNLEIGH_HARDWARE: (&str, &str) = ("Fernleigh Hardware", "dale@fernleighhardware.example");
/// The customer of the golden example.
pub const SHAPE_ALUMINIUM: (&str, &str) = ("Shape Aluminium Pty Ltd", "renae.holt@shapealuminium.example");
/// A customer that sends PDFs otherwise.
pub const CLEBER_PTY: (&str, &str) = ("Cleber Pty Ltd", "orders@cleber.example");

/// A mail that speaks of an order in an attachment that no reader knows.
pub fn announcement(number: &str) -> Vec<u8> {
    format!(
        "From: Renae Holt <renae.holt@shapealuminium.example>\r\nTo: Ramjet Plastics Orders <orders@ramjet.example>\r\n\
         Subject: Purchase Order {number}\r\nDate: Thu, 5 Feb 2026 09:00:00 +1100\r\n\
         Message-ID: <{number}@shapealuminium.example>\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=\"=part\"\r\n\r\n\
         --=part\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\
         Hi Sharon,\r\n\r\nplease find attached our purchase order {number}.\r\n\r\nThanks\r\nRenae\r\n\
         --=part\r\nContent-Type: application/x-lotus-123; name=\"order.wk4\"\r\n\
         Content-Disposition: attachment; filename=\"order.wk4\"\r\nContent-Transfer-Encoding: base64\r\n\r\n\
         AAAaAAIQBACdAQAA\r\n--=part--\r\n"
    )
    .into_bytes()
}

/// Purchase order 12022 as PDF, with a covering letter in HTML.
pub fn shape_in_html() -> Vec<u8> {
    String::from_utf8_lossy(SHAPE).replacen("Content-Type: text/plain", "Content-Type: text/html", 1).into_bytes()
}

/// An order in a table of an HTML mail; `more` is put before its end.
pub fn html_order(number: &str, more: &str) -> Vec<u8> {
    format!(
        "From: Dale Whitcombe <dale@fernleighhardware.example>\r\nTo: Ramjet Plastics Orders <orders@ramjet.example>\r\n\
         Subject: Purchase order {number}\r\nDate: Thu, 5 Feb 2026 14:03:28 +1100\r\nMessage-ID: <html{number}@mail.example>\r\n\
         MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n\
         <html><body><h2>Fernleigh Hardware</h2><p>Purchase Order Number: <b>{number}</b></p><p>Order date: 5/02/2026</p>\r\n\
         <table border=1><tr><th>Code</th><th>Description</th><th>Qty</th><th>Unit price</th><th>Total</th></tr>\r\n\
         <tr><td>LOCAP2</td><td>louvre end cap 152mm, black</td><td>1000</td><td>1.32</td><td>1320.00</td></tr></table>\r\n\
         <p>Delivery by 20/02/2026 please.</p>{more}</body></html>\r\n"
    )
    .into_bytes()
}
