//! The sample orders themselves: what the documents print and what their truth files state.
//!
//! The two customers Shape Aluminium and Cleber, their order numbers, codes and prices are the sample data this
//! product is judged by; everything else, every address and number included, is invented. Telephone numbers are from
//! the ranges set aside for fiction, domains end in `.example`.

/// A civil date.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Date {
    /// The year.
    pub year: u16,
    /// The month, 1 to 12.
    pub month: u8,
    /// The day of the month.
    pub day: u8,
}

/// English names of the months, as printed on orders.
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl Date {
    /// A day of February 2026, the month all samples play in.
    pub const fn february(day: u8) -> Date {
        Date { year: 2026, month: 2, day }
    }

    /// A day of March 2026.
    pub const fn march(day: u8) -> Date {
        Date { year: 2026, month: 3, day }
    }

    /// `04.02.2026`, as in Germany.
    pub fn dots(self) -> String {
        format!("{:02}.{:02}.{}", self.day, self.month, self.year)
    }

    /// `2026-02-04`.
    pub fn iso(self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }

    /// `4 Feb 2026`.
    pub fn short(self) -> String {
        format!("{} {} {}", self.day, &self.month_name()[..3], self.year)
    }

    /// `4 February 2026`.
    pub fn long(self) -> String {
        format!("{} {} {}", self.day, self.month_name(), self.year)
    }

    /// `04/02/2026`, day first as in Australia.
    pub fn slashes(self) -> String {
        format!("{:02}/{:02}/{}", self.day, self.month, self.year)
    }

    fn month_name(self) -> &'static str {
        MONTHS[usize::from(self.month) - 1]
    }
}

/// One line of an order.
#[derive(Clone, Copy)]
pub struct Line {
    /// Line number as printed.
    pub no: &'static str,
    /// Product code as printed.
    pub code: &'static str,
    /// Description, one entry for each printed row.
    pub description: &'static [&'static str],
    /// Colour, where the document has a column for it.
    pub colour: Option<&'static str>,
    /// Quantity.
    pub qty: i64,
    /// Unit of measure as printed.
    pub unit: &'static str,
    /// Price of `per` units in cents.
    pub price_cents: i64,
    /// The price base: how many units the price is for.
    pub per: i64,
    /// Discount in percent, off the total of the line.
    pub discount: i64,
}

impl Line {
    /// Quantity times price, less the discount, in cents. The samples are chosen so that nothing is left to round.
    pub const fn total_cents(&self) -> i64 {
        let exact = self.qty * self.price_cents * (100 - self.discount);
        assert!(exact % (100 * self.per) == 0, "a sample whose line total is no whole cent");
        exact / (100 * self.per)
    }

    /// The same line for a price that counts for more than one unit.
    pub const fn per(mut self, per: i64) -> Self {
        self.per = per;
        self
    }

    /// The same line in a colour of its own.
    pub const fn coloured(mut self, colour: &'static str) -> Self {
        self.colour = Some(colour);
        self
    }
}

/// One order.
pub struct Order {
    /// The buyer's order number.
    pub po: &'static str,
    /// The company that buys, as printed.
    pub buyer: &'static str,
    /// Name in the delivery address, as printed.
    pub ship_to: &'static str,
    /// Date of the order.
    pub date: Date,
    /// Delivery date of the whole order.
    pub delivery: Date,
    /// Currency of all amounts.
    pub currency: &'static str,
    /// The lines.
    pub lines: &'static [Line],
}

impl Order {
    /// Sum of the lines in cents.
    pub fn subtotal_cents(&self) -> i64 {
        self.lines.iter().map(Line::total_cents).sum()
    }

    /// 10 % goods and services tax on the subtotal in cents, half a cent rounded up.
    pub fn gst_cents(&self) -> i64 {
        (self.subtotal_cents() + 5) / 10
    }
}

/// `2255000` cents as `22,550.00`.
pub fn money(cents: i64) -> String {
    format!("{}.{:02}", whole(cents / 100), cents % 100)
}

/// `2255000` cents as `22.550,00`, as in Germany.
pub fn money_german(cents: i64) -> String {
    format!("{},{:02}", whole_german(cents / 100), cents % 100)
}

/// `1000` as `1.000`.
pub fn whole_german(value: i64) -> String {
    whole(value).replace(',', ".")
}

/// `1000` as `1,000`.
pub fn whole(value: i64) -> String {
    let digits = value.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A line without a colour column.
pub const fn line(
    no: &'static str, code: &'static str, description: &'static [&'static str], qty: i64, price_cents: i64,
) -> Line {
    Line { no, code, description, colour: None, qty, unit: "EA", price_cents, per: 1, discount: 0 }
}

