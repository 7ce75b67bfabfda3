//! Letters through the folder: posted, recalled, sent once, whatever interrupts.

use ramjet::auth::{Right, Role, Scope};
use ramjet::entity::ids::{BlobHash, OutboxId};
use ramjet::entity::states::{Cause, JobState, OutboxState};
use ramjet::entity::{OfOrganisation, job, journal, outbox as rows};
use ramjet::outbox::{self, ComposeError, Letter, OutboxError};
use ramjet::reader::evidence::Verdict;
use sea_orm::{EntityTrait, PaginatorTrait};

use super::Post;
use crate::auth::other_firm;
use crate::desk::both;

both! {
    async fn a_letter_waits_for_its_time_and_leaves_once_as_it_was_approved(database: Database) {
        let post = Post::by_folder(database).await;
        let id = post.post().await;
        assert_eq!(post.after(0).await, 0, "not due");
        assert_eq!((post.state(id).await, post.files().len()), (OutboxState::Waiting, 0));
        post.after(30).await;
        let row = post.row(id).await;
        assert_eq!((row.state, row.attempts, row.sent_at), (OutboxState::Sent, 1, Some(post.ctx.clock.now())));
        assert_eq!(post.files().len(), 1);
        let sent = std::fs::read(&post.files()[0]).unwrap();
        assert_eq!(BlobHash::of(&sent), row.blob, "byte for byte");
        assert_eq!(post.files()[0].file_name().unwrap().to_str(), row.receipt.as_deref());
        assert_eq!(post.verdicts().await, [Verdict::Done]);
        assert_eq!(post.after(3_600).await, 0, "nothing is left over");
    }

    async fn a_recalled_letter_never_leaves(database: Database) {
        let post = Post::by_folder(database).await;
        let id = post.post().await;
        post.ctx.clock.advance(std::time::Duration::from_secs(29));
        post.recall(&post.grant, id).await.unwrap();
        post.after(3_600).await;
        assert_eq!((post.state(id).await, post.files().len()), (OutboxState::Recalled, 0));
        assert_eq!(post.job_states().await, [JobState::Done], "no job is left behind");
        assert_eq!(post.verdicts().await, [Verdict::NotForUs]);
    }

    async fn a_letter_whose_time_has_come_cannot_be_recalled(database: Database) {
        let post = Post::by_folder(database).await;
        let id = post.post().await;
        post.ctx.clock.advance(std::time::Duration::from_secs(30));
        let refused = post.recall(&post.grant, id).await;
        assert!(matches!(refused, Err(OutboxError::TooLate(OutboxState::Waiting))), "{refused:?}");
        post.after(0).await;
        let refused = post.recall(&post.grant, id).await;
        assert!(matches!(refused, Err(OutboxError::TooLate(OutboxState::Sent))), "{refused:?}");
        assert_eq!(post.files().len(), 1);
    }

    async fn a_letter_is_recalled_once_by_somebody_who_may(database: Database) {
        let post = Post::by_folder(database).await;
        let id = post.post().await;
        let mika = post.member("Mika", Role::Warehouse).await;
        let olga = other_firm(&post.ctx.db).await;
        assert!(matches!(post.recall(&mika, id).await, Err(OutboxError::NotAllowed)));
        assert!(matches!(post.recall(&olga, id).await, Err(OutboxError::Missing)), "another organisation");
        assert!(matches!(post.recall(&post.grant, OutboxId(404)).await, Err(OutboxError::Missing)));
        assert_eq!(post.state(id).await, OutboxState::Waiting);
        post.recall(&post.grant, id).await.unwrap();
        let again = post.recall(&post.grant, id).await;
        assert!(matches!(again, Err(OutboxError::TooLate(OutboxState::Recalled))), "{again:?}");
    }

    async fn a_letter_and_its_job_are_there_together_or_not_at_all(database: Database) {
        let post = Post::by_folder(database).await;
        let letter = post.letter("Order 12022", 100).await;
        let tx = post.ctx.db.begin_write().await.unwrap();
        outbox::post(&tx, &post.grant, &letter).await.unwrap();
        tx.rollback().await.unwrap();
        assert_eq!(rows::Entity::find().count(&post.ctx.db.read).await.unwrap(), 0);
        assert_eq!(job::Entity::find().count(&post.ctx.db.read).await.unwrap(), 0);
    }

    async fn nothing_leaves_without_the_approval_of_somebody_who_may(database: Database) {
        let post = Post::by_folder(database).await;
        let letter = post.letter("Order 12022", 100).await;
        let mika = post.member("Mika", Role::Warehouse).await;
        let vera = post.member("Vera", Role::Viewer).await;
        let sharon = post.member("Sharon", Role::Reviewer).await;
        // What the session said a moment ago does not count: Sharon has become a viewer since.
        post.run(&format!("update memberships set role = 'viewer' where user_id = {}", sharon.user().unwrap())).await;
        let gone = post.member("Gone", Role::Admin).await;
        post.run(&format!("update users set disabled_at = created_at where id = {}", gone.user().unwrap())).await;
        let olga = other_firm(&post.ctx.db).await;
        let forged = Scope::person(post.grant.organisation(), olga.user().unwrap(), Role::Owner);
        assert!(sharon.may(Right::ApproveOrders) && forged.may(Right::ApproveOrders), "the scopes say they may");
        for scope in [mika, vera, sharon, gone, forged, Scope::system(post.grant.organisation())] {
            let refused = post.try_post(&scope, &letter).await;
            assert!(matches!(refused, Err(OutboxError::NotApproved)), "{scope:?}: {refused:?}");
        }
        let mine = post.member("Mine", Role::Reviewer).await;
        let id = post.try_post(&mine, &letter).await.unwrap();
        assert_eq!(post.row(id).await.approved_by, mine.user());
    }

    async fn the_desk_itself_writes_to_own_members_only(database: Database) {
        let post = Post::by_folder(database).await;
        let desk = Scope::system(post.grant.organisation());
        other_firm(&post.ctx.db).await;
        let system = |letter: &Letter, to: &[&str]| Letter {
            cause: Cause::System,
            recipients: to.iter().map(|address| (*address).to_owned()).collect(),
            ..letter.clone()
        };
        let letter = post.letter("A source fails", 100).await;
        for to in [&["stranger@example.com"][..], &["grant@example.com", "stranger@example.com"], &["olga@other.example"]] {
            let refused = post.try_post(&desk, &system(&letter, to)).await;
            assert!(matches!(refused, Err(OutboxError::NotAMember(_))), "{to:?}: {refused:?}");
        }
        let id = post.try_post(&desk, &system(&letter, &["Grant@Example.com"])).await.unwrap();
        assert_eq!(post.row(id).await.approved_by, None);
    }

    async fn what_is_no_letter_is_not_posted(database: Database) {
        let post = Post::by_folder(database).await;
        let letter = post.letter("Order 12022", 100).await;
        let to = |address: &str| Letter { recipients: vec![address.to_owned()], ..letter.clone() };
        for wrong in [
            to("a@example.com\r\nRCPT TO:<all@example.com>"), to("a@example.com> NOTIFY=NEVER <b@example.com"), to(""), to("office"),
            Letter { recipients: Vec::new(), ..letter.clone() },
            Letter { subject: "x\r\nBcc: all@example.com".to_owned(), ..letter.clone() },
            Letter { message_id: "<a@b>\r\nX: y".to_owned(), ..letter.clone() },
        ] {
            let refused = post.try_post(&post.grant, &wrong).await;
            assert!(matches!(refused, Err(OutboxError::Malformed(_))), "{wrong:?}: {refused:?}");
        }
        let refused = post.try_post(&post.grant, &Letter { recipients: Vec::new(), ..letter.clone() }).await;
        assert!(matches!(refused, Err(OutboxError::Malformed(ComposeError::NoRecipient))), "{refused:?}");
        let missing = Letter { blob: BlobHash::of(b"never stored"), ..letter };
        assert!(matches!(post.try_post(&post.grant, &missing).await, Err(OutboxError::Database(_))));
        assert_eq!(rows::Entity::find().count(&post.ctx.db.read).await.unwrap(), 0);
    }

    async fn two_letters_never_share_a_message_id(database: Database) {
        let post = Post::by_folder(database).await;
        let letter = post.letter("Order 12022", 100).await;
        post.try_post(&post.grant, &letter).await.unwrap();
        let refused = post.try_post(&post.grant, &letter).await;
        assert!(matches!(refused, Err(OutboxError::MessageIdTaken)), "{refused:?}");
    }

    async fn a_letter_interrupted_before_it_lay_in_the_folder_is_sent_once(database: Database) {
        let post = Post::by_folder(database).await;
        let id = post.post().await;
        post.interrupt(id).await;
        post.after(30).await;
        assert_eq!((post.state(id).await, post.files().len()), (OutboxState::Sent, 1));
        assert_eq!(std::fs::read(&post.files()[0]).unwrap(), post.approved(id).await);
    }

    async fn a_letter_interrupted_after_it_lay_in_the_folder_is_recorded_and_not_sent_twice(database: Database) {
        let post = Post::by_folder(database).await;
        let id = post.post().await;
        post.interrupt(id).await;
        let folder = outbox::Folder::new(post.ctx.config.place.outbox());
        let path = folder.path(&post.row(id).await.message_id);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, post.approved(id).await).unwrap();
        let written = std::fs::metadata(&path).unwrap().modified().unwrap();
        post.after(30).await;
        assert_eq!((post.state(id).await, post.files().len(), post.row(id).await.attempts), (OutboxState::Sent, 1, 1));
        assert_eq!(std::fs::metadata(&path).unwrap().modified().unwrap(), written, "untouched");
        assert_eq!(post.verdicts().await, [Verdict::Done]);
    }

    async fn a_folder_that_holds_another_letter_of_that_name_fails_the_letter(database: Database) {
        let post = Post::by_folder(database).await;
        let id = post.post().await;
        let path = outbox::Folder::new(post.ctx.config.place.outbox()).path(&post.row(id).await.message_id);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, b"somebody else's").unwrap();
        post.after(30).await;
        assert_eq!(post.state(id).await, OutboxState::Failed);
        assert_eq!(std::fs::read(&path).unwrap(), b"somebody else's");
        assert_eq!(post.verdicts().await, [Verdict::Stuck]);
    }

    async fn a_letter_whose_bytes_are_gone_fails_visibly_and_is_not_made_up(database: Database) {
        let post = Post::by_folder(database).await;
        let id = post.post().await;
        std::fs::remove_file(post.ctx.blobs.path(&post.row(id).await.blob)).unwrap();
        for _ in 0..6 {
            post.after(300).await;
        }
        let row = post.row(id).await;
        assert_eq!((row.state, post.files().len()), (OutboxState::Failed, 0));
        assert!(row.last_error.is_some_and(|reason| !reason.is_empty()));
        assert_eq!(post.job_states().await, [JobState::Failed]);
    }

    async fn a_letter_whose_bytes_were_changed_does_not_leave(database: Database) {
        let post = Post::by_folder(database).await;
        let id = post.post().await;
        let path = post.ctx.blobs.path(&post.row(id).await.blob);
        let mut bytes = std::fs::read(&path).unwrap();
        let last = bytes.len() - 10;
        bytes[last] ^= 1;
        std::fs::remove_file(&path).unwrap();
        std::fs::write(&path, bytes).unwrap();
        post.after(30).await;
        assert_eq!((post.state(id).await, post.files().len()), (OutboxState::Waiting, 0));
    }

    async fn a_failed_letter_can_be_sent_again_by_somebody_who_may_and_that_is_journalled(database: Database) {
        let post = Post::by_folder(database).await;
        let id = post.post().await;
        let refused = post.send_again(&post.grant, id).await;
        assert!(matches!(refused, Err(OutboxError::NotStuck(OutboxState::Waiting))), "{refused:?}");
        let path = outbox::Folder::new(post.ctx.config.place.outbox()).path(&post.row(id).await.message_id);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, b"in the way").unwrap();
        post.after(30).await;
        assert_eq!(post.state(id).await, OutboxState::Failed);
        std::fs::remove_file(&path).unwrap();
        let vera = post.member("Vera", Role::Viewer).await;
        assert!(matches!(post.send_again(&vera, id).await, Err(OutboxError::NotAllowed)));
        let olga = other_firm(&post.ctx.db).await;
        assert!(matches!(post.send_again(&olga, id).await, Err(OutboxError::Missing)));
        post.send_again(&post.grant, id).await.unwrap();
        post.after(1).await;
        assert_eq!((post.state(id).await, post.files().len()), (OutboxState::Sent, 1));
        let told = journal::Entity::of(&post.grant).all(&post.ctx.db.read).await.unwrap();
        assert_eq!(told.iter().filter(|row| row.action == "sent_again" && row.record_id == id.0).count(), 1);
        let refused = post.send_again(&post.grant, id).await;
        assert!(matches!(refused, Err(OutboxError::NotStuck(OutboxState::Sent))), "{refused:?}");
    }

    async fn the_letters_of_an_order_are_those_of_the_own_organisation(database: Database) {
        let post = Post::by_folder(database).await;
        let none = outbox::letters_of(&post.ctx.db.read, &post.grant, ramjet::entity::ids::OrderId(1)).await.unwrap();
        assert!(none.is_empty());
    }
}
