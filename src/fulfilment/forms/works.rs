//! The Works Order: one page for one line, for the shop floor.

use chrono::NaiveDate;

use super::measure::{blocks, lines};
use super::paper::paper;
use super::value::{Page, Value};
use super::{Form, FormError, FormTemplate, FormWords, Paper, file_name};
use crate::entity::states::FormKind;
use crate::fulfilment::requirements::{
    Kilograms, Known, Manufacturing, Material, MaterialChoice, Packaging, Requirements, Specification, Unknown,
};
use crate::reader::units::{Millionths, Money};
use crate::words::Locale;

/// Everything a Works Order prints. What the line needs is calculated from `specification`, `colour` and `produce` while
/// the form is made, so that the sheet cannot disagree with itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorksOrder {
    /// Our company, as the title.
    pub company: String,
    /// Our postal address, in lines; empty where none is known.
    pub address: String,
    /// Works order number, unique in the organisation, for example `WO-12022-1`; also names the file.
    pub number: String,
    /// The revision of its number: 1, and one more for each approval that was recalled or replaced.
    pub version: i64,
    /// Date the works order is issued; business date of the approval.
    pub issued: Option<NaiveDate>,
    /// Place of this works order among those of the order, from 1.
    pub position: u32,
    /// How many works orders the order has.
    pub positions: u32,
    /// The customer's purchase order number.
    pub po_number: Option<String>,
    /// The customer's name.
    pub customer: Option<String>,
    /// Date of the purchase order.
    pub po_date: Option<NaiveDate>,
    /// Date the customer wants the goods.
    pub delivery_date: Option<NaiveDate>,
    /// Our product code when matched, otherwise the code as extracted.
    pub product_code: Option<String>,
    /// The code the customer wrote.
    pub customer_code: Option<String>,
    /// Description.
    pub description: Option<String>,
    /// Colour as stated on the line.
    pub colour: Option<String>,
    /// Ordered quantity; absent when the order does not say.
    pub ordered: Option<Millionths>,
    /// Unit of measure of both quantities; left out when absent.
    pub unit: Option<String>,
    /// Quantity to produce: ordered less what comes from stock.
    pub produce: Option<Millionths>,
    /// A sentence about the stock that was deducted; absent when none was.
    pub stock_note: Option<String>,
    /// Line total.
    pub line_total: Option<Money>,
    /// What the catalogue keeps about the matched product; `None` when the line is not matched.
    pub specification: Option<Specification>,
    /// Special instructions of the order.
    pub special_instructions: Option<String>,
    /// One sentence for the foot: who released the order and when, or that nobody has.
    pub release: String,
}

/// The frame at the top holds instructions of up to this many lines; longer ones stand at the end.
const FRAME_LINES_MAX: usize = 3;
/// Most lines in one row of the notes at the end.
const NOTE_LINES_MAX: usize = 24;

/// Makes the Works Order of one line on the built-in template.
///
/// An unmatched line prints "unavailable" for everything the catalogue would say; an unknown colour keeps mould and
/// packaging. The same order, words and template give the same bytes.
///
/// # Errors
/// [`FormError`] when the template is faulty; no order can cause it.
pub fn works_order(order: &WorksOrder, words: &FormWords) -> Result<Form, FormError> {
    works_order_on(&FormTemplate::builtin(FormKind::WorksOrder)?, order, words)
}

/// The same on any template.
///
/// # Errors
/// As above.
pub fn works_order_on(template: &FormTemplate, order: &WorksOrder, words: &FormWords) -> Result<Form, FormError> {
    let file_name = file_name("Works_Order", &order.number);
    let bytes = template.sheet().fill(&page(template, order, words)?, file_name.trim_end_matches(".xlsx"))?;
    Ok(Form { file_name, bytes })
}

/// The same sheet, laid out for a preview.
///
/// # Errors
/// As above.
pub fn works_paper(
    template: &FormTemplate, order: &WorksOrder, (words, locale): (&FormWords, Locale),
) -> Result<Paper, FormError> {
    Ok(paper(&template.sheet().filled(&page(template, order, words)?)?, locale))
}

