//! Passwords: which are accepted, how they are kept, how they are checked.

use std::sync::Arc;
use std::time::Duration;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version};
use serde::Deserialize;
use tokio::sync::Semaphore;

/// Fewest characters of a new password (NIST SP 800-63B, OWASP ASVS 6.2.1).
pub const PASSWORD_CHARS_MIN: usize = 8;
/// Most bytes of a password; beyond this only the machine is being kept busy.
pub const PASSWORD_BYTES_MAX: usize = 1024;
/// How long somebody waits for their turn at the one hash that is computed at a time.
const TURN_WAIT_MAX: Duration = Duration::from_secs(10);

/// argon2id with the floor that OWASP gives: 19 MiB, two passes, one lane.
const PARAMETERS: &str = "$argon2id$v=19$m=19456,t=2,p=1$";
/// What the password of an unknown person is compared with, so that it takes as long as a real one. The output is random, from no password.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$HhyDVLd7kBUZ1GkQjoiKLA$6gwL3J4u/XDH6NHSeiIcS2ktNxW9FTbpbYNY3rl4AYw";

/// Well-known passwords, lower case, one per line; only those long enough to pass the length rule.
const COMMON: &str = include_str!("common_passwords.txt");

/// A password as typed. It prints as dots and is never stored.
#[derive(Clone, Deserialize)]
#[serde(transparent)]
pub struct Password(String);

impl Password {
    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<String> for Password {
    fn from(typed: String) -> Self {
        Self(typed)
    }
}

impl From<&str> for Password {
    fn from(typed: &str) -> Self {
        Self(typed.to_owned())
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(•••)")
    }
}

/// Why a new password is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WeakPassword {
    /// Fewer than [`PASSWORD_CHARS_MIN`] characters.
    #[error("the password has fewer than {PASSWORD_CHARS_MIN} characters")]
    TooShort,
    /// More than [`PASSWORD_BYTES_MAX`] bytes.
    #[error("the password has more than {PASSWORD_BYTES_MAX} bytes")]
    TooLong,
    /// On the list of passwords that everybody tries first.
    #[error("the password is one that is tried first")]
    Common,
    /// One character, or the person's own address.
    #[error("the password follows from the address or repeats one character")]
    Obvious,
}

/// Refuses what would be guessed at once; there are no rules of composition (ASVS 6.2.5).
///
/// * `address` — the person's mail address; the password may be neither it nor the part before the @.
pub fn check_new(password: &Password, address: &str) -> Result<(), WeakPassword> {
    let text = password.0.as_str();
    if text.len() > PASSWORD_BYTES_MAX {
        return Err(WeakPassword::TooLong);
    }
    if text.chars().count() < PASSWORD_CHARS_MIN {
        return Err(WeakPassword::TooShort);
    }
    let folded = text.to_lowercase();
    let address = address.trim().to_lowercase();
    let local_part = address.split('@').next().unwrap_or_default();
    let first = text.chars().next();
    if folded == address || folded == local_part || text.chars().all(|c| Some(c) == first) {
        return Err(WeakPassword::Obvious);
    }
    if COMMON.lines().any(|common| common == folded) {
        return Err(WeakPassword::Common);
    }
    Ok(())
}

