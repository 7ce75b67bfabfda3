//! What the order page shows of the forms: what each line will need, and the forms as frozen.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, QueryFilter};

use super::requirements::{Requirements, Specification};
use super::{FulfilmentError, specification};
use crate::entity::ids::{FormId, LineId, OrderId, ProductId};
use crate::entity::{OfOrganisation, Scope, form};
use crate::matching::specification as catalogue;
use crate::ops::blobs::Blobs;
use crate::ops::db::Db;
use crate::reader::units::Millionths;
use crate::review::order::{ReviewError, load_lines};

/// What one line needs: the works order as it would be printed now.
#[derive(Clone, Debug, PartialEq)]
pub struct LineNeeds {
    /// The line.
    pub line: LineId,
    /// Its colour.
    pub colour: Option<String>,
    /// Pieces to make.
    pub quantity: Millionths,
    /// What the catalogue keeps of its product; `None` when it is matched to none.
    pub specification: Option<Specification>,
}

impl LineNeeds {
    /// The calculation, as on the form.
    pub fn requirements(&self) -> Requirements<'_> {
        Requirements::of(self.specification.as_ref(), self.colour.as_deref(), self.quantity)
    }
}

/// What each line of the order needs, computed from the values in force.
pub async fn needs(db: &Db, scope: &Scope, order: OrderId) -> Result<Vec<LineNeeds>, FulfilmentError> {
    let lines = load_lines(&db.read, scope, order).await?;
    let products: Vec<ProductId> = lines.iter().filter_map(|line| line.row.product_id).collect();
    let known: HashMap<_, _> = catalogue::load(&db.read, scope, &products).await.map_err(ReviewError::from)?;
    Ok(lines
        .into_iter()
        .map(|line| LineNeeds {
            line: line.row.id,
            specification: line.row.product_id.and_then(|id| known.get(&id)).map(specification::of),
            colour: line.row.colour,
            quantity: line.row.quantity.map(Millionths::from).unwrap_or_default(),
        })
        .collect())
}

/// A form of an order as it was frozen: file name and bytes.
pub async fn form(
    db: &Db, blobs: &Blobs, scope: &Scope, (order, id): (OrderId, FormId),
) -> Result<(String, Vec<u8>), FulfilmentError> {
    let row = form::Entity::of(scope)
        .filter(form::Column::Id.eq(id))
        .filter(form::Column::OrderId.eq(order))
        .one(&db.read)
        .await?
        .ok_or(FulfilmentError::MissingForm(id))?;
    Ok((row.file_name, blobs.get(&row.blob).await?))
}
