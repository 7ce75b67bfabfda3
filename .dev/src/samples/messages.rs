//! What all mails of the demo have in common, and the first six of them, in the order they arrive.

use super::json::Json;
use super::mail::{Part, message, multipart, pdf, text};
use super::order::{CLEBER, FERNLEIGH, MARLOW, Order, SHAPE_ALUMINIUM};
use super::truth::{self, Printed};
use super::{aluminium, cabinets, forwarded, german, harrow, shutters, tables, terminal, typed};

/// A mail, the name of its file, and what a perfect reader makes of it.
pub struct Sample {
    /// Name of the file.
    pub name: &'static str,
    /// The mail as it crosses the wire.
    pub bytes: Vec<u8>,
    /// The truth.
    pub expected: Json,
}

const DESK: &str = "Ramjet Plastics Orders <orders@ramjet.example>";

/// All mails, oldest first.
pub fn all() -> Vec<Sample> {
    let mut all = vec![cleber(), shape_aluminium(), newsletter(), shape_aluminium_again(), marlow(), fernleigh()];
    all.extend([german::form(), cabinets::form(), tables::workbook(), german::list(), tables::html()]);
    all.extend([forwarded::mail(), harrow::scan(), typed::out_of_office()]);
    all.extend(typed::orders());
    all
}

impl Sample {
    /// An order, and what the desk objects to in it: `order KIND` or `line N KIND`.
    pub fn order(name: &'static str, bytes: Vec<u8>, (order, printed): (&Order, Printed), objections: &[&str]) -> Self {
        let expected = truth::on_the_desk(truth::order(name, order, printed), "in_record", None, objections);
        Self { name, bytes, expected }
    }

    /// A mail that is no order, and why.
    pub fn other(name: &'static str, bytes: Vec<u8>, reason: &str) -> Self {
        let expected = truth::on_the_desk(truth::other(name), "ignored", Some(reason), &[]);
        Self { name, bytes, expected }
    }
}

/// The headers every mail has, in the order a mail server leaves them.
pub struct Envelope<'a> {
    /// Name and address of the sender.
    pub from: &'a str,
    /// The subject.
    pub subject: &'a str,
    /// When it was sent.
    pub date: &'a str,
    /// Its Message-ID.
    pub id: &'a str,
    /// Host the mail came from, as our mail server noted it.
    pub by: &'a str,
    /// Other headers.
    pub more: &'a [(&'a str, &'a str)],
}

/// The mail as our mail server keeps it.
pub fn posted(envelope: &Envelope, part: &Part) -> Vec<u8> {
    let address = envelope.from.rsplit('<').next().unwrap_or_default().trim_end_matches('>');
    let path = format!("<{address}>");
    let received =
        format!("from {0} ({0} [203.0.113.25])\r\n\tby mx.ramjet.example with ESMTPS; {1}", envelope.by, envelope.date);
    let mut headers = vec![
        ("Return-Path", path.as_str()),
        ("Received", received.as_str()),
        ("From", envelope.from),
        ("To", DESK),
        ("Subject", envelope.subject),
        ("Date", envelope.date),
        ("Message-ID", envelope.id),
    ];
    headers.extend(envelope.more);
    message(&headers, part)
}

fn cleber() -> Sample {
    let name = "01-cleber-PO-0020.eml";
    let body = "\
Good morning,

please find attached our purchase order PO-0020. Part deliveries are fine, but we
need at least Components A and B on the floor by Friday.

Kind regards,

Priscilla Okafor
Purchasing
Cleber Pty Ltd
Tel (03) 5550 7710
";
    let parts = [text("plain", body), pdf("PO-0020.pdf", &terminal::draw(&CLEBER))];
    let envelope = Envelope {
        from: "Priscilla Okafor <p.okafor@cleber.example>",
        subject: "Purchase order PO-0020",
        date: "Wed, 4 Feb 2026 09:05:41 +1100",
        id: "<20260204090541.7C21@mail.cleber.example>",
        by: "mail.cleber.example",
        more: &[("X-Mailer", "Ledgerline Business 11.2")],
    };
    Sample::order(
        name,
        posted(&envelope, &multipart("mixed", "ledgerline-0020-7c21", &parts)),
        (&CLEBER, Printed::FormWithoutTax),
        &["line 5 colour_not_stated"],
    )
}

