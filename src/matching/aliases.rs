//! What customers call our products: learned from a person's correction, recalled on the next order, taken back at any time.
//!
//! A name belongs to one customer, or to everybody by a person's explicit choice. Each remembers who taught it, when, and by which line of
//! which order. Nothing is deleted: a name that no longer holds has ended. Two names in force for the same word are a contradiction, which
//! is shown and never decided here.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder,
};

use super::MatchError;
use crate::entity::ids::{AliasId, CustomerId, OrderId, ProductId, UserId};
use crate::entity::{OfOrganisation, Scope, alias};
use crate::reader::units::{folded_words, normal_key};

/// Shortest code, in letters and digits, that is worth remembering.
const CODE_CHARACTERS_MIN: usize = 3;
/// Shortest code of digits only: fewer are a quantity, a position or a page.
const NUMBER_DIGITS_MIN: usize = 4;
/// Longest text that is remembered.
const TEXT_CHARACTERS_MAX: usize = 200;
/// Fewest words of a description that stands for a product without a code.
const DESCRIPTION_WORDS_MIN: usize = 3;
/// Fewest letters and digits of such a description.
const DESCRIPTION_CHARACTERS_MIN: usize = 12;

/// How a name came here when an order's correction taught it.
pub const OF_ORDER: &str = "order";

/// What a line calls its product: its code, or without one its description.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word<'a> {
    /// The code as written.
    Code(&'a str),
    /// The description as written.
    Description(&'a str),
}

impl<'a> Word<'a> {
    /// The word of a line; `None` when it has neither.
    pub fn of(code: Option<&'a str>, description: Option<&'a str>) -> Option<Self> {
        let some = |text: &&str| !normal_key(text).is_empty();
        let code = code.map(str::trim).filter(some).map(Self::Code);
        code.or_else(|| description.map(str::trim).filter(some).map(Self::Description))
    }

    /// As it is remembered and shown.
    pub const fn text(self) -> &'a str {
        match self {
            Self::Code(text) | Self::Description(text) => text,
        }
    }

    /// Whether it says enough to stand for one product: "12" and "cap" would fit everything.
    pub fn is_distinctive(self) -> bool {
        let key = normal_key(self.text());
        let length = key.chars().count();
        if self.text().chars().count() > TEXT_CHARACTERS_MAX {
            return false;
        }
        match self {
            Self::Code(_) if key.chars().all(|c| c.is_ascii_digit()) => length >= NUMBER_DIGITS_MIN,
            Self::Code(_) => length >= CODE_CHARACTERS_MIN,
            Self::Description(text) => {
                length >= DESCRIPTION_CHARACTERS_MIN && folded_words(text).len() >= DESCRIPTION_WORDS_MIN
            }
        }
    }
}

/// What a person taught.
#[derive(Clone, Copy, Debug)]
pub struct Lesson<'a> {
    /// Who calls the product so; `None` means everybody, and only a person's explicit choice may say that.
    pub customer: Option<CustomerId>,
    /// The word.
    pub word: Word<'a>,
    /// What it stands for.
    pub product: ProductId,
    /// The order and the position of the line that was corrected.
    pub order: Option<(OrderId, i64)>,
    /// When.
    pub at: DateTime<Utc>,
}

/// What came of a lesson.
#[derive(Clone, Debug, PartialEq)]
pub enum Learned {
    /// It was known.
    Known,
    /// The word says too little to be remembered.
    TooLittle,
    /// It is remembered from now on.
    New {
        /// The name.
        alias: Box<alias::Model>,
        /// The names that it put an end to.
        replaced: Vec<alias::Model>,
    },
}

/// The names in force for this word: the customer's own first, then everybody's.
pub async fn in_force(
    db: &impl ConnectionTrait, scope: &Scope, word: Word<'_>, customer: Option<CustomerId>,
) -> Result<Vec<alias::Model>, MatchError> {
    let everybody = alias::Column::CustomerId.is_null();
    let whose = match customer {
        Some(id) => Condition::any().add(alias::Column::CustomerId.eq(id)).add(everybody),
        None => Condition::all().add(everybody),
    };
    let mut found = alias::Entity::of(scope)
        .filter(alias::Column::AliasKey.eq(normal_key(word.text())))
        .filter(alias::Column::EndedAt.is_null())
        .filter(whose)
        .order_by_asc(alias::Column::Id)
        .all(db)
        .await
        .map_err(MatchError::of("what a customer calls our products"))?;
    found.sort_by_key(|name| (name.customer_id.is_none(), name.id));
    Ok(found)
}

