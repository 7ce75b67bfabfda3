//! One document against its truth file: which values and lines are right, and whether what was called sure is.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::lines::{self, LineScore, has_place, is_sure};
use super::value::{HEADER, fits, is_empty, of, options, part};

/// What became of one value of the whole document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FieldScore {
    /// Which.
    pub name: &'static str,
    /// Found as stated; rightly empty is right.
    pub is_right: bool,
    /// The document states one.
    pub is_stated: bool,
    /// One was found.
    pub is_found: bool,
    /// It was called sure and counts: found, or missed although it was called so.
    pub is_sure: bool,
}

/// What a reader claims of itself in one document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Claims {
    /// Values and lines called sure.
    pub sure: u64,
    /// Of them right.
    pub sure_right: u64,
    /// Stated values and lines that were called sure and are right.
    pub covered: u64,
    /// Stated values and lines.
    pub to_cover: u64,
    /// Values and lines that were found.
    pub given: u64,
    /// Of them with a place.
    pub placed: u64,
}

/// The score of one order.
#[derive(Clone, Debug, Default)]
pub(super) struct Score {
    /// By value, in the order of [`HEADER`].
    pub fields: Vec<FieldScore>,
    /// Its lines, where the truth file lists them.
    pub lines: Option<LineScore>,
    /// Everything is right.
    pub is_whole: bool,
    /// It was called clean.
    pub is_clean: bool,
    /// What it claims.
    pub claims: Claims,
    /// What is wrong, as short texts.
    pub misses: Vec<String>,
}

/// An order that was found and that the truth file does not know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Surplus {
    /// What it claims; nothing of it is right.
    pub claims: Claims,
    /// It was called clean.
    pub is_clean: bool,
}

/// Scores every order a truth file states, and gives the orders nobody asked for.
pub(super) fn document(truth: &Value, found: &Value) -> (Vec<Score>, Vec<Surplus>) {
    let (pairs, surplus) = dealt(truth, found);
    let scores = pairs.iter().map(|(want, got)| order(want, got)).collect();
    (scores, surplus.into_iter().map(unasked).collect())
}

/// A stated order with what was found of it.
type Pair<'a> = (&'a Value, Cow<'a, Value>);

/// Each stated order with what was found of it, and the orders that were found beyond.
fn dealt<'a>(truth: &'a Value, found: &'a Value) -> (Vec<Pair<'a>>, Vec<&'a Value>) {
    let inner: Vec<&Value> = of(found, "documents")
        .as_array()
        .map(|all| all.iter().filter(|one| one.is_object()).collect())
        .unwrap_or_default();
    let Some(wanted) = of(truth, "documents").as_array() else {
        let got = match &inner[..] {
            [only] => Cow::Owned(joined(found, only)),
            _ => Cow::Borrowed(found),
        };
        let surplus = if inner.len() > 1 { inner } else { Vec::new() };
        return (vec![(truth, got)], surplus);
    };
    // Who calls the file clean says so of an order that was overlooked, too.
    let calls_clean = is_clean(found) || (!inner.is_empty() && inner.iter().all(|one| is_clean(one)));
    let mut pool = if inner.is_empty() { vec![found] } else { inner };
    let mut pairs = Vec::new();
    for want in wanted {
        let at = pool.iter().position(|got| fits("po_number", of(want, "po_number"), of(got, "po_number")));
        let got = at.map(|at| pool.remove(at));
        let mut entries = Map::new();
        if calls_clean {
            entries.insert("clean".to_owned(), Value::Bool(true));
        }
        entries.extend(got.and_then(Value::as_object).cloned().unwrap_or_default());
        pairs.push((want, Cow::Owned(Value::Object(entries))));
    }
    (pairs, pool.into_iter().filter(|one| one.is_object()).collect())
}

fn joined(outer: &Value, inner: &Value) -> Value {
    let mut entries = outer.as_object().cloned().unwrap_or_default();
    entries.extend(inner.as_object().cloned().unwrap_or_default());
    Value::Object(entries)
}

fn is_clean(found: &Value) -> bool {
    *of(found, "clean") == Value::Bool(true)
}

fn lines_of(found: &Value) -> Vec<&Value> {
    of(found, "lines").as_array().map(|all| all.iter().filter(|one| one.is_object()).collect()).unwrap_or_default()
}

/// How many values and lines were found, and how many of them say where they stand.
fn placed(found: &Value) -> Claims {
    let places = part(found, "places");
    let values: Vec<&str> = HEADER.into_iter().filter(|name| !is_empty(of(found, name))).collect();
    let lines = lines_of(found);
    let has_place_of = |name: &&&str| places.get(**name).is_some_and(|place| !is_empty(place));
    let with_place = values.iter().filter(has_place_of).count() + lines.iter().filter(|line| has_place(line)).count();
    Claims { given: (values.len() + lines.len()) as u64, placed: with_place as u64, ..Claims::default() }
}

/// An order the truth file does not know: what it claims to be sure of is wrong.
fn unasked(found: &Value) -> Surplus {
    let sure = part(found, "sure");
    let is_claimed = |name: &&str| sure.get(*name) == Some(&Value::Bool(true)) && !is_empty(of(found, name));
    let values = HEADER.iter().filter(|name| is_claimed(name)).count();
    let lines = lines_of(found).into_iter().filter(|line| is_sure(line)).count();
    let claims = Claims { sure: (values + lines) as u64, ..placed(found) };
    Surplus { claims, is_clean: is_clean(found) }
}