fn shape_aluminium() -> Sample {
    let name = "02-shape-aluminium-12022.eml";
    let body = "\
Hi Sharon,

PO 12022 attached, two thousand caps all up. Note the UV requirement please.

Thanks,
Renae

Renae Holt | Purchasing Officer
Shape Aluminium Pty Ltd
14 Foundry Road, Braemore NSW 2999 | (02) 5550 4120
";
    let parts = [text("plain", body), pdf("PO_12022.pdf", &aluminium::draw(&SHAPE_ALUMINIUM))];
    let envelope = Envelope {
        from: "Renae Holt <renae.holt@shapealuminium.example>",
        subject: "Shape Aluminium - PO 12022",
        date: "Wed, 4 Feb 2026 10:41:07 +1100",
        id: "<SY4P282MB12022A1@shapealuminium.example>",
        by: "out.shapealuminium.example",
        more: &[("Accept-Language", "en-AU"), ("Content-Language", "en-AU")],
    };
    Sample::order(
        name,
        posted(&envelope, &multipart("mixed", "_004_SY4P282MB12022A1_", &parts)),
        (&SHAPE_ALUMINIUM, Printed::FormWithTax),
        &[],
    )
}

fn newsletter() -> Sample {
    let name = "03-polymer-post-newsletter.eml";
    let plain = "\
THE POLYMER POST - February 2026

This month's resin offers
  PP H520 natural, 25 kg bags, from $2.45/kg (min. order 1,000 kg)
  HDPE GM7655, from $2.60/kg
  Black masterbatch 9005, 10% off until 28 February

Order before 20 February and delivery is free on orders over $5,000.

Also in this issue: drying polyamide in a humid summer, and five questions to
ask before you buy a second-hand dryer.

You receive this letter because you visited our stand at the plastics fair.
Unsubscribe: https://news.polymerpost.example/u/8841
";
    let html = "\
<!doctype html>
<html><body style=\"font-family:Arial,sans-serif;color:#222\">
<h1 style=\"color:#a33b1f\">The Polymer Post</h1>
<p>February 2026</p>
<h2>This month's resin offers</h2>
<table cellpadding=\"6\">
<tr><th align=\"left\">Material</th><th align=\"right\">Price</th></tr>
<tr><td>PP H520 natural, 25 kg bags</td><td align=\"right\">from $2.45/kg</td></tr>
<tr><td>HDPE GM7655</td><td align=\"right\">from $2.60/kg</td></tr>
<tr><td>Black masterbatch 9005</td><td align=\"right\">10% off until 28 February</td></tr>
</table>
<p><b>Order before 20 February</b> and delivery is free on orders over $5,000.</p>
<p>Also in this issue: drying polyamide in a humid summer, and five questions to
ask before you buy a second-hand dryer.</p>
<p style=\"font-size:11px;color:#777\">You receive this letter because you visited our stand at the plastics fair.
<a href=\"https://news.polymerpost.example/u/8841\">Unsubscribe</a></p>
</body></html>
";
    let parts = [text("plain", plain), text("html", html)];
    let envelope = Envelope {
        from: "The Polymer Post <post@news.polymerpost.example>",
        subject: "=?utf-8?Q?Resin_prices_are_down_=E2=80=93_order_before_20_February?=",
        date: "Wed, 4 Feb 2026 13:30:00 +1100",
        id: "<letter-2026-02.8841@news.polymerpost.example>",
        by: "bulk7.polymerpost.example",
        more: &[
            ("List-Id", "The Polymer Post <post.news.polymerpost.example>"),
            ("List-Unsubscribe", "<https://news.polymerpost.example/u/8841>"),
            ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
            ("Precedence", "bulk"),
        ],
    };
    Sample::other(name, posted(&envelope, &multipart("alternative", "polymer-post-2026-02", &parts)), "newsletter")
}

