//! The product of a line: matched when the order is opened, chosen by a person afterwards, and remembered for the next order.

use sea_orm::{ColumnTrait, QueryFilter};
use serde_json::{Value, json};

use super::change::Begun;
use super::{Change, Line, ReviewError};
use crate::entity::ids::{AliasId, LineId, OrderId, ProductId};
use crate::entity::states::Action;
use crate::entity::{OfOrganisation, product};
use crate::matching::aliases::{self, Learned, Lesson, Word};
use crate::matching::products::{self, Answer, Wanted};
use crate::ops::deed::{Deed, Done};
use crate::reader::units::{Millionths, normal_key};
use crate::review::evidence::FieldName;

/// How `match_rule` names a person's choice.
pub(crate) const BY_PERSON: &str = "person";
/// How evidence names a recalled name: `alias:12`.
pub(crate) const ALIAS: &str = "alias";

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
/// Where the line's own code or description did not find the product, it is remembered what this customer calls it, in the same
/// transaction. Refuses a product that is not ours with [`ReviewError::UnknownProduct`].
pub async fn choose_product(
    deed: &Deed<'_>, id: OrderId, version: i64, line: LineId, choice: &ProductChoice,
) -> Result<Done, ReviewError> {
    let Begun::Change(mut change) = Change::begin(deed, id, version, Action::Correct).await? else {
        return Ok(Done::Again);
    };
    let chosen = chosen_product(&change, choice).await?.ok_or(ReviewError::UnknownProduct)?;
    let line = change.line_mut(line)?;
    let (at, before) = (line.row.id, line.row.product_id);
    line.row.product_id = Some(chosen.id);
    line.row.match_rule = Some(BY_PERSON.to_owned());
    line.evidence.entered_by(FieldName::Product, deed.actor, None);
    let position = line.row.position;
    let old_code = match before {
        Some(before) => code_of(&change, before).await?,
        None => None,
    };
    let detail = json!({ "field": "product", "line": position, "from": old_code, "to": chosen.code });
    let mut entries = vec![("corrected", detail)];
    entries.extend(remember(&change, at, &chosen).await?);
    change.recompute().await?;
    change.save(entries).await
}

/// Puts an end to a name that was learned, from the page of an order that shows it: lines that were matched by it are matched again.
///
/// Refuses with [`ReviewError::Missing`] when it is not there or has ended before.
pub async fn forget(deed: &Deed<'_>, id: OrderId, version: i64, alias: AliasId) -> Result<Done, ReviewError> {
    let Begun::Change(mut change) = Change::begin(deed, id, version, Action::Correct).await? else {
        return Ok(Done::Again);
    };
    let ended = aliases::end(&change.tx, deed.scope, alias, deed.now).await?.ok_or(ReviewError::Missing(id))?;
    let code = code_of(&change, ended.product_id).await?;
    let detail = json!({ "alias": ended.id, "text": ended.alias, "product": code, "customer": ended.customer_id });
    match_again(&mut change, |line| line.evidence.record(FieldName::Product, ALIAS) == Some(alias.0)).await?;
    change.recompute().await?;
    change.save(vec![("forgot", detail)]).await
}

async fn code_of(change: &Change, product: ProductId) -> Result<Option<String>, ReviewError> {
    let found = product::Entity::of(&change.scope)
        .filter(product::Column::Id.eq(product))
        .one(&change.tx)
        .await
        .map_err(ReviewError::save("the earlier product"))?;
    Ok(found.map(|product| product.code))
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

/// Remembers what the customer calls the product, by the line as it was read; gives the journal's entry.
///
/// Nothing is learned without a known customer, from what a person typed, from a word that says too little, and from a code that is one of
/// ours: whoever takes another product then means this order and not the word.
async fn remember(
    change: &Change, line: LineId, chosen: &product::Model,
) -> Result<Option<(&'static str, Value)>, ReviewError> {
    let Some(customer) = change.order.customer_id else { return Ok(None) };
    let Some(line) = change.lines.iter().find(|other| other.row.id == line) else { return Ok(None) };
    let Some(word) = word_as_read(line).filter(|word| !is_a_number_of(change, line, word.text())) else {
        return Ok(None);
    };
    if let Word::Code(code) = word {
        let is_ours = products::by_exact_code(&change.tx, &change.scope, code).await?.is_some()
            || !products::by_key(&change.tx, &change.scope, &normal_key(code)).await?.is_empty();
        if is_ours {
            return Ok(None);
        }
    }
    let position = line.row.position;
    let order = Some((change.order.id, position));
    let lesson = Lesson { customer: Some(customer), word, product: chosen.id, order, at: change.now };
    let Learned::New { alias, replaced } = aliases::learn(&change.tx, &change.scope, lesson).await? else {
        return Ok(None);
    };
    let mut instead = Vec::with_capacity(replaced.len());
    for name in replaced {
        instead.push(code_of(change, name.product_id).await?);
    }
    let detail = json!({
        "alias": alias.id, "text": alias.alias, "product": chosen.code, "customer": customer, "line": position,
        "instead_of": instead,
    });
    Ok(Some(("learned", detail)))
}

/// What the line called its product when it was read, whatever was typed since; `None` where a scan may have been misread.
fn word_as_read(line: &Line) -> Option<Word<'_>> {
    let row = &line.row;
    let code = line.evidence.as_read(FieldName::Code, row.code.as_deref());
    if Word::of(code, None).is_some() {
        return Word::of(line.evidence.read_surely(FieldName::Code, row.code.as_deref()), None);
    }
    // A line whose code was typed had none: what was read of it is its description.
    Word::of(None, line.evidence.read_surely(FieldName::Description, row.description.as_deref()))
}

