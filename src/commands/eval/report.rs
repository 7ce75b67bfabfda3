//! The figures as text, JSON and a page.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use maud::{DOCTYPE, Markup, html};
use serde_json::{Value, json};

use super::figures::{FieldCount, Share, Tally};
use super::{Document, Results};
use crate::words::{En, EvalWords as _};

/// How the page looks; it must stand alone, wherever it is put.
const STYLE: &str = include_str!("report.css");

/// The figures, values and misses for a terminal.
pub(super) fn text(results: &Results, misses: usize) -> String {
    let mut out = String::new();
    for (name, count) in results.all.fields() {
        let (precision, recall) = (precision(count), recall(count));
        let _ = writeln!(
            out,
            "{name:<18}{:>6} {:>6}  {}  P {}  R {}",
            count.right,
            count.asked,
            rate(Share::of(count.right, count.asked)),
            rate(precision),
            rate(recall)
        );
    }
    for (name, share) in results.all.beside() {
        let _ = writeln!(out, "line {name:<13}{:>6} {:>6}  {}", "", share.of, rate(share));
    }
    for (by, groups) in &results.groups {
        for (name, tally) in groups {
            let figures: BTreeMap<&str, Share> = tally.figures().into_iter().collect();
            let _ = writeln!(
                out,
                "[{by} {name}] {} · header {} · lines {} · full {} · sure_right {} · clean_right {}",
                tally.documents(),
                rate(figures["header"]),
                rate(figures["lines"]),
                rate(figures["full"]),
                rate(figures["sure_right"]),
                rate(figures["clean_right"])
            );
        }
    }
    for document in results.documents.iter().filter(|document| !document.is_whole()).take(misses) {
        let _ = writeln!(out, "- {} | {}", document.file, document.misses().join("; "));
    }
    for (name, share) in results.all.figures() {
        let _ = writeln!(out, "{name:<12} {}  ({})  {}", rate(share), share.of, meaning(name));
    }
    let (slowest, largest) = results.worst();
    let _ = writeln!(
        out,
        "{} {}, {}; {} {}, {} {}",
        results.all.documents(),
        En.eval_documents(),
        En.eval_unanswered(results.unanswered()),
        slowest.as_millis(),
        En.eval_milliseconds(),
        largest / 1024,
        En.eval_megabytes()
    );
    out
}

/// Everything, to be kept and compared with.
pub(super) fn json(results: &Results) -> Value {
    let fields: BTreeMap<&str, [u64; 5]> = results
        .all
        .fields()
        .map(|(name, count)| (name, [count.right, count.asked, count.found_right, count.found_wrong, count.missed]))
        .collect();
    let groups: BTreeMap<&str, BTreeMap<&str, Value>> = results
        .groups
        .iter()
        .map(|(by, groups)| (*by, groups.iter().map(|(name, tally)| (name.as_str(), tally.json())).collect()))
        .collect();
    json!({
        "schema": "ramjet-eval/1",
        "figures": results.all.json(),
        "fields": fields,
        "groups": groups,
        "documents": results.documents.iter().map(Document::json).collect::<Vec<_>>(),
    })
}

/// The page.
pub(super) fn page(results: &Results) -> String {
    let markup = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (En.eval_title()) }
                link rel="stylesheet" href={ "data:text/css;base64," (BASE64_STANDARD.encode(STYLE)) };
            }
            body {
                h1 { (En.eval_title()) }
                (figures(&results.all))
                (reliability(&results.all))
                (fields(&results.all))
                @for (by, groups) in &results.groups { (group_table(by, groups)) }
                (documents(&results.documents))
            }
        }
    };
    markup.into_string()
}

fn figures(all: &Tally) -> Markup {
    html! {
        h2 { (En.eval_figures()) }
        table {
            tbody {
                @for (name, share) in all.figures() {
                    tr {
                        th scope="row" { code { (name) } }
                        td class="n" { (rate(share)) }
                        td class="n" { (En.eval_asked()) " " (share.of) }
                        td class="n quiet" { @if share.low > 0.0 { (En.eval_low()) " " (format!("{:.3}", share.low)) } }
                        td { (meaning(name)) }
                    }
                }
            }
        }
    }
}

/// For each value and for the lines: how often it is right where it is called sure, and where it is not.
fn reliability(all: &Tally) -> Markup {
    let lines = (En.eval_lines(), all.sure_lines(), all.unsure_lines());
    let fields = all.fields().map(|(name, count)| {
        (name, Share::of(count.sure_right, count.sure), Share::of(count.unsure_right, count.unsure))
    });
    html! {
        h2 { (En.eval_reliability()) }
        table {
            thead { tr {
                th scope="col" { (En.eval_value()) }
                th scope="col" colspan="2" { (En.eval_sure()) }
                th scope="col" colspan="2" { (En.eval_unsure()) }
            } }
            tbody {
                @for (name, sure, unsure) in fields.chain([lines]).filter(|(_, sure, unsure)| sure.of + unsure.of > 0) {
                    tr { th scope="row" { code { (name) } } (bar(sure)) (bar(unsure)) }
                }
            }
        }
    }
}

