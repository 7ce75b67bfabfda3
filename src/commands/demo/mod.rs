//! `ramjet demo`: a desk with a catalogue and two dozen mails in its watched folder, to look around in.
//!
//! The documents are committed files and carry the dates they were made with, so the demo plays on a day of its own: its clock begins at
//! [`FIRST_MORNING`] when the demo is made and runs on from there. Otherwise every order would be late for ever.

mod people;
mod play;

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use chrono::{DateTime, Utc};
use include_dir::{Dir, include_dir};
use sea_orm::EntityTrait;

use crate::auth::{self, PeopleError};
use crate::entity::{Scope, Settings, organisation};
use crate::matching::catalogue::{self, LoadError};
use crate::ops::clock::Clock;
use crate::ops::config::Config;

use super::fill;
use super::flags::Flags;
use super::house::{House, lock, make_directory};
use super::serve::{Desk, ServeError, on_runtime, stop_signal};
use super::user::{new_password, new_settings};
use super::{because, refuse, say};

/// The mails and the catalogue of the demo.
static SAMPLES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates/demo");

/// When the demo begins: Friday 6 February 2026, twenty to nine in Melbourne, after the last of its mails.
const FIRST_MORNING: DateTime<Utc> = DateTime::from_timestamp(1_770_327_600, 0).unwrap();

/// Keeps the machine's time at which the demo was made.
const BEGAN: &str = "demo-began";

/// Keeps the password between starts; also the mark of a directory that `--fresh` may empty.
const SIGN_IN: &str = "demo-sign-in";

/// There once the mails were put into the watched folder.
const DELIVERED: &str = "demo-delivered";

/// Everything `--fresh` removes.
const OURS: [&str; 10] = [
    "ramjet.db",
    "ramjet.db-wal",
    "ramjet.db-shm",
    "blobs",
    "inbox",
    "outbox",
    DELIVERED,
    play::PLAYED,
    BEGAN,
    SIGN_IN,
];

/// Arguments of `ramjet demo`.
#[derive(clap::Args, Debug)]
pub struct DemoArgs {
    /// Forget the last demo and begin anew.
    #[arg(long)]
    fresh: bool,
    /// Fill the desk up to this many orders, to measure it: rows without mail, forms or letters.
    #[arg(long, value_name = "N")]
    orders: Option<u64>,
    #[command(flatten)]
    flags: Flags,
}

