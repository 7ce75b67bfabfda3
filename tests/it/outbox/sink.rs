//! A mail server that we did not write: what arrives there is what was approved.

use std::path::PathBuf;
use std::time::Duration;

use mail_parser::{MessageParser, MimeHeaders};
use ramjet::entity::ids::BlobHash;
use ramjet::entity::states::OutboxState;
use ramjet::outbox::{Attachment, Draft, Letter, compose};

use super::{Post, XLSX, sheet};
use crate::desk::both;

/// The server's address and the maildir it delivers into; `None`, said aloud, when there is none.
fn sink() -> Option<(String, String, PathBuf)> {
    let (server, maildir) = (std::env::var("RAMJET_TEST_SMTP").ok(), std::env::var_os("RAMJET_TEST_MAILDIR"));
    let (Some(server), Some(maildir)) = (server, maildir) else {
        assert!(
            std::env::var_os("RAMJET_CI").is_none(),
            "the full suite needs RAMJET_TEST_SMTP and RAMJET_TEST_MAILDIR"
        );
        eprintln!("skipped (1 test): RAMJET_TEST_SMTP and RAMJET_TEST_MAILDIR are not set");
        return None;
    };
    let (host, port) = server.rsplit_once(':').unwrap();
    Some((host.to_owned(), port.to_owned(), maildir.into()))
}

/// The letter with this Message-ID in the maildir; waits for it up to two minutes.
async fn arrived(maildir: &std::path::Path, message_id: &str) -> Vec<Vec<u8>> {
    for _ in 0..2_400 {
        let files = std::fs::read_dir(maildir.join("new")).into_iter().flatten();
        let letters = files.filter_map(|file| std::fs::read(file.unwrap().path()).ok());
        let ours: Vec<Vec<u8>> = letters.filter(|bytes| String::from_utf8_lossy(bytes).contains(message_id)).collect();
        if !ours.is_empty() {
            return ours;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Vec::new()
}

both! {
    async fn every_workbook_arrives_with_the_hash_it_was_approved_with(database: Database) {
        let Some((host, port, maildir)) = sink() else { return };
        let settings = [("smtp-host", host.as_str()), ("smtp-port", port.as_str()), ("smtp-tls", "none")];
        let post = Post::with(database, &settings).await;
        let names = ["Office_Order_12022.xlsx", "WO-12022-1.xlsx", "WO-12022-2 Größe „L“.xlsx", "leer.xlsx"];
        let sizes = [180_000, 40_001, 77, 0];
        let files = names.iter().zip(sizes).zip(1..).map(|((name, size), seed)| Attachment {
            name: (*name).to_owned(),
            media_type: XLSX.to_owned(),
            bytes: sheet(seed, size),
        });
        let base = post.letter("x", 10).await;
        let draft = Draft {
            from: "Müller Orders <orders@example.com>".to_owned(),
            to: base.recipients.clone(),
            subject: "Bestellung 12022 – Šárka Ångström".to_owned(),
            text: "Anbei.\n.\nFrom hier\n".to_owned(),
            attachments: files.collect(),
            message_id: base.message_id.clone(),
            date: post.ctx.clock.now(),
        };
        let bytes = compose(&draft).unwrap();
        let blob = post.ctx.blobs.put(&bytes).await.unwrap();
        let tx = post.ctx.db.begin_write().await.unwrap();
        ramjet::ops::blobs::note(&tx, &post.grant, &blob, bytes.len(), post.ctx.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        let id = post.try_post(&post.grant, &Letter { blob, subject: draft.subject.clone(), ..base }).await.unwrap();
        post.after(30).await;
        assert_eq!(post.state(id).await, OutboxState::Sent, "{:?}", post.row(id).await);
        let letters = arrived(&maildir, draft.message_id.trim_matches(['<', '>'])).await;
        assert_eq!(letters.len(), 1, "once");
        let read = MessageParser::default().parse(&letters[0]).unwrap();
        assert_eq!(read.subject(), Some(draft.subject.as_str()));
        let found: Vec<_> = read.attachments().collect();
        assert_eq!(found.len(), draft.attachments.len());
        for (found, approved) in found.iter().zip(&draft.attachments) {
            assert_eq!(found.attachment_name(), Some(approved.name.as_str()));
            assert_eq!(BlobHash::of(found.contents()), BlobHash::of(&approved.bytes), "{}", approved.name);
        }
        eprintln!("1 letter, {} workbooks, 0 hashes differ", found.len());
    }
}
