//! The lives of records: one enum each, stored as words, and one table of moves.

use sea_orm::{DeriveActiveEnum, EnumIter};
use serde::{Deserialize, Serialize};

/// What a person may do in an organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Everything, members and rights included.
    Owner,
    /// Everything but rights of owners.
    Admin,
    /// Reviews and releases orders.
    Reviewer,
    /// Sees orders and forms.
    Warehouse,
    /// Looks, changes nothing.
    Viewer,
}

/// Whether a product may be ordered, as the catalogue says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum ProductStatus {
    /// Made and sold.
    Active,
    /// Sold until the stock is gone, not made again.
    RunOut,
    /// Not sold for the time being.
    OnHold,
}

/// What a remembered name of a customer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum NameKind {
    /// As the buyer writes its name.
    Name,
    /// The mail domain it writes from.
    Domain,
}

/// What the rows of a file for the catalogue are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum ImportSubject {
    /// Products, with what stands beside them: a colour, prices, what a customer calls them.
    Products,
    /// Prices with their breaks.
    Prices,
    /// Customers.
    Customers,
    /// What customers call our products.
    PartNumbers,
}

/// Where a file for the catalogue stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum ImportState {
    /// Read, shown, nothing changed.
    Preview,
    /// What was accepted is in the catalogue.
    Applied,
    /// Put away without a change.
    Discarded,
}

/// How a source delivers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    /// A watched folder.
    Folder,
    /// Files that people add at the desk.
    Upload,
}

/// What became of a message; every message has exactly one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// Stored, not worked on yet.
    Waiting,
    /// Became a record.
    InRecord,
    /// The same mail from another mailbox.
    Copy,
    /// The same bytes once more.
    Repeat,
    /// Nothing for this desk; the reason is kept.
    Ignored,
    /// Could not be worked on; the reason is kept.
    Failed,
}

/// Where an order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum OrderState {
    /// Found, values still being worked out.
    Reading,
    /// Waits for a person.
    InReview,
    /// Accepted; the letter waits in the outbox.
    Approved,
    /// The forms have left the house.
    Sent,
    /// Refused with a reason.
    Rejected,
    /// Not to be worked on; see the reason.
    SetAside,
}

/// Why an order was set aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum SetAside {
    /// The same order exists already.
    Duplicate,
    /// A newer one replaces it.
    Superseded,
    /// The customer took it back.
    Cancelled,
    /// A person saw that it is none.
    NotAnOrder,
}

/// Where a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// Due at its time.
    Waiting,
    /// A worker has it.
    Leased,
    /// Finished.
    Done,
    /// Given up; a person sees the reason.
    Failed,
    /// Crashed the worker three times; a person decides.
    Parked,
}

/// Where a letter stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum OutboxState {
    /// Leaves at its time, can be recalled until then.
    Waiting,
    /// Being handed over.
    Sending,
    /// Handed over, with a receipt.
    Sent,
    /// Taken back before its time.
    Recalled,
    /// Unclear whether it left; a person decides.
    Held,
    /// Refused for good; a person sees the reason.
    Failed,
}

/// Why a letter may leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// A person approved it.
    Approval,
    /// To own members only.
    System,
}

/// Which form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum FormKind {
    /// The order for the office.
    OfficeOrder,
    /// One line for the shop floor.
    WorksOrder,
}

/// What can be done to an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter)]
pub enum Action {
    /// Reading has finished; a person may look.
    Open,
    /// Change a value, a product, or settle an objection.
    Correct,
    /// Accept the order as shown.
    Approve,
    /// Refuse it with a reason.
    Reject,
    /// Put it away as a duplicate.
    SetAside,
    /// Put it away because it is none.
    NotAnOrder,
    /// Put it away because a newer one replaces it. One that was approved is recalled with it; one that was sent stays what it is.
    Supersede,
    /// Have its message read again, or take over what a later reading found.
    ReadAgain,
    /// Take an approval, a refusal or a setting aside back.
    Reopen,
    /// The letter has left.
    Send,
    /// A person decides that a held or failed letter goes out once more.
    SendAgain,
}

/// The move is not in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{action:?} is not possible for an order that is {state:?}")]
pub struct NotAllowed {
    /// What was asked for.
    pub action: Action,
    /// Where the order stands.
    pub state: OrderState,
}

impl OrderState {
    /// The whole life of an order on one screen. Whatever is not listed is refused.
    pub const fn after(self, action: Action) -> Result<Self, NotAllowed> {
        use {Action::*, OrderState as State};
        match (self, action) {
            (State::Reading, Open) => Ok(State::InReview),
            (State::InReview, Correct | ReadAgain) => Ok(State::InReview),
            (State::InReview, Approve) => Ok(State::Approved),
            (State::InReview, Reject) => Ok(State::Rejected),
            (State::InReview, Action::SetAside | Action::NotAnOrder) => Ok(State::SetAside),
            (State::InReview | State::Approved, Supersede) => Ok(State::SetAside),
            (State::Approved, Send) => Ok(State::Sent),
            (State::Approved, SendAgain) => Ok(State::Approved),
            (State::Approved | State::Rejected | State::SetAside, Reopen) => Ok(State::InReview),
            (state, action) => Err(NotAllowed { action, state }),
        }
    }

    /// Whether forms exist and count: approved or sent.
    pub const fn is_released(self) -> bool {
        matches!(self, Self::Approved | Self::Sent)
    }
}

impl Fate {
    /// Whether nothing more will happen to the message by itself.
    pub const fn is_settled(self) -> bool {
        !matches!(self, Self::Waiting)
    }

    /// Whether a person may still say that the message is an order: it was put away without becoming one.
    pub const fn may_become_an_order(self) -> bool {
        matches!(self, Self::Ignored | Self::Failed | Self::Copy | Self::Repeat)
    }

    /// Whether a person may have the message read again although it became nothing. A copy is read where the first of its kind is.
    pub const fn may_be_read_again(self) -> bool {
        matches!(self, Self::Ignored | Self::Failed)
    }
}
