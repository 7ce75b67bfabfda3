//! Letters through a mail server that fails in every way it can. The law: taken over at most once, and never unseen.

use std::time::Duration;

use ramjet::entity::ids::BlobHash;
use ramjet::entity::states::{JobState, OutboxState};
use ramjet::ops::config::{Smtp as Settings, Tls};
use ramjet::ops::secret::Secret;
use ramjet::outbox::{Delivery, Limits, Parcel, Refusal, Sender, Smtp};
use ramjet::reader::evidence::Verdict;

use super::Post;
use super::server::{Fault, Server};
use crate::desk::both;

both! {
    async fn a_letter_is_taken_over_byte_for_byte_by_exactly_its_recipients(database: Database) {
        let server = Server::with(&[]).await;
        let post = Post::by_smtp(database, server.port).await;
        let id = post.post().await;
        post.after(30).await;
        let row = post.row(id).await;
        assert_eq!((row.state, row.receipt.as_deref()), (OutboxState::Sent, Some("250 2.0.0 queued as 4711")));
        let letters = server.delivered();
        assert_eq!(letters.len(), 1);
        assert_eq!(letters[0].from, "orders@example.com");
        assert_eq!(letters[0].to, ["first@example.com", "second@example.com"]);
        assert_eq!(BlobHash::of(&letters[0].bytes), row.blob, "dots, line ends and all");
        assert_eq!((server.connections(), post.verdicts().await), (1, vec![Verdict::Done]));
    }

    async fn what_certainly_did_not_leave_is_tried_again_and_leaves_once(database: Database) {
        let faults = [
            Fault::CutAtGreeting,
            Fault::Greeting("421 too busy"),
            Fault::Greeting("554 go away"),
            Fault::Mail("451 try later"),
            Fault::CutAtMail,
            Fault::Rcpt("450 greylisted"),
            Fault::SecondRcpt("452 mailbox full"),
            Fault::CutAtRcpt,
            Fault::Data("451 not now"),
            Fault::Dot("451 disk full"),
        ];
        let server = Server::with(&[]).await;
        let post = Post::by_smtp(database, server.port).await;
        for (n, fault) in faults.into_iter().enumerate() {
            server.expect(fault);
            let id = post.post().await;
            post.after(30).await;
            let row = post.row(id).await;
            assert_eq!((row.state, row.attempts), (OutboxState::Waiting, 1), "{fault:?}: {row:?}");
            assert!(row.last_error.is_some_and(|reason| reason.starts_with("smtp: ")), "{fault:?}");
            assert_eq!(server.delivered().len(), n, "{fault:?}");
            assert_eq!(post.after(59).await, 0, "{fault:?}: too early");
            post.after(1).await;
            let row = post.row(id).await;
            assert_eq!((row.state, row.attempts, row.last_error), (OutboxState::Sent, 2, None), "{fault:?}");
            assert_eq!(server.delivered().len(), n + 1, "{fault:?}");
        }
        eprintln!("{} faults, {} letters, {} connections, 0 doubled", faults.len(), server.delivered().len(), server.connections());
    }

    async fn what_is_refused_for_good_fails_at_once_and_nobody_gets_it(database: Database) {
        let faults = [
            Fault::Mail("550 sender unknown"),
            Fault::Rcpt("550 5.1.1 no such user"),
            Fault::SecondRcpt("550 5.1.1 no such user"),
            Fault::Data("554 no"),
            Fault::Dot("552 too large"),
        ];
        let server = Server::with(&[]).await;
        let post = Post::by_smtp(database, server.port).await;
        for fault in faults {
            server.expect(fault);
            let id = post.post().await;
            post.after(30).await;
            let row = post.row(id).await;
            assert_eq!((row.state, row.attempts), (OutboxState::Failed, 1), "{fault:?}: {row:?}");
            let reason = row.last_error.unwrap();
            assert!(reason.contains("55"), "{fault:?}: the server's own words are kept: {reason}");
            post.after(3_600).await;
        }
        assert_eq!((server.delivered().len(), server.connections()), (0, faults.len()), "tried once each");
        assert_eq!(post.verdicts().await, [Verdict::Stuck; 5]);
    }

    async fn the_reason_names_the_recipient_that_was_refused(database: Database) {
        let server = Server::with(&[Fault::SecondRcpt("550 5.1.1 no such user")]).await;
        let post = Post::by_smtp(database, server.port).await;
        let id = post.post().await;
        post.after(30).await;
        let reason = post.row(id).await.last_error.unwrap();
        assert!(reason.contains("second@example.com") && reason.contains("no such user"), "{reason}");
    }

    async fn when_nobody_can_know_whether_it_left_it_is_held_and_never_sent_again(database: Database) {
        let server = Server::with(&[]).await;
        let post = Post::by_smtp(database, server.port).await;
        let faults = [
            (Fault::CutAfterDot, 1),
            (Fault::LostAfterDot, 0),
            (Fault::Dot("what is that supposed to be"), 0),
            (Fault::Dot("99999 queued"), 0),
        ];
        let mut delivered = 0;
        for (n, (fault, taken)) in faults.into_iter().enumerate() {
            server.expect(fault);
            let id = post.post().await;
            post.after(30).await;
            delivered += taken;
            let row = post.row(id).await;
            assert_eq!(row.state, OutboxState::Held, "{fault:?}: {row:?}");
            assert!(row.last_error.is_some(), "{fault:?}");
            post.after(24 * 3_600).await;
            assert_eq!((post.state(id).await, server.delivered().len()), (OutboxState::Held, delivered), "{fault:?}");
            assert_eq!(server.connections(), n + 1, "{fault:?}: not even asked again");
        }
        assert_eq!(post.verdicts().await, [Verdict::Stuck; 4]);
    }

    async fn what_happens_after_the_receipt_changes_nothing(database: Database) {
        let server = Server::with(&[]).await;
        let post = Post::by_smtp(database, server.port).await;
        for fault in [Fault::TwoReplies, Fault::CutAfterReply] {
            server.expect(fault);
            let id = post.post().await;
            post.after(30).await;
            post.after(3_600).await;
            assert_eq!(post.state(id).await, OutboxState::Sent, "{fault:?}");
        }
        assert_eq!(server.delivered().len(), 2);
    }

    async fn a_large_letter_cut_in_its_text_was_not_taken_and_leaves_later(database: Database) {
        let server = Server::with(&[Fault::CutInText]).await;
        let post = Post::by_smtp(database, server.port).await;
        // More than the buffers of both ends hold together: the cut is noticed before the final dot.
        let letter = post.letter("Order 12022", 12_000_000).await;
        let id = post.try_post(&post.grant, &letter).await.unwrap();
        post.after(30).await;
        let row = post.row(id).await;
        assert_eq!((row.state, row.attempts), (OutboxState::Waiting, 1), "{row:?}");
        post.after(60).await;
        assert_eq!(post.state(id).await, OutboxState::Sent);
        assert_eq!(server.delivered().len(), 1);
        assert_eq!(BlobHash::of(&server.delivered()[0].bytes), letter.blob);
    }

    async fn five_refusals_for_the_moment_are_enough_and_the_letter_can_be_recalled(database: Database) {
        let server = Server::with(&[Fault::Rcpt("450 greylisted"); 5]).await;
        let post = Post::by_smtp(database, server.port).await;
        let id = post.post().await;
        post.after(30).await;
        for pause in [60, 120, 240, 480] {
            assert_eq!(post.state(id).await, OutboxState::Waiting);
            assert_eq!(post.after(pause - 1).await, 0, "{pause}");
            post.after(1).await;
        }
        let row = post.row(id).await;
        assert_eq!((row.state, row.attempts, server.connections()), (OutboxState::Failed, 5, 5));
        assert_eq!(post.after(24 * 3_600).await, 0);
        assert_eq!(server.connections(), 5);
        post.recall(&post.grant, id).await.unwrap();
        assert_eq!(post.state(id).await, OutboxState::Recalled);
    }

    async fn a_letter_that_was_put_off_can_be_recalled_until_its_new_time(database: Database) {
        let server = Server::with(&[Fault::Rcpt("450 greylisted")]).await;
        let post = Post::by_smtp(database, server.port).await;
        let id = post.post().await;
        post.after(30).await;
        post.recall(&post.grant, id).await.unwrap();
        post.after(3_600).await;
        assert_eq!((post.state(id).await, server.delivered().len()), (OutboxState::Recalled, 0));
    }

    async fn nobody_listening_is_a_refusal_for_the_moment(database: Database) {
        // Taken, so that nobody else listens there, and not listened at.
        let deaf = tokio::net::TcpSocket::new_v4().unwrap();
        deaf.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let post = Post::by_smtp(database, deaf.local_addr().unwrap().port()).await;
        let id = post.post().await;
        post.after(30).await;
        let row = post.row(id).await;
        assert_eq!((row.state, row.attempts), (OutboxState::Waiting, 1));
        assert!(row.last_error.unwrap().starts_with("smtp: connect"));
    }

    async fn a_process_that_died_while_sending_leaves_a_held_letter(database: Database) {
        let server = Server::with(&[]).await;
        let post = Post::by_smtp(database, server.port).await;
        let id = post.post().await;
        post.interrupt(id).await;
        post.after(30).await;
        assert_eq!((post.state(id).await, server.connections()), (OutboxState::Held, 0));
        assert!(matches!(post.recall(&post.grant, id).await, Err(ramjet::outbox::OutboxError::TooLate(OutboxState::Held))));
        post.send_again(&post.grant, id).await.unwrap();
        post.after(1).await;
        assert_eq!((post.state(id).await, server.delivered().len()), (OutboxState::Sent, 1));
    }

    async fn a_worker_that_was_overtaken_records_nothing_and_nothing_is_sent_twice(database: Database) {
        let server = Server::with(&[]).await;
        let post = Post::by_smtp(database, server.port).await;
        // Whatever the server says in the end: the overtaken worker neither records it nor puts the letter back.
        for (n, reply) in ["250 queued", "451 not now", "554 never"].into_iter().enumerate() {
            server.expect(Fault::SlowDot(reply));
            let id = post.post().await;
            post.ctx.clock.advance(Duration::from_secs(30));
            let slow = post.drain_aside();
            until(async || post.state(id).await == OutboxState::Sending).await;
            overtake(&post).await;
            post.after(1).await;
            assert_eq!(post.state(id).await, OutboxState::Held, "{reply}");
            until(async || server.commands().iter().filter(|line| *line == "DATA").count() == n + 1).await;
            server.reply();
            slow.await.unwrap();
            assert_eq!(post.state(id).await, OutboxState::Held, "{reply}");
            post.after(3_600).await;
            assert_eq!((server.connections(), server.delivered().len()), (n + 1, 1), "{reply}");
        }
        assert_eq!(post.job_states().await, [JobState::Done; 3]);
        assert_eq!(post.verdicts().await, [Verdict::Stuck; 3], "the overtaken worker starts nothing");
    }

    async fn of_two_workers_whose_servers_are_ready_one_hands_the_letter_over(database: Database) {
        let server = Server::with(&[Fault::SlowData]).await;
        let post = Post::by_smtp(database, server.port).await;
        let id = post.post().await;
        post.ctx.clock.advance(Duration::from_secs(30));
        let slow = post.drain_aside();
        until(async || server.commands().iter().any(|line| line == "DATA")).await;
        assert_eq!(post.state(id).await, OutboxState::Waiting, "nothing is handed over yet");
        overtake(&post).await;
        post.after(0).await;
        assert_eq!((post.state(id).await, server.delivered().len()), (OutboxState::Sent, 1));
        server.reply();
        slow.await.unwrap();
        post.after(3_600).await;
        assert_eq!((post.state(id).await, server.delivered().len()), (OutboxState::Sent, 1));
        assert_eq!(post.verdicts().await, [Verdict::Done]);
    }
}

