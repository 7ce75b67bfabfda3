//! `ramjet eval DIR`: how well the documents of a folder are read, measured against the truth files beside them.
//!
//! A truth file says what a document states; see [`value`] for what it may say and [`lines`] for when a line is right. Everything here
//! judges answers of `ramjet extract` and knows nothing of how they were found.

mod baseline;
mod figures;
mod lines;
mod measure;
mod only;
mod report;
mod score;
mod value;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use figures::Tally;
use measure::Cost;
use only::{GROUPS, Only};
use ramjet_reader::extraction::Hints;
use score::{Score, Surplus};
use serde_json::{Value, json};
use value::{HEADER, of, options, text};

use super::extract::{codes, extract_one};
use super::{isolate_time, name_of, refuse, say};
use crate::ops::isolate::Isolate;
use crate::words::{En, EvalWords as _, ReadingWords as _};

/// How a truth file ends: `order.pdf.expected.json` is the truth about `order.pdf`.
const TRUTH: &str = ".expected.json";
/// The truth of a golden case, about the one `message.…` in its folder.
const TRUTH_OF_CASE: &str = "expected.json";

/// Arguments of `ramjet eval`.
#[derive(clap::Args, Debug)]
pub struct EvalArgs {
    /// Folder with documents and, beside each NAME, its truth as NAME.expected.json.
    folder: PathBuf,
    /// A CSV file with a column `code`: the products these orders can be about.
    #[arg(long)]
    catalogue: Option<PathBuf>,
    /// Our own name, which is never the customer's; may be given several times.
    #[arg(long = "seller")]
    sellers: Vec<String>,
    /// Write everything as JSON, to be kept and compared with.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Write a page with figures, reliability and every document.
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// A JSON of an earlier run: fail when a figure dropped on the documents both have read.
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// How far a figure may drop below the baseline, as a share.
    #[arg(long, default_value_t = 0.002, value_name = "SHARE")]
    allow: f64,
    /// Fail when a figure is lower, as in `--need sure_right=0.995`; may be given several times.
    #[arg(long, value_name = "FIGURE=SHARE")]
    need: Vec<String>,
    /// Measure only some documents, as in `--only format=csv,eml`; also folder, kind and layout. May be given several times.
    #[arg(long, value_name = "GROUP=VALUES")]
    only: Vec<String>,
    /// How many documents that are not right are listed.
    #[arg(long, default_value_t = 20, value_name = "N")]
    misses: usize,
}

/// One document and what became of it.
#[derive(Clone, Debug, Default)]
struct Document {
    /// Its path below the folder.
    file: String,
    /// Its format, by the end of its name.
    format: String,
    /// Its folder below the folder.
    folder: String,
    /// What it is, by its truth file.
    kind: String,
    /// How it is laid out, by its truth file.
    layout: String,
    /// Every order it states.
    scores: Vec<Score>,
    /// What was claimed of orders it does not state.
    surplus: Vec<Surplus>,
    /// There was an answer.
    is_answered: bool,
    /// What it cost.
    cost: Cost,
}

impl Document {
    fn is_whole(&self) -> bool {
        self.scores.iter().all(|score| score.is_whole)
    }

    fn is_clean(&self) -> bool {
        !self.scores.is_empty() && self.scores.iter().all(|score| score.is_clean)
    }

    fn misses(&self) -> Vec<String> {
        self.scores.iter().flat_map(|score| score.misses.iter().cloned()).collect()
    }

