//! The kill test: the real process dies at every kill point of the road, is started again, and must end where an undisturbed one ends.
//!
//! A person delivers seven mails, adds a file by hand, has one order read again, makes the newsletter an order, has a revised order replace
//! the earlier one, takes that back and does it again, approves two orders in the browser and waits until their letters have left. One run
//! without a death tells which points there are, how often each is passed, and what the desk holds at its end. Then, for every point and
//! each of its first [`HITS_MAX`] passes, a fresh desk is walked through with a process that kills itself right there, and again with one
//! that lives.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use ramjet::entity::states::{Fate, JobState, OrderState};
use ramjet::entity::{job, journal, message, order};
use ramjet::ops::blobs::Blobs;
use ramjet::ops::db::Db;
use sea_orm::{ColumnTrait as _, EntityTrait as _, Order, QueryFilter as _, QueryOrder as _};

use crate::desk::multipart::Multipart;
use crate::desk::process::{DataDir, Process, check};
use crate::desk::visitor::Visitor;
use crate::desk::{law, mail};

/// Passes of one point at which the process dies, each in its own run.
const HITS_MAX: usize = 2;
/// Runs at the same time.
const PARALLEL: usize = 2;
/// Longest a walk may take; a desk that is stuck is one that takes longer. (A job of a dead process is taken back at once.)
const WALK_WITHIN: Duration = Duration::from_secs(240);
/// Longest until a process that killed itself is seen to be gone.
const GONE_WITHIN: Duration = Duration::from_secs(20);
/// The mails, by the name of their file.
const MAILS: [(&str, &[u8]); 7] = [
    ("1.eml", mail::CLEBER),
    ("2.eml", mail::SHAPE),
    ("3.eml", mail::NEWSLETTER),
    ("4.eml", mail::SHAPE_AGAIN),
    ("5.eml", mail::FERNLEIGH),
    ("6.eml", mail::SHAPE),
    ("7.eml", mail::FERNLEIGH_REVISED),
];
/// How many of them are there from the beginning. The last one revises another: it comes when that one is an order, as revisions do.
const AT_FIRST: usize = MAILS.len() - 1;
/// More objections than any of the orders has.
const OBJECTIONS_MAX: usize = 12;
/// The orders that are approved; of the revised one the newer.
const APPROVED: [&str; 2] = ["12022", REVISED];

/// The order that is revised.
const REVISED: &str = "FH-3318";

/// The file that is added by hand, as mail is: its order has a number no other has.
const ADDED: &str = "added.eml";

/// The order whose mail is read again.
const READ_AGAIN: &str = "PO-0020";

/// What a desk holds at its end, as far as it must be the same in every run.
#[derive(Clone, Debug, PartialEq, Eq)]
struct End {
    fates: BTreeMap<String, String>,
    orders: Vec<String>,
    letters: usize,
}

/// Why a walk ended early.
#[derive(Debug)]
enum Cut {
    Died,
    Stuck(String),
}

#[test]
fn killed_anywhere_the_desk_loses_nothing_doubles_nothing_and_is_never_stuck() {
    let base = alone(DataDir::fresh());
    let started = Instant::now();
    let log = base.path().join("points");
    let undisturbed = base.copy();
    let variables = [("RAMJET_KILL_LOG", log.to_str().unwrap())];
    live(&undisturbed, &variables).expect("an undisturbed desk reaches the end");
    let expected = alone(end_of(&undisturbed));
    assert_eq!(alone(problems(&undisturbed, &expected)), Vec::<String>::new(), "undisturbed");
    assert_eq!((expected.fates.len(), expected.letters), (MAILS.len() + 1, APPROVED.len()));
    let passed = std::fs::read_to_string(&log).unwrap();
    let mut hits: BTreeMap<&str, usize> = BTreeMap::new();
    passed.lines().for_each(|name| *hits.entry(name).or_default() += 1);
    assert_eq!(
        points_in_the_sources().difference(&hits.keys().copied().map(str::to_owned).collect()).count(),
        0,
        "{hits:?}"
    );

    let plan: Vec<String> = hits
        .iter()
        .flat_map(|(name, hits)| (1..=(*hits).min(HITS_MAX)).map(move |hit| format!("{name}:{hit}")))
        .collect();
    let (left, found) = (Mutex::new(plan.iter()), Mutex::new(Vec::new()));
    let kills = Mutex::new(0);
    std::thread::scope(|scope| {
        for _ in 0..PARALLEL {
            scope.spawn(|| {
                while let Some(at) = { left.lock().unwrap().next() } {
                    let data = base.copy();
                    let problems = match killed_at(&data, at) {
                        Ok(did_die) => {
                            *kills.lock().unwrap() += usize::from(did_die);
                            alone(problems(&data, &expected))
                        }
                        Err(problem) => vec![problem],
                    };
                    found.lock().unwrap().extend(problems.into_iter().map(|problem| format!("{at}: {problem}")));
                }
            });
        }
    });
    let (found, kills) = (found.into_inner().unwrap(), kills.into_inner().unwrap());
    let seconds = started.elapsed().as_secs();
    let points = hits.len();
    crate::desk::say(&format!("kill points {points}, kills {kills}, violations {} ({seconds} s)", found.len()));
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert_eq!(kills, plan.len(), "every planned death happened");
}

