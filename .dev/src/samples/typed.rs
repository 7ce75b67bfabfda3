//! Orders typed into mails, each with one thing to notice, and an absence note.

use super::mail::text;
use super::messages::{Envelope, Sample, posted};
use super::order::{Date, Line, Order, line, money};
use super::truth::Printed;

/// An automatic answer that mentions an order.
pub fn out_of_office() -> Sample {
    let name = "14-cleber-out-of-office.eml";
    let body = "\
Thank you for your message. I am out of the office until Monday 16 February and
have no access to my mail. For questions about a purchase order please contact
accounts@cleber.example.

Priscilla Okafor
Purchasing
Cleber Pty Ltd
";
    let envelope = Envelope {
        from: "Priscilla Okafor <p.okafor@cleber.example>",
        subject: "Automatic reply: Order confirmation PO-0020",
        date: "Thu, 5 Feb 2026 16:20:00 +1100",
        id: "<auto-20260205162000@mail.cleber.example>",
        by: "mail.cleber.example",
        more: &[("Auto-Submitted", "auto-replied"), ("X-Auto-Response-Suppress", "All")],
    };
    Sample::other(name, posted(&envelope, &text("plain", body)), "auto_reply")
}

/// A typed order: who writes, when, and what there is to notice.
struct Typed {
    name: &'static str,
    from: &'static str,
    date: &'static str,
    id: &'static str,
    subject: &'static str,
    /// The sentence before the lines.
    opening: &'static str,
    /// How each line is typed; the truth is in the order.
    lines: &'static [&'static str],
    /// The sentence after the lines.
    closing: &'static str,
    signature: &'static str,
    order: Order,
    objections: &'static [&'static str],
}

/// The typed orders, in the order they arrive.
pub fn orders() -> Vec<Sample> {
    [REVISED, AMBIGUOUS, UNKNOWN, PRICE, DISCONTINUED, SMALL, SOON, PAST, BREAK].iter().map(Typed::sample).collect()
}

impl Typed {
    fn sample(&self) -> Sample {
        let body = format!(
            "{}\n\n{}\n\nTotal is ${} ex GST.\n\n{}\n\n{}",
            self.opening,
            self.lines.join("\n"),
            money(self.order.subtotal_cents()),
            self.closing,
            self.signature
        );
        let host = self.from.rsplit('@').next().unwrap_or_default().trim_end_matches('>');
        let by = format!("mail.{host}");
        let envelope =
            Envelope { from: self.from, subject: self.subject, date: self.date, id: self.id, by: &by, more: &[] };
        let bytes = posted(&envelope, &text("plain", &body));
        Sample::order(self.name, bytes, (&self.order, Printed::Letter), self.objections)
    }
}

/// An order in Australian dollars of February.
const fn order(po: &'static str, buyer: &'static str, date: u8, delivery: Date, lines: &'static [Line]) -> Order {
    Order { po, buyer, ship_to: buyer, date: Date::february(date), delivery, currency: "AUD", lines }
}

const FERNLEIGH: &str = "Dale Whitcombe <dale@fernleighhardware.example>";
const FERNLEIGH_SIGNED: &str =
    "Cheers\nDale\n\n--\nDale Whitcombe\nFernleigh Hardware\n3 Station Street, Fernleigh NSW 2997\n(02) 5550 9034\n";
const BRIGHTSIDE: &str = "Owen Tran <owen@brightsideelectrical.example>";
const BRIGHTSIDE_SIGNED: &str =
    "Thanks\nOwen\n\n--\nOwen Tran\nBrightside Electrical\n2/16 Switchyard Drive, Ashby VIC 3998\n";
const COBALT: &str = "Rafael Nunes <rafael@cobaltwindows.example>";
const COBALT_SIGNED: &str = "Thanks\nRafael\n\n--\nRafael Nunes\nCobalt Windows\n9 Glazier Street, Redbank QLD 4997\n";
const NORTHGATE: &str = "Imogen Vella <orders@northgatecabinets.example>";
const NORTHGATE_SIGNED: &str =
    "Regards\nImogen\n\n--\nImogen Vella\nNorthgate Cabinets\n51 Joiners Court, Northgate SA 5998\n";
const TIDEWATER: &str = "Marnie Aldous <stores@tidewatermarine.example>";
const TIDEWATER_SIGNED: &str =
    "Kind regards\nMarnie\n\n--\nMarnie Aldous\nTidewater Marine\nBerth 4, Slipway Road, Coral Bay QLD 4996\n";
