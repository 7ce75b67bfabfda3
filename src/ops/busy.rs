//! Tells a database that is busy from one that is broken: what was busy is worth another try in a moment.

use std::error::Error;

use sea_orm::{ConnAcquireErr, RuntimeErr};

/// SQLite: another process writes, or holds a lock on a table (<https://www.sqlite.org/rescode.html>); extended codes carry more in
/// their higher bytes.
const SQLITE: [u32; 2] = [5, 6];

/// PostgreSQL: could not serialise, deadlock, lock not available, too many connections, starting up
/// (<https://www.postgresql.org/docs/current/errcodes-appendix.html>).
const POSTGRES: [&str; 5] = ["40001", "40P01", "55P03", "53300", "57P03"];

/// Whether `error`, or what caused it, was a database that had no time: a lock that somebody else holds, or no free connection.
pub fn is_busy(error: &(dyn Error + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(ConnAcquireErr::Timeout) = error.downcast_ref() {
            return true;
        }
        if let Some(RuntimeErr::SqlxError(error)) = error.downcast_ref() {
            return error.as_database_error().and_then(|error| error.code()).is_some_and(|code| is_busy_code(&code));
        }
        next = error.source();
    }
    false
}

/// A SQLSTATE has five characters, a code of SQLite fewer.
fn is_busy_code(code: &str) -> bool {
    if code.len() == 5 {
        POSTGRES.contains(&code)
    } else {
        code.parse::<u32>().is_ok_and(|code| SQLITE.contains(&(code & 0xff)))
    }
}

#[cfg(test)]
mod tests {
    use sea_orm::DbErr;

    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error(transparent)]
    struct Within(#[from] DbErr);

    #[derive(Debug, thiserror::Error)]
    #[error("saving the order")]
    struct Saving(#[source] Within);

    #[test]
    fn no_free_connection_is_busy_however_deep_it_is_told() {
        let timeout = || DbErr::ConnectionAcquire(ConnAcquireErr::Timeout);
        assert!(is_busy(&timeout()));
        assert!(is_busy(&Saving(timeout().into())));
        assert!(!is_busy(&DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed)));
    }

    #[test]
    fn only_codes_of_locks_and_of_a_full_server_are_busy() {
        for code in ["5", "517", "261", "6", "40001", "40P01", "55P03", "53300", "57P03"] {
            assert!(is_busy_code(code), "{code}");
        }
        for code in ["", "1", "8", "11", "19", "2067", "23505", "42P01", "00005"] {
            assert!(!is_busy_code(code), "{code}");
        }
    }

    #[test]
    fn a_fault_is_not_busy() {
        assert!(!is_busy(&DbErr::RecordNotFound("x".to_owned())));
        assert!(
            !is_busy(&DbErr::Query(RuntimeErr::Internal("database is locked".to_owned()))),
            "the words are not the code"
        );
        assert!(!is_busy(&std::io::Error::other("disk full")));
    }
}
