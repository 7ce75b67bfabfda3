//! The acceptance list of the order desk (domain A8), walked along the real road: folder, jobs, review, fulfilment, outbox.

mod deciding;
mod reading;
mod releasing;

use ramjet::entity::states::{Fate, FormKind, OrderState, OutboxState};
use ramjet::entity::{form, outbox, revision};
use ramjet::fulfilment::{self, FulfilmentError};
use ramjet::ops::deed::Done;
use ramjet::outbox::OutboxError;
use ramjet::review::evidence::FieldName;
use ramjet::review::objection::Doubt;
use ramjet::review::order::ReviewError;
use ramjet::review::page::{Mark, OrderPage};

use crate::desk::workbook::Workbook;
use crate::desk::{Desk, both, mail};

/// Net, tax and total as a person would read them aloud.
fn totals(page: &OrderPage) -> [String; 3] {
    [page.totals.net, page.totals.tax, page.totals.total].map(|sum| money(sum.unwrap()))
}

fn money(sum: ramjet::reader::units::Money) -> String {
    format!("{} {}", sum.to_decimal(), sum.currency.code())
}

/// The works order of a line of an order in force.
async fn works_order(desk: &Desk, id: ramjet::entity::ids::OrderId, line: usize) -> Workbook {
    let forms = desk.forms(id).await;
    let works: Vec<_> = forms.iter().filter(|(kind, ..)| *kind == FormKind::WorksOrder).collect();
    Workbook::open(&works[line - 1].3)
}
