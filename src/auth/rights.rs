//! Which role may do what, on one screen.

use sea_orm::{EnumIter, Iterable as _};

use crate::entity::Scope;
use crate::entity::states::Role;

/// Something a person may or may not do in an organisation. Every route names one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter)]
pub enum Right {
    /// Look at orders and download their forms.
    SeeOrders,
    /// Look at messages, their sources and what became of them.
    SeeInbox,
    /// Correct, settle objections, choose products, reject, set aside, reopen.
    ReviewOrders,
    /// Release an order, and recall what was released.
    ApproveOrders,
    /// Look at the figures of a period: revenue, speed, who bought what, what had to be corrected.
    SeeInsight,
    /// Look at the state of the desk: sources, jobs, letters, what went wrong.
    SeeStatus,
    /// Look at products, prices and customers.
    SeeCatalogue,
    /// Say what customers call our products.
    NameProducts,
    /// Change products, prices and customers, by hand and by files.
    ManageCatalogue,
    /// Change settings and sources.
    ManageOrganisation,
    /// Add people, change their rights, end them; owners excepted.
    ManagePeople,
    /// The same for owners.
    ManageOwners,
}

impl Right {
    /// All rights, in the order of the table; for the role matrix in tests and help.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::iter()
    }
}

impl Role {
    /// The whole table of rights. Whatever is not listed is refused.
    pub const fn may(self, right: Right) -> bool {
        use Right::{
            ApproveOrders, ManageOwners, NameProducts, ReviewOrders, SeeCatalogue, SeeInbox, SeeInsight, SeeOrders,
            SeeStatus,
        };
        match self {
            Self::Owner => true,
            Self::Admin => !matches!(right, ManageOwners),
            Self::Reviewer => {
                matches!(
                    right,
                    SeeOrders
                        | SeeInbox
                        | SeeCatalogue
                        | SeeInsight
                        | ReviewOrders
                        | ApproveOrders
                        | NameProducts
                        | SeeStatus
                )
            }
            Self::Warehouse => matches!(right, SeeOrders | SeeCatalogue),
            Self::Viewer => matches!(right, SeeOrders | SeeInbox | SeeCatalogue),
        }
    }

    /// The right somebody needs to give or to take this role.
    pub const fn given_by(self) -> Right {
        match self {
            Self::Owner => Right::ManageOwners,
            Self::Admin | Self::Reviewer | Self::Warehouse | Self::Viewer => Right::ManagePeople,
        }
    }
}

impl Scope {
    /// Whether the person of this scope has the right; the desk itself, working in a job or for the operator at the machine, has all.
    pub fn may(&self, right: Right) -> bool {
        self.role().is_none_or(|role| role.may(right))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_owners_manage_owners() {
        let allowed: Vec<Role> = Role::iter().filter(|role| role.may(Right::ManageOwners)).collect();
        assert_eq!(allowed, [Role::Owner]);
    }

    #[test]
    fn an_admin_cannot_make_an_owner() {
        assert!(!Role::Admin.may(Role::Owner.given_by()));
        assert!(Role::Admin.may(Role::Admin.given_by()));
    }

    #[test]
    fn only_three_roles_release_orders() {
        let allowed: Vec<Role> = Role::iter().filter(|role| role.may(Right::ApproveOrders)).collect();
        assert_eq!(allowed, [Role::Owner, Role::Admin, Role::Reviewer]);
    }

    #[test]
    fn revenue_is_for_those_who_make_it() {
        let allowed: Vec<Role> = Role::iter().filter(|role| role.may(Right::SeeInsight)).collect();
        assert_eq!(allowed, [Role::Owner, Role::Admin, Role::Reviewer]);
    }

    #[test]
    fn everybody_sees_the_catalogue_and_two_roles_change_it() {
        assert!(Role::iter().all(|role| role.may(Right::SeeCatalogue)));
        let allowed: Vec<Role> = Role::iter().filter(|role| role.may(Right::ManageCatalogue)).collect();
        assert_eq!(allowed, [Role::Owner, Role::Admin]);
        assert!(Role::Reviewer.may(Right::NameProducts));
    }

    #[test]
    fn a_viewer_and_the_warehouse_change_nothing() {
        let changing = [
            Right::ReviewOrders,
            Right::ApproveOrders,
            Right::NameProducts,
            Right::ManageCatalogue,
            Right::ManageOrganisation,
            Right::ManagePeople,
        ];
        for right in changing {
            assert!(!Role::Viewer.may(right), "{right:?}");
            assert!(!Role::Warehouse.may(right), "{right:?}");
        }
    }

    #[test]
    fn the_warehouse_does_not_read_the_mail() {
        assert!(Role::Warehouse.may(Right::SeeOrders));
        assert!(!Role::Warehouse.may(Right::SeeInbox));
    }
}
