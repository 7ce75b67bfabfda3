//! The product of a line: matched when the order is opened, chosen by a person afterwards.

use sea_orm::{ColumnTrait, QueryFilter};
use serde_json::json;

use super::change::Begun;
use super::{Change, ReviewError};
use crate::entity::ids::{CustomerId, LineId, OrderId, ProductId};
use crate::entity::states::Action;
use crate::entity::{OfOrganisation, Scope, line, product};
use crate::matching::products::{self, Answer, Wanted};
use crate::ops::deed::{Deed, Done};
use crate::reader::units::normal_key;
use crate::review::evidence::FieldName;

/// How `match_rule` names a person's choice.
pub(crate) const BY_PERSON: &str = "person";

/// What a person chose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProductChoice {
    /// One of the proposals, or any other product.
    Id(ProductId),
    /// A code as typed; case and punctuation do not matter when only one product fits.
    Code(String),
}

/// Makes the line one for the chosen product; its price, specification and objections follow.
///
/// Refuses a product that is not ours with [`ReviewError::UnknownProduct`].
pub async fn choose_product(
    deed: &Deed<'_>, id: OrderId, version: i64, line: LineId, choice: &ProductChoice,
) -> Result<Done, ReviewError> {
    let Begun::Change(mut change) = Change::begin(deed, id, version, Action::Correct).await? else {
        return Ok(Done::Again);
    };
    let chosen = chosen_product(&change, choice).await?.ok_or(ReviewError::UnknownProduct)?;
    let line = change.line_mut(line)?;
    let before = line.row.product_id;
    line.row.product_id = Some(chosen.id);
    line.row.match_rule = Some(BY_PERSON.to_owned());
    let position = line.row.position;
    let old_code = match before {
        Some(before) => product::Entity::of(deed.scope)
            .filter(product::Column::Id.eq(before))
            .one(&change.tx)
            .await
            .map_err(ReviewError::save("the earlier product"))?
            .map(|product| product.code),
        None => None,
    };
    change.recompute().await?;
    let detail = json!({ "field": "product", "line": position, "from": old_code, "to": chosen.code });
    change.save(vec![("corrected", detail)]).await
}

async fn chosen_product(change: &Change, choice: &ProductChoice) -> Result<Option<product::Model>, ReviewError> {
    match choice {
        ProductChoice::Id(id) => product::Entity::of(&change.scope)
            .filter(product::Column::Id.eq(*id))
            .one(&change.tx)
            .await
            .map_err(ReviewError::save("the chosen product")),
        ProductChoice::Code(code) => {
            if let Some(exact) = products::by_exact_code(&change.tx, &change.scope, code.trim()).await? {
                return Ok(Some(exact));
            }
            let mut same = products::by_key(&change.tx, &change.scope, &normal_key(code)).await?;
            Ok(if same.len() == 1 { same.pop() } else { None })
        }
    }
}

/// Looks the product up again for each line whose code was corrected; a product that a person chose before gives way to the new code.
pub(super) async fn match_changed_codes(
    change: &mut Change, values: &[(Option<LineId>, FieldName, String)],
) -> Result<(), ReviewError> {
    let is_changed = |id: LineId| values.iter().any(|(line, field, _)| *line == Some(id) && *field == FieldName::Code);
    let customer = change.order.customer_id;
    for line in change.lines.iter_mut().filter(|line| is_changed(line.row.id)) {
        let answer = ask(&change.tx, &change.scope, &line.row, customer).await?;
        settle_on(&mut line.row, answer)?;
    }
    Ok(())
}

/// Asks the catalogue for the line's product.
pub(super) async fn ask(
    db: &impl sea_orm::ConnectionTrait, scope: &Scope, row: &line::Model, customer: Option<CustomerId>,
) -> Result<Answer, ReviewError> {
    let wanted = Wanted { code: row.code.as_deref(), description: row.description.as_deref(), customer };
    Ok(products::find(db, scope, wanted).await?)
}

/// Takes over what the catalogue answered: a product only when the rule is certain, otherwise proposals.
pub(super) fn settle_on(row: &mut line::Model, answer: Answer) -> Result<(), ReviewError> {
    let (product, rule, candidates) = match answer {
        Answer::Picked { product, rule } => (Some(product.id), Some(rule.word().to_owned()), Vec::new()),
        Answer::Proposed(candidates) => (None, None, candidates),
        Answer::Unknown => (None, None, Vec::new()),
    };
    row.product_id = product;
    row.match_rule = rule;
    row.candidates = serde_json::to_value(candidates).map_err(ReviewError::stored("proposals"))?;
    Ok(())
}
