//! On whose behalf something happens.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Select};

use super::ids::{OrganisationId, UserId};
use super::states::Role;

/// On whose behalf something happens: one organisation, and the person with their role unless it is the system itself.
///
/// It comes from the session, or from [`Scope::system`] in a job; never from a request's path or body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scope {
    organisation: OrganisationId,
    person: Option<(UserId, Role)>,
}

impl Scope {
    /// The desk itself, working for one organisation.
    pub const fn system(organisation: OrganisationId) -> Self {
        Self { organisation, person: None }
    }

    /// A signed-in person.
    pub const fn person(organisation: OrganisationId, user: UserId, role: Role) -> Self {
        Self { organisation, person: Some((user, role)) }
    }

    /// The organisation whose rows may be seen.
    pub const fn organisation(&self) -> OrganisationId {
        self.organisation
    }

    /// Who acts; `None` for the desk itself.
    pub fn user(&self) -> Option<UserId> {
        self.person.map(|(user, _)| user)
    }

    /// The role of the person; `None` for the desk itself.
    pub fn role(&self) -> Option<Role> {
        self.person.map(|(_, role)| role)
    }
}

/// A table whose rows belong to organisations.
pub trait OfOrganisation: EntityTrait {
    /// The column that says whose row it is.
    const ORGANISATION: Self::Column;

    /// All rows of the scope's organisation: where every query of such a table begins.
    fn of(scope: &Scope) -> Select<Self> {
        Self::find().filter(Self::ORGANISATION.eq(scope.organisation()))
    }
}
