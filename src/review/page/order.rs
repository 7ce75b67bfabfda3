//! The page of one order.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{
    FormView, HistoryEntry, LearnedView, LetterView, LineView, Mark, ObjectionView, OrderPage, ProductView, Proposal,
    Shown, Standing, Totals, likeness, replacement,
};
use crate::entity::ids::{LineId, OrderId, ProductId, UserId};
use crate::entity::states::{Action, OrderState, OutboxState};
use crate::entity::{Exact, OfOrganisation, Scope, Settings, few, form, objection, only, order, outbox, product, user};
use crate::jobs::{self, Job};
use crate::journal;
use crate::matching::products::Candidate;
use crate::ops::db::Db;
use crate::reader::evidence::Origin;
use crate::reader::units::{Millionths, Money};
use crate::review::OpenOrders;
use crate::review::evidence::{Evidence, FieldName};
use crate::review::objection::Doubt;
use crate::review::order::{
    Line, ReviewError, all_lines, currency_of, printed_sums_agree, right_for, settings, tax_in_force, unpack,
};
use crate::understanding::{ExtractMessage, ReadMessage};

/// Everything the page of an order shows.
pub async fn order(db: &Db, scope: &Scope, now: DateTime<Utc>, id: OrderId) -> Result<OrderPage, ReviewError> {
    let db = &db.read;
    let failed = ReviewError::save("the page of an order");
    let row = only(db, order::Entity::of(scope).filter(order::Column::Id.eq(id)))
        .await
        .map_err(&failed)?
        .ok_or(ReviewError::Missing(id))?;
    let settings = settings(db, scope).await?;
    let currency = currency_of(&row, &settings);
    let evidence = unpack(row.evidence.clone())?;
    let (gone, lines): (Vec<Line>, Vec<Line>) =
        all_lines(db, scope, id).await?.into_iter().partition(|line| line.row.removed_at.is_some());
    let objections = objections(db, scope, id, &lines).await?;
    let products = products(db, scope, &lines).await?;
    let learned = super::learned::learned(db, scope, id, &lines).await?;
    let colours = super::choices::colours(db, scope, &lines, &objections).await?;
    let known = Known { products: &products, learned: &learned, colours: &colours };
    let doubted = Doubted::of(&objections);
    let head = Head { evidence: &evidence, doubted: &doubted, line: None };
    let number = |field, value: Option<Exact>| head.show(field, value.map(Millionths::from));
    let letter = letter(db, scope, &row, now).await?;
    let related = replacement::related(db, scope, &row, &objections).await?;
    Ok(OrderPage {
        id,
        version: row.version,
        state: row.state,
        set_aside: row.set_aside.map(|why| (why, row.of_order_id)),
        note: row.note.clone(),
        revision: row.revision,
        message: row.message_id,
        received_at: row.received_at,
        actions: actions(&row, scope, letter.as_ref(), now),
        customer: head.show(FieldName::Customer, row.customer_name.clone()),
        known_customer: super::customer::known(db, scope, &row).await?,
        customer_proposals: super::customer::proposals(db, scope, &row, &evidence).await?,
        po_number: head.show(FieldName::PoNumber, row.po_number.clone()),
        order_date: head.show(FieldName::OrderDate, row.order_date),
        delivery_date: head.show(FieldName::DeliveryDate, row.delivery_date),
        ship_to_name: head.show(FieldName::ShipToName, row.ship_to_name.clone()),
        ship_to_address: head.show(FieldName::ShipToAddress, row.ship_to_address.clone()),
        instructions: head.show(FieldName::Instructions, row.instructions.clone()),
        currency,
        stated_subtotal: number(FieldName::StatedSubtotal, row.stated_subtotal),
        stated_tax: number(FieldName::StatedTax, row.stated_tax),
        stated_total: number(FieldName::StatedTotal, row.stated_total),
        lines: lines.iter().map(|line| line_view(line, &doubted, &known, currency)).collect::<Result<_, _>>()?,
        totals: totals(&row, &settings),
        gone: gone.iter().map(|line| line.row.id).collect(),
        reading: reading(db, scope, &row).await?,
        repeated_by: likeness::repeated_by(db, scope, id).await?,
        alike: likeness::alike(db, scope, &row).await?,
        replaces: related.replaces,
        replaced_by: related.replaced_by,
        named: related.named,
        objections,
        forms: forms(db, scope, &row).await?,
        letter,
        history: history(db, scope, id).await?,
        neighbours: neighbours(db, scope, id).await?,
    })
}

