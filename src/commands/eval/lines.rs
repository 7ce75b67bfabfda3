//! Lines of an order against those a truth file states: the largest one-to-one pairing of lines whose code, quantity and price are right.

use std::collections::HashSet;

use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use super::value::{fits, is_empty, number, number_key, of, options, plain, same, text, unit_key, words};

/// Values of a line that are told apart from whether the line is right.
const BESIDE: [&str; 5] = ["unit", "description", "line_total", "delivery_date", "discount_pct"];
/// Furthest a price may be off, as a part of it: prices per thousand are rounded when they are written per piece.
const PRICE_OFF: Decimal = Decimal::from_parts(6, 0, 0, false, 4);
/// The same for prices next to nothing.
const PRICE_OFF_LEAST: Decimal = Decimal::from_parts(6, 0, 0, false, 7);
/// Furthest a quantity may be off, as a part of it.
const QUANTITY_OFF: Decimal = Decimal::from_parts(1, 0, 0, false, 6);
/// Furthest a total of a line may be off.
const TOTAL_OFF: Decimal = Decimal::from_parts(11, 0, 0, false, 3);

/// What became of the lines of one order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct LineScore {
    /// Stated and found.
    pub right: u64,
    /// Found and not stated.
    pub surplus: u64,
    /// Stated and not found; a line that may be left out is neither.
    pub missing: u64,
    /// Called sure, of all found.
    pub sure: u64,
    /// Called sure and right.
    pub sure_right: u64,
    /// Called sure and right, of those that must be found.
    pub covered: u64,
    /// Of the paired lines: how often a value beside was right, and how often it was asked.
    pub beside: Vec<(&'static str, u64, u64)>,
}

/// Scores the lines that were found against the stated ones, or against the best of several accepted lists.
pub(super) fn score(stated: &Value, found: &Value) -> LineScore {
    let balance = |score: &LineScore| i128::from(score.right) - i128::from(score.surplus) - i128::from(score.missing);
    let lists = options(stated).into_iter().filter_map(Value::as_array);
    let mut best: Option<LineScore> = None;
    for list in lists {
        let score = against(list, found.as_array().map_or(&[][..], Vec::as_slice));
        if best.as_ref().is_none_or(|best| balance(&score) > balance(best)) {
            best = Some(score);
        }
    }
    best.unwrap_or_default()
}

fn against(want: &[Value], found: &[Value]) -> LineScore {
    let found = folded(want, found.iter().filter(|line| line.is_object()).cloned().collect());
    let pairs = paired(want, &found);
    let is_optional = |at: usize| *of(&want[at], "optional") == Value::Bool(true);
    let count = |n: usize| n as u64;
    let mut score = LineScore { surplus: count(found.len() - pairs.len()), ..LineScore::default() };
    let hit: HashSet<usize> = pairs.iter().map(|(want, _)| *want).collect();
    for at in (0..want.len()).filter(|at| !is_optional(*at)) {
        if hit.contains(&at) {
            score.right += 1;
        } else {
            score.missing += 1;
        }
    }
    score.sure = count(found.iter().filter(|line| is_sure(line)).count());
    score.sure_right = count(pairs.iter().filter(|(_, got)| is_sure(&found[*got])).count());
    score.covered = count(pairs.iter().filter(|(at, got)| is_sure(&found[*got]) && !is_optional(*at)).count());
    for name in BESIDE {
        let asked: Vec<bool> = pairs
            .iter()
            .filter_map(|(at, got)| Some(is_beside(name, want[*at].get(name)?, of(&found[*got], name))))
            .collect();
        if !asked.is_empty() {
            score.beside.push((name, count(asked.iter().filter(|right| **right).count()), count(asked.len())));
        }
    }
    score
}

/// Whether a line says of itself that it is sure.
pub(super) fn is_sure(line: &Value) -> bool {
    *of(line, "sure") == Value::Bool(true)
}

/// Whether a line says where it stands.
pub(super) fn has_place(line: &Value) -> bool {
    !is_empty(of(line, "places"))
}

fn is_beside(name: &str, stated: &Value, got: &Value) -> bool {
    let off = |want: &Value| match (number(want), number(got)) {
        (Some(want), Some(got)) => (want - got).abs() <= TOTAL_OFF,
        _ => false,
    };
    let choices = options(stated);
    choices.iter().any(|want| match name {
        "description" => is_empty(want) || is_like(want, got),
        "delivery_date" => same("delivery_date", want, got),
        _ if is_empty(want) || is_empty(got) => is_empty(want) && is_empty(got),
        "unit" => unit_key(want) == unit_key(got),
        _ => off(want),
    }) || (name == "discount_pct" && is_empty(got) && choices.iter().all(|want| number(want) == Some(Decimal::ZERO)))
}

/// Whether two texts share most of their words.
fn is_like(want: &Value, got: &Value) -> bool {
    let (want, got) = (words(&text(want)), words(&text(got)));
    let shared = want.intersection(&got).count();
    shared > 0 && 8 * shared >= 3 * (want.len() + got.len())
}