const HARROW: &str = "Will Harrow <will@harrowjoinery.example>";
const HARROW_SIGNED: &str = "Regards\nWill\n\n--\nWill Harrow\nHarrow Joinery\n27 Mill Lane, Harrowdale TAS 7998\n";

/// FH-3318 again: more of the first line, one line more.
const REVISED: Typed = Typed {
    name: "15-fernleigh-FH-3318-revised.eml",
    from: FERNLEIGH,
    date: "Thu, 5 Feb 2026 16:44:12 +1100",
    id: "<CAF3318dwRev5Feb2026@mail.fernleighhardware.example>",
    subject: "REVISED order FH-3318",
    opening: "Hi Sharon,\n\nsorry, please replace our order no. FH-3318, dated 5/02/2026, with this one:",
    lines: &[
        "600 x locap2 louvre end cap 152mm, black @ $1.32 each",
        "250 x rplug25 round tube plug 25mm, white @ $0.29 each",
        "150 x rplug32 round tube plug 32mm, white @ $0.34 each",
    ],
    closing: "Delivery to the Fernleigh store by 20/02/2026 as before.",
    signature: FERNLEIGH_SIGNED,
    order: order(
        "FH-3318",
        "Fernleigh Hardware",
        5,
        Date::february(20),
        &[
            line("1", "locap2", &["louvre end cap 152mm, black"], 600, 132),
            line("2", "rplug25", &["round tube plug 25mm, white"], 250, 29),
            line("3", "rplug32", &["round tube plug 32mm, white"], 150, 34),
        ],
    ),
    objections: &["order revises"],
};

/// BE-1190: "RPLUG" is the beginning of four codes.
const AMBIGUOUS: Typed = Typed {
    name: "16-brightside-BE-1190.eml",
    from: BRIGHTSIDE,
    date: "Thu, 5 Feb 2026 16:58:40 +1100",
    id: "<be1190@brightsideelectrical.example>",
    subject: "PO BE-1190",
    opening: "Hi team,\n\nplease supply against our PO BE-1190, dated 5/02/2026:",
    lines: &["500 x RPLUG round tube plug, black @ $0.34 each", "400 x GROM25 cable grommet 25mm, black @ $0.25 each"],
    closing: "Delivery by 26/02/2026 please.",
    signature: BRIGHTSIDE_SIGNED,
    order: order(
        "BE-1190",
        "Brightside Electrical",
        5,
        Date::february(26),
        &[
            line("1", "RPLUG", &["round tube plug, black"], 500, 34),
            line("2", "GROM25", &["cable grommet 25mm, black"], 400, 25),
        ],
    ),
    objections: &["line 1 choose_product"],
};

/// BE-1194: a part nobody knows.
const UNKNOWN: Typed = Typed {
    name: "17-brightside-BE-1194.eml",
    from: BRIGHTSIDE,
    date: "Thu, 5 Feb 2026 17:12:03 +1100",
    id: "<be1194@brightsideelectrical.example>",
    subject: "PO BE-1194",
    opening: "Hi team,\n\none more, our PO BE-1194, dated 5/02/2026:",
    lines: &["120 x ZX440-T thermostat knob, grey @ $2.10 each"],
    closing: "Delivery by 26/02/2026 please.",
    signature: BRIGHTSIDE_SIGNED,
    order: order(
        "BE-1194",
        "Brightside Electrical",
        5,
        Date::february(26),
        &[line("1", "ZX440-T", &["thermostat knob, grey"], 120, 210)],
    ),
    objections: &["line 1 unknown_product"],
};

/// CW-20901: three cents below the list, the colour in capitals.
const PRICE: Typed = Typed {
    name: "18-cobalt-CW-20901.eml",
    from: COBALT,
    date: "Fri, 6 Feb 2026 07:31:55 +1000",
    id: "<20901-rn@cobaltwindows.example>",
    subject: "Order CW-20901",
    opening: "Hi,\n\nplease process our PO CW-20901, dated 6/02/2026:",
    lines: &["1500 x RCAP40 round cap 40mm, BLACK @ $0.21 each"],
    closing: "Delivery by 27/02/2026 please.",
    signature: COBALT_SIGNED,
    order: order(
        "CW-20901",
        "Cobalt Windows",
        6,
        Date::february(27),
        &[line("1", "RCAP40", &["round cap 40mm, BLACK"], 1500, 21)],
    ),
    objections: &["line 1 price_differs"],
};

