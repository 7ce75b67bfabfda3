//! What the pages of the desk show: plain values, ready to be put into words.

mod choices;
mod customer;
mod learned;
mod likeness;
mod list;
mod meanwhile;
mod order;
mod replacement;

pub use crate::matching::customers::Candidate as CustomerCandidate;
pub use likeness::Like;
pub use list::list;
pub use meanwhile::{Meanwhile, meanwhile};
pub use order::order;
pub use replacement::Linked;

use chrono::{DateTime, NaiveDate, Utc};

use crate::entity::ids::{
    AliasId, CustomerId, CustomerNameId, FormId, LineId, MessageId, ObjectionId, OrderId, OutboxId, ProductId,
};
use crate::entity::states::{Action, FormKind, OrderState, OutboxState, SetAside};
pub use crate::jobs::Standing;
use crate::reader::evidence::Place;
use crate::reader::units::{Currency, Millionths, Money};
use crate::review::evidence::{FieldName, Other};
use crate::review::objection::Doubt;

/// Which orders a list shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// In review.
    #[default]
    ToDo,
    /// Approved, waiting to leave.
    Approved,
    /// Sent.
    Sent,
    /// Rejected.
    Rejected,
    /// Set aside.
    SetAside,
    /// Another order holds instead: they were set aside for it, or sent before it.
    Replaced,
    /// Every order.
    All,
}

impl View {
    /// Every view, in the order of the tabs.
    pub const ALL: [Self; 7] =
        [Self::ToDo, Self::Approved, Self::Sent, Self::Rejected, Self::SetAside, Self::Replaced, Self::All];

    /// The word in the address: `/orders?view=sent`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::ToDo => "to_do",
            Self::Approved => "approved",
            Self::Sent => "sent",
            Self::Rejected => "rejected",
            Self::SetAside => "set_aside",
            Self::Replaced => "replaced",
            Self::All => "all",
        }
    }

    /// The view of a word; an unknown word is `None`.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|view| view.word() == word)
    }
}

/// Which page of the list is wanted.
#[derive(Clone, Copy, Debug, Default)]
pub struct ListQuery {
    /// Which orders.
    pub view: View,
    /// Only orders older than this one.
    pub before: Option<OrderId>,
}

/// One page of the list, newest first.
#[derive(Clone, Debug)]
pub struct OrderList {
    /// What was asked for.
    pub query: ListQuery,
    /// At most [`OrderList::ROWS_MAX`].
    pub rows: Vec<OrderRow>,
    /// How many orders each view holds.
    pub counts: Vec<(View, u64)>,
    /// Where the next page begins, if there is one.
    pub older: Option<OrderId>,
    /// Messages still being read, and all of them.
    pub reading: Progress,
}

impl OrderList {
    /// Rows on one page.
    pub const ROWS_MAX: u64 = 50;
}

/// How far reading has come: "reading 3 of 6".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Messages that still wait.
    pub waiting: u64,
    /// All messages of the last day plus those that wait.
    pub total: u64,
}

/// One order in the list.
#[derive(Clone, Debug)]
pub struct OrderRow {
    /// Which.
    pub id: OrderId,
    /// Where it stands.
    pub state: OrderState,
    /// Why, when it was set aside.
    pub set_aside: Option<SetAside>,
    /// The order it repeats.
    pub of: Option<OrderId>,
    /// The order that holds instead.
    pub replaced_by: Option<OrderId>,
    /// Who orders.
    pub customer: Option<String>,
    /// Their number.
    pub po_number: Option<String>,
    /// Wanted on.
    pub delivery_date: Option<NaiveDate>,
    /// Net value of the lines, if known.
    pub net: Option<Money>,
    /// Number of lines.
    pub line_count: i64,
    /// Objections nobody has settled.
    pub open_count: i64,
    /// The first of them.
    pub first_doubt: Option<(Option<i64>, Doubt)>,
    /// Sender's address.
    pub sender: Option<String>,
    /// When the message came in.
    pub received_at: DateTime<Utc>,
}

/// How well a value is supported; the shape and the word beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// ✓ read at a place of the source.
    Found,
    /// ≈ computed, recalled or matched by a rule.
    ByRule,
    /// ▲ a person should look.
    Check,
    /// ✕ missing.
    Missing,
    /// Entered by a person.
    Person,
}

/// One value on the page.
#[derive(Clone, Debug)]
pub struct Shown<T> {
    /// Which value.
    pub field: FieldName,
    /// The value in force.
    pub value: Option<T>,
    /// How well it is supported.
    pub mark: Mark,
    /// Where it stands in the source.
    pub places: Vec<Place>,
    /// The person who entered it.
    pub entered_by: Option<String>,
    /// Other values that were found.
    pub others: Vec<Other>,
}