/// Whether the "code" is the order's number or the line's quantity, read from the wrong column.
fn is_a_number_of(change: &Change, line: &Line, text: &str) -> bool {
    let key = normal_key(text);
    let quantity = line.row.quantity.map(|quantity| normal_key(&quantity.to_string()));
    change.order.po_key.as_deref() == Some(key.as_str()) || quantity.as_deref() == Some(key.as_str())
}

/// Looks the product up again for each line whose code was corrected; a product that a person chose before gives way to the new code. Where
/// the typed code leads to a product, it is remembered what the customer had written; gives the journal's entries.
pub(super) async fn match_changed_codes(
    change: &mut Change, values: &[(Option<LineId>, FieldName, String)],
) -> Result<Vec<(&'static str, Value)>, ReviewError> {
    let is_changed = |id: LineId| values.iter().any(|(line, field, _)| *line == Some(id) && *field == FieldName::Code);
    match_again(change, |line| is_changed(line.row.id)).await?;
    let matched: Vec<(LineId, ProductId)> = change
        .lines
        .iter()
        .filter(|line| is_changed(line.row.id))
        .filter(|line| matches!(line.row.match_rule.as_deref(), Some("exact_code" | "same_code")))
        .filter_map(|line| Some((line.row.id, line.row.product_id?)))
        .collect();
    let mut entries = Vec::new();
    for (line, product) in matched {
        if let Some(product) = chosen_product(change, &ProductChoice::Id(product)).await? {
            entries.extend(remember(change, line, &product).await?);
        }
    }
    Ok(entries)
}

/// Asks the catalogue for the product of each wanted line and takes over the answer: a product only when a rule is certain, otherwise
/// proposals.
pub(super) async fn match_again(change: &mut Change, is_wanted: impl Fn(&Line) -> bool) -> Result<(), ReviewError> {
    let Change { tx, kept, scope, order, lines, .. } = change;
    for line in lines.iter_mut().filter(|line| is_wanted(line)) {
        let row = &line.row;
        let per = row.price_per.map_or(Millionths::whole(1), Millionths::from);
        let wanted = Wanted {
            code: row.code.as_deref(),
            description: row.description.as_deref(),
            colour: row.colour.as_deref(),
            unit_price: row.unit_price.map(|price| (price.into(), per)),
            customer: order.customer_id,
            customer_name: order.customer_name.as_deref(),
        };
        let answer = products::find(tx, kept, scope, wanted).await?;
        settle_on(line, answer)?;
    }
    Ok(())
}

fn settle_on(line: &mut Line, answer: Answer) -> Result<(), ReviewError> {
    let (product, rule, alias, candidates) = match answer {
        Answer::Picked { product, rule, alias } => (Some(product.id), Some(rule), alias, Vec::new()),
        Answer::Proposed(candidates) => (None, None, None, candidates),
        Answer::Unknown => (None, None, None, Vec::new()),
    };
    line.row.product_id = product;
    line.row.match_rule = rule.map(|rule| rule.word().to_owned());
    line.row.candidates = serde_json::to_value(candidates).map_err(ReviewError::stored("proposals"))?;
    line.evidence.recalled(FieldName::Product, alias.map(|alias| format!("{ALIAS}:{alias}")));
    Ok(())
}
