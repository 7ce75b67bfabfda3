//! Many short texts in one piece of memory, by number.

/// Texts by number, from 0.
#[derive(Debug, Default)]
pub(super) struct Texts {
    all: String,
    ends: Vec<u32>,
}

impl Texts {
    pub fn push(&mut self, text: &str) {
        self.all.push_str(text);
        self.ends.push(u32::try_from(self.all.len()).unwrap_or(u32::MAX));
    }

    /// The text of this number; empty when there is none.
    pub fn get(&self, at: u32) -> &str {
        let at = at as usize;
        let start = if at == 0 { 0 } else { self.ends.get(at - 1).map_or(0, |end| *end as usize) };
        self.ends.get(at).and_then(|end| self.all.get(start..*end as usize)).unwrap_or_default()
    }

    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn bytes(&self) -> usize {
        self.all.capacity() + self.ends.capacity() * size_of::<u32>()
    }
}

/// Numbers of texts by a number that stands for a spelling, in one piece of memory.
#[derive(Debug, Default)]
pub(super) struct Postings {
    keys: Vec<u32>,
    starts: Vec<u32>,
    all: Vec<u32>,
}

impl Postings {
    /// From pairs of key and number, in any order.
    pub fn of(mut pairs: Vec<(u32, u32)>) -> Self {
        pairs.sort_unstable();
        pairs.dedup();
        let mut postings = Self { keys: Vec::new(), starts: Vec::new(), all: Vec::with_capacity(pairs.len()) };
        for (key, number) in pairs {
            if postings.keys.last() != Some(&key) {
                postings.keys.push(key);
                postings.starts.push(u32::try_from(postings.all.len()).unwrap_or(u32::MAX));
            }
            postings.all.push(number);
        }
        postings.starts.push(u32::try_from(postings.all.len()).unwrap_or(u32::MAX));
        postings.keys.shrink_to_fit();
        postings.starts.shrink_to_fit();
        postings
    }

    /// The numbers under a key, in ascending order.
    pub fn get(&self, key: u32) -> &[u32] {
        let Ok(at) = self.keys.binary_search(&key) else { return &[] };
        self.all.get(self.starts[at] as usize..self.starts[at + 1] as usize).unwrap_or_default()
    }

    pub fn bytes(&self) -> usize {
        (self.keys.capacity() + self.starts.capacity() + self.all.capacity()) * size_of::<u32>()
    }
}

/// Longest text whose spellings with one character left out are kept.
const DELETIONS_OF_MAX: usize = 32;

/// The text, and the text with each of its characters left out, as numbers (FNV-1a, 32 bits). Two texts that are one edit apart share one of
/// them; texts that share one may still differ, so whoever finds one looks again.
pub(super) fn deletions(text: &str, mut each: impl FnMut(u32)) {
    each(fnv([text]));
    if text.len() > DELETIONS_OF_MAX {
        return;
    }
    let mut last = None;
    for (at, c) in text.char_indices() {
        // "aa" without its first letter is "aa" without its second.
        if last != Some(c) {
            each(fnv([&text[..at], &text[at + c.len_utf8()..]]));
        }
        last = Some(c);
    }
}

fn fnv<const N: usize>(parts: [&str; N]) -> u32 {
    let bytes = parts.iter().flat_map(|part| part.bytes());
    bytes.fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// Whether one text becomes the other by one character more, one less, another one, or two neighbours swapped; equal texts are not.
pub(super) fn is_one_edit_apart(a: &str, b: &str) -> bool {
    let same_start = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).map(|(c, _)| c.len_utf8()).sum::<usize>();
    let (a, b) = (&a[same_start..], &b[same_start..]);
    let without = |text: &str| {
        let mut rest = text.chars();
        let first = rest.next();
        (first, rest.as_str().to_owned())
    };
    match (without(a), without(b)) {
        ((None, _), (None, _)) => false,
        ((None, _), (Some(_), rest)) | ((Some(_), rest), (None, _)) => rest.is_empty(),
        ((Some(first_a), rest_a), (Some(first_b), rest_b)) => {
            rest_a == rest_b
                || rest_a == b
                || a == rest_b
                || (rest_a.starts_with(first_b)
                    && rest_b.starts_with(first_a)
                    && rest_a[first_b.len_utf8()..] == rest_b[first_a.len_utf8()..])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slip_of_a_finger_is_one_edit() {
        for (a, b) in
            [("locap2", "locp2"), ("locap2", "loccap2"), ("locap2", "lokap2"), ("locap2", "locpa2"), ("a", "")]
        {
            assert!(is_one_edit_apart(a, b) && is_one_edit_apart(b, a), "{a} {b}");
        }
    }

    #[test]
    fn two_slips_or_none_are_not_one_edit() {
        for (a, b) in [("locap2", "locap2"), ("locap2", "lcp2"), ("locap2", "olcpa2"), ("abc", "cab"), ("", "")] {
            assert!(!is_one_edit_apart(a, b) && !is_one_edit_apart(b, a), "{a} {b}");
        }
    }

    #[test]
    fn texts_one_edit_apart_share_a_spelling() {
        let of = |text: &str| {
            let mut all = Vec::new();
            deletions(text, |hash| all.push(hash));
            all
        };
        for (a, b) in [("locap2", "locp2"), ("locap2", "lokap2"), ("locap2", "locpa2"), ("größe", "grösse")] {
            assert!(of(a).iter().any(|hash| of(b).contains(hash)) == is_one_edit_apart(a, b), "{a} {b}");
        }
    }

    #[test]
    fn postings_give_what_was_put_in_and_nothing_else() {
        let postings = Postings::of(vec![(7, 2), (3, 1), (7, 1), (7, 2)]);
        assert_eq!((postings.get(7), postings.get(3)), (&[1, 2][..], &[1][..]));
        assert!(postings.get(5).is_empty() && Postings::of(Vec::new()).get(0).is_empty());
    }
}