fn codes(line: &Value) -> Vec<Value> {
    let own = options(of(line, "code")).into_iter().cloned();
    own.chain(of(line, "alt_codes").as_array().cloned().unwrap_or_default()).collect()
}

fn is_code(want: &Value, got: &Value) -> bool {
    let stated = codes(want);
    if stated.iter().all(is_empty) {
        // The document gives no code: what a desk looked up is not judged here.
        return true;
    }
    if is_empty(of(got, "code")) {
        return stated.iter().any(is_empty);
    }
    let have: HashSet<String> = codes(got).iter().filter(|code| !is_empty(code)).map(number_key).collect();
    stated.iter().filter(|code| !is_empty(code)).any(|code| have.contains(&number_key(code)))
}

fn is_quantity(want: &Value, got: &Value) -> bool {
    let got = number(of(got, "qty"));
    options(of(want, "qty")).into_iter().any(|want| match (number(want), got) {
        (None, None) => true,
        (Some(want), Some(got)) => (want - got).abs() <= QUANTITY_OFF * got.abs().max(Decimal::ONE),
        _ => false,
    })
}

/// The price of one piece.
fn each(price: &Value, per: &Value) -> Option<Decimal> {
    let per = number(per).filter(|per| !per.is_zero()).unwrap_or(Decimal::ONE);
    number(price)?.checked_div(per)
}

fn is_price(want: &Value, got: &Value) -> bool {
    let Some(stated) = want.get("unit_price") else { return true };
    let found = each(of(got, "unit_price"), of(got, "price_per"));
    let others = of(want, "alt_unit_prices").as_array().map_or(&[][..], Vec::as_slice);
    options(stated).into_iter().chain(others).any(|price| match (each(price, of(want, "price_per")), found) {
        (None, None) => true,
        (Some(want), Some(got)) => (want - got).abs() <= (PRICE_OFF * want.abs()).max(PRICE_OFF_LEAST),
        _ => false,
    })
}

/// Whether a line is the stated one: code, quantity and price of one piece, and the text where it has no code.
fn is_line(want: &Value, got: &Value) -> bool {
    if !(is_code(want, got) && is_quantity(want, got) && is_price(want, got)) {
        return false;
    }
    if !codes(want).iter().all(is_empty) {
        return true;
    }
    let stated: Vec<&Value> = options(of(want, "description")).into_iter().filter(|text| !is_empty(text)).collect();
    let found = of(got, "description");
    let holds = |want: &Value| words(&text(want)).is_subset(&words(&text(found)));
    stated.is_empty() || stated.into_iter().any(|want| is_like(want, found) || holds(want))
}

/// Deliveries in parts, brought to the truth file's way of counting lines.
fn folded(want: &[Value], mut found: Vec<Value>) -> Vec<Value> {
    for line in want.iter().filter(|line| !is_empty(of(line, "schedule"))) {
        let (group, rest): (Vec<Value>, Vec<Value>) =
            found.iter().cloned().partition(|got| is_code(line, got) && is_price(line, got));
        let sum: Decimal = group.iter().filter_map(|got| number(of(got, "qty"))).sum();
        let is_whole = number(of(line, "qty")).is_some_and(|wanted| (sum - wanted).abs() < QUANTITY_OFF);
        if group.len() > 1 && is_whole {
            found = rest;
            found.push(merged(&group, line));
        }
    }
    found.into_iter().flat_map(|got| spread(want, got)).collect()
}

/// Lines counted as one: sure and placed only where each of them is.
fn merged(group: &[Value], want: &Value) -> Value {
    let mut line = group[0].as_object().cloned().unwrap_or_default();
    let places: Vec<Value> = group.iter().map(|got| of(got, "places").clone()).collect();
    line.insert("qty".to_owned(), of(want, "qty").clone());
    line.insert("line_total".to_owned(), of(want, "line_total").clone());
    line.insert("sure".to_owned(), json!(group.iter().all(is_sure)));
    line.insert("places".to_owned(), if group.iter().all(has_place) { json!(places) } else { Value::Null });
    Value::Object(line)
}

/// A line that was found with several deliveries, as one line each where the truth file counts so.
fn spread(want: &[Value], got: Value) -> Vec<Value> {
    let parts: Vec<Value> = of(&got, "schedule").as_array().cloned().unwrap_or_default();
    let is_stated_so = want.iter().any(|line| !is_empty(of(line, "schedule")) && is_code(line, &got));
    if parts.len() < 2 || is_stated_so || want.iter().any(|line| is_line(line, &got)) {
        return vec![got];
    }
    let line: Map<String, Value> = got.as_object().cloned().unwrap_or_default();
    let parts = parts.iter().filter(|part| part.is_object());
    parts
        .map(|part| {
            let mut line = line.clone();
            line.insert("schedule".to_owned(), Value::Null);
            line.insert("qty".to_owned(), of(part, "qty").clone());
            line.insert("delivery_date".to_owned(), of(part, "date").clone());
            line.insert("line_total".to_owned(), Value::Null);
            Value::Object(line)
        })
        .collect()
}

