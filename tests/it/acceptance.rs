//! The acceptance list of the order desk (domain A8), through the real road: folder, jobs, review, fulfilment.

use ramjet::entity::states::{Fate, OrderState};

use crate::desk::{both, mail};

both! {
    async fn purchase_order_12022_becomes_one_order_with_two_matched_lines(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        let page = desk.page(id).await;
        eprintln!("{page:#?}");
        assert_eq!(page.state, OrderState::InReview);
        assert_eq!(page.po_number.value.as_deref(), Some("12022"));
        assert_eq!(desk.fates().await, [Fate::InRecord]);
    }
}
