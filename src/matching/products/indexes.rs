//! The index over each organisation's catalogue, made when it is first needed and again when the products have changed.
//!
//! The database counts the changes of products in their own transaction ([`generation`]), so several processes agree on what is outdated.
//! It is never asked for in a transaction that changes products itself: the count of a transaction that comes to nothing may be given again.

use std::sync::{Arc, Mutex, PoisonError};

use sea_orm::{ConnectionTrait, QueryOrder, QuerySelect};

use super::index::{Entry, Index};
use crate::entity::ids::{OrganisationId, ProductId};
use crate::entity::{OfOrganisation, Scope, generation, product};
use crate::matching::MatchError;
use crate::ops::kept::Kept;

/// Organisations whose indexes are kept at the same time by one process.
const ORGANISATIONS_MAX: usize = 8;

/// What one organisation's index was made from.
struct Made {
    organisation: OrganisationId,
    generation: i64,
    index: Arc<Index>,
}

/// The indexes this process keeps, the most recently used last.
#[derive(Default)]
pub struct Indexes(Mutex<Vec<Made>>);

/// The index over the products as `db` sees them now.
pub async fn current(db: &impl ConnectionTrait, kept: &Kept, scope: &Scope) -> Result<Arc<Index>, MatchError> {
    let failed = MatchError::of("how often the catalogue has changed");
    let generation = generation::Entity::of(scope).one(db).await.map_err(failed)?.map_or(0, |row| row.generation);
    let indexes = kept.one::<Indexes>();
    if let Some(index) = indexes.take_up(scope.organisation(), generation) {
        return Ok(index);
    }
    let rows: Vec<(ProductId, String, String)> = product::Entity::of(scope)
        .order_by_asc(product::Column::Code)
        .order_by_asc(product::Column::Id)
        .select_only()
        .columns([product::Column::Id, product::Column::Code, product::Column::Description])
        .into_tuple()
        .all(db)
        .await
        .map_err(MatchError::of("the catalogue"))?;
    // Hundred thousand products take a good part of a second: that must not hold up the thread that serves the others.
    let made = tokio::task::spawn_blocking(move || {
        let mut entries: Vec<Entry<'_>> =
            rows.iter().map(|(product, code, description)| Entry { product: *product, code, description }).collect();
        // The two databases sort texts differently; the bytes of the code decide.
        entries.sort_by(|a, b| (a.code, a.product).cmp(&(b.code, b.product)));
        Arc::new(Index::of(&entries))
    });
    let index = made.await.map_err(|_| MatchError::Interrupted)?;
    indexes.put(Made { organisation: scope.organisation(), generation, index: Arc::clone(&index) });
    Ok(index)
}

impl Indexes {
    fn take_up(&self, organisation: OrganisationId, generation: i64) -> Option<Arc<Index>> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = all.iter().position(|made| made.organisation == organisation && made.generation == generation)?;
        let made = all.remove(at);
        let index = Arc::clone(&made.index);
        all.push(made);
        Some(index)
    }

    fn put(&self, made: Made) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|other| other.organisation != made.organisation);
        all.push(made);
        if all.len() > ORGANISATIONS_MAX {
            all.remove(0);
        }
    }
}