    /// The counts of this document, as a later run compares with.
    fn json(&self) -> Value {
        let count = |is: &dyn Fn(&Score) -> bool| self.scores.iter().filter(|score| is(score)).count();
        let fields = || self.scores.iter().flat_map(|score| &score.fields);
        let lines = || self.scores.iter().filter_map(|score| score.lines.as_ref());
        let claims =
            || self.scores.iter().map(|score| score.claims).chain(self.surplus.iter().map(|order| order.claims));
        json!({
            "file": self.file,
            "orders": self.scores.len(),
            "whole": count(&|score| score.is_whole),
            "clean": count(&|score| score.is_clean) + self.surplus.iter().filter(|order| order.is_clean).count(),
            "clean_right": count(&|score| score.is_clean && score.is_whole),
            "header_right": fields().filter(|field| field.is_right).count(),
            "header_asked": fields().count(),
            "lines_right": lines().map(|lines| lines.right).sum::<u64>(),
            "lines_asked": lines().map(|lines| lines.right + lines.missing + lines.surplus).sum::<u64>(),
            "sure": claims().map(|claims| claims.sure).sum::<u64>(),
            "sure_right": claims().map(|claims| claims.sure_right).sum::<u64>(),
            "milliseconds": self.cost.time.as_millis() as u64,
            "kilobytes": self.cost.kilobytes,
            "misses": self.misses(),
        })
    }
}

/// What documents are grouped by.
type Key = fn(&Document) -> &str;

