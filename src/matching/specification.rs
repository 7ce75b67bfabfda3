//! Everything the catalogue knows of products.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter, QueryOrder};

use super::MatchError;
use crate::entity::ids::ProductId;
use crate::entity::{OfOrganisation, Scope, manufacturing, material, packaging, product};

/// One product with its mould, materials and packaging, as far as known.
#[derive(Clone, Debug, PartialEq)]
pub struct Specification {
    /// The product.
    pub product: product::Model,
    /// Mould and machine.
    pub manufacturing: Option<manufacturing::Model>,
    /// Materials by colour, in alphabetical order.
    pub materials: Vec<material::Model>,
    /// Bags, cartons, pallets.
    pub packaging: Option<packaging::Model>,
}

/// The specifications of `products`, by four queries whatever their number.
pub async fn load(
    db: &impl ConnectionTrait, scope: &Scope, products: &[ProductId],
) -> Result<HashMap<ProductId, Specification>, MatchError> {
    if products.is_empty() {
        return Ok(HashMap::new());
    }
    let wanted = || products.iter().copied();
    let failed = MatchError::of("the specification of products");
    let found =
        product::Entity::of(scope).filter(product::Column::Id.is_in(wanted())).all(db).await.map_err(&failed)?;
    let mut moulds = manufacturing::Entity::of(scope)
        .filter(manufacturing::Column::ProductId.is_in(wanted()))
        .all(db)
        .await
        .map_err(&failed)?;
    let materials = material::Entity::of(scope)
        .filter(material::Column::ProductId.is_in(wanted()))
        .order_by_asc(material::Column::ColourKey)
        .all(db)
        .await
        .map_err(&failed)?;
    let mut packs = packaging::Entity::of(scope)
        .filter(packaging::Column::ProductId.is_in(wanted()))
        .all(db)
        .await
        .map_err(&failed)?;
    Ok(found
        .into_iter()
        .map(|product| {
            let id = product.id;
            let specification = Specification {
                manufacturing: take(&mut moulds, |row| row.product_id == id),
                materials: materials.iter().filter(|row| row.product_id == id).cloned().collect(),
                packaging: take(&mut packs, |row| row.product_id == id),
                product,
            };
            (id, specification)
        })
        .collect())
}

fn take<T>(rows: &mut Vec<T>, is_it: impl Fn(&T) -> bool) -> Option<T> {
    rows.iter().position(is_it).map(|at| rows.swap_remove(at))
}