/// The page of one order.
#[derive(Clone, Debug)]
pub struct OrderPage {
    /// Which.
    pub id: OrderId,
    /// Posted back with every form.
    pub version: i64,
    /// Where it stands.
    pub state: OrderState,
    /// Why, when it was set aside, and as what.
    pub set_aside: Option<(SetAside, Option<OrderId>)>,
    /// Why it was rejected.
    pub note: Option<String>,
    /// The revision under review or frozen.
    pub revision: i64,
    /// The message it came from.
    pub message: Option<MessageId>,
    /// When that came in.
    pub received_at: DateTime<Utc>,
    /// What this person may do now.
    pub actions: Vec<Action>,
    /// The values of the whole order.
    pub customer: Shown<String>,
    /// Our customer behind that name, if one was found or chosen.
    pub known_customer: Option<CustomerView>,
    /// Customers that could be meant while none is known.
    pub customer_proposals: Vec<CustomerCandidate>,
    /// Their number.
    pub po_number: Shown<String>,
    /// Date of the order.
    pub order_date: Shown<NaiveDate>,
    /// Wanted on.
    pub delivery_date: Shown<NaiveDate>,
    /// Name in the delivery address.
    pub ship_to_name: Shown<String>,
    /// Delivery address.
    pub ship_to_address: Shown<String>,
    /// Instructions.
    pub instructions: Shown<String>,
    /// Currency of all amounts.
    pub currency: Currency,
    /// Net total as printed, when it is.
    pub stated_subtotal: Shown<Millionths>,
    /// Tax as printed.
    pub stated_tax: Shown<Millionths>,
    /// Grand total as printed.
    pub stated_total: Shown<Millionths>,
    /// The lines.
    pub lines: Vec<LineView>,
    /// Lines that were taken out and can be put back.
    pub gone: Vec<LineId>,
    /// How reading the message again stands.
    pub reading: Standing,
    /// Orders that were set aside because they repeat this one.
    pub repeated_by: Vec<Like>,
    /// Older and newer orders that this one could repeat, those with the same number first.
    pub alike: Vec<Like>,
    /// Orders that this one replaces: set aside for it, or sent and revised by it.
    pub replaces: Vec<Linked>,
    /// The order that replaces this one.
    pub replaced_by: Option<Linked>,
    /// Orders that objections name, as they stand now.
    pub named: Vec<Linked>,
    /// Totals as computed.
    pub totals: Totals,
    /// What is left, in the order of the page; settled ones last.
    pub objections: Vec<ObjectionView>,
    /// Generated forms of the frozen revision.
    pub forms: Vec<FormView>,
    /// The letter with the forms.
    pub letter: Option<LetterView>,
    /// What happened, newest first.
    pub history: Vec<HistoryEntry>,
    /// The order above and below in the to-do list.
    pub neighbours: (Option<OrderId>, Option<OrderId>),
}

/// A value's place in the source, as the page points at it.
#[derive(Clone, Copy, Debug)]
pub struct Supported<'a> {
    /// The position of the line; `None` for a value of the whole order.
    pub line: Option<i64>,
    /// Which value.
    pub field: FieldName,
    /// How well it is supported.
    pub mark: Mark,
    /// Where it stands.
    pub places: &'a [Place],
}

impl<'a> Supported<'a> {
    fn of<T>(line: Option<i64>, shown: &'a Shown<T>) -> Self {
        Self { line, field: shown.field, mark: shown.mark, places: &shown.places }
    }
}

impl OrderPage {
    /// Every value of the page with its places, in the order of the page.
    pub fn supported(&self) -> impl Iterator<Item = Supported<'_>> {
        let head = [
            Supported::of(None, &self.customer),
            Supported::of(None, &self.po_number),
            Supported::of(None, &self.order_date),
            Supported::of(None, &self.delivery_date),
            Supported::of(None, &self.ship_to_name),
            Supported::of(None, &self.ship_to_address),
            Supported::of(None, &self.instructions),
            Supported::of(None, &self.stated_subtotal),
            Supported::of(None, &self.stated_tax),
            Supported::of(None, &self.stated_total),
        ];
        head.into_iter().chain(self.lines.iter().flat_map(LineView::supported))
    }
}

impl LineView {
    fn supported(&self) -> [Supported<'_>; 7] {
        let at = Some(self.position);
        [
            Supported::of(at, &self.code),
            Supported::of(at, &self.description),
            Supported::of(at, &self.colour),
            Supported::of(at, &self.quantity),
            Supported::of(at, &self.unit_price),
            Supported::of(at, &self.stated_total),
            Supported::of(at, &self.delivery_date),
        ]
    }
}

/// Totals of the order as computed from its lines; empty while a line's value is unknown.
#[derive(Clone, Debug)]
pub struct Totals {
    /// Sum of the lines.
    pub net: Option<Money>,
    /// What the tax is called.
    pub tax_name: String,
    /// In percent.
    pub tax_percent: Millionths,
    /// Why it is not the usual one.
    pub tax_reason: Option<String>,
    /// Whether a person decided that this order is free of it.
    pub is_untaxed: bool,
    /// Tax on the sum.
    pub tax: Option<Money>,
    /// Both.
    pub total: Option<Money>,
    /// Whether the order prints a sum and every printed sum is the computed one.
    pub agree: bool,
}

