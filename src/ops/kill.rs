//! Kill points: places where the process can be told to die at once, to prove that a restart loses nothing and does nothing twice.
//!
//! They exist in debug builds only. `RAMJET_KILL_AT=name:n` makes the process send SIGKILL to itself at the n-th time it passes the
//! point (`n` from 1; `name` alone means the first time). `RAMJET_KILL_LOG=FILE` writes the name of every point passed, one a line, so
//! that a driver learns which points there are and how often each is passed.

/// Marks a kill point by its name, `room.step`; nothing at all in a release build.
#[macro_export]
macro_rules! kp {
    ($name:literal) => {
        #[cfg(debug_assertions)]
        $crate::ops::kill::pass($name);
    };
}

/// Passes the kill point `name`: notes it, and ends the process when this is the time it was told to die. Call it through
/// [`kp!`](crate::kp).
#[cfg(debug_assertions)]
pub fn pass(name: &str) {
    use std::io::Write;

    let plan = plan();
    if let Some(log) = &plan.log {
        // One short write in append mode is never mixed with another one's.
        let _ = (&*log).write_all(format!("{name}\n").as_bytes());
    }
    if let Some(death) = &plan.death
        && death.name == name
        && death.left.fetch_sub(1, std::sync::atomic::Ordering::SeqCst) == 1
    {
        die();
    }
}

#[cfg(debug_assertions)]
struct Plan {
    death: Option<Death>,
    log: Option<std::fs::File>,
}

#[cfg(debug_assertions)]
struct Death {
    name: String,
    left: std::sync::atomic::AtomicI64,
}

#[cfg(debug_assertions)]
fn plan() -> &'static Plan {
    static PLAN: std::sync::OnceLock<Plan> = std::sync::OnceLock::new();
    PLAN.get_or_init(|| Plan {
        death: std::env::var("RAMJET_KILL_AT").ok().and_then(|text| read_death(&text)),
        log: std::env::var_os("RAMJET_KILL_LOG")
            .and_then(|path| std::fs::OpenOptions::new().create(true).append(true).open(path).ok()),
    })
}

#[cfg(debug_assertions)]
fn read_death(text: &str) -> Option<Death> {
    let (name, times) = match text.rsplit_once(':') {
        Some((name, times)) => (name, times.parse().ok().filter(|times| *times >= 1)?),
        None => (text, 1),
    };
    (!name.is_empty()).then(|| Death { name: name.to_owned(), left: std::sync::atomic::AtomicI64::new(times) })
}

/// Ends this process as a power cut would: no destructor runs, no buffer is flushed.
#[cfg(all(debug_assertions, unix))]
fn die() -> ! {
    let _ = rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL);
    std::process::abort()
}

#[cfg(all(debug_assertions, not(unix)))]
fn die() -> ! {
    std::process::abort()
}

#[cfg(all(test, debug_assertions))]
mod tests {
    use std::sync::atomic::Ordering;

    use super::*;

    #[test]
    fn the_point_and_the_time_of_death_are_read() {
        let death = read_death("jobs.finished:3").unwrap();
        assert_eq!((death.name.as_str(), death.left.load(Ordering::SeqCst)), ("jobs.finished", 3));
        assert_eq!(read_death("jobs.finished").unwrap().left.load(Ordering::SeqCst), 1);
    }

    #[test]
    fn what_names_no_point_or_no_time_kills_nothing() {
        for text in ["", ":2", "jobs.finished:0", "jobs.finished:-1", "jobs.finished:soon"] {
            assert!(read_death(text).is_none(), "{text}");
        }
    }

    #[test]
    fn a_point_nobody_asked_for_is_passed_alive() {
        kp!("kill.tests_pass_here");
    }
}
