//! Plausible orders in large numbers, to measure a desk that has been in use for years.
//!
//! They are rows only: orders with their lines, objections and journal, the same ones each time. What a real order has beside them is left
//! out – mail, extraction, forms, letters – and whoever asks for them is told so.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use rust_decimal::Decimal;
use sea_orm::{ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::json;

use crate::entity::ids::{BlobHash, CustomerId, LineId, OrderId, ProductId, UserId};
use crate::entity::states::{OrderState, Role, SetAside};
use crate::entity::{
    Exact, OfOrganisation, Scope, Settings, customer, line, material, membership, objection, order, price, product,
    user,
};
use crate::journal;
use crate::ops::db::Db;
use crate::reader::units::{Millionths, Money, normal_key};
use crate::review::evidence::{Evidence, FieldName};
use crate::review::objection::Doubt;

/// Orders written in one transaction.
const BATCH: u64 = 2_000;
/// Rows of one statement: an order has about forty columns, and SQLite takes 32 766 values.
const ROWS_PER_INSERT: usize = 500;
/// The orders came in over this long.
const SPAN: TimeDelta = TimeDelta::days(3 * 365);
/// One order in this many still waits for a person.
const WAITING_ONE_IN: usize = 50;

/// What a fill did.
#[derive(Clone, Copy, Debug)]
pub struct Filled {
    /// Orders written.
    pub orders: u64,
    /// How long it took.
    pub took: Duration,
}

/// Adds orders until the organisation has `wanted`; one that has as many already is left as it is.
///
/// # Errors
/// The database failed, or there is no catalogue to order from; batches that were written stay.
pub async fn fill(
    db: &Db, scope: &Scope, now: DateTime<Utc>, settings: &Settings, wanted: u64,
) -> Result<Filled, DbErr> {
    let start = Instant::now();
    let shelf = Shelf::load(db, scope, settings).await?;
    let first = highest::<order::Entity>(db, order::Column::Id).await? + 1;
    let mut line_id = highest::<line::Entity>(db, line::Column::Id).await?;
    let missing = wanted.saturating_sub(count(db, scope).await?);
    let mut written = 0;
    while written < missing {
        let size = BATCH.min(missing - written);
        let mut batch = Batch::default();
        for n in written..written + size {
            batch.add(&shelf, Wish { id: first + n, age: of_span(missing - n, missing), now }, &mut line_id);
        }
        batch.write(db, scope, &shelf).await?;
        written += size;
    }
    Ok(Filled { orders: missing, took: start.elapsed() })
}

/// `part` of `whole` of the span, as time before now.
fn of_span(part: u64, whole: u64) -> TimeDelta {
    let share = u128::from(SPAN.num_seconds().unsigned_abs()) * u128::from(part) / u128::from(whole.max(1));
    TimeDelta::seconds(i64::try_from(share).unwrap_or(i64::MAX))
}

/// The highest id of a table, of whatever organisation; 0 for an empty one.
async fn highest<E: EntityTrait>(db: &Db, id: E::Column) -> Result<u64, DbErr> {
    let found = E::find().select_only().column_as(id.max(), "highest").into_tuple::<Option<i64>>();
    Ok(found.one(&db.read).await?.flatten().and_then(|id| u64::try_from(id).ok()).unwrap_or(0))
}

async fn count(db: &Db, scope: &Scope) -> Result<u64, DbErr> {
    use sea_orm::PaginatorTrait;
    order::Entity::of(scope).count(&db.read).await
}

/// What can be ordered, and by whom.
struct Shelf {
    organisation: crate::entity::ids::OrganisationId,
    settings: Settings,
    customers: Vec<(CustomerId, String)>,
    products: Vec<Ware>,
    approver: (UserId, String),
    no_evidence: serde_json::Value,
}

struct Ware {
    id: ProductId,
    code: String,
    description: String,
    colours: Vec<String>,
    price: Millionths,
    per: Millionths,
}

impl Shelf {
    async fn load(db: &Db, scope: &Scope, settings: &Settings) -> Result<Self, DbErr> {
        let empty = |what: &str| DbErr::RecordNotFound(format!("{what} to make orders from"));
        let customers = customer::Entity::of(scope).order_by_asc(customer::Column::Id).limit(500).all(&db.read).await?;
        let prices = price::Entity::of(scope)
            .filter(price::Column::Currency.eq(settings.currency.code()))
            .order_by_asc(price::Column::Id)
            .all(&db.read)
            .await?;
        let prices: HashMap<ProductId, (Exact, Exact)> =
            prices.into_iter().rev().map(|row| (row.product_id, (row.unit_price, row.price_per))).collect();
        let mut colours: HashMap<ProductId, Vec<String>> = HashMap::new();
        for row in material::Entity::of(scope).order_by_asc(material::Column::Id).all(&db.read).await? {
            colours.entry(row.product_id).or_default().push(row.colour);
        }
        let products = product::Entity::of(scope).order_by_asc(product::Column::Id).limit(5_000).all(&db.read).await?;
        let wares: Vec<Ware> = products
            .into_iter()
            .filter_map(|row| {
                let (price, per) = *prices.get(&row.id)?;
                let colours = colours.remove(&row.id).unwrap_or_default();
                let (price, per) = (price.into(), per.into());
                Some(Ware { id: row.id, code: row.code, description: row.description, colours, price, per })
            })
            .collect();
        let owner = membership::Entity::of(scope)
            .filter(membership::Column::Role.eq(Role::Owner))
            .one(&db.read)
            .await?
            .ok_or_else(|| empty("no owner"))?;
        let person = user::Entity::find_by_id(owner.user_id).one(&db.read).await?;
        let name = person.map(|person| person.name).ok_or_else(|| empty("no owner"))?;
        if wares.is_empty() || customers.is_empty() {
            return Err(empty("no products or customers"));
        }
        Ok(Self {
            organisation: scope.organisation(),
            settings: settings.clone(),
            customers: customers.into_iter().map(|row| (row.id, row.name)).collect(),
            products: wares,
            approver: (owner.user_id, name),
            no_evidence: serde_json::to_value(Evidence::new()).map_err(|error| DbErr::Json(error.to_string()))?,
        })
    }
}

/// One order to be made: its id, and how long ago it came in.
#[derive(Clone, Copy)]
struct Wish {
    id: u64,
    age: TimeDelta,
    now: DateTime<Utc>,
}

/// The rows of one transaction.
#[derive(Default)]
struct Batch {
    orders: Vec<order::ActiveModel>,
    lines: Vec<line::ActiveModel>,
    objections: Vec<objection::ActiveModel>,
    opened: Vec<journal::Entry>,
    approved: Vec<journal::Entry>,
}

impl Batch {
    fn add(&mut self, shelf: &Shelf, wish: Wish, line_id: &mut u64) {
        let mut dice = Dice(wish.id);
        let id = OrderId(i64::try_from(wish.id).unwrap_or(i64::MAX));
        let received = wish.now - wish.age;
        let (customer, name) = &shelf.customers[dice.below(shelf.customers.len())];
        let po_number = format!("F{:07}", wish.id);
        let state = state_of(&mut dice);
        let lines = 1 + dice.below(3);
        let mut net = 0;
        for position in 1..=lines {
            *line_id += 1;
            net += self.add_line(shelf, &mut dice, (id, *line_id), (position, &po_number, state));
        }
        let doubtful = state == OrderState::InReview && dice.below(2) == 0;
        let decided = received + TimeDelta::minutes(4 + i64::try_from(dice.below(240)).unwrap_or(0));
        let currency = shelf.settings.currency;
        let percent = shelf.settings.tax_percent.to_decimal();
        let exact = Money { minor: net, currency }.to_decimal() * percent / Decimal::ONE_HUNDRED;
        let tax = Money::from_decimal(exact, currency).map_or(0, |tax| tax.minor);
        let is_sent = state == OrderState::Sent;
        self.orders.push(order::ActiveModel {
            id: Set(id),
            organisation_id: Set(shelf.organisation),
            run_position: Set(0),
            state: Set(state),
            set_aside: Set((state == OrderState::SetAside).then_some(SetAside::Cancelled)),
            note: Set((state == OrderState::Rejected).then(|| "Not one of our products".to_owned())),
            revision: Set(1),
            version: Set(1),
            customer_id: Set(Some(*customer)),
            customer_name: Set(Some(name.clone())),
            po_key: Set(Some(normal_key(&po_number))),
            po_number: Set(Some(po_number)),
            order_date: Set(Some(received.date_naive())),
            delivery_date: Set((!doubtful).then(|| (received + TimeDelta::days(21)).date_naive())),
            net_minor: Set(Some(net)),
            tax_minor: Set(Some(tax)),
            total_minor: Set(Some(net + tax)),
            line_count: Set(i64::try_from(lines).unwrap_or(0)),
            open_count: Set(i64::from(doubtful)),
            evidence: Set(shelf.no_evidence.clone()),
            received_at: Set(received),
            created_at: Set(received),
            updated_at: Set(if is_sent { decided } else { received }),
            approved_by: Set(is_sent.then_some(shelf.approver.0)),
            approved_at: Set(is_sent.then_some(decided)),
            ..Default::default()
        });
        if doubtful {
            self.object(shelf, id, received);
        }
        let entry = |action, version, at, actor: &str| journal::Entry {
            record: "order",
            record_id: id.0,
            version,
            action,
            detail: json!({ "lines": lines }),
            actor: actor.to_owned(),
            at,
        };
        self.opened.push(entry("opened", 0, received, ""));
        if is_sent {
            self.approved.push(entry("approved", 1, decided, &shelf.approver.1));
        }
    }

    /// Adds one line and gives what it is worth.
    fn add_line(
        &mut self, shelf: &Shelf, dice: &mut Dice, (order, id): (OrderId, u64),
        (position, po_number, state): (usize, &str, OrderState),
    ) -> i64 {
        let ware = &shelf.products[dice.below(shelf.products.len())];
        let quantity = Millionths::whole(100 * (1 + i64::try_from(dice.below(50)).unwrap_or(0)));
        let colour = (!ware.colours.is_empty()).then(|| ware.colours[dice.below(ware.colours.len())].clone());
        let total = Money::line_total(quantity, ware.price, ware.per, shelf.settings.currency);
        let minor = total.map_or(0, |total| total.minor);
        self.lines.push(line::ActiveModel {
            id: Set(LineId(i64::try_from(id).unwrap_or(i64::MAX))),
            organisation_id: Set(shelf.organisation),
            order_id: Set(order),
            position: Set(i64::try_from(position).unwrap_or(0)),
            code: Set(Some(ware.code.clone())),
            product_id: Set(Some(ware.id)),
            match_rule: Set(Some("exact_code".to_owned())),
            candidates: Set(json!([])),
            description: Set(Some(ware.description.clone())),
            colour: Set(colour),
            quantity: Set(Some(quantity.into())),
            unit_price: Set(Some(ware.price.into())),
            price_per: Set(Some(ware.per.into())),
            list_price: Set(Some(ware.price.into())),
            list_price_per: Set(Some(ware.per.into())),
            total_minor: Set(Some(minor)),
            works_order_no: Set((state == OrderState::Sent).then(|| format!("WO-{po_number}-{position}"))),
            evidence: Set(shelf.no_evidence.clone()),
            ..Default::default()
        });
        minor
    }

    fn object(&mut self, shelf: &Shelf, order: OrderId, at: DateTime<Utc>) {
        let doubt = Doubt::Missing { field: FieldName::DeliveryDate };
        let detail = json!({ "kind": doubt.kind(), "field": FieldName::DeliveryDate.word() });
        self.objections.push(objection::ActiveModel {
            organisation_id: Set(shelf.organisation),
            order_id: Set(order),
            identity: Set(BlobHash::of(format!("order {detail}").as_bytes()).to_string()),
            kind: Set(doubt.kind().to_owned()),
            detail: Set(detail),
            raised_at: Set(at),
            ..Default::default()
        });
    }

    async fn write(self, db: &Db, scope: &Scope, shelf: &Shelf) -> Result<(), DbErr> {
        let tx = db.begin_write().await?;
        for rows in self.orders.chunks(ROWS_PER_INSERT) {
            order::Entity::insert_many(rows.to_vec()).exec_without_returning(&tx).await?;
        }
        for rows in self.lines.chunks(ROWS_PER_INSERT) {
            line::Entity::insert_many(rows.to_vec()).exec_without_returning(&tx).await?;
        }
        for rows in self.objections.chunks(ROWS_PER_INSERT) {
            objection::Entity::insert_many(rows.to_vec()).exec_without_returning(&tx).await?;
        }
        journal::append_all(&tx, scope, self.opened).await?;
        let person = Scope::person(shelf.organisation, shelf.approver.0, Role::Owner);
        journal::append_all(&tx, &person, self.approved).await?;
        tx.commit().await
    }
}

/// Most orders have left; a few wait, a few came to nothing.
fn state_of(dice: &mut Dice) -> OrderState {
    if dice.below(WAITING_ONE_IN) == 0 {
        return OrderState::InReview;
    }
    match dice.below(20) {
        0 => OrderState::Rejected,
        1 => OrderState::SetAside,
        _ => OrderState::Sent,
    }
}

/// The same throws for the same order each time: SplitMix64 (Steele, Lea, Flood 2014, "Fast splittable pseudorandom number generators").
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let sides = u64::try_from(sides.max(1)).unwrap_or(1);
        usize::try_from((z ^ (z >> 31)) % sides).unwrap_or(0)
    }
}