/// The largest one-to-one pairing of right lines, by augmenting paths; partners that agree in more go first.
fn paired(want: &[Value], found: &[Value]) -> Vec<(usize, usize)> {
    let edges: Vec<Vec<usize>> = want
        .iter()
        .map(|line| {
            let mut fit: Vec<usize> = (0..found.len()).filter(|at| is_line(line, &found[*at])).collect();
            fit.sort_by_key(|at| std::cmp::Reverse(agreements(line, &found[*at])));
            fit
        })
        .collect();
    let mut order: Vec<usize> = (0..want.len()).collect();
    order.sort_by_key(|at| edges[*at].len());
    let mut owner: Vec<Option<usize>> = vec![None; found.len()];
    for at in order {
        take(at, &edges, &mut owner, &mut HashSet::new());
    }
    owner.iter().enumerate().filter_map(|(found, want)| Some(((*want)?, found))).collect()
}

fn take(at: usize, edges: &[Vec<usize>], owner: &mut [Option<usize>], seen: &mut HashSet<usize>) -> bool {
    for &found in &edges[at] {
        if !seen.insert(found) {
            continue;
        }
        let is_free = match owner[found] {
            None => true,
            Some(other) => take(other, edges, owner, seen),
        };
        if is_free {
            owner[found] = Some(at);
            return true;
        }
    }
    false
}

fn agreements(want: &Value, got: &Value) -> usize {
    let agrees = |name: &&str| match want.get(*name) {
        None => false,
        Some(stated) if *name == "delivery_date" => fits("delivery_date", stated, of(got, name)),
        Some(stated) => match (number(stated), number(of(got, name))) {
            (Some(want), Some(got)) => want == got,
            _ => plain(&text(stated)) == plain(&text(of(got, name))),
        },
    };
    ["delivery_date", "line_total", "description", "line_no"].iter().filter(|name| agrees(name)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(code: &str, quantity: u32, price: &str) -> Value {
        json!({ "code": code, "qty": quantity, "unit_price": price })
    }

    fn counts(stated: Value, found: Value) -> (u64, u64, u64) {
        let score = score(&stated, &found);
        (score.right, score.surplus, score.missing)
    }

    #[test]
    fn a_line_is_right_by_code_quantity_and_the_price_of_one_piece() {
        let stated =
            json!([{ "code": "CAP-38", "alt_codes": ["7788"], "qty": 1000, "unit_price": 50.0, "price_per": 1000 }]);
        assert_eq!(counts(stated.clone(), json!([line("7788", 1000, "0.05")])), (1, 0, 0));
        for wrong in [line("7789", 1000, "0.05"), line("CAP-38", 100, "0.05"), line("CAP-38", 1000, "50")] {
            assert_eq!(counts(stated.clone(), json!([wrong])), (0, 1, 1));
        }
    }

    #[test]
    fn twins_are_two_lines() {
        let twin = line("A", 5, "1");
        assert_eq!(counts(json!([twin, twin]), json!([twin])), (1, 0, 1));
        assert_eq!(counts(json!([twin]), json!([twin, twin])), (1, 1, 0));
    }

    #[test]
    fn pairing_gives_a_line_away_that_another_one_needs() {
        let any = json!({ "code": "A", "qty": { "any": [5, 6] }, "unit_price": 1 });
        assert_eq!(counts(json!([any, line("A", 5, "1")]), json!([line("A", 5, "1"), line("A", 6, "1")])), (2, 0, 0));
    }

    #[test]
    fn deliveries_in_parts_count_as_the_truth_file_counts_them() {
        let parts = json!([{ "date": "2026-03-01", "qty": 500 }, { "date": "2026-04-01", "qty": 1500 }]);
        let whole = json!({ "code": "C", "qty": 2000, "unit_price": 1, "schedule": parts });
        let halves = json!([line("C", 500, "1"), line("C", 1500, "1")]);
        assert_eq!(counts(json!([whole]), halves.clone()), (1, 0, 0));
        assert_eq!(counts(halves, json!([whole])), (2, 0, 0));
    }

    #[test]
    fn a_line_without_a_code_is_told_by_its_text() {
        let stated =
            json!([{ "code": null, "alt_codes": [], "description": "FUEL SURCHARGE", "qty": 1, "unit_price": 2 }]);
        let found = |text: &str| json!([{ "qty": 1, "unit_price": 2, "description": text }]);
        assert_eq!(counts(stated.clone(), found("Fuel surcharge 4 %")), (1, 0, 0));
        assert_eq!(counts(stated, found("Lumber")), (0, 1, 1));
    }

    #[test]
    fn a_line_that_may_be_left_out_is_never_missing() {
        let stated = json!([{ "code": "A", "qty": 5, "unit_price": 1, "optional": true }]);
        assert_eq!(counts(stated.clone(), json!([])), (0, 0, 0));
        let sure = json!([{ "code": "A", "qty": 5, "unit_price": 1, "sure": true }]);
        let score = score(&stated, &sure);
        assert_eq!((score.surplus, score.sure, score.sure_right, score.covered), (0, 1, 1, 0));
    }
}