/// One desk whose process dies at `at`, and a second process that goes on. `true` when it did die.
fn killed_at(data: &DataDir, at: &str) -> Result<bool, String> {
    let died = match live(data, &[("RAMJET_KILL_AT", at)]) {
        Err(Cut::Died) => true,
        Err(Cut::Stuck(what)) => return Err(format!("stuck before its death: {what}")),
        Ok(()) => false,
    };
    match live(data, &[]) {
        Ok(()) => Ok(died),
        Err(Cut::Died) => Err("the second process died, too".to_owned()),
        Err(Cut::Stuck(what)) => Err(format!("stuck after the restart: {what}")),
    }
}

/// One process from its start to its end: mails are delivered that were not yet, what is to be approved is approved, and the process is
/// stopped when all is done.
fn live(data: &DataDir, variables: &[(&str, &str)]) -> Result<(), Cut> {
    deliver(data, &MAILS[..AT_FIRST]);
    let mut process = Process::start(data.path(), variables).unwrap();
    let walked = walk(&mut process, data);
    let died = process.ended().is_some();
    match walked {
        Ok(()) if !died => {
            let status = process.stop();
            // The signal may find it at the very point where it was to die.
            if status.success() { Ok(()) } else { Err(Cut::Died) }
        }
        Ok(()) => Err(Cut::Died),
        Err(_) if died || process.ends_within(GONE_WITHIN).is_some() => Err(Cut::Died),
        Err(what) => Err(Cut::Stuck(what)),
    }
}

/// Puts mails into the watched folder that have never been there.
fn deliver(data: &DataDir, mails: &[(&str, &[u8])]) {
    for (name, bytes) in mails {
        let is_there =
            ["", "done/"].iter().any(|at| data.path().join("inbox/ramjet-plastics").join(at).join(name).exists());
        if !is_there {
            data.deliver(bytes, name);
        }
    }
}

/// What the person does, and what they wait for.
fn walk(process: &mut Process, desk: &DataDir) -> Result<(), String> {
    let data = desk.path();
    let end = Instant::now() + WALK_WITHIN;
    if !process.is_open_within(WALK_WITHIN) {
        return Err("it does not open".to_owned());
    }
    wait(process, end, "reading", || rest(data, AT_FIRST, false))?;
    deliver(desk, &MAILS[AT_FIRST..]);
    wait(process, end, "reading the revision", || rest(data, MAILS.len(), false))?;
    let mut sharon = Visitor::signed_in(&process.url(), "sharon@ramjet.example").map_err(|error| error.to_string())?;
    add_a_file(&mut sharon, &process.url(), data)?;
    read_again(&mut sharon, data)?;
    make_an_order(&mut sharon, data)?;
    wait(process, end, "reading again", || rest(data, MAILS.len() + 1, false))?;
    revise(&mut sharon, data)?;
    for number in APPROVED {
        approve(&mut sharon, data, number)?;
    }
    wait(process, end, "sending", || rest(data, MAILS.len() + 1, true))
}

/// Adds a file by the form of the inbox unless it was added before.
fn add_a_file(sharon: &mut Visitor, url: &str, data: &Path) -> Result<(), String> {
    let is_there = asked(data, async |db| {
        let added = message::Entity::find().filter(message::Column::FileName.eq(ADDED));
        added.one(&db.read).await.unwrap().is_some()
    });
    if is_there {
        return Ok(());
    }
    let page = sharon.get("/inbox").map_err(|error| error.to_string())?;
    let Some(form) = page.find_form("/inbox") else { return Err("no file can be added".to_owned()) };
    let mail = mail::order(mail::FERNLEIGH_HARDWARE, Some("FH-7001"), &["5 x HSG110 housing, black @ $2.00 each"]);
    let form = Multipart::of(form.value("once").unwrap_or_default(), "/inbox").file(ADDED, &mail);
    let answer = form.try_send(sharon, url.trim_end_matches('/')).map_err(|error| error.to_string())?;
    if answer.status == 303 { Ok(()) } else { Err(format!("adding a file: {}", answer.status)) }
}

