//! The Office Order: one page (or more) for the whole order.

use chrono::NaiveDate;

use super::measure::blocks;
use super::paper::paper;
use super::value::{Entry, Page, Value};
use super::{Form, FormError, FormTemplate, FormWords, Paper, file_name};
use crate::entity::states::FormKind;
use crate::reader::units::{Currency, Millionths, Money};
use crate::words::Locale;

/// Everything the Office Order prints. Absent values are printed as "not stated", never as zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficeOrder {
    /// Our company, as the title.
    pub company: String,
    /// The order's own number: our reference.
    pub order_number: String,
    /// Number of the Office Order, unique in the organisation, for example `12022` or `12022-B-R2`; also names the file.
    pub number: String,
    /// Our postal address, in lines; empty where none is known.
    pub address: String,
    /// The customer's purchase order number.
    pub po_number: Option<String>,
    /// The customer's name.
    pub customer: Option<String>,
    /// Date of the purchase order.
    pub po_date: Option<NaiveDate>,
    /// Date the customer wants the goods.
    pub delivery_date: Option<NaiveDate>,
    /// Delivery address, if the order states one.
    pub deliver_to: Option<String>,
    /// Currency of all prices.
    pub currency: Currency,
    /// The lines in their printed order.
    pub lines: Vec<OfficeLine>,
    /// Sum of the line totals.
    pub subtotal: Option<Money>,
    /// What the tax is called, for example `GST`.
    pub tax_name: String,
    /// Tax rate in percent, for example 10.
    pub tax_percent: Millionths,
    /// Why it is not the usual one.
    pub tax_reason: Option<String>,
    /// Tax on the subtotal.
    pub tax: Option<Money>,
    /// Subtotal and tax.
    pub total: Option<Money>,
    /// Special instructions; the block is left out when absent or blank.
    pub special_instructions: Option<String>,
    /// One sentence for the foot: who released the order and when, or that nobody has.
    pub release: String,
}

/// One line of the Office Order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficeLine {
    /// Number of the line on the order.
    pub number: u32,
    /// Our product code when matched, otherwise the code as extracted.
    pub product_code: Option<String>,
    /// Description.
    pub description: Option<String>,
    /// Colour.
    pub colour: Option<String>,
    /// Ordered quantity.
    pub quantity: Option<Millionths>,
    /// Unit of measure, for example `EA`.
    pub unit: Option<String>,
    /// Price for `price_per` units.
    pub unit_price: Option<Millionths>,
    /// Price base: the number of units the price is for, usually one.
    pub price_per: Millionths,
    /// Line total.
    pub total: Option<Money>,
    /// Number of the works order; absent when none is made for the line.
    pub works_order: Option<String>,
    /// What lies in stock; absent when nobody has counted: the box stays empty for a pen.
    pub in_stock: Option<Millionths>,
    /// What is to be produced.
    pub to_produce: Option<Millionths>,
    /// Date the customer wants this line.
    pub date_required: Option<NaiveDate>,
}

/// Most lines in one row of the instructions.
const NOTE_LINES_MAX: usize = 20;

/// Makes the Office Order of `order` on the built-in template.
///
/// The file is named after the number of the Office Order. The same order, words and template give the same bytes.
///
/// # Errors
/// [`FormError`] when the template is faulty; no order can cause it.
pub fn office_order(order: &OfficeOrder, words: &FormWords) -> Result<Form, FormError> {
    office_order_on(&FormTemplate::builtin(FormKind::OfficeOrder)?, order, words)
}

/// The same on any template.
///
/// # Errors
/// As above.
pub fn office_order_on(template: &FormTemplate, order: &OfficeOrder, words: &FormWords) -> Result<Form, FormError> {
    let file_name = file_name("Office_Order", &order.number);
    let bytes = template.sheet().fill(&page(template, order, words)?, file_name.trim_end_matches(".xlsx"))?;
    Ok(Form { file_name, bytes })
}

