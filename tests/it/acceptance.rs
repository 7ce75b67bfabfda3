//! The acceptance list of the order desk (domain A8), through the real road: folder, jobs, review, fulfilment.

use ramjet::entity::states::{Fate, OrderState};

use crate::desk::{both, mail};

both! {
    async fn purchase_order_12022_becomes_one_order(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        assert_eq!(desk.page(id).await.state, OrderState::InReview);
        assert_eq!(desk.fates().await, [Fate::InRecord]);
    }
}