/// Has one order read again unless that was asked for before.
fn read_again(sharon: &mut Visitor, data: &Path) -> Result<(), String> {
    let id = asked(data, async |db| {
        let of_number = order::Entity::find().filter(order::Column::PoNumber.eq(READ_AGAIN)).one(&db.read).await;
        let id = of_number.unwrap().map(|row| row.id)?;
        let told = journal::Entity::find().filter(journal::Column::RecordId.eq(id.0));
        let told = told.filter(journal::Column::Action.eq("reading_again")).one(&db.read).await.unwrap();
        Some((id, told.is_some()))
    });
    match id {
        None => Err(format!("there is no order {READ_AGAIN}")),
        Some((_, true)) => Ok(()),
        Some((id, false)) => press(sharon, &format!("/orders/{id}"), "/reading"),
    }
}

/// Makes the newsletter an order unless it is one.
fn make_an_order(sharon: &mut Visitor, data: &Path) -> Result<(), String> {
    let ignored = asked(data, async |db| {
        let of_fate = message::Entity::find().filter(message::Column::Fate.eq(Fate::Ignored));
        of_fate.one(&db.read).await.unwrap().map(|row| row.id)
    });
    ignored.map_or(Ok(()), |id| press(sharon, &format!("/inbox/{id}"), "/order"))
}

/// Has the newer version replace the older one, takes that back, and has it replaced again; each once.
fn revise(sharon: &mut Visitor, data: &Path) -> Result<(), String> {
    for (action, is_older, noun) in
        [("superseded", false, "/replacement"), ("brought_back", true, "/reopening"), ("", false, "/replacement")]
    {
        let (orders, was_done) = asked(data, async |db| {
            let of_number = order::Entity::find().filter(order::Column::PoNumber.eq(REVISED));
            let orders = of_number.order_by_asc(order::Column::Id).all(&db.read).await.unwrap();
            let told = journal::Entity::find().filter(journal::Column::Action.eq(action)).one(&db.read).await.unwrap();
            (orders, told.is_some())
        });
        let [older, newer] = orders.as_slice() else { return Err(format!("{} orders {REVISED}", orders.len())) };
        if !was_done && (!action.is_empty() || older.state == OrderState::InReview) {
            press(sharon, &format!("/orders/{}", if is_older { older.id } else { newer.id }), noun)?;
        }
    }
    Ok(())
}

/// Presses the button of a page that posts to an address with this end.
fn press(sharon: &mut Visitor, page: &str, noun: &str) -> Result<(), String> {
    let shown = sharon.get(page).map_err(|error| error.to_string())?;
    let Some(form) = shown.find_form(noun) else { return Err(format!("{page} offers no {noun}")) };
    let answer = sharon.send(&form).map_err(|error| error.to_string())?;
    if answer.status == 303 { Ok(()) } else { Err(format!("{page} {noun}: {}", answer.status)) }
}

/// Approves the order with this number unless it was approved before; goes by what the page offers, as a person does.
fn approve(sharon: &mut Visitor, data: &Path, number: &str) -> Result<(), String> {
    let id = asked(data, async |db| {
        let wanted = order::Entity::find().filter(order::Column::PoNumber.eq(number));
        let is_first = number != REVISED;
        let wanted = wanted.order_by(order::Column::Id, if is_first { Order::Asc } else { Order::Desc });
        wanted.one(&db.read).await.unwrap().map(|row| row.id)
    });
    let Some(id) = id else { return Err(format!("there is no order {number}")) };
    // The orders are of a day that has passed: what there is to say about that is settled first.
    for _ in 0..OBJECTIONS_MAX {
        let page = sharon.get(&format!("/orders/{id}")).map_err(|error| error.to_string())?;
        let Some(form) = page.find_form("/settlement") else { break };
        sharon.send(&form).map_err(|error| error.to_string())?;
    }
    let page = sharon.get(&format!("/orders/{id}")).map_err(|error| error.to_string())?;
    let Some(form) = page.find_form("/approval") else { return Ok(()) };
    let answer = sharon.send(&form).map_err(|error| error.to_string())?;
    if answer.status == 303 { Ok(()) } else { Err(format!("approval of {number}: {}", answer.status)) }
}