/// One line on the page.
#[derive(Clone, Debug)]
pub struct LineView {
    /// Which.
    pub id: LineId,
    /// From 1.
    pub position: i64,
    /// The code as the customer wrote it.
    pub code: Shown<String>,
    /// Our product, if one was matched or chosen.
    pub product: Option<ProductView>,
    /// Proposals when none was picked.
    pub proposals: Vec<Proposal>,
    /// Description.
    pub description: Shown<String>,
    /// Colour.
    pub colour: Shown<String>,
    /// Quantity.
    pub quantity: Shown<Millionths>,
    /// Unit of measure.
    pub unit: Shown<String>,
    /// Price on the order.
    pub unit_price: Shown<Millionths>,
    /// Its price base; empty means one piece.
    pub price_per: Shown<Millionths>,
    /// The list's price for everybody and its price base.
    pub list_price: Option<(Millionths, Millionths)>,
    /// The price agreed with this customer, which goes before the list's.
    pub own_price: Option<(Millionths, Millionths)>,
    /// The quantity from which the price in force holds, where it is a break.
    pub price_from: Option<Millionths>,
    /// The colours to choose from, likeliest first, while the line's colour is in doubt.
    pub colours: Vec<String>,
    /// Quantity × price, as computed.
    pub total: Option<Money>,
    /// Total as printed.
    pub stated_total: Shown<Millionths>,
    /// Wanted on, where the line says so itself.
    pub delivery_date: Shown<NaiveDate>,
    /// Number of the works order once approved.
    pub works_order_no: Option<String>,
}

/// The product a line is for.
#[derive(Clone, Debug)]
pub struct ProductView {
    /// Which.
    pub id: ProductId,
    /// Our code.
    pub code: String,
    /// Our description.
    pub description: String,
    /// The rule that matched, a stable short name, or `person`.
    pub rule: String,
    /// The name by which it was recalled, or that this line taught.
    pub learned: Option<LearnedView>,
}

/// Our customer behind the name on an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomerView {
    /// Which.
    pub id: CustomerId,
    /// Our name for it.
    pub name: String,
    /// Whether that is another name than the one on the order.
    pub is_called_otherwise: bool,
    /// The name that this very order taught and that still holds, with its text.
    pub taught: Option<(CustomerNameId, String)>,
}

/// A name of a customer for a product of ours, and where it was learned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LearnedView {
    /// Which.
    pub alias: AliasId,
    /// The word.
    pub text: String,
    /// Whether this very line taught it; otherwise the line was matched by it.
    pub is_from_here: bool,
    /// Whether every customer calls the product so.
    pub is_common: bool,
    /// Whether it holds no longer.
    pub is_ended: bool,
    /// Who taught it; `None` for an import.
    pub by: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
    /// By which order, and that order's number.
    pub order: Option<(OrderId, Option<String>)>,
}

/// A product that could be meant.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// Which.
    pub id: ProductId,
    /// Our code.
    pub code: String,
    /// Our description.
    pub description: String,
    /// Why it is proposed: stable short names.
    pub reasons: Vec<String>,
}

/// An objection on the page.
#[derive(Clone, Debug)]
pub struct ObjectionView {
    /// Which.
    pub id: ObjectionId,
    /// The line it is about.
    pub line: Option<LineId>,
    /// What it is about.
    pub doubt: Doubt,
    /// Settled by, if so.
    pub settled_by: Option<String>,
}

/// A form that can be downloaded.
#[derive(Clone, Debug)]
pub struct FormView {
    /// Which.
    pub id: FormId,
    /// Which kind.
    pub kind: FormKind,
    /// Its number.
    pub number: String,
    /// Name of the file.
    pub file_name: String,
}

/// The letter with the forms.
#[derive(Clone, Debug)]
pub struct LetterView {
    /// Which.
    pub id: OutboxId,
    /// Where it stands.
    pub state: OutboxState,
    /// To whom.
    pub recipients: Vec<String>,
    /// It leaves then; can be recalled until.
    pub send_after: DateTime<Utc>,
    /// Now, by the desk's clock.
    pub now: DateTime<Utc>,
    /// When it left.
    pub sent_at: Option<DateTime<Utc>>,
    /// Why it did not.
    pub last_error: Option<String>,
}

/// One line of the history.
#[derive(Clone, Debug)]
pub struct HistoryEntry {
    /// When.
    pub at: DateTime<Utc>,
    /// The version it was done against: what was done together was done against the same one.
    pub version: i64,
    /// Who; the desk itself is an empty name.
    pub actor: String,
    /// What, a stable short name such as `corrected`.
    pub action: String,
    /// The values it is about: `field`, `from`, `to`, `line`, `reason` …
    pub detail: serde_json::Value,
}
