//! Whether the buyer is one of our customers, and one only.

use sea_orm::ConnectionTrait;

use super::Subject;
use crate::entity::Scope;
use crate::matching::customers::{self, Answer};
use crate::review::objection::Doubt;
use crate::review::order::{ReviewError, wanted};

/// What there is to object to in the customer of an order that has a name but is none of ours.
pub(super) async fn doubt(
    db: &impl ConnectionTrait, scope: &Scope, subject: &Subject<'_>,
) -> Result<Option<Doubt>, ReviewError> {
    let order = subject.order;
    let (Some(name), None) = (&order.customer_name, order.customer_id) else { return Ok(None) };
    let mut sender = None;
    let wanted = wanted(db, scope, order, &mut sender, subject.evidence).await?;
    Ok(Some(match customers::find(db, scope, wanted).await? {
        Answer::Contradiction { by_name, by_domain, domain } => {
            Doubt::CustomerContradicts { by_name: by_name.name, by_domain: by_domain.name, domain }
        }
        _ => Doubt::UnknownCustomer { name: name.clone() },
    }))
}