/// The computed sums, and whether the printed ones are the same.
fn totals(row: &order::Model, settings: &Settings) -> Totals {
    let currency = currency_of(row, settings);
    let money = |minor: Option<i64>| minor.map(|minor| Money { minor, currency });
    let used = tax_in_force(row, settings);
    Totals {
        net: money(row.net_minor),
        tax_name: used.name,
        tax_percent: used.percent,
        tax_reason: used.reason,
        is_untaxed: row.is_untaxed,
        tax: money(row.tax_minor),
        total: money(row.total_minor),
        agree: printed_sums_agree(row, settings),
    }
}

/// What the table of moves and the person's rights allow; what concerns the letter also depends on where it stands.
fn actions(row: &order::Model, scope: &Scope, letter: Option<&LetterView>, now: DateTime<Utc>) -> Vec<Action> {
    const ASKED: [Action; 8] = [
        Action::Correct,
        Action::Approve,
        Action::Reject,
        Action::SetAside,
        Action::NotAnOrder,
        Action::ReadAgain,
        Action::Reopen,
        Action::SendAgain,
    ];
    let is_possible = |action: &Action| match (action, row.state, letter) {
        (Action::ReadAgain | Action::NotAnOrder, ..) => row.message_id.is_some(),
        (Action::Reopen, OrderState::Approved, Some(letter)) => match letter.state {
            OutboxState::Waiting => letter.send_after > now,
            // It certainly did not leave.
            OutboxState::Failed => true,
            _ => false,
        },
        (Action::SendAgain, _, letter) => {
            letter.is_some_and(|letter| matches!(letter.state, OutboxState::Held | OutboxState::Failed))
        }
        _ => true,
    };
    ASKED
        .into_iter()
        .filter(|action| row.state.after(*action).is_ok())
        .filter(|action| scope.may(right_for(*action, row.state)))
        .filter(is_possible)
        .collect()
}

/// How reading the message again stands; asked only while the order may still take something over.
async fn reading(db: &impl ConnectionTrait, scope: &Scope, row: &order::Model) -> Result<Standing, ReviewError> {
    let Some(message) = row.message_id.filter(|_| row.state == OrderState::InReview) else {
        return Ok(Standing::Nothing);
    };
    let names = [ReadMessage::NAME, ExtractMessage::NAME, OpenOrders::NAME];
    jobs::standing(db, scope.organisation(), &names, &message.to_string())
        .await
        .map_err(ReviewError::save("how reading stands"))
}

/// The values somebody should look at, by line.
struct Doubted(HashSet<(Option<LineId>, FieldName)>);

impl Doubted {
    fn of(objections: &[ObjectionView]) -> Self {
        let open = objections.iter().filter(|objection| objection.settled_by.is_none());
        Self(open.filter_map(|objection| Some((objection.line, objection.doubt.field()?))).collect())
    }
}

/// What is needed to show the values of the order, or of one line.
struct Head<'a> {
    evidence: &'a Evidence,
    doubted: &'a Doubted,
    line: Option<LineId>,
}

impl Head<'_> {
    fn show<T>(&self, field: FieldName, value: Option<T>) -> Shown<T> {
        let support = self.evidence.get(field);
        let origin = support.and_then(|support| support.origin.as_ref());
        let mark = match (&value, origin) {
            _ if self.doubted.0.contains(&(self.line, field)) && value.is_some() => Mark::Check,
            (None, _) => Mark::Missing,
            (Some(_), Some(Origin::Person { .. })) => Mark::Person,
            (Some(_), Some(Origin::Read { .. })) => Mark::Found,
            (Some(_), _) => Mark::ByRule,
        };
        Shown {
            field,
            value,
            mark,
            places: origin.map(|origin| origin.places().to_vec()).unwrap_or_default(),
            entered_by: match origin {
                Some(Origin::Person { name }) => Some(name.clone()),
                _ => None,
            },
            others: support.map(|support| support.others.clone()).unwrap_or_default(),
        }
    }
}