/// Takes the running job away from its worker, as when its machine slept and the lease ran out.
async fn overtake(post: &Post) {
    let back = "state = 'waiting', fence = fence + 1, leased_by = null, leased_until = null";
    post.run(&format!("update jobs set {back} where state = 'leased'")).await;
}

async fn until(is_so: impl AsyncFn() -> bool) {
    let end = std::time::Instant::now() + Duration::from_secs(120);
    while !is_so().await {
        assert!(std::time::Instant::now() < end, "waited two minutes in vain");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

fn parcel() -> Parcel {
    Parcel {
        message_id: "<1@example.com>".to_owned(),
        from: "orders@example.com".parse().unwrap(),
        to: vec!["first@example.com".parse().unwrap()],
        bytes: b"From: orders@example.com\r\n\r\nx\r\n".to_vec(),
    }
}

/// Longer than any machine needs to say what is said here.
const PATIENCE: Duration = Duration::from_secs(120);

fn sender(port: u16, tls: Tls, sign_in: Option<(&str, &str)>) -> Sender {
    sender_within(port, tls, sign_in, Limits { connect: PATIENCE, talk: PATIENCE, text: PATIENCE })
}

fn sender_within(port: u16, tls: Tls, sign_in: Option<(&str, &str)>, limits: Limits) -> Sender {
    let sign_in = sign_in.map(|(user, password)| (user.to_owned(), Secret::new(password)));
    Sender::Smtp(Smtp::with_limits(Settings { host: "127.0.0.1".to_owned(), port, sign_in, tls }, limits))
}

async fn refusal_of(sender: &Sender) -> Refusal {
    sender.prepare(&parcel()).await.err().unwrap()
}

#[tokio::test]
async fn a_server_that_says_nothing_is_given_up_for_the_moment() {
    let server = Server::with(&[Fault::Silent]).await;
    let short = Duration::from_millis(300);
    let limits = Limits { connect: short, talk: short, text: short };
    let refused = refusal_of(&sender_within(server.port, Tls::None, None, limits)).await;
    assert!(matches!(refused, Refusal::Later(_)), "{refused:?}");
}

#[tokio::test]
async fn a_reply_that_comes_too_late_leaves_it_unclear() {
    let server = Server::with(&[Fault::SlowDot("250 queued")]).await;
    let limits = Limits { connect: PATIENCE, talk: PATIENCE, text: Duration::from_secs(1) };
    let sender = sender_within(server.port, Tls::None, None, limits);
    let ready = sender.prepare(&parcel()).await.ok().unwrap();
    let delivery = ready.hand_over(&parcel()).await;
    assert!(matches!(delivery, Delivery::Unclear(_)), "{delivery:?}");
    // It had left after all.
    until(async || server.delivered().len() == 1).await;
}

#[tokio::test]
async fn a_parcel_that_is_ready_but_not_handed_over_never_arrives() {
    let server = Server::with(&[]).await;
    let sender = sender(server.port, Tls::None, None);
    drop(sender.prepare(&parcel()).await.ok().unwrap());
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!((server.delivered().len(), server.commands().last().map(String::as_str)), (0, Some("DATA")));
}

#[tokio::test]
async fn without_the_protection_that_is_wanted_no_word_is_said() {
    let server = Server::with(&[]).await;
    let refused = refusal_of(&sender(server.port, Tls::StartTls, Some(("orders", "hunter2 hunter2")))).await;
    assert!(matches!(refused, Refusal::Later(_)), "a server without STARTTLS may get it");
    let said = server.commands().join("\n");
    assert!(!said.contains("AUTH") && !said.contains("MAIL"), "{said}");
    let server = Server::with(&[]).await;
    let refused = refusal_of(&sender(server.port, Tls::Tls, None)).await;
    assert!(matches!(refused, Refusal::Later(_)), "a server without TLS");
}

#[tokio::test]
async fn a_wrong_password_fails_no_letter() {
    let server = Server::with(&[Fault::Auth("535 5.7.8 wrong"), Fault::None]).await;
    let sender = sender(server.port, Tls::None, Some(("orders", "hunter2 hunter2")));
    let refused = sender.prepare(&parcel()).await.err().unwrap();
    assert!(matches!(&refused, Refusal::Later(reason) if !reason.contains("hunter2")), "{refused:?}");
    assert!(!server.commands().join("\n").contains("MAIL"));
    let delivery = sender.prepare(&parcel()).await.ok().unwrap().hand_over(&parcel()).await;
    assert!(matches!(delivery, Delivery::Sent { .. }), "{delivery:?}");
    assert!(!format!("{sender:?}").contains("hunter2"));
}

#[tokio::test]
async fn bytes_that_could_smuggle_a_second_letter_are_refused_before_a_connection() {
    let server = Server::with(&[]).await;
    let sender = sender(server.port, Tls::None, None);
    for bytes in [
        &b"From: a@x\r\n\r\nx\n.\nMAIL FROM:<b@x>\r\n"[..],
        b"From: a@x\r\n\r\nx\r.\r\n",
        b"From: a@x\r\n\r\nx\n.\r\n",
        b"\nFrom: a@x\r\n",
        b"From: a@x\r\n\r\nno end",
        b"",
        "From: a@x\r\n\r\nÄ\r\n".as_bytes(),
    ] {
        let refused = sender.prepare(&Parcel { bytes: bytes.to_vec(), ..parcel() }).await;
        assert!(matches!(refused, Err(Refusal::Never(_))), "{}", String::from_utf8_lossy(bytes));
    }
    assert_eq!(server.connections(), 0);
}