/// Everything that was measured.
struct Results {
    documents: Vec<Document>,
    all: Tally,
    groups: Vec<(&'static str, BTreeMap<String, Tally>)>,
}

impl Results {
    fn of(documents: Vec<Document>) -> Self {
        let mut all = Tally::default();
        let mut groups: Vec<(&'static str, BTreeMap<String, Tally>)> =
            GROUPS.iter().map(|(name, _)| (*name, BTreeMap::new())).collect();
        for document in &documents {
            count(&mut all, document);
            for ((_, group), (_, key)) in
                groups.iter_mut().zip(GROUPS).filter(|(_, (_, key))| !key(document).is_empty())
            {
                count(group.entry(key(document).to_owned()).or_default(), document);
            }
        }
        groups.retain(|(_, group)| !group.is_empty());
        Self { documents, all, groups }
    }

    fn unanswered(&self) -> u64 {
        self.documents.iter().filter(|document| !document.is_answered).count() as u64
    }

    /// The longest time and the most memory (KiB) of one document.
    fn worst(&self) -> (Duration, u64) {
        let cost = || self.documents.iter().map(|document| document.cost);
        let time = cost().map(|cost| cost.time).max().unwrap_or_default();
        (time, cost().map(|cost| cost.kilobytes).max().unwrap_or_default())
    }
}

fn count(tally: &mut Tally, document: &Document) {
    document.scores.iter().for_each(|score| tally.add(score));
    document.surplus.iter().for_each(|order| tally.add_surplus(order));
}

/// Extracts every document that has a truth file and prints the figures.
///
/// Ends with 1 where a figure falls short of `--need` or of the baseline, and where nothing could be measured. Call this outside of an
/// asynchronous runtime.
pub fn run(args: &EvalArgs) -> ExitCode {
    match evaluated(args) {
        Ok(sentences) if sentences.is_empty() => ExitCode::SUCCESS,
        Ok(sentences) => refuse(&sentences.join("\n")),
        Err(sentence) => refuse(&sentence),
    }
}

/// Measures, writes the reports and gives what falls short.
fn evaluated(args: &EvalArgs) -> Result<Vec<String>, String> {
    let needs = needs(&args.need)?;
    let only = args.only.iter().map(|text| Only::of(text)).collect::<Result<Vec<_>, _>>()?;
    let baseline = args.baseline.as_deref().map(truth).transpose()?;
    let catalogue_codes = args.catalogue.as_deref().map(codes).transpose()?;
    let hints = Hints { seller_names: args.sellers.clone(), catalogue_codes, ..Hints::default() };
    let isolate =
        Isolate::of_this_program(isolate_time(), 1).map_err(|error| En.reader_not_started(&error.to_string()))?;
    let mut cases = Vec::new();
    find_cases(&args.folder, &mut cases)?;
    let mut documents = Vec::new();
    for (path, truth) in &cases {
        let document = described(&args.folder, path, truth);
        if only.iter().all(|only| only.fits(&document)) {
            documents.push(read(document, path, truth, &isolate, &hints));
        }
    }
    if documents.is_empty() {
        return Err(En.eval_nothing(&args.folder.display().to_string()));
    }
    let results = Results::of(documents);
    say(&report::text(&results, args.misses));
    if let Some(file) = &args.json {
        write(file, &format!("{:#}\n", report::json(&results)))?;
    }
    if let Some(file) = &args.html {
        write(file, &report::page(&results))?;
    }
    let figures: BTreeMap<&str, f64> =
        results.all.figures().into_iter().map(|(name, share)| (name, share.value)).collect();
    let short = needs.iter().filter(|(name, wanted)| figures[name.as_str()] < *wanted);
    let mut sentences: Vec<String> = short
        .map(|(name, wanted)| En.eval_falls_short(name, &format!("{:.4}", figures[name.as_str()]), &wanted.to_string()))
        .collect();
    if let Some(baseline) = baseline {
        sentences.extend(baseline::drops(&baseline, &results.documents, args.allow));
    }
    Ok(sentences)
}

/// The figures that are asked for, with their least value.
fn needs(texts: &[String]) -> Result<Vec<(String, f64)>, String> {
    let known: Vec<&str> = Tally::default().figures().iter().map(|(name, _)| *name).collect();
    let of_text = |text: &String| {
        let (name, wanted) = text.split_once('=')?;
        known.contains(&name).then_some(())?;
        Some((name.to_owned(), wanted.parse().ok()?))
    };
    texts.iter().map(|text| of_text(text).ok_or_else(|| En.eval_no_such_figure(text, &known.join(", ")))).collect()
}

/// Every document with its truth, by folder and name.
fn find_cases(folder: &Path, cases: &mut Vec<(PathBuf, Value)>) -> Result<(), String> {
    let failed = |error: std::io::Error| En.file_not_read(&folder.display().to_string(), &error.to_string());
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        paths.push(entry.map_err(failed)?.path());
    }
    paths.sort();
    for path in &paths {
        let Some(name) = name_of(path) else { continue };
        if path.is_dir() {
            find_cases(path, cases)?;
            continue;
        }
        let document = if name == TRUTH_OF_CASE {
            paths.iter().find(|path| name_of(path).is_some_and(|name| name.starts_with("message."))).cloned()
        } else {
            name.strip_suffix(TRUTH).map(|name| path.with_file_name(name))
        };
        let Some(document) = document else { continue };
        let truth = truth(path)?;
        // Truth files about behaviour alone state no values.
        if HEADER.iter().chain(&["lines", "documents"]).any(|key| truth.get(key).is_some()) {
            cases.push((document, truth));
        }
    }
    Ok(())
}

fn truth(file: &Path) -> Result<Value, String> {
    let name = file.display().to_string();
    let text = fs::read_to_string(file).map_err(|error| En.file_not_read(&name, &error.to_string()))?;
    serde_json::from_str(&text).map_err(|error| En.eval_not_json(&name, &error.to_string()))
}

/// A document as its path and its truth describe it, still unread.
fn described(root: &Path, path: &Path, truth: &Value) -> Document {
    let below = path.strip_prefix(root).unwrap_or(path);
    let word = |key: &str| options(of(truth, key)).first().map(|value| text(value).into_owned()).unwrap_or_default();
    Document {
        file: below.display().to_string(),
        format: path.extension().map(|end| end.to_string_lossy().to_lowercase()).unwrap_or_default(),
        folder: below.parent().map(|folder| folder.display().to_string()).unwrap_or_default(),
        kind: word("kind"),
        layout: word("layout"),
        ..Document::default()
    }
}

/// The document with what was found in it, and what that cost.
fn read(document: Document, path: &Path, truth: &Value, isolate: &Isolate, hints: &Hints) -> Document {
    let name = name_of(path).unwrap_or_default();
    let (answer, cost) = measure::measured(|| extract_one(path, &name, isolate, hints));
    let is_answered = answer.is_ok();
    let found = answer.ok().and_then(|json| serde_json::from_str(&json.to_string()).ok()).unwrap_or(Value::Null);
    let (scores, surplus) = score::document(truth, &found);
    Document { scores, surplus, is_answered, cost, ..document }
}

fn write(file: &Path, content: &str) -> Result<(), String> {
    fs::write(file, content).map_err(|error| En.file_not_written(&file.display().to_string(), &error.to_string()))
}
