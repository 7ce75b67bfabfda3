//! Files of one row a line that repeat the head of the order in every row, as exports of other programs do.

use super::Context;
use super::buyer::is_named;
use super::columns::Column;
use super::company::is_same_company;
use super::table::Draft;
use super::values::{bare_reference, date_field, dates_in, read};
use crate::evidence::{Field, Found, Origin, Place};
use crate::extraction::conventions::code_of;
use crate::extraction::found::FoundOrder;
use crate::extraction::sheet::Run;
use crate::units::normal_key;

const RULE: &str = "table_column";

/// The entries by order number, in the order of the file. Entries without a number belong to the ones before them.
pub(crate) fn by_order(context: &Context, drafts: Vec<Draft>) -> Vec<Vec<Draft>> {
    let mut orders: Vec<(Option<String>, Vec<Draft>)> = Vec::new();
    for draft in drafts {
        let number = draft.run(Column::OrderNumber).map(|run| normal_key(&context.sheet.text(run)));
        let known = match &number {
            None => orders.last_mut(),
            number => orders.iter_mut().find(|(known, _)| known == number),
        };
        match known {
            Some((_, drafts)) => drafts.push(draft),
            None => orders.push((number, vec![draft])),
        }
    }
    orders.into_iter().map(|(_, drafts)| drafts).collect()
}

/// Fills the head of an order from the columns that repeat it. A column that states different values in the rows of one
/// order states none for the order.
pub(crate) fn fill(context: &Context, order: &mut FoundOrder, drafts: &[Draft]) {
    let sheet = context.sheet;
    let text = |run: Run| Some(read(sheet, sheet.text(run), &[run], RULE));
    put(&mut order.po_number, only(context, drafts, Column::OrderNumber), |run| {
        Some(Field::one(read(sheet, bare_reference(&sheet.text(run)).to_owned(), &[run], RULE)))
    });
    put(&mut order.document_date, only(context, drafts, Column::OrderDate), |run| {
        let (words, reading) = dates_in(sheet, run).into_iter().next()?;
        Some(date_field(sheet, words, reading, (context.conventions, RULE)))
    });
    let is_own = |name: &str| context.hints.seller_names.iter().any(|own| is_same_company(own, name));
    let named = |run: Run| text(run).filter(|found| is_named(&found.value));
    put(&mut order.buyer_name, only(context, drafts, Column::Customer), |run| {
        named(run).filter(|found| !is_own(&found.value)).map(Field::one)
    });
    put(&mut order.seller_name, only(context, drafts, Column::Supplier), |run| named(run).map(Field::one));
    put(&mut order.ship_to_name, only(context, drafts, Column::ShipTo), |run| named(run).map(Field::one));
    put(&mut order.currency, only(context, drafts, Column::Currency), |run| {
        let code = code_of(&sheet.text(run))?;
        Some(Field::one(read(sheet, code, &[run], RULE)))
    });
    common_date(order);
}

/// A column counts for more than a label: it is the file's own structure.
fn put<T>(field: &mut Field<T>, run: Option<Run>, value: impl Fn(Run) -> Option<Field<T>>) {
    if let Some(found) = run.and_then(value) {
        *field = found;
    }
}

/// The first cell of a column in which all entries that have one state the same.
fn only(context: &Context, drafts: &[Draft], column: Column) -> Option<Run> {
    let mut runs = drafts.iter().filter_map(|draft| draft.run(column));
    let first = runs.next()?;
    let key = |run: Run| normal_key(&context.sheet.text(run));
    let wanted = key(first);
    runs.all(|run| key(run) == wanted).then_some(first)
}

/// Where every line states the same date and the order states none, it is the date of the order.
fn common_date(order: &mut FoundOrder) {
    if order.delivery_date.chosen.is_some() || !order.delivery_date.candidates.is_empty() {
        return;
    }
    let dates: Vec<_> = order.lines.iter().map(|line| line.delivery_date.chosen()).collect();
    let Some(Some(first)) = dates.first() else { return };
    if dates.iter().all(|date| date.is_some_and(|date| date.value == first.value)) {
        let from: Vec<Place> = dates.iter().flatten().flat_map(|date| date.origin.places()).cloned().collect();
        let value = first.value;
        order.delivery_date =
            Field::one(Found { value, origin: Origin::Computed { from }, rule: "same_on_all_lines".to_owned() });
    }
}
