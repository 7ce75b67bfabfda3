//! How long a form takes: `cargo bench --bench forms`.
//!
//! Each figure is the processor time of one thread in the best of several runs.

#![expect(clippy::print_stdout, reason = "a bench talks to whoever started it")]

mod spent;

use std::time::Duration;

use ramjet::entity::states::FormKind;
use ramjet::fulfilment::forms::sample::{self, House};
use ramjet::fulfilment::forms::{FormTemplate, OfficeOrder, office_order, office_paper, works_order, works_paper};
use ramjet::fulfilment::order::form_words;
use ramjet::reader::units::{Currency, Millionths};
use ramjet::words::Locale;

const RUNS: u32 = 3;

/// What the best of several runs takes.
fn best<T>(work: impl FnMut() -> T) -> Duration {
    spent::best(RUNS, work).0
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
        address: "12 Foundry Road\nDandenong VIC 3175".to_owned(),
        currency: Currency::AUD,
        tax_name: "GST".to_owned(),
        tax_percent: Millionths::whole(10),
        release: "Approved by Sharon Lee on Wed 4 Feb 2026, revision 1.".to_owned(),
    };
    let words = form_words();
    for lines in [2, 50] {
        let order = office_of(&house, lines);
        let took = best(|| office_order(&order, &words).expect("the built-in template is sound"));
        println!("Office Order of {lines} lines: {took:.2?}");
    }
    let works = sample::works(&house);
    println!("Works Order: {:.2?}", best(|| works_order(&works, &words).expect("the built-in template is sound")));
    let template = |kind| FormTemplate::builtin(kind).expect("the built-in template is sound");
    let (office, sheet) = (template(FormKind::OfficeOrder), template(FormKind::WorksOrder));
    let order = office_of(&house, 50);
    println!(
        "preview of 50 lines: {:.2?}",
        best(|| office_paper(&office, &order, (&words, Locale::EnAu)).expect("sound"))
    );
    println!(
        "preview of a Works Order: {:.2?}",
        best(|| works_paper(&sheet, &works, (&words, Locale::EnAu)).expect("sound"))
    );
    let bytes = FormTemplate::builtin_bytes(FormKind::OfficeOrder);
    println!("a template read: {:.2?}", best(|| FormTemplate::read(FormKind::OfficeOrder, bytes).expect("sound")));
}