/// Remembers a lesson in the caller's transaction. An older name of the same customer for the same word ends; a name of everybody stays, for
/// the customer's own goes before it.
pub async fn learn(tx: &impl ConnectionTrait, scope: &Scope, lesson: Lesson<'_>) -> Result<Learned, MatchError> {
    if !lesson.word.is_distinctive() {
        return Ok(Learned::TooLittle);
    }
    let failed = MatchError::save("what a customer calls our product");
    let mut before = in_force(tx, scope, lesson.word, lesson.customer).await?;
    before.retain(|name| name.customer_id == lesson.customer);
    if before.iter().any(|name| name.product_id == lesson.product) && before.len() == 1 {
        return Ok(Learned::Known);
    }
    let mut replaced = Vec::with_capacity(before.len());
    for name in before {
        let mut row = name.into_active_model();
        row.ended_at = Set(Some(lesson.at));
        row.ended_by = Set(scope.user());
        replaced.push(row.update(tx).await.map_err(&failed)?);
    }
    let row = alias::ActiveModel {
        organisation_id: Set(scope.organisation()),
        customer_id: Set(lesson.customer),
        alias: Set(lesson.word.text().to_owned()),
        alias_key: Set(normal_key(lesson.word.text())),
        product_id: Set(lesson.product),
        origin: Set(OF_ORDER.to_owned()),
        created_at: Set(lesson.at),
        created_by: Set(scope.user()),
        order_id: Set(lesson.order.map(|(order, _)| order)),
        line_position: Set(lesson.order.map(|(_, line)| line)),
        ..Default::default()
    };
    let alias = alias::Entity::insert(row).exec_with_returning(tx).await.map_err(&failed)?;
    Ok(Learned::New { alias: Box::new(alias), replaced })
}

/// Puts an end to a name in the caller's transaction, which also journals it. `None` when it is not there or has ended before: nothing is
/// to be done twice.
pub async fn end(
    tx: &impl ConnectionTrait, scope: &Scope, id: AliasId, at: DateTime<Utc>,
) -> Result<Option<alias::Model>, MatchError> {
    let found = alias::Entity::of(scope)
        .filter(alias::Column::Id.eq(id))
        .filter(alias::Column::EndedAt.is_null())
        .one(tx)
        .await
        .map_err(MatchError::of("what a customer calls our product"))?;
    let Some(found) = found else { return Ok(None) };
    let by: Option<UserId> = scope.user();
    let mut row = found.into_active_model();
    row.ended_at = Set(Some(at));
    row.ended_by = Set(by);
    row.update(tx).await.map(Some).map_err(MatchError::save("the end of a name"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_stands_for_a_product_and_a_number_of_three_digits_does_not() {
        for code in ["SA-4711", "A1B", "10423", "0815"] {
            assert!(Word::Code(code).is_distinctive(), "{code}");
        }
        for code in ["", "12", "100", "A1", "-", "1.0", &"x".repeat(201)] {
            assert!(!Word::Code(code).is_distinctive(), "{code}");
        }
    }

    #[test]
    fn a_description_stands_for_a_product_only_when_it_says_enough() {
        assert!(Word::Description("Louvre end cap 152mm").is_distinctive());
        for text in ["end cap", "a b c d", "Abschlusskappe", ""] {
            assert!(!Word::Description(text).is_distinctive(), "{text}");
        }
    }

    #[test]
    fn a_line_is_called_by_its_code_before_its_description() {
        assert_eq!(Word::of(Some(" X1 "), Some("cap")), Some(Word::Code("X1")));
        assert_eq!(Word::of(Some("--"), Some("cap")), Some(Word::Description("cap")));
        assert_eq!(Word::of(None, Some(" ")), None);
    }
}