fn order(want: &Value, found: &Value) -> Score {
    let mut score = Score { is_whole: true, is_clean: is_clean(found), claims: placed(found), ..Score::default() };
    let sure = part(found, "sure");
    for name in HEADER {
        let Some(stated) = want.get(name) else { continue };
        let got = of(found, name);
        let is_right = fits(name, stated, got);
        let is_stated = options(stated).into_iter().any(|value| !is_empty(value));
        let is_found = !is_empty(got);
        // A value rightly left empty is no value: it neither helps nor harms.
        let counts = is_found || !is_right;
        let is_sure = sure.get(name) == Some(&Value::Bool(true)) && counts;
        score.fields.push(FieldScore { name, is_right, is_stated, is_found, is_sure });
        let claims = &mut score.claims;
        claims.sure += u64::from(is_sure);
        claims.sure_right += u64::from(is_sure && is_right);
        claims.covered += u64::from(is_sure && is_right && is_stated);
        claims.to_cover += u64::from(is_stated && counts);
        if !is_right {
            score.is_whole = false;
            let mark = if is_sure { "!" } else { "" };
            score.misses.push(format!("{name}{mark}: {} ≠ {}", short(stated), short(got)));
        }
    }
    if let Some(stated) = want.get("lines") {
        let lines = lines::score(stated, of(found, "lines"));
        let claims = &mut score.claims;
        claims.sure += lines.sure;
        claims.sure_right += lines.sure_right;
        claims.covered += lines.covered;
        claims.to_cover += lines.right + lines.missing;
        if lines.surplus > 0 || lines.missing > 0 {
            score.is_whole = false;
            let mark = if lines.sure > lines.sure_right { "!" } else { "" };
            score.misses.push(format!("lines{mark}: {} ✓ {} − {} +", lines.right, lines.missing, lines.surplus));
        }
        score.lines = Some(lines);
    }
    score
}

/// A value as JSON, cut off where it is long.
fn short(value: &Value) -> String {
    const LONGEST: usize = 70;
    let text = value.to_string();
    if text.chars().count() <= LONGEST { text } else { text.chars().take(LONGEST).chain("…".chars()).collect() }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn truth() -> Value {
        json!({ "kind": "order", "po_number": "12-3", "total": 150, "delivery_date": null, "lines": [
            { "code": "CAP-38", "qty": 1000, "unit_price": 0.05 }, { "code": "CAP-65", "qty": 2000, "unit_price": 0.05 }] })
    }

    fn found() -> Value {
        json!({ "kind": "order", "po_number": "12-3", "total": 150, "clean": true, "sure": { "po_number": true, "delivery_date": true },
            "places": { "po_number": ["here"] }, "lines": [
            { "code": "CAP-38", "qty": 1000, "unit_price": 0.05, "sure": true, "places": ["here"] },
            { "code": "CAP-65", "qty": 2000, "unit_price": 0.05 }] })
    }

    fn only(truth: &Value, found: &Value) -> Score {
        let (mut scores, surplus) = document(truth, found);
        assert_eq!((scores.len(), surplus.len()), (1, 0));
        scores.remove(0)
    }

    #[test]
    fn a_value_rightly_empty_is_nothing_to_be_sure_of() {
        let score = only(&truth(), &found());
        assert!(score.is_whole && score.is_clean, "{:?}", score.misses);
        assert_eq!(score.claims, Claims { sure: 2, sure_right: 2, covered: 2, to_cover: 5, given: 5, placed: 2 });
    }

    #[test]
    fn a_sure_value_that_is_wrong_invented_or_missed_is_counted_against_the_reader() {
        let mut wrong = found();
        wrong["po_number"] = "99".into();
        wrong["delivery_date"] = "2026-01-01".into();
        wrong["sure"]["total"] = true.into();
        wrong["total"] = Value::Null;
        let score = only(&truth(), &wrong);
        assert_eq!((score.claims.sure, score.claims.sure_right, score.is_whole), (4, 1, false));
        assert_eq!(score.misses.len(), 3, "{:?}", score.misses);
    }

    #[test]
    fn the_orders_of_one_file_are_told_apart_by_their_numbers() {
        let both = json!({ "documents": [{ "po_number": "1", "lines": [] }, { "po_number": "2", "lines": [] }] });
        let turned = json!({ "documents": [{ "po_number": "2", "lines": [] }, { "po_number": "1", "lines": [] }] });
        let (scores, surplus) = document(&both, &turned);
        assert!(scores.iter().all(|score| score.is_whole) && surplus.is_empty());
    }

    #[test]
    fn who_calls_a_file_clean_and_overlooks_an_order_is_wrong_twice() {
        let both = json!({ "documents": [{ "po_number": "1", "lines": [] }, { "po_number": "2", "lines": [] }] });
        let (scores, _) = document(&both, &json!({ "documents": [{ "po_number": "1", "lines": [], "clean": true }] }));
        assert_eq!(scores.iter().filter(|score| score.is_clean).count(), 2);
        assert_eq!(scores.iter().filter(|score| score.is_clean && score.is_whole).count(), 1);
    }

    #[test]
    fn an_order_nobody_asked_for_is_surely_wrong() {
        let found = json!({ "documents": [{ "po_number": "1" }, { "po_number": "9", "clean": true, "sure": { "po_number": true } }] });
        let (_, surplus) = document(&json!({ "po_number": "1" }), &found);
        assert_eq!((surplus.len(), surplus.iter().filter(|order| order.is_clean).count()), (2, 1));
        assert_eq!(
            surplus.iter().map(|order| (order.claims.sure, order.claims.sure_right)).collect::<Vec<_>>(),
            [(0, 0), (1, 0)]
        );
    }

    #[test]
    fn nonsense_is_no_claim() {
        let odd = json!({ "po_number": "12-3", "sure": ["po_number"], "clean": "yes", "places": 3, "lines": "none" });
        let score = only(&truth(), &odd);
        assert_eq!((score.claims.sure, score.is_clean), (0, false));
    }
}