/// What our records say of the lines.
struct Known<'a> {
    products: &'a HashMap<ProductId, product::Model>,
    learned: &'a HashMap<LineId, LearnedView>,
    colours: &'a HashMap<LineId, Vec<String>>,
}

fn line_view(
    line: &Line, doubted: &Doubted, known: &Known<'_>, currency: crate::reader::units::Currency,
) -> Result<LineView, ReviewError> {
    let row = &line.row;
    let head = Head { evidence: &line.evidence, doubted, line: Some(row.id) };
    let number = |field, value: Option<Exact>| head.show(field, value.map(Millionths::from));
    let proposals: Vec<Candidate> =
        serde_json::from_value(row.candidates.clone()).map_err(ReviewError::stored("proposals"))?;
    let product = row.product_id.and_then(|id| known.products.get(&id)).map(|product| ProductView {
        id: product.id,
        code: product.code.clone(),
        description: product.description.clone(),
        rule: row.match_rule.clone().unwrap_or_default(),
        learned: known.learned.get(&row.id).cloned(),
    });
    Ok(LineView {
        id: row.id,
        position: row.position,
        code: head.show(FieldName::Code, row.code.clone()),
        product,
        proposals: proposals.into_iter().map(proposal).collect(),
        description: head.show(FieldName::Description, row.description.clone()),
        colour: head.show(FieldName::Colour, row.colour.clone()),
        quantity: number(FieldName::Quantity, row.quantity),
        unit: head.show(FieldName::Unit, row.unit.clone()),
        unit_price: number(FieldName::UnitPrice, row.unit_price),
        price_per: number(FieldName::PricePer, row.price_per),
        list_price: row.list_price.zip(row.list_price_per).map(|(price, per)| (price.into(), per.into())),
        own_price: row.own_price.zip(row.own_price_per).map(|(price, per)| (price.into(), per.into())),
        price_from: row.price_from.map(Millionths::from),
        colours: known.colours.get(&row.id).cloned().unwrap_or_default(),
        total: row.total_minor.map(|minor| Money { minor, currency }),
        stated_total: number(FieldName::LineTotal, row.stated_total),
        delivery_date: head.show(FieldName::DeliveryDate, row.delivery_date),
        works_order_no: row.works_order_no.clone(),
    })
}

fn proposal(candidate: Candidate) -> Proposal {
    Proposal {
        id: candidate.product,
        code: candidate.code,
        description: candidate.description,
        reasons: candidate.reasons,
    }
}

