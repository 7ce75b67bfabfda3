//! A backup is made while the desk runs, and what is restored from it is the desk.

use std::fs;
use std::path::Path;

use chrono::{DateTime, Utc};
use ramjet::commands::backup::{BackupError, backup, journal_heads};
use ramjet::commands::check::check;
use ramjet::commands::restore::{RestoreError, restore};
use ramjet::entity::ids::{BlobHash, OrganisationId, SourceId};
use ramjet::entity::states::{Cause, Fate, OutboxState, SourceKind};
use ramjet::entity::{Scope, blob, message, organisation, outbox, source};
use ramjet::journal::{self, Entry};
use ramjet::ops::blobs::{self, Blobs};
use ramjet::ops::clock::Clock;
use ramjet::ops::db::Db;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, PaginatorTrait};
use serde_json::json;

use crate::desk::{Database, Kind, both};

fn start() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

/// A desk with two organisations, contents, messages, letters and a journal.
struct Desk {
    database: Database,
    db: Db,
    blobs: Blobs,
    clock: Clock,
}

impl Desk {
    async fn new() -> Self {
        Self::on(Database::fresh(Kind::Sqlite).await.unwrap())
    }

    fn on(database: Database) -> Self {
        let blobs = Blobs::open(&database.folder.path().join("blobs")).unwrap();
        Self { db: database.db(), blobs, clock: Clock::fake(start()), database }
    }

    async fn loaded() -> Self {
        let desk = Self::new().await;
        for name in ["first", "second"] {
            let (scope, source) = desk.organisation(name).await;
            for number in 0..20 {
                desk.message(&scope, source, &format!("{name} message {number}")).await;
            }
            desk.letter(&scope, OutboxState::Waiting).await;
            desk.letter(&scope, OutboxState::Sent).await;
        }
        desk
    }

    fn folder(&self) -> &Path {
        self.database.folder.path()
    }

    async fn organisation(&self, name: &str) -> (Scope, SourceId) {
        let row = organisation::ActiveModel {
            slug: Set(name.to_owned()),
            name: Set(name.to_owned()),
            settings: Set(Default::default()),
            created_at: Set(start()),
            ..Default::default()
        };
        let id: OrganisationId = organisation::Entity::insert(row).exec(&self.db.write).await.unwrap().last_insert_id;
        let row = source::ActiveModel {
            organisation_id: Set(id),
            kind: Set(SourceKind::Folder),
            name: Set("inbox".to_owned()),
            enabled: Set(true),
            created_at: Set(start()),
            ..Default::default()
        };
        let source = source::Entity::insert(row).exec(&self.db.write).await.unwrap().last_insert_id;
        (Scope::system(id), source)
    }

    async fn content(&self, scope: &Scope, bytes: &[u8]) -> BlobHash {
        let hash = self.blobs.put(bytes).await.unwrap();
        blobs::note(&self.db.write, scope, &hash, bytes.len(), start()).await.unwrap();
        hash
    }