/// The same sheet, laid out for a preview.
///
/// # Errors
/// As above.
pub fn office_paper(
    template: &FormTemplate, order: &OfficeOrder, (words, locale): (&FormWords, Locale),
) -> Result<Paper, FormError> {
    Ok(paper(&template.sheet().filled(&page(template, order, words)?)?, locale))
}

/// Every value of the form.
pub(super) fn page(template: &FormTemplate, order: &OfficeOrder, words: &FormWords) -> Result<Page, FormError> {
    let mut page = Page::default();
    let absent = words.not_stated;
    page.set("company", Value::Text(order.company.clone()));
    page.set("company_address", super::address(&order.address));
    page.set("number", Value::Text(order.number.clone()));
    page.set("reference", Value::Text(order.order_number.clone()));
    page.set("customer", Value::text(order.customer.as_deref(), absent));
    page.set("po_number", Value::text(order.po_number.as_deref(), absent));
    page.set("po_date", Value::date(order.po_date, absent));
    page.set("delivery_date", Value::date(order.delivery_date, absent));
    page.set("deliver_to", Value::text(order.deliver_to.as_deref(), absent));
    page.set("currency", Value::Text(order.currency.code().to_owned()));
    page.set("tax_name", Value::Text(order.tax_name.clone()));
    page.set("tax_percent", Value::number(Some(order.tax_percent), absent));
    let percent = order.tax_percent.to_decimal().normalize().to_string();
    let (tax_label, total_label) =
        if order.tax_percent.0 == 0 { (words.no_tax, words.total_without) } else { (words.tax_at, words.total_with) };
    let say = |phrase: &str| {
        let said = phrase.replace("{percent}", &percent).replace("{currency}", order.currency.code());
        // Last, because a name may be anything.
        Value::Text(said.replace("{name}", &order.tax_name))
    };
    page.set("tax_label", say(tax_label));
    page.set("total_label", say(total_label));
    page.set("tax_reason", order.tax_reason.clone().map_or(Value::Blank, Value::Text));
    page.set("subtotal", Value::money(order.subtotal, words.unknown));
    page.set("tax", Value::money(order.tax, words.unknown));
    page.set("total", Value::money(order.total, words.unknown));
    page.set("release", Value::Text(order.release.clone()));
    page.lists.insert("line", order.lines.iter().map(|line| entry(line, words)).collect());
    // The reason of the tax is printed, wherever the template has room for it.
    let reason = order.tax_reason.clone().filter(|_| !template.sheet().prints("tax_reason"));
    let notes: Vec<String> = order.special_instructions.iter().cloned().chain(reason).collect();
    let note = notes.join("\n");
    let note = Some(note.trim()).filter(|note| !note.is_empty());
    let (width, font) = template.room("note")?;
    page.set_texts("note", note.into_iter().flat_map(|note| blocks(note, width, font, NOTE_LINES_MAX)));
    Ok(page)
}

/// One line as the template prints it.
fn entry(line: &OfficeLine, words: &FormWords) -> Entry {
    let absent = words.not_stated;
    let or_blank = |text: &Option<String>| match Value::text(text.as_deref(), "") {
        Value::Absent(_) => Value::Blank,
        value => value,
    };
    Entry::from([
        ("number", Value::number(Some(Millionths::whole(i64::from(line.number))), "")),
        ("code", Value::text(line.product_code.as_deref(), absent)),
        ("description", or_blank(&line.description)),
        ("colour", or_blank(&line.colour)),
        ("quantity", Value::quantity(line.quantity, None, absent)),
        ("unit_price", Value::unit_price(line.unit_price, line.price_per, absent)),
        ("total", Value::money(line.total, words.unknown)),
        ("unit", or_blank(&line.unit)),
        ("works_order", or_blank(&line.works_order)),
        ("in_stock", line.in_stock.map_or(Value::Blank, |stock| Value::quantity(Some(stock), None, ""))),
        ("to_produce", Value::quantity(line.to_produce, None, absent)),
        ("date_required", line.date_required.map_or(Value::Blank, Value::Date)),
    ])
}