async fn products(
    db: &impl ConnectionTrait, scope: &Scope, lines: &[Line],
) -> Result<HashMap<ProductId, product::Model>, ReviewError> {
    let rows = product::Entity::of(scope)
        .filter(product::Column::Id.is_in(lines.iter().filter_map(|line| line.row.product_id)))
        .all(db)
        .await
        .map_err(ReviewError::save("the products of an order"))?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// Objections as stored: open ones first, in the order of the page.
async fn objections(
    db: &impl ConnectionTrait, scope: &Scope, id: OrderId, lines: &[Line],
) -> Result<Vec<ObjectionView>, ReviewError> {
    let failed = ReviewError::save("the objections of an order");
    let rows = objection::Entity::of(scope)
        .filter(objection::Column::OrderId.eq(id))
        .order_by_asc(objection::Column::Id)
        .all(db)
        .await
        .map_err(&failed)?;
    let names = names(db, rows.iter().filter_map(|row| row.settled_by).collect()).await?;
    let mut shown = rows
        .into_iter()
        .map(|row| {
            let doubt: Doubt = serde_json::from_value(row.detail).map_err(ReviewError::stored("an objection"))?;
            let settled_by = row.settled_by.map(|user| names.get(&user).cloned().unwrap_or_default());
            Ok(ObjectionView { id: row.id, line: row.line_id, doubt, settled_by })
        })
        .collect::<Result<Vec<_>, ReviewError>>()?;
    let place = |line: Option<LineId>| line.and_then(|id| lines.iter().position(|line| line.row.id == id));
    // `None` comes before every line: what concerns the whole order stands on top.
    shown.sort_by_key(|objection| (objection.settled_by.is_some(), place(objection.line), objection.doubt.field()));
    Ok(shown)
}

pub(super) async fn names(
    db: &impl ConnectionTrait, users: Vec<UserId>,
) -> Result<HashMap<UserId, String>, ReviewError> {
    if users.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = user::Entity::find()
        .filter(user::Column::Id.is_in(users))
        .select_only()
        .columns([user::Column::Id, user::Column::Name])
        .into_tuple::<(UserId, String)>()
        .all(db)
        .await
        .map_err(ReviewError::save("the names of people"))?;
    Ok(rows.into_iter().collect())
}

async fn forms(db: &impl ConnectionTrait, scope: &Scope, row: &order::Model) -> Result<Vec<FormView>, ReviewError> {
    if !row.state.is_released() {
        return Ok(Vec::new());
    }
    let mut rows = form::Entity::of(scope)
        .filter(form::Column::OrderId.eq(row.id))
        .filter(form::Column::Revision.eq(row.revision))
        .all(db)
        .await
        .map_err(ReviewError::save("the forms of an order"))?;
    // Asked for in order, SQLite would look at every form of the organisation.
    rows.sort_by_key(|row| row.id);
    Ok(rows
        .into_iter()
        .map(|row| FormView { id: row.id, kind: row.kind, number: row.number, file_name: row.file_name })
        .collect())
}

async fn letter(
    db: &impl ConnectionTrait, scope: &Scope, row: &order::Model, now: DateTime<Utc>,
) -> Result<Option<LetterView>, ReviewError> {
    if row.state != OrderState::Approved && row.state != OrderState::Sent {
        return Ok(None);
    }
    let letters = outbox::Entity::of(scope)
        .filter(outbox::Column::OrderId.eq(row.id))
        .filter(outbox::Column::Revision.eq(row.revision));
    let found = only(db, letters).await.map_err(ReviewError::save("the letter of an order"))?;
    found
        .map(|row| {
            let recipients = serde_json::from_value(row.recipients).map_err(ReviewError::stored("recipients"))?;
            Ok(LetterView {
                id: row.id,
                state: row.state,
                recipients,
                send_after: row.send_after,
                now,
                sent_at: row.sent_at,
                last_error: row.last_error,
            })
        })
        .transpose()
}

async fn history(db: &impl ConnectionTrait, scope: &Scope, id: OrderId) -> Result<Vec<HistoryEntry>, ReviewError> {
    let events =
        journal::of_record(db, scope, "order", id.0).await.map_err(ReviewError::save("the history of an order"))?;
    Ok(events
        .into_iter()
        .rev()
        .map(|event| HistoryEntry {
            at: event.at,
            version: event.version,
            actor: event.actor,
            action: event.action,
            detail: event.detail,
        })
        .collect())
}

/// The orders in review just above and below this one in the list, newest first.
async fn neighbours(
    db: &impl ConnectionTrait, scope: &Scope, id: OrderId,
) -> Result<(Option<OrderId>, Option<OrderId>), ReviewError> {
    let failed = ReviewError::save("the neighbours of an order");
    let in_review = || {
        let all = order::Entity::of(scope).filter(order::Column::State.eq(OrderState::InReview));
        all.select_only().column(order::Column::Id)
    };
    let above = in_review().filter(order::Column::Id.gt(id)).order_by_asc(order::Column::Id);
    let below = in_review().filter(order::Column::Id.lt(id)).order_by_desc(order::Column::Id);
    let mut beside = [None, None];
    for (found, wanted) in beside.iter_mut().zip([above, below]) {
        let rows = few(db, wanted, 1).await.map_err(&failed)?;
        *found = rows.first().map(|row| row.try_get_by_index(0)).transpose().map_err(&failed)?;
    }
    Ok(beside.into())
}