/// Why a password could not be hashed or compared.
#[derive(Debug, thiserror::Error)]
pub enum HashError {
    /// Too many people at once; try again in a moment.
    #[error("no turn at the password hash within {} s", TURN_WAIT_MAX.as_secs())]
    Busy,
    /// A stored hash that is not one, or a random source that failed.
    #[error("hashing a password")]
    Hash(#[source] argon2::password_hash::Error),
    /// The thread that hashes went away.
    #[error("hashing a password on its own thread")]
    Thread(#[source] tokio::task::JoinError),
}

/// Computes password hashes, one at a time: each needs 19 MiB, and the smallest machine has 256. Cheap to clone; clones share the turn.
#[derive(Clone, Debug)]
pub struct Hasher {
    turn: Arc<Semaphore>,
}

impl Default for Hasher {
    fn default() -> Self {
        Self { turn: Arc::new(Semaphore::new(1)) }
    }
}

impl Hasher {
    /// The hash of `password` in PHC form, with a fresh salt.
    pub async fn hash(&self, password: &Password) -> Result<String, HashError> {
        let password = password.clone();
        self.in_turn(move || argon2id().hash_password(password.0.as_bytes()).map(|hash| hash.to_string())).await
    }

    /// Whether `password` is the one that `hash` was made from.
    ///
    /// Without a hash (nobody of that name) the answer is no, after the same work.
    pub(super) async fn is_match(&self, password: &Password, hash: Option<&str>) -> Result<bool, HashError> {
        // Nobody has a longer one; cutting it keeps the work the same and the answer no.
        let fits = password.0.len() <= PASSWORD_BYTES_MAX;
        let typed = if fits { password.clone() } else { Password(String::new()) };
        let known = hash.is_some() && fits;
        let hash = hash.unwrap_or(NOBODY).to_owned();
        self.in_turn(move || {
            let hash = PasswordHash::new(&hash)?;
            match argon2id().verify_password(typed.0.as_bytes(), &hash) {
                Ok(()) => Ok(known),
                Err(argon2::password_hash::Error::PasswordInvalid) => Ok(false),
                Err(source) => Err(source),
            }
        })
        .await
    }

    async fn in_turn<T: Send + 'static>(
        &self, work: impl FnOnce() -> Result<T, argon2::password_hash::Error> + Send + 'static,
    ) -> Result<T, HashError> {
        let turn = tokio::time::timeout(TURN_WAIT_MAX, Arc::clone(&self.turn).acquire_owned());
        let Ok(Ok(turn)) = turn.await else { return Err(HashError::Busy) };
        // The turn moves along: it ends with the work, also when the caller has gone away.
        let work = tokio::task::spawn_blocking(move || {
            let answer = work();
            drop(turn);
            answer
        });
        work.await.map_err(HashError::Thread)?.map_err(HashError::Hash)
    }
}

/// Whether a stored hash was made with older parameters and should be made anew while the password is at hand.
pub(super) fn is_outdated(hash: &str) -> bool {
    !hash.starts_with(PARAMETERS)
}

fn argon2id() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::default())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADDRESS: &str = "sharon.smith@example.com";

    fn refusal(password: &str) -> Option<WeakPassword> {
        check_new(&password.into(), ADDRESS).err()
    }

    #[test]
    fn a_plain_long_sentence_is_accepted() {
        assert_eq!(refusal("die Kappe passt nicht"), None);
        assert_eq!(refusal(&"korrekt pferd batterie ".repeat(8)), None);
    }

    #[test]
    fn eight_characters_are_enough_and_seven_are_not() {
        assert_eq!(refusal("q7#zzk2p"), None);
        assert_eq!(refusal("q7#zzk2"), Some(WeakPassword::TooShort));
    }

    #[test]
    fn length_is_counted_in_characters_not_bytes() {
        assert_eq!(refusal("äöüäöüä"), Some(WeakPassword::TooShort));
        assert_eq!(refusal("äöüäöüäö"), None);
    }

    #[test]
    fn a_well_known_password_is_refused_in_any_case() {
        assert_eq!(refusal("password"), Some(WeakPassword::Common));
        assert_eq!(refusal("PassWord1"), Some(WeakPassword::Common));
        assert_eq!(refusal("QWERTZUIOP"), Some(WeakPassword::Common));
        assert_eq!(refusal("Passwort123"), Some(WeakPassword::Common));
    }

    #[test]
    fn the_own_address_is_no_password() {
        assert_eq!(refusal("sharon.smith@example.com"), Some(WeakPassword::Obvious));
        assert_eq!(refusal("Sharon.Smith"), Some(WeakPassword::Obvious));
        assert_eq!(refusal("xxxxxxxxxxxx"), Some(WeakPassword::Obvious));
    }

    #[test]
    fn a_megabyte_is_no_password() {
        assert_eq!(refusal(&"ab".repeat(600)), Some(WeakPassword::TooLong));
    }

    #[test]
    fn the_list_holds_only_lines_that_can_refuse_something() {
        let mut seen = std::collections::HashSet::new();
        for line in COMMON.lines() {
            assert!(line.chars().count() >= PASSWORD_CHARS_MIN, "{line} is refused for its length already");
            assert_eq!(line, line.to_lowercase().trim(), "{line} would never be equal to anything");
            assert!(seen.insert(line), "{line} stands there twice");
        }
        assert!(seen.len() >= 300, "{}", seen.len());
    }

    #[test]
    fn a_typed_password_does_not_print() {
        let printed = format!("{:?}", Password::from("gooseberry jam"));
        assert!(!printed.contains("gooseberry"), "{printed}");
    }

    #[tokio::test]
    async fn a_hash_knows_its_password_and_no_other() {
        let hasher = Hasher::default();
        let hash = hasher.hash(&"die Kappe passt nicht".into()).await.unwrap();
        assert!(hash.starts_with(PARAMETERS), "{hash}");
        assert!(!is_outdated(&hash));
        assert!(hasher.is_match(&"die Kappe passt nicht".into(), Some(&hash)).await.unwrap());
        assert!(!hasher.is_match(&"die Kappe passt Nicht".into(), Some(&hash)).await.unwrap());
        assert_ne!(hash, hasher.hash(&"die Kappe passt nicht".into()).await.unwrap(), "the salt must differ");
    }

    #[tokio::test]
    async fn nobody_costs_the_same_work_and_never_matches() {
        // The stand-in must be a complete hash with the same parameters, otherwise it would be refused at once.
        assert!(!is_outdated(NOBODY));
        assert!(PasswordHash::new(NOBODY).is_ok());
        let hasher = Hasher::default();
        assert!(!hasher.is_match(&"anything at all".into(), None).await.unwrap());
        assert!(!hasher.is_match(&"".into(), None).await.unwrap());
    }

    #[tokio::test]
    async fn a_password_beyond_the_limit_never_matches() {
        let hasher = Hasher::default();
        let empty = argon2id().hash_password(b"").unwrap().to_string();
        let long = Password::from("x".repeat(PASSWORD_BYTES_MAX + 1));
        assert!(!hasher.is_match(&long, Some(&empty)).await.unwrap());
    }

    #[test]
    fn weaker_or_foreign_parameters_are_outdated() {
        assert!(is_outdated("$argon2id$v=19$m=4096,t=3,p=1$c2FsdHNhbHQ$aGFzaA"));
        assert!(is_outdated("$2b$12$somethingfrombcrypt"));
    }
}
