//! What we make.

use sea_orm::entity::prelude::*;

use crate::entity::{
    Exact, OfOrganisation,
    ids::{OrganisationId, ProductId},
    states::ProductStatus,
};

/// One product.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "products")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: ProductId,
    pub organisation_id: OrganisationId,
    pub code: String,
    /// Normalised code: letters and digits, lower case.
    pub code_key: String,
    pub description: String,
    pub customer_name: Option<String>,
    /// `false`: taken out of the catalogue; it is kept because orders name it.
    pub is_active: bool,
    pub search_text: String,
    pub created_at: DateTimeUtc,
    /// Unit of measure in which it is ordered; empty: pieces.
    pub unit: Option<String>,
    /// The smallest quantity that may be ordered.
    pub minimum_quantity: Option<Exact>,
    /// Ordered quantities are multiples of this.
    pub pack_multiple: Option<Exact>,
    /// Days from order to delivery.
    pub lead_days: Option<i64>,
    /// The first day on which it can no longer be ordered.
    pub discontinued_on: Option<Date>,
    /// What replaces it.
    pub successor_id: Option<ProductId>,
    pub status: ProductStatus,
    /// The description in another language.
    pub other_description: Option<String>,
    pub family: Option<String>,
    pub size: Option<String>,
    pub drawing_no: Option<String>,
    pub drawing_revision: Option<String>,
    pub gtin: Option<String>,
    /// Customs tariff number.
    pub customs_code: Option<String>,
    /// Counts accepted changes of everything on the product's page, from 1.
    pub version: i64,
    /// What the list of products is searched in; made by `matching::catalogue`, indexed by the database.
    pub search_words: String,
}

/// Rows are joined by hand; there are no relations to walk by accident.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl OfOrganisation for Entity {
    const ORGANISATION: Column = Column::OrganisationId;
}