/// Every value of the form.
pub(super) fn page(template: &FormTemplate, order: &WorksOrder, words: &FormWords) -> Result<Page, FormError> {
    let mut page = Page::default();
    let known =
        Requirements::of(order.specification.as_ref(), order.colour.as_deref(), order.produce.unwrap_or_default());
    set_order(&mut page, order, words);
    set_machine(&mut page, order, &known, words);
    set_material(&mut page, order, &known, words);
    set_packaging(&mut page, order, &known, words);
    set_notes(&mut page, template, order, words)?;
    Ok(page)
}

/// The phrase for a value that cannot be given.
fn phrase(reason: Unknown, words: &FormWords) -> &'static str {
    match reason {
        Unknown::Unmatched => words.unavailable,
        Unknown::NotKept => words.unknown,
        Unknown::ColourUnknown => words.unknown_colour,
        Unknown::ColourNotStated => words.colour_not_stated,
        Unknown::RatesImpossible => words.impossible_rates,
        Unknown::OutOfRange => words.out_of_range,
    }
}

fn set_order(page: &mut Page, order: &WorksOrder, words: &FormWords) {
    let absent = words.not_stated;
    let unit = order.unit.as_deref();
    let from_stock = order.ordered.zip(order.produce).and_then(|(all, made)| all.0.checked_sub(made.0)).map(Millionths);
    page.set("company", Value::Text(order.company.clone()));
    page.set("company_address", super::address(&order.address));
    page.set("number", Value::Text(order.number.clone()));
    page.set("version", Value::Text(order.version.to_string()));
    page.set("issued", Value::date(order.issued, absent));
    page.set("position", Value::Text(order.position.to_string()));
    page.set("positions", Value::Text(order.positions.to_string()));
    page.set("po_number", Value::text(order.po_number.as_deref(), absent));
    page.set("customer", Value::text(order.customer.as_deref(), absent));
    page.set("po_date", Value::date(order.po_date, absent));
    page.set("delivery_date", Value::date(order.delivery_date, absent));
    page.set("product_code", Value::text(order.product_code.as_deref(), absent));
    page.set("customer_code", Value::text(order.customer_code.as_deref(), absent));
    page.set("description", Value::text(order.description.as_deref(), ""));
    page.set("colour", Value::text(order.colour.as_deref(), absent));
    page.set("ordered", Value::quantity(order.ordered, unit, absent));
    page.set("produce", Value::quantity(order.produce, unit, absent));
    page.set("from_stock", Value::quantity(from_stock, unit, absent));
    page.set("stock_note", Value::text(order.stock_note.as_deref(), ""));
    page.set("line_total", Value::money_with_code(order.line_total, absent));
    page.set("release", Value::Text(order.release.clone()));
}

fn set_machine(page: &mut Page, order: &WorksOrder, known: &Requirements, words: &FormWords) {
    let none = Manufacturing::default();
    let (machine, absent) = order
        .specification
        .as_ref()
        .map_or((&none, words.unavailable), |specification| (&specification.manufacturing, words.unknown));
    page.set("mould", Value::text(machine.mould.as_deref(), absent));
    page.set("cavities", Value::number(machine.cavities.map(Millionths::whole), absent));
    page.set("cycle", Value::number(machine.cycle_seconds, absent));
    page.set("shot_weight", Value::number(machine.shot_weight_grams, absent));
    page.set("product_weight", Value::number(machine.product_weight_grams, absent));
    page.set("machine_minimum", Value::text(machine.machine_minimum.as_deref(), absent));
    page.set("running_hours", needed(order, known.running_hours, words));
}

/// A calculated value, or the phrase; without a quantity to produce nothing is calculated.
fn needed(order: &WorksOrder, value: Known<Millionths>, words: &FormWords) -> Value {
    match (order.produce, value) {
        (Some(_), Ok(value)) => Value::number(Some(value), ""),
        (None, Ok(_)) => Value::Absent(words.unknown.to_owned()),
        (_, Err(reason)) => Value::Absent(phrase(reason, words).to_owned()),
    }
}