/// Why there is no demo.
#[derive(Debug, thiserror::Error)]
enum DemoError {
    #[error("{0} holds a desk that is not a demo; `--data` names another directory")]
    NotADemo(PathBuf),
    #[error("the demo wants a database of its own; leave --database-url away")]
    OtherDatabase,
    #[error("{path}")]
    File {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("no password: {0}")]
    Password(String),
    #[error("making the demo's people")]
    People(#[from] PeopleError),
    #[error("loading the demo's catalogue")]
    Catalogue(#[from] LoadError),
    #[error(transparent)]
    Database(#[from] sea_orm::DbErr),
}

/// Prints where the demo is and how to sign in, then puts the mails into the watched folder and serves until SIGTERM or SIGINT.
pub fn run(args: &DemoArgs) -> ExitCode {
    let config = match args.flags.demo_config() {
        Ok(config) => config,
        Err(error) => return refuse(&error.to_string()),
    };
    let password = match prepare(&config, args.fresh) {
        Ok(password) => password,
        Err(error) => return refuse(&because(error)),
    };
    on_runtime(&config, async |config| {
        let mut desk = Desk::open(config).await?;
        desk.house.clock = clock(&desk.config.place.data).map_err(started)?;
        let folder = furnish(&desk.config, &desk.house, &password).await.map_err(started)?;
        if let Some(orders) = args.orders {
            fill_up(&desk.house, orders).await.map_err(started)?;
        }
        let (url, address) = (desk.url(), people::SHARON.address);
        say(&format!(
            "URL: {url}\nSign in: {address} / {password}\nThe demo plays in February 2026, as its orders do.\n"
        ));
        deliver(&desk.config, &folder).map_err(started)?;
        let stop = stop_signal()?;
        let play = tokio::spawn(play::play(desk.config.clone(), desk.house.clone(), mails().count(), stop.clone()));
        let served = desk.run(stop).await;
        play.abort();
        served
    })
}

/// Adds orders until there are `wanted`, and says how fast.
async fn fill_up(house: &House, wanted: u64) -> Result<(), DemoError> {
    let organisation = demo_organisation(house).await?;
    let scope = Scope::system(organisation.id);
    let filled = fill::fill(&house.db, &scope, house.clock.now(), &organisation.settings, wanted).await?;
    let rate = u128::from(filled.orders) * 1_000 / filled.took.as_millis().max(1);
    say(&format!(
        "{} orders added in {:.1} s, {rate} a second; they have no mail, forms or letters and are there to be measured.\n",
        filled.orders,
        filled.took.as_secs_f64()
    ));
    Ok(())
}

async fn demo_organisation(house: &House) -> Result<organisation::Model, DemoError> {
    let found = organisation::Entity::find().one(&house.db.read).await?;
    Ok(found.ok_or(sea_orm::DbErr::RecordNotFound("the demo's organisation".to_owned()))?)
}

fn started(error: DemoError) -> ServeError {
    io::Error::other(error).into()
}

/// Makes the data directory ready and returns the password, the same as last time.
fn prepare(config: &Config, fresh: bool) -> Result<String, DemoError> {
    let data = &config.place.data;
    if config.place.database.is_some() {
        return Err(DemoError::OtherDatabase);
    }
    let failed = |error| DemoError::File { path: data.clone(), source: io::Error::other(error) };
    make_directory(data).map_err(failed)?;
    let sign_in = data.join(SIGN_IN);
    if data.join("ramjet.db").exists() && !sign_in.exists() {
        return Err(DemoError::NotADemo(data.clone()));
    }
    if fresh {
        // Not under the feet of a demo that still runs.
        let _lock = lock(data).map_err(failed)?;
        OURS.iter().try_for_each(|name| remove(&data.join(name)))?;
    }
    if let Ok(password) = fs::read_to_string(&sign_in) {
        return Ok(password.trim().to_owned());
    }
    let password = new_password().map_err(DemoError::Password)?;
    write_private(&sign_in, &password).map_err(at(&sign_in))?;
    Ok(password)
}

/// The clock of the demo in this directory: as far from the machine's as when the demo was made.
///
/// A demo of an earlier version, which played on the machine's time, goes on doing so.
fn clock(data: &Path) -> Result<Clock, DemoError> {
    let began = data.join(BEGAN);
    if !began.exists() {
        if data.join(DELIVERED).exists() {
            return Ok(Clock::system());
        }
        fs::write(&began, Clock::system().now().to_rfc3339()).map_err(at(&began))?;
    }
    let text = fs::read_to_string(&began).map_err(at(&began))?;
    let made: DateTime<Utc> = text.trim().parse().map_err(|error| at(&began)(io::Error::other(error)))?;
    Ok(Clock::moved(FIRST_MORNING - made))
}

/// Makes people and catalogue where they are missing; returns the organisation's watched folder.
async fn furnish(config: &Config, house: &House, password: &str) -> Result<PathBuf, DemoError> {
    if auth::first_run(&house.db).await? {
        people::make(house, settings(config), password).await?;
    }
    let organisation = demo_organisation(house).await?;
    if let Some(text) = SAMPLES.get_file("catalogue.json") {
        let tx = house.db.begin_write().await?;
        match catalogue::load(&tx, &Scope::system(organisation.id), house.clock.now(), text.contents()).await {
            Ok(_) => tx.commit().await?,
            Err(LoadError::NotEmpty) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(config.place.inbox().join(organisation.slug))
}

fn settings(config: &Config) -> Settings {
    Settings {
        distribution: vec!["factory@ramjet-plastics.example".to_owned(), "dispatch@ramjet-plastics.example".to_owned()],
        from_address: "orders@ramjet-plastics.example".to_owned(),
        // The demo's people approve at once what they approve; then it becomes minutes, see `play`.
        wait_seconds: 0,
        seller_names: vec!["Ramjet Plastics".to_owned()],
        ..new_settings(config)
    }
}

/// Puts the mails into the watched folder, as somebody would who has saved them there; only the first time.
fn deliver(config: &Config, folder: &Path) -> Result<(), DemoError> {
    let delivered = config.place.data.join(DELIVERED);
    if delivered.exists() {
        return Ok(());
    }
    fs::create_dir_all(folder).map_err(at(folder))?;
    for mail in mails() {
        let Some(name) = mail.path().file_name().and_then(|name| name.to_str()) else { continue };
        let place = folder.join(name);
        // Cut off half-way the last time: what was delivered then is not delivered twice.
        if place.exists() || folder.join("done").join(name).exists() {
            continue;
        }
        let unfinished = folder.join(format!(".{name}"));
        fs::write(&unfinished, mail.contents()).map_err(at(&unfinished))?;
        fs::rename(&unfinished, &place).map_err(at(&place))?;
    }
    fs::write(&delivered, "").map_err(at(&delivered))
}

/// The mails of the demo, oldest first.
fn mails() -> impl Iterator<Item = &'static include_dir::File<'static>> {
    SAMPLES.files().filter(|file| file.path().extension().is_some_and(|ending| ending == "eml"))
}

fn remove(path: &Path) -> Result<(), DemoError> {
    let removed = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    match removed {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(at(path)(error)),
        _ => Ok(()),
    }
}

/// Writes a file that is for its owner only, and is there only when it is whole.
fn write_private(path: &Path, text: &str) -> io::Result<()> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let unfinished = path.with_extension("unfinished");
    let mut file = options.open(&unfinished)?;
    writeln!(file, "{text}")?;
    file.sync_all()?;
    fs::rename(unfinished, path)
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> DemoError + '_ {
    move |source| DemoError::File { path: path.to_owned(), source }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::config::Given;

    fn config(data: &Path) -> Config {
        let flags = [("data", data.to_str().unwrap().to_owned())].into();
        Config::read(&mut Given::gather(&flags, &[].into())).unwrap()
    }

    #[test]
    fn a_second_start_has_the_same_password_and_a_fresh_one_another() {
        let folder = tempfile::tempdir().unwrap();
        let config = config(&folder.path().join("demo"));
        let first = prepare(&config, false).unwrap();
        assert!(first.len() >= 20);
        fs::write(config.place.data.join("ramjet.db"), "rows").unwrap();
        assert_eq!(prepare(&config, false).unwrap(), first);
        assert_ne!(prepare(&config, true).unwrap(), first);
        assert!(!config.place.data.join("ramjet.db").exists());
    }

    #[test]
    fn a_real_desk_is_never_taken_for_a_demo_nor_emptied() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("ramjet.db"), "rows").unwrap();
        for fresh in [false, true] {
            let refused = prepare(&config(folder.path()), fresh);
            assert!(matches!(refused, Err(DemoError::NotADemo(_))), "{refused:?}");
        }
        assert_eq!(fs::read(folder.path().join("ramjet.db")).unwrap(), b"rows");
    }

    #[test]
    fn a_new_demo_begins_on_its_own_morning_and_runs_on_from_there() {
        let folder = tempfile::tempdir().unwrap();
        let since = clock(folder.path()).unwrap().now() - FIRST_MORNING;
        assert!((0..60).contains(&since.num_seconds()), "{since}");
        let made = Utc::now() - chrono::TimeDelta::days(3);
        fs::write(folder.path().join(BEGAN), made.to_rfc3339()).unwrap();
        assert_eq!(
            (clock(folder.path()).unwrap().now() - FIRST_MORNING).num_days(),
            3,
            "three days later it is Monday"
        );
    }

    #[test]
    fn a_demo_that_played_on_the_machines_time_goes_on_doing_so() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(DELIVERED), "").unwrap();
        assert_eq!((Utc::now() - clock(folder.path()).unwrap().now()).num_minutes(), 0);
        fs::write(folder.path().join(BEGAN), "last week").unwrap();
        assert!(clock(folder.path()).is_err());
    }

    #[test]
    fn the_mails_are_delivered_once() {
        let folder = tempfile::tempdir().unwrap();
        let config = config(folder.path());
        let inbox = config.place.inbox().join("ramjet-plastics");
        deliver(&config, &inbox).unwrap();
        let delivered: Vec<_> = fs::read_dir(&inbox).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert!(delivered.len() >= 20, "{delivered:?}");
        assert!(delivered.iter().all(|path| path.extension().is_some_and(|ending| ending == "eml")));
        delivered.iter().for_each(|path| fs::remove_file(path).unwrap());
        deliver(&config, &inbox).unwrap();
        assert_eq!(fs::read_dir(&inbox).unwrap().count(), 0);
    }
}
