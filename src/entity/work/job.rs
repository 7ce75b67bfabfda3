//! Work to be done, once, whatever happens to the process.

use sea_orm::entity::prelude::*;

use crate::entity::{
    ids::{JobId, OrganisationId},
    states::JobState,
};

/// One job. Jobs of the desk itself have no organisation.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "jobs")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: JobId,
    pub organisation_id: Option<OrganisationId>,
    pub name: String,
    pub payload: Json,
    pub unique_key: Option<String>,
    pub state: JobState,
    pub priority: i64,
    pub run_at: DateTimeUtc,
    pub attempts: i64,
    pub attempts_max: i64,
    pub crashes: i64,
    /// Raised by every lease; a late worker with an old fence changes nothing.
    pub fence: i64,
    pub leased_by: Option<String>,
    pub leased_until: Option<DateTimeUtc>,
    pub last_error: Option<String>,
    pub created_at: DateTimeUtc,
    pub finished_at: Option<DateTimeUtc>,
}

/// Rows are joined by hand; there are no relations to walk by accident.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