    async fn message(&self, scope: &Scope, source: SourceId, text: &str) {
        let hash = self.content(scope, text.as_bytes()).await;
        let tx = self.db.begin_write().await.unwrap();
        let row = message::ActiveModel {
            organisation_id: Set(scope.organisation()),
            source_id: Set(source),
            provider_id: Set(text.to_owned()),
            blob: Set(hash),
            size_bytes: Set(text.len() as i64),
            file_name: Set("order.eml".to_owned()),
            received_at: Set(start()),
            fate: Set(Fate::Ignored),
            fate_reason: Set(Some("not_an_order".to_owned())),
            ..Default::default()
        };
        let id = message::Entity::insert(row).exec(&tx).await.unwrap().last_insert_id;
        let entry = Entry {
            record: "message",
            record_id: id.0,
            version: 1,
            action: "ignored",
            detail: json!({ "text": text }),
            actor: "desk".to_owned(),
            at: start(),
        };
        journal::append(&tx, scope, entry).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn letter(&self, scope: &Scope, state: OutboxState) {
        let hash = self.content(scope, b"a letter").await;
        let row = outbox::ActiveModel {
            organisation_id: Set(scope.organisation()),
            cause: Set(Cause::System),
            recipients: Set(json!(["factory@example.com"])),
            subject: Set("Works Order".to_owned()),
            message_id: Set(format!("{state:?}@example.com")),
            blob: Set(hash),
            state: Set(state),
            send_after: Set(start()),
            attempts: Set(0),
            created_at: Set(start()),
            ..Default::default()
        };
        outbox::Entity::insert(row).exec(&self.db.write).await.unwrap();
    }

    async fn faults(&self) -> Vec<String> {
        check(&self.db, &self.blobs).await.unwrap().faults
    }
}

async fn open(data: &Path) -> (Db, Blobs) {
    (Db::open(data.join("ramjet.db").to_str().unwrap()).await.unwrap(), Blobs::open(&data.join("blobs")).unwrap())
}

async fn states(db: &Db) -> Vec<OutboxState> {
    let mut letters = outbox::Entity::find().all(&db.read).await.unwrap();
    letters.sort_by_key(|letter| letter.id);
    letters.into_iter().map(|letter| letter.state).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restored_desk_is_the_one_that_was_backed_up() {
    let desk = Desk::loaded().await;
    let (out, data) = (desk.folder().join("desk.backup"), desk.folder().join("restored"));
    let manifest = backup(&desk.db, &desk.blobs, &desk.clock, &out).await.unwrap();
    assert_eq!((manifest.contents, manifest.journals.len(), manifest.made_at), (41, 2, start()));
    let restored = restore(&out, &data, false).await.unwrap();
    assert_eq!(restored.manifest, manifest);

    let (db, blobs) = open(&data).await;
    for row in blob::Entity::find().all(&desk.db.read).await.unwrap() {
        assert_eq!(blobs.get(&row.hash).await.unwrap(), desk.blobs.get(&row.hash).await.unwrap());
    }
    assert_eq!(journal_heads(&db).await.unwrap(), journal_heads(&desk.db).await.unwrap());
    assert_eq!(journal_heads(&db).await.unwrap(), manifest.journals);
    let report = check(&db, &blobs).await.unwrap();
    assert_eq!((report.contents, report.entries, report.messages, report.faults), (41, 40, 40, vec![]));
    let rows = message::Entity::find().all(&db.read).await.unwrap();
    assert_eq!(rows, message::Entity::find().all(&desk.db.read).await.unwrap());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_under_load_is_one_moment_of_the_desk() {
    let desk = Desk::loaded().await;
    let (scope, source) = desk.organisation("busy").await;
    let out = desk.folder().join("desk.backup");
    let writing = async {
        for number in 0..150 {
            desk.message(&scope, source, &format!("busy message {number}")).await;
        }
    };
    let (made, ()) = tokio::join!(backup(&desk.db, &desk.blobs, &desk.clock, &out), writing);
    made.unwrap();
    let data = desk.folder().join("restored");
    restore(&out, &data, false).await.unwrap();
    let (db, blobs) = open(&data).await;
    assert_eq!(check(&db, &blobs).await.unwrap().faults, Vec::<String>::new());
    assert_eq!(message::Entity::find().count(&desk.db.read).await.unwrap(), 190, "nobody was kept from writing");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn letters_that_may_have_left_since_are_held_unless_somebody_knows_better() {
    use OutboxState::{Held, Sent, Waiting};
    let desk = Desk::loaded().await;
    let out = desk.folder().join("desk.backup");
    backup(&desk.db, &desk.blobs, &desk.clock, &out).await.unwrap();
    let careful = desk.folder().join("careful");
    assert_eq!(restore(&out, &careful, false).await.unwrap().held, 2);
    assert_eq!(states(&open(&careful).await.0).await, [Held, Sent, Held, Sent]);
    let sure = desk.folder().join("sure");
    assert_eq!(restore(&out, &sure, true).await.unwrap().held, 0);
    assert_eq!(states(&open(&sure).await.0).await, [Waiting, Sent, Waiting, Sent]);
}

#[tokio::test]
async fn a_backup_is_for_its_owner_only_and_leaves_nothing_beside_it() {
    let desk = Desk::loaded().await;
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("desk.backup");
    backup(&desk.db, &desk.blobs, &desk.clock, &out).await.unwrap();
    let mode = std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&out).unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[tokio::test]
async fn a_backup_is_never_written_over_another_file() {
    let desk = Desk::loaded().await;
    let out = desk.folder().join("desk.backup");
    fs::write(&out, "precious").unwrap();
    let refused = backup(&desk.db, &desk.blobs, &desk.clock, &out).await;
    assert!(matches!(refused, Err(BackupError::Exists(_))), "{refused:?}");
    assert_eq!(fs::read(&out).unwrap(), b"precious");
}

#[tokio::test]
async fn a_desk_with_a_missing_content_is_not_backed_up_in_silence() {
    let desk = Desk::loaded().await;
    let hash = BlobHash::of(b"first message 7");
    fs::remove_file(desk.blobs.path(&hash)).unwrap();
    let out = desk.folder().join("desk.backup");
    let refused = backup(&desk.db, &desk.blobs, &desk.clock, &out).await;
    assert!(matches!(refused, Err(BackupError::Blob(_))), "{refused:?}");
    assert!(!out.exists());
    assert_eq!(desk.faults().await, [format!("the content {hash} is missing from the blob store")]);
}

#[tokio::test]
async fn a_desk_is_never_restored_over_another_one() {
    let desk = Desk::loaded().await;
    let out = desk.folder().join("desk.backup");
    backup(&desk.db, &desk.blobs, &desk.clock, &out).await.unwrap();
    let data = desk.folder().join("taken");
    fs::create_dir(&data).unwrap();
    fs::write(data.join("notes.txt"), "mine").unwrap();
    assert!(matches!(restore(&out, &data, false).await, Err(RestoreError::NotEmpty(_))));
    assert_eq!(fs::read_dir(&data).unwrap().count(), 1);
    fs::remove_file(data.join("notes.txt")).unwrap();
    restore(&out, &data, false).await.expect("an empty directory, such as a fresh volume, will do");
}

#[tokio::test]
async fn no_byte_of_a_backup_can_change_unnoticed() {
    let desk = Desk::loaded().await;
    let out = desk.folder().join("desk.backup");
    backup(&desk.db, &desk.blobs, &desk.clock, &out).await.unwrap();
    let whole = fs::read(&out).unwrap();
    let data = desk.folder().join("restored");
    let mut tried = 0;
    // Every part of the file: the manifest, the database, the contents. Padding and modes of tar carry nothing of ours.
    for place in [520, 700, 2_000, whole.len() / 3, whole.len() / 2] {
        let mut damaged = whole.clone();
        damaged[place] ^= 1;
        let file = desk.folder().join(format!("damaged-{place}"));
        fs::write(&file, &damaged).unwrap();
        let refused = restore(&file, &data, false).await;
        assert!(refused.is_err(), "byte {place} of {}", whole.len());
        assert!(!data.exists(), "nothing is left of what was refused");
        tried += 1;
    }
    for length in [0, 511, 512, 5_000, whole.len() / 2, whole.len() - 2_000] {
        let file = desk.folder().join(format!("short-{length}"));
        fs::write(&file, &whole[..length]).unwrap();
        let refused = restore(&file, &data, false).await;
        assert!(refused.is_err(), "{length} of {} bytes", whole.len());
        assert!(!data.exists());
        tried += 1;
    }
    assert_eq!(tried, 11);
}

#[tokio::test]
async fn a_backup_of_a_later_version_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("later.backup");
    let mut tar = tar::Builder::new(fs::File::create(&file).unwrap());
    let text = br#"{"format": 2, "something": "new"}"#;
    let mut header = tar::Header::new_gnu();
    header.set_size(text.len() as u64);
    tar.append_data(&mut header, "manifest.json", &text[..]).unwrap();
    tar.into_inner().unwrap();
    let refused = restore(&file, &folder.path().join("data"), false).await;
    assert!(matches!(refused, Err(RestoreError::Newer(2))), "{refused:?}");
}

#[tokio::test]
async fn a_file_that_is_no_backup_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("order.pdf");
    fs::write(&file, vec![b'%'; 4_096]).unwrap();
    let refused = restore(&file, &folder.path().join("data"), false).await;
    assert!(matches!(refused, Err(RestoreError::NotABackup { .. })), "{refused:?}");
    assert!(!folder.path().join("data").exists());
}

both! {
    async fn a_check_finds_what_is_wrong_and_only_that(database: Database) {
        let desk = Desk::on(database);
        let (scope, source) = desk.organisation("checked").await;
        for number in 0..4 {
            desk.message(&scope, source, &format!("message {number}")).await;
        }
        assert_eq!(desk.faults().await, Vec::<String>::new());
        let hash = BlobHash::of(b"message 0");
        fs::write(desk.blobs.path(&hash), b"massage 0").unwrap();
        for text in [
            "update messages set fate = 'waiting' where id = 1",
            "update messages set fate = 'in_record' where id = 2",
            "update messages set fate = 'copy' where id = 3",
            "update messages set fate_reason = null where id = 4",
        ] {
            desk.db.write.execute_unprepared(text).await.unwrap();
        }
        assert_eq!(desk.faults().await, [
            format!("the content {hash} is damaged: its bytes do not match its hash"),
            "message 1 waits, and no job will ever look at it".to_owned(),
            "message 2 is said to be in a record, and there is none".to_owned(),
            "message 3 is a copy or repeat of nothing".to_owned(),
            "message 4 was put away without a reason".to_owned(),
        ]);
    }

    async fn a_postgres_desk_is_sent_to_pg_dump(database: Database) {
        let desk = Desk::on(database);
        let out = desk.folder().join("desk.backup");
        let made = backup(&desk.db, &desk.blobs, &desk.clock, &out).await;
        match desk.database.kind {
            Kind::Sqlite => assert!(made.is_ok()),
            Kind::Postgres => {
                assert!(made.unwrap_err().to_string().contains("pg_dump"));
                assert!(!out.exists());
            }
        }
    }
}