/// A share as a bar with the lower end of its interval as a mark.
fn bar(share: Share) -> Markup {
    let x = |value: f64| format!("{:.1}", value * 100.0);
    html! {
        td class="bar" {
            @if share.of > 0 {
                svg viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label=(rate(share)) {
                    rect class="whole" width="100" height="8" {}
                    rect class="part" width=(x(share.value)) height="8" {}
                    rect class="low" x=(x(share.low)) width="0.6" height="8" {}
                }
            }
        }
        td class="n" { @if share.of > 0 { (rate(share)) " " span class="quiet" { (En.eval_asked()) " " (share.of) } } }
    }
}

fn fields(all: &Tally) -> Markup {
    html! {
        h2 { (En.eval_fields()) }
        table {
            thead { tr {
                th scope="col" { (En.eval_value()) }
                @for name in [En.eval_right(), En.eval_asked(), En.eval_precision(), En.eval_recall()] {
                    th scope="col" class="n" { (name) }
                }
            } }
            tbody {
                @for (name, count) in all.fields() {
                    tr {
                        th scope="row" { code { (name) } }
                        td class="n" { (count.right) }
                        td class="n" { (count.asked) }
                        td class="n" { (rate(precision(count))) }
                        td class="n" { (rate(recall(count))) }
                    }
                }
            }
        }
        h2 { (En.eval_beside()) }
        table { tbody {
            @for (name, share) in all.beside() {
                tr {
                    th scope="row" { code { (name) } }
                    td class="n" { (rate(share)) }
                    td class="n quiet" { (En.eval_asked()) " " (share.of) }
                }
            }
        } }
    }
}

fn group_table(by: &str, groups: &BTreeMap<String, Tally>) -> Markup {
    const SHOWN: [&str; 6] = ["header", "lines", "full", "sure_right", "sure_cover", "clean_right"];
    html! {
        h2 { (En.eval_groups()) ": " (by) }
        table {
            thead { tr {
                th scope="col" {}
                th scope="col" class="n" { (En.eval_documents()) }
                @for name in SHOWN { th scope="col" class="n" { code { (name) } } }
            } }
            tbody {
                @for (name, tally) in groups {
                    @let figures: BTreeMap<&str, Share> = tally.figures().into_iter().collect();
                    tr {
                        th scope="row" { (name) }
                        td class="n" { (tally.documents()) }
                        @for name in SHOWN { td class="n" { (rate(figures[name])) } }
                    }
                }
            }
        }
    }
}

fn documents(documents: &[Document]) -> Markup {
    html! {
        h2 { (En.eval_documents()) }
        table {
            thead { tr {
                th scope="col" { (En.eval_documents()) }
                th scope="col" { (En.eval_whole()) }
                th scope="col" { (En.eval_clean()) }
                th scope="col" class="n" { (En.eval_milliseconds()) }
                th scope="col" class="n" { (En.eval_megabytes()) }
                th scope="col" { (En.eval_wrong()) }
            } }
            tbody {
                @for document in documents {
                    tr class=[(!document.is_whole()).then_some("wrong")] {
                        th scope="row" { (document.file) }
                        td { @if document.is_whole() { "✓" } @else { "✗" } }
                        td { @if document.is_clean() { "✓" } }
                        td class="n" { (document.cost.time.as_millis()) }
                        td class="n" { (document.cost.kilobytes / 1024) }
                        td { @for miss in document.misses() { div { (miss) } } }
                    }
                }
            }
        }
    }
}

fn precision(count: FieldCount) -> Share {
    Share::or_whole(count.found_right, count.found_right + count.found_wrong)
}

fn recall(count: FieldCount) -> Share {
    Share::or_whole(count.found_right, count.found_right + count.missed)
}

fn rate(share: Share) -> String {
    format!("{:.4}", share.value)
}

fn meaning(figure: &str) -> &'static str {
    match figure {
        "header" => En.eval_figure_header(),
        "precision" => En.eval_figure_precision(),
        "recall" => En.eval_figure_recall(),
        "lines" => En.eval_figure_lines(),
        "full" => En.eval_figure_full(),
        "sure_right" => En.eval_figure_sure_right(),
        "sure_cover" => En.eval_figure_sure_cover(),
        "clean_right" => En.eval_figure_clean_right(),
        "clean_cover" => En.eval_figure_clean_cover(),
        _ => En.eval_figure_placed(),
    }
}