fn wait(
    process: &mut Process, end: Instant, what: &str, is_done: impl Fn() -> Result<(), String>,
) -> Result<(), String> {
    loop {
        let Err(left) = is_done() else { return Ok(()) };
        if process.ended().is_some() {
            return Err("it ended".to_owned());
        }
        if Instant::now() > end {
            return Err(format!("{what}: {left}"));
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Whether every one of at least so many mails has its fate and no job is left; and, after the approvals, whether every letter has left.
fn rest(data: &Path, messages_min: usize, is_sent: bool) -> Result<(), String> {
    asked(data, async |db| {
        let messages = message::Entity::find().all(&db.read).await.unwrap();
        let waiting = messages.iter().filter(|row| !row.fate.is_settled()).count();
        let open = job::Entity::find().filter(job::Column::State.ne(JobState::Done)).all(&db.read).await.unwrap();
        let approved =
            order::Entity::find().filter(order::Column::State.eq(OrderState::Approved)).all(&db.read).await.unwrap();
        let lying = std::fs::read_dir(data.join("inbox/ramjet-plastics")).map_or(0, |entries| {
            entries.filter(|entry| entry.as_ref().is_ok_and(|entry| entry.path().is_file())).count()
        });
        if lying > 0 || messages.len() < messages_min || waiting > 0 || !open.is_empty() {
            let open: Vec<_> =
                open.iter().map(|job| format!("{} {:?} {:?}", job.name, job.state, job.last_error)).collect();
            return Err(format!("{lying} files, {} messages, {waiting} waiting, jobs {open:?}", messages.len()));
        }
        if is_sent && !approved.is_empty() {
            return Err(format!("{} orders approved and not sent", approved.len()));
        }
        Ok(())
    })
}

/// Asks the database of a desk, whoever is at work in it.
fn asked<T>(data: &Path, question: impl AsyncFnOnce(&Db) -> T) -> T {
    let place = data.join("ramjet.db");
    alone(async {
        let db = Db::open(place.to_str().unwrap()).await.unwrap();
        let answer = question(&db).await;
        db.close().await;
        answer
    })
}

/// Runs a future to its end on this thread.
fn alone<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

/// What the desk of `data` holds.
async fn end_of(data: &DataDir) -> End {
    let db = Db::open(data.path().join("ramjet.db").to_str().unwrap()).await.unwrap();
    let messages = message::Entity::find().all(&db.read).await.unwrap();
    let fates = messages.into_iter().map(|row| (row.file_name, format!("{:?} {:?}", row.fate, row.fate_reason)));
    let orders = order::Entity::find().all(&db.read).await.unwrap();
    let mut orders: Vec<_> = orders
        .into_iter()
        .map(|row| {
            format!(
                "{:?} {:?} {:?} {:?} open {}",
                row.customer_name, row.po_number, row.state, row.net_minor, row.open_count
            )
        })
        .collect();
    orders.sort();
    let letters = std::fs::read_dir(data.outbox()).map_or(0, Iterator::count);
    let end = End { fates: fates.collect(), orders, letters };
    db.close().await;
    end
}

/// What is wrong with a desk at its end: a law is broken, or it holds something else than the undisturbed one.
async fn problems(data: &DataDir, expected: &End) -> Vec<String> {
    let db = Db::open(data.path().join("ramjet.db").to_str().unwrap()).await.unwrap();
    let messages = message::Entity::find().all(&db.read).await.unwrap().len();
    let blobs = Blobs::open(&data.path().join("blobs")).unwrap();
    let mut found = law::violations(&db, &blobs, Some(&data.outbox())).await;
    db.close().await;
    if messages != expected.fates.len() {
        found.push(format!("{messages} messages"));
    }
    let end = end_of(data).await;
    if end != *expected {
        found.push(format!("another end: {end:?}"));
    }
    found.extend(check(data.path()).err());
    found
}

/// The names of all kill points, from the sources: a point that the walk does not pass is not tested.
fn points_in_the_sources() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") && !path.ends_with("ops/kill.rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                let names = text.split("kp!(\"").skip(1).filter_map(|rest| rest.split('"').next());
                found.extend(names.map(str::to_owned));
            }
        }
    }
    found
}
