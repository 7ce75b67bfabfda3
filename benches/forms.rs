//! How long a form takes: `cargo bench --bench forms`.
//!
//! Each figure is the best of several runs on one thread, which is close to processor time on a busy machine.

#![expect(clippy::print_stdout, reason = "a bench talks to whoever started it")]

use std::time::{Duration, Instant};

use ramjet::entity::states::FormKind;
use ramjet::fulfilment::forms::sample::{self, House};
use ramjet::fulfilment::forms::{
    FormTemplate, FormWords, OfficeOrder, office_order, office_paper, works_order, works_paper,
};
use ramjet::reader::units::{Currency, Millionths};
use ramjet::words::Locale;

const RUNS: usize = 50;

const WORDS: FormWords = FormWords {
    unavailable: "unavailable",
    unmatched: "not matched to a product",
    unknown: "unknown",
    not_stated: "not stated",
    none: "none",
    unknown_colour: "unknown colour",
    colour_not_stated: "colour not stated",
    only_colour: "only colour of this product",
    impossible_rates: "rates exceed 100 %",
    out_of_range: "too large",
    see_notes: "See the notes at the end",
};

/// The shortest of several runs.
fn best<T>(mut work: impl FnMut() -> T) -> Duration {
    let mut shortest = Duration::MAX;
    for _ in 0..RUNS {
        let start = Instant::now();
        std::hint::black_box(work());
        shortest = shortest.min(start.elapsed());
    }
    shortest
}

/// The sample order with so many lines.
fn office_of(house: &House, lines: u32) -> OfficeOrder {
    let order = sample::office(house);
    let line = order.lines[0].clone();
    let lines = (1..=lines).map(|number| {
        let mut line = line.clone();
        line.number = number;
        line.works_order = Some(format!("WO-12022-{number}"));
        line
    });
    OfficeOrder { lines: lines.collect(), ..order }
}

fn main() {
    let house = House {
        company: "Ramjet Plastics".to_owned(),
        currency: Currency::AUD,
        tax_name: "GST".to_owned(),
        tax_percent: Millionths::whole(10),
        release: "Approved by Sharon Lee on Wed 4 Feb 2026, revision 1.".to_owned(),
    };
    for lines in [2, 50] {
        let order = office_of(&house, lines);
        let took = best(|| office_order(&order, &WORDS).expect("the built-in template is sound"));
        println!("Office Order of {lines} lines: {took:.2?}");
    }
    let works = sample::works(&house);
    println!("Works Order: {:.2?}", best(|| works_order(&works, &WORDS).expect("the built-in template is sound")));
    let template = |kind| FormTemplate::builtin(kind).expect("the built-in template is sound");
    let (office, sheet) = (template(FormKind::OfficeOrder), template(FormKind::WorksOrder));
    let order = office_of(&house, 50);
    println!(
        "preview of 50 lines: {:.2?}",
        best(|| office_paper(&office, &order, (&WORDS, Locale::EnAu)).expect("sound"))
    );
    println!(
        "preview of a Works Order: {:.2?}",
        best(|| works_paper(&sheet, &works, (&WORDS, Locale::EnAu)).expect("sound"))
    );
    let bytes = FormTemplate::builtin_bytes(FormKind::OfficeOrder);
    println!("a template read: {:.2?}", best(|| FormTemplate::read(FormKind::OfficeOrder, bytes).expect("sound")));
}