/// PO 12022: two lines of a thousand, UV stable.
pub const SHAPE_ALUMINIUM: Order = Order {
    po: "12022",
    buyer: "Shape Aluminium Pty Ltd",
    ship_to: "Shape Aluminium Pty Ltd",
    date: Date::february(4),
    delivery: Date::february(18),
    currency: "AUD",
    lines: &[
        Line { colour: Some("Black"), ..line("1", "LOCAP2", &["LOUVRE END CAP 152mm"], 1000, 132) },
        Line { colour: Some("Black"), ..line("2", "GLCAPRB", &["50mm RND PLASTIC CAP BLACK"], 1000, 73) },
    ],
};

/// PO-0020: five terminal block parts, 36,195.00 without tax.
pub const CLEBER: Order = Order {
    po: "PO-0020",
    buyer: "Cleber Pty Ltd",
    ship_to: "Cleber Pty Ltd – Inwards Goods",
    date: Date::february(3),
    delivery: Date::february(6),
    currency: "AUD",
    lines: &[
        line("1", "PY0069-1A", &["ECJ TERMINAL BLOCK Component A"], 1100, 850),
        line("2", "PY0070-1A", &["ECJ TERMINAL BLOCK Component B"], 1100, 875),
        line("3", "PY0068-1A", &["ECJ TERMINAL BLOCK Component C"], 800, 825),
        line("4", "PY0064-1A", &["ECJ TERMINAL BLOCK Component D"], 800, 840),
        line("5", "PY0063-1A", &["ECJ TERMINAL BLOCK 2 Pole"], 500, 780),
    ],
};

/// MSB-4471: fourteen lines on two pages. LOCAP2 at 1.30 (the list says 1.32), `HNG-BKT-88` that no catalogue knows,
/// `GlCapRb` in mixed case, descriptions on two rows.
pub const MARLOW: Order = Order {
    po: "MSB-4471",
    buyer: "Marlow Shutters & Blinds Pty Ltd",
    ship_to: "Marlow Shutters & Blinds – Assembly Plant",
    date: Date::february(5),
    delivery: Date::february(26),
    currency: "AUD",
    lines: &[
        line(
            "10",
            "LOCAP2",
            &["Louvre end cap 152 mm, black", "UV stabilised, for 152 × 25 elliptical blade"],
            2400,
            130,
        ),
        line("20", "LBCLIP25", &["Louvre blade clip 25 mm, white", "Snap fit, left and right hand"], 5000, 18),
        line("30", "PIVPIN6", &["Pivot pin 6 mm, natural", "With moulded washer face"], 5000, 9),
        line("40", "GlCapRb", &["Round plastic cap 50 mm, black", "For post 50 × 1.6 mm"], 600, 73),
        line("50", "HNG-BKT-88", &["Hinge bracket 88 mm, black", "New part, drawing sent 28 January"], 150, 295),
        line("60", "TRKCAP42", &["Track end cap 42 mm, white", "Pair, left and right"], 1200, 46),
        line("70", "SPC10", &["Spacer 10 mm, natural", "Through bore 5.2 mm"], 8000, 6),
        line("80", "GROM20", &["Cable grommet 20 mm, black", "Soft PVC, split"], 1000, 22),
        line("90", "COVER88", &["Motor cover 88 mm, white", "Without logo"], 300, 215),
        line("100", "BRK45L", &["Mounting bracket 45 mm, left", "White, two fixing slots"], 900, 84),
        line("110", "BRK45R", &["Mounting bracket 45 mm, right", "White, two fixing slots"], 900, 84),
        line("120", "SQPLUG40", &["Square tube plug 40 mm, black", "For wall 1.6 to 2.5 mm"], 1500, 31),
        line("130", "WANDTIP8", &["Wand tip 8 mm, white", "Press fit"], 2000, 11),
        line("140", "HSG110", &["Gearbox housing 110 mm, black", "Two halves, with clips"], 250, 465),
    ],
};

/// FH-3318: two lines typed into a mail, the code in lower case.
pub const FERNLEIGH: Order = Order {
    po: "FH-3318",
    buyer: "Fernleigh Hardware",
    ship_to: "Fernleigh Hardware",
    date: Date::february(5),
    delivery: Date::february(20),
    currency: "AUD",
    lines: &[
        line("1", "locap2", &["louvre end cap 152mm, black"], 400, 132),
        line("2", "rplug25", &["round tube plug 25mm, white"], 250, 29),
    ],
};
