//! Product codes, found by spellings that are almost theirs.

use super::texts::{Postings, Texts, deletions, is_one_edit_apart};

/// Shortest code, in letters and digits, that is looked up as a part of ours. Shorter ones fit everything.
const PART_BYTES_MIN: usize = 3;
/// Shortest code of ours that is looked for inside a longer one.
const INSIDE_BYTES_MIN: usize = 4;
/// Shortest code in which one wrong character may be overlooked.
const ONE_EDIT_BYTES_MIN: usize = 5;
/// Shortest code in which two may.
const TWO_EDITS_BYTES_MIN: usize = 8;
/// Longest code that is looked at.
const CODE_BYTES_MAX: usize = 64;
/// Codes of ours that begin as the wanted one, at most.
const STARTS_MAX: usize = 48;
/// How many codes of ours may share a piece of three characters before that piece says nothing.
const SHARED_MAX: usize = 3_000;
/// Codes that share the most pieces, at most.
const ALIKE_MAX: usize = 24;

/// Why a code of ours is like the wanted one, and how much, out of 1000.
pub(super) type Likeness = (u32, Option<&'static str>);

/// The codes of a catalogue.
#[derive(Debug, Default)]
pub(super) struct Codes {
    keys: Texts,
    skeletons: Texts,
    by_key: Vec<u32>,
    spellings: Postings,
    pieces: Postings,
}

/// A wanted code, made comparable.
pub(super) struct Wanted {
    key: String,
    skeleton: String,
    pieces: Vec<u32>,
}

impl Wanted {
    /// `key` is a [`crate::reader::units::normal_key`]; `None` when it is too short, or too long to be a code.
    pub fn of(key: String) -> Option<Self> {
        if key.len() < PART_BYTES_MIN || key.len() > CODE_BYTES_MAX {
            return None;
        }
        let skeleton = skeleton(&key);
        Some(Self { pieces: pieces(&skeleton), key, skeleton })
    }
}

impl Codes {
    /// `keys` in the order of the catalogue.
    pub fn of<'a>(keys: impl Iterator<Item = &'a str>) -> Self {
        let mut codes = Self::default();
        let (mut spellings, mut shared) = (Vec::new(), Vec::new());
        for (at, key) in (0..).zip(keys) {
            let skeleton = skeleton(key);
            codes.keys.push(key);
            if key.len() >= ONE_EDIT_BYTES_MIN {
                deletions(&skeleton, |hash| spellings.push((hash, at)));
            }
            shared.extend(pieces(&skeleton).into_iter().map(|piece| (piece, at)));
            codes.skeletons.push(&skeleton);
        }
        codes.by_key = (0..u32::try_from(codes.keys.len()).unwrap_or(u32::MAX)).collect();
        codes.by_key.sort_by_key(|at| codes.keys.get(*at));
        codes.spellings = Postings::of(spellings);
        codes.pieces = Postings::of(shared);
        codes
    }

    pub fn bytes(&self) -> usize {
        let own = self.by_key.capacity() * size_of::<u32>();
        own + self.keys.bytes() + self.skeletons.bytes() + self.spellings.bytes() + self.pieces.bytes()
    }

    /// Codes worth comparing with the wanted one, in any order, some perhaps twice.
    pub fn near(&self, wanted: &Wanted, counts: &mut [u16]) -> Vec<u32> {
        let mut found: Vec<u32> = Vec::new();
        if wanted.key.len() >= ONE_EDIT_BYTES_MIN - 1 {
            deletions(&wanted.skeleton, |hash| found.extend(self.spellings.get(hash)));
        }
        found.extend(self.starting_with(&wanted.key).iter().take(STARTS_MAX));
        // Where a code reads the same, nobody means one that merely has something in common with it.
        if !found.iter().any(|at| self.reads_as(wanted, *at)) {
            self.inside(&wanted.key, &mut found);
            self.sharing(wanted, counts, &mut found);
        }
        found
    }

    /// How much the code at `at` is like the wanted one.
    pub fn likeness(&self, wanted: &Wanted, at: u32) -> Likeness {
        let (key, skeleton) = (self.keys.get(at), self.skeletons.get(at));
        let (asked, ours) = (wanted.key.len(), key.len());
        let part = |of: usize, whole: usize| u32::try_from(of * 1000 / whole.max(1)).unwrap_or(0);
        if key == wanted.key {
            return (1000, Some("same_code"));
        }
        if skeleton == wanted.skeleton {
            return (980, Some("look_alike"));
        }
        if asked.min(ours) >= ONE_EDIT_BYTES_MIN && is_one_edit_apart(skeleton, &wanted.skeleton) {
            return (900, Some("one_sign"));
        }
        if key.starts_with(&wanted.key) {
            return (550 + part(asked, ours) * 2 / 5, Some("part_of_code"));
        }
        if ours >= INSIDE_BYTES_MIN && wanted.key.starts_with(key) {
            return (600 + part(ours, asked) / 3, Some("longer_code"));
        }
        if key.contains(&wanted.key) {
            return (500 + part(asked, ours) / 3, Some("part_of_code"));
        }
        if ours > INSIDE_BYTES_MIN && wanted.key.contains(key) {
            return (550 + part(ours, asked) / 3, Some("longer_code"));
        }
        if asked.min(ours) >= TWO_EDITS_BYTES_MIN
            && asked.abs_diff(ours) <= 2
            && strsim::osa_distance(skeleton, &wanted.skeleton) <= 2
        {
            return (800, Some("similar_code"));
        }
        let theirs = pieces(skeleton);
        let shared = theirs.iter().filter(|piece| wanted.pieces.contains(piece)).count();
        let alike = part(2 * shared, theirs.len() + wanted.pieces.len());
        if alike >= 600 { (alike * 4 / 5, Some("similar_code")) } else { (0, None) }
    }

    /// Whether the code at `at` reads the same when O and 0, I, L and 1 are not told apart.
    pub fn reads_as(&self, wanted: &Wanted, at: u32) -> bool {
        self.skeletons.get(at) == wanted.skeleton
    }

    fn starting_with(&self, start: &str) -> &[u32] {
        let from = self.by_key.partition_point(|at| self.keys.get(*at) < start);
        let rest = &self.by_key[from..];
        let to = rest.partition_point(|at| self.keys.get(*at).starts_with(start));
        &rest[..to]
    }

    /// Codes of ours that stand inside the wanted one: theirs with a colour, a revision or their own prefix around it.
    fn inside(&self, wanted: &str, found: &mut Vec<u32>) {
        let least = INSIDE_BYTES_MIN.max(wanted.len() / 2);
        for start in 0..=wanted.len().saturating_sub(least) {
            for end in (start + least..=wanted.len()).rev() {
                // Characters of several bytes cannot be cut; such a piece is none.
                let Some(piece) = wanted.get(start..end).filter(|piece| piece.len() < wanted.len()) else { continue };
                let same = self.starting_with(piece).first().filter(|at| self.keys.get(**at) == piece);
                found.extend(same);
            }
        }
    }

    /// The codes that share most pieces of three characters, rare pieces first.
    fn sharing(&self, wanted: &Wanted, counts: &mut [u16], found: &mut Vec<u32>) {
        let mut lists: Vec<&[u32]> = wanted.pieces.iter().map(|piece| self.pieces.get(*piece)).collect();
        lists.retain(|list| !list.is_empty());
        lists.sort_by_key(|list| list.len());
        let mut left = SHARED_MAX;
        let mut touched: Vec<u32> = Vec::new();
        for list in lists {
            if list.len() > left {
                break;
            }
            left -= list.len();
            for at in list {
                let count = &mut counts[*at as usize];
                if *count == 0 {
                    touched.push(*at);
                }
                *count += 1;
            }
        }
        let order = |at: &u32| (u16::MAX - counts[*at as usize], *at);
        if touched.len() > ALIKE_MAX {
            touched.select_nth_unstable_by_key(ALIKE_MAX, order);
        }
        found.extend(touched.iter().take(ALIKE_MAX));
        for at in touched {
            counts[at as usize] = 0;
        }
    }
}

/// The key with characters that look the same written the same: a scan or a tired eye reads 0 for O and 1 for I or L.
fn skeleton(key: &str) -> String {
    key.chars()
        .map(|c| match c {
            'o' => '0',
            'i' | 'l' => '1',
            c => c,
        })
        .collect()
}

/// Every three bytes in a row, with marks at both ends, each once.
fn pieces(skeleton: &str) -> Vec<u32> {
    let mut padded = Vec::with_capacity(skeleton.len() + 2);
    padded.push(1);
    padded.extend_from_slice(skeleton.as_bytes());
    padded.push(2);
    let mut all: Vec<u32> = padded.windows(3).map(|w| u32::from_be_bytes([0, w[0], w[1], w[2]])).collect();
    all.sort_unstable();
    all.dedup();
    all
}
