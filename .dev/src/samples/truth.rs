//! What a perfect reader makes of a sample: the `NAME.expected.json` beside it, schema `ramjet-expected/1`.

use super::json::{Json, text};
use super::order::{Line, Order};

/// What the document prints beside codes, quantities and prices.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Printed {
    /// A form with line totals, net sum, 10 % tax and grand total.
    FormWithTax,
    /// A form with units, line totals and one total without tax.
    FormWithoutTax,
    /// A few typed lines with a net sum.
    Letter,
    /// A table of lines with units and line totals; sums and parties may stand beside it or not.
    Table,
    /// The same with net, tax and total below it.
    TableWithTax,
}

/// The truth of an order.
pub fn order(file: &str, order: &Order, printed: Printed) -> Json {
    let net = order.subtotal_cents();
    let (subtotal, tax, total) = if matches!(printed, Printed::FormWithTax | Printed::TableWithTax) {
        let gst = order.gst_cents();
        (Json::Cents(net), Json::Cents(gst), Json::Cents(net + gst))
    } else {
        (any(Json::Cents(net)), Json::Null, Json::Cents(net))
    };
    let is_form = matches!(printed, Printed::FormWithTax | Printed::FormWithoutTax);
    let mut entries = head(file, "order", if order.currency == "EUR" { "de" } else { "en" });
    entries.extend([
        ("buyer_name", text(order.buyer)),
        ("seller_name", maybe(is_form, text("Ramjet Plastics"))),
        ("ship_to_name", maybe(is_form, text(order.ship_to))),
        ("po_number", text(order.po)),
        ("document_date", text(order.date.iso())),
        ("delivery_date", text(order.delivery.iso())),
        ("currency", maybe(is_form, text(order.currency))),
        ("subtotal", subtotal),
        ("tax_total", tax),
        ("total", maybe(is_form, total)),
        ("lines", Json::List(order.lines.iter().map(|item| line(item, printed)).collect())),
    ]);
    Json::Object(entries)
}

/// The truth of a mail that is no order.
pub fn other(file: &str) -> Json {
    let mut entries = head(file, "other", "en");
    entries.push(("po_number", Json::Null));
    Json::Object(entries)
}

/// What the desk makes of the mail: its fate, and what there is to object to in the order, as `order KIND` or `line N KIND`.
pub fn on_the_desk(truth: Json, fate: &str, reason: Option<&str>, objections: &[&str]) -> Json {
    let Json::Object(mut entries) = truth else { return truth };
    let mut desk = vec![("fate", text(fate))];
    match reason {
        Some(reason) => desk.push(("reason", text(reason))),
        None => desk.push(("objections", Json::List(objections.iter().map(|objection| text(*objection)).collect()))),
    }
    entries.push(("desk", Json::Object(desk)));
    Json::Object(entries)
}

fn head(file: &str, kind: &str, language: &str) -> Vec<(&'static str, Json)> {
    vec![
        ("schema", text("ramjet-expected/1")),
        ("file", text(file)),
        ("certainty", text("by construction")),
        ("kind", text(kind)),
        ("language", text(language)),
    ]
}

/// The value, or nothing: both are right.
fn any(value: Json) -> Json {
    Json::Object(vec![("any", Json::List(vec![value, Json::Null]))])
}

/// The value where it is printed; where it is not, a reader may also leave it empty.
fn maybe(printed: bool, value: Json) -> Json {
    if printed { value } else { any(value) }
}

fn line(line: &Line, printed: Printed) -> Json {
    let form = printed != Printed::Letter;
    let mut entries = vec![
        ("line_no", maybe(form, text(line.no))),
        ("code", text(line.code)),
        ("alt_codes", Json::List(Vec::new())),
        ("description", text(line.description.join(" "))),
        ("qty", Json::Number(line.qty)),
        ("unit", maybe(form && line.colour.is_none(), text(line.unit))),
        ("unit_price", Json::Cents(line.price_cents)),
        ("line_total", maybe(form, Json::Cents(line.total_cents()))),
    ];
    if line.per != 1 {
        entries.push(("price_per", Json::Number(line.per)));
    }
    if line.discount != 0 {
        entries.push(("discount_pct", Json::Number(line.discount)));
    }
    Json::Object(entries)
}