/// CW-20902: a cover that is no longer made.
const DISCONTINUED: Typed = Typed {
    name: "19-cobalt-CW-20902.eml",
    from: COBALT,
    date: "Fri, 6 Feb 2026 07:35:21 +1000",
    id: "<20902-rn@cobaltwindows.example>",
    subject: "Order CW-20902",
    opening: "Hi,\n\nand the covers, our PO CW-20902, dated 6/02/2026:",
    lines: &["40 x VCOVER100 vent cover 100mm, white @ $1.90 each"],
    closing: "Delivery by 27/02/2026 please.",
    signature: COBALT_SIGNED,
    order: order(
        "CW-20902",
        "Cobalt Windows",
        6,
        Date::february(27),
        &[line("1", "VCOVER100", &["vent cover 100mm, white"], 40, 190)],
    ),
    objections: &["line 1 discontinued"],
};

/// NC-5530: fewer than the minimum, and no multiple of the pack.
const SMALL: Typed = Typed {
    name: "20-northgate-NC-5530.eml",
    from: NORTHGATE,
    date: "Fri, 6 Feb 2026 07:20:18 +1030",
    id: "<nc5530.a4@northgatecabinets.example>",
    subject: "PO NC-5530",
    opening: "Hello,\n\nplease supply on our PO NC-5530, dated 6/02/2026:",
    lines: &["230 x GROM63 cable grommet 63mm, black @ $0.58 each"],
    closing: "Delivery by 27/02/2026 please.",
    signature: NORTHGATE_SIGNED,
    order: order(
        "NC-5530",
        "Northgate Cabinets",
        6,
        Date::february(27),
        &[line("1", "GROM63", &["cable grommet 63mm, black"], 230, 58)],
    ),
    objections: &["line 1 below_minimum"],
};

/// TM-7760: wanted in six days, made in twenty.
const SOON: Typed = Typed {
    name: "21-tidewater-TM-7760.eml",
    from: TIDEWATER,
    date: "Fri, 6 Feb 2026 07:48:00 +1000",
    id: "<tm7760.stores@tidewatermarine.example>",
    subject: "URGENT order TM-7760",
    opening: "Good morning,\n\nplease supply urgently on our PO TM-7760, dated 6/02/2026:",
    lines: &["25 x HSG200 meter housing 200mm, grey @ $9.80 each"],
    closing: "We need delivery by 12/02/2026.",
    signature: TIDEWATER_SIGNED,
    order: order(
        "TM-7760",
        "Tidewater Marine",
        6,
        Date::february(12),
        &[line("1", "HSG200", &["meter housing 200mm, grey"], 25, 980)],
    ),
    objections: &["order too_soon"],
};

/// HJ-0592: wanted before it was ordered.
const PAST: Typed = Typed {
    name: "22-harrow-HJ-0592.eml",
    from: HARROW,
    date: "Fri, 6 Feb 2026 08:02:49 +1100",
    id: "<hj0592@harrowjoinery.example>",
    subject: "Order HJ-0592",
    opening: "Hello,\n\nplease supply on our PO HJ-0592, dated 6/02/2026:",
    lines: &["300 x SQCAP25 square cap 25mm, white @ $0.17 each"],
    closing: "Delivery by 30/01/2026 please.",
    signature: HARROW_SIGNED,
    order: order(
        "HJ-0592",
        "Harrow Joinery",
        6,
        Date { year: 2026, month: 1, day: 30 },
        &[line("1", "SQCAP25", &["square cap 25mm, white"], 300, 17)],
    ),
    objections: &["order date_past"],
};

/// NC-5533: a price by the hundred that only counts from two thousand on; nothing to object to.
const BREAK: Typed = Typed {
    name: "23-northgate-NC-5533.eml",
    from: NORTHGATE,
    date: "Fri, 6 Feb 2026 07:52:30 +1030",
    id: "<nc5533.a4@northgatecabinets.example>",
    subject: "PO NC-5533",
    opening: "Hello,\n\nplease supply on our PO NC-5533, dated 6/02/2026:",
    lines: &["2,500 x SPC50 spacer 50mm, natural @ $9.50 per 100"],
    closing: "Delivery by 6/03/2026 please.",
    signature: NORTHGATE_SIGNED,
    order: order(
        "NC-5533",
        "Northgate Cabinets",
        6,
        Date::march(6),
        &[line("1", "SPC50", &["spacer 50mm, natural"], 2500, 950).per(100)],
    ),
    objections: &[],
};