fn set_material(page: &mut Page, order: &WorksOrder, known: &Requirements, words: &FormWords) {
    let (none, absent, material_note) = match known.material {
        MaterialChoice::Stated(_) => (None, words.unknown, None),
        MaterialChoice::Only(material) => {
            (None, words.unknown, Some(format!("▲ {}: {}", words.only_colour, material.colour)))
        }
        MaterialChoice::None(reason) => {
            let phrase = phrase(reason, words);
            let note = if reason == Unknown::Unmatched { words.unmatched } else { phrase };
            (Some(Material::default()), phrase, Some(format!("▲ {note}")))
        }
    };
    let material = known.material.known().ok().or(none.as_ref());
    let text = |value: Option<&String>| Value::text(value.map(String::as_str), absent);
    let of = |pick: fn(&Material) -> Option<&String>| text(material.and_then(pick));
    let is_known = none.is_none();
    // An additive or masterbatch at no rate and without a name is none, not unknown.
    let part = |rate: Option<Millionths>, value: Option<&String>| match value {
        None if is_known && rate.unwrap_or_default().0 == 0 => Value::Absent(words.none.to_owned()),
        value => text(value),
    };
    let masterbatch = material.and_then(|m| m.masterbatch_percent);
    let additive = material.and_then(|m| m.additive_percent);
    let rate = |rate: Option<Millionths>| Value::number(is_known.then(|| rate.unwrap_or_default()), absent);
    page.set("material_note", material_note.map_or(Value::Blank, Value::Text));
    page.set("grade", of(|m| m.grade.as_ref()));
    page.set("type", of(|m| m.kind.as_ref()));
    page.set("material_colour", if is_known { of(|m| Some(&m.colour)) } else { Value::Absent(absent.to_owned()) });
    page.set("colour_number", part(masterbatch, material.and_then(|m| m.colour_number.as_ref())));
    page.set("colour_supplier", part(masterbatch, material.and_then(|m| m.colour_supplier.as_ref())));
    page.set("masterbatch_rate", rate(masterbatch));
    page.set("additive", part(additive, material.and_then(|m| m.additive.as_ref())));
    page.set("additive_supplier", part(additive, material.and_then(|m| m.additive_supplier.as_ref())));
    page.set("additive_rate", rate(additive));
    let kilograms = |pick: fn(Kilograms) -> Millionths| needed(order, known.kilograms.map(pick), words);
    page.set("base_rate", kilograms(|k| k.base_percent));
    page.set("base_kg", kilograms(|k| k.base));
    page.set("masterbatch_kg", kilograms(|k| k.masterbatch));
    page.set("additive_kg", kilograms(|k| k.additive));
    page.set("total_kg", kilograms(|k| k.total));
}

fn set_packaging(page: &mut Page, order: &WorksOrder, known: &Requirements, words: &FormWords) {
    let none = Packaging::default();
    let (packaging, absent) = order
        .specification
        .as_ref()
        .map_or((&none, words.unavailable), |specification| (&specification.packaging, words.unknown));
    // Zero pieces in a bag is a gap in the catalogue, not a number to print.
    let count = |value: Option<i64>| Value::quantity(value.filter(|n| *n > 0).map(Millionths::whole), None, absent);
    let packs = |value: Known<i64>| match needed(order, value.map(Millionths::whole), words) {
        Value::Number { .. } => Value::quantity(value.ok().map(Millionths::whole), None, absent),
        value => value,
    };
    page.set("bags", packs(known.bags));
    page.set("cartons", packs(known.cartons));
    page.set("pieces_per_bag", count(packaging.pieces_per_bag));
    page.set("pieces_per_carton", count(packaging.pieces_per_carton));
    page.set("bag_size", Value::text(packaging.bag_size.as_deref(), absent));
    page.set("carton_size", Value::text(packaging.carton_size.as_deref(), absent));
    page.set("cartons_per_layer", count(packaging.cartons_per_layer));
    page.set("cartons_per_pallet", count(packaging.cartons_per_pallet));
}

/// Short instructions stand in the frame; long ones at the end, and the frame says so.
fn set_notes(page: &mut Page, template: &FormTemplate, order: &WorksOrder, words: &FormWords) -> Result<(), FormError> {
    let note = order.special_instructions.as_deref().map(str::trim).unwrap_or_default();
    let (width, font) = template.room("frame")?;
    let short = lines(note, width, font).len() <= FRAME_LINES_MAX;
    let frame = match note {
        "" => None,
        note if short => Some(note.to_owned()),
        _ => Some(words.see_notes.to_owned()),
    };
    page.set_texts("frame", frame);
    let (width, font) = template.room("note")?;
    page.set_texts("note", if short { Vec::new() } else { blocks(note, width, font, NOTE_LINES_MAX) });
    page.may_take_more_pages = !short;
    Ok(())
}