fn shape_aluminium_again() -> Sample {
    let name = "04-shape-aluminium-12022-again.eml";
    let body = "\
Morning Sharon,

just making sure you got this, our mail was playing up yesterday. PO 12022
attached again.

Renae

Renae Holt | Purchasing Officer
Shape Aluminium Pty Ltd
";
    let parts = [text("plain", body), pdf("PO_12022.pdf", &aluminium::draw(&SHAPE_ALUMINIUM))];
    let envelope = Envelope {
        from: "Renae Holt <renae.holt@shapealuminium.example>",
        subject: "FW: Shape Aluminium - PO 12022",
        date: "Thu, 5 Feb 2026 08:12:55 +1100",
        id: "<SY4P282MB12022B7@shapealuminium.example>",
        by: "out.shapealuminium.example",
        more: &[("Accept-Language", "en-AU"), ("Content-Language", "en-AU")],
    };
    Sample::order(
        name,
        posted(&envelope, &multipart("mixed", "_004_SY4P282MB12022B7_", &parts)),
        (&SHAPE_ALUMINIUM, Printed::FormWithTax),
        &["order repeats"],
    )
}

fn marlow() -> Sample {
    let name = "05-marlow-MSB-4471.eml";
    let plain = "\
Hello Ramjet team,

our order MSB-4471 is attached (2 pages). Position 50 is the new hinge bracket
we spoke about, you have the drawing from last week.

Could you confirm prices and the delivery date by return?

Many thanks
Jo Brannigan
Marlow Shutters & Blinds
";
    let html = "\
<div style=\"font-family:Calibri,sans-serif\">
<p>Hello Ramjet team,</p>
<p>our order <b>MSB-4471</b> is attached (2 pages). Position 50 is the new hinge bracket
we spoke about, you have the drawing from last week.</p>
<p>Could you confirm prices and the delivery date by return?</p>
<p>Many thanks<br>Jo Brannigan<br>Marlow Shutters &amp; Blinds</p>
</div>
";
    let body = multipart("alternative", "stockroom-alternative-4471", &[text("plain", plain), text("html", html)]);
    let parts = [body, pdf("Purchase order MSB-4471.pdf", &shutters::draw(&MARLOW))];
    let envelope = Envelope {
        from: "\"Jo Brannigan (Marlow Purchasing)\" <purchasing@marlowshutters.example>",
        subject: "=?utf-8?Q?New_order_MSB-4471_=E2=80=93_Marlow_Shutters_&_Blinds?=",
        date: "Thu, 5 Feb 2026 09:20:13 +1000",
        id: "<f61f0a52-4471@stockroom.marlowshutters.example>",
        by: "relay.marlowshutters.example",
        more: &[],
    };
    Sample::order(
        name,
        posted(&envelope, &multipart("mixed", "stockroom-mixed-4471", &parts)),
        (&MARLOW, Printed::FormWithTax),
        &["line 1 price_differs", "line 5 unknown_product"],
    )
}

fn fernleigh() -> Sample {
    let name = "06-fernleigh-FH-3318.eml";
    let body = "\
Hi Sharon,

can you please put this through for us, our order no. FH-3318, dated 5/02/2026:

400 x locap2 louvre end cap 152mm, black @ $1.32 each
250 x rplug25 round tube plug 25mm, white @ $0.29 each

Total is $600.50 ex GST by my count.

Delivery to the Fernleigh store by 20/02/2026 please, the dock is round the back.

Cheers
Dale

--
Dale Whitcombe
Fernleigh Hardware
3 Station Street, Fernleigh NSW 2997
(02) 5550 9034
";
    let envelope = Envelope {
        from: "Dale Whitcombe <dale@fernleighhardware.example>",
        subject: "Order FH-3318",
        date: "Thu, 5 Feb 2026 14:03:28 +1100",
        id: "<CAF3318dw5Feb2026@mail.fernleighhardware.example>",
        by: "mail.fernleighhardware.example",
        more: &[],
    };
    Sample::order(name, posted(&envelope, &text("plain", body)), (&FERNLEIGH, Printed::Letter), &[])
}
