//! The figures as a file for a spreadsheet: one line a figure, dates and numbers as machines read them.

use super::figures::percent;
use super::tables::name_of;
use crate::insight::{Figures, Top};
use crate::reader::units::Money;
use crate::words::Voice;

/// The file, in UTF-8 with commas; a text that a spreadsheet would take for a formula begins with an apostrophe.
pub fn csv(voice: Voice, figures: &Figures) -> String {
    let mut file = Csv::default();
    let period = figures.period;
    file.line(&[voice.insight_period(), &period.first.to_string(), &period.last.to_string()]);
    sums(voice, figures, &mut file);
    file.line(&[]);
    file.line(&[voice.insight_begins(), voice.insight_orders(), voice.insight_revenue(), voice.currency()]);
    for point in &figures.trend {
        let revenue = amount(point.revenue);
        file.line(&[&point.first.to_string(), &point.orders.to_string(), &revenue, point.revenue.currency.code()]);
    }
    ranking(voice, voice.insight_customers(), &figures.customers, &mut file);
    ranking(voice, voice.insight_products(), &figures.products, &mut file);
    file.line(&[]);
    file.line(&[voice.insight_corrections(), voice.insight_orders(), voice.insight_share()]);
    for one in &figures.corrected {
        let share = percent(one.orders, figures.released).map(|percent| percent.to_string()).unwrap_or_default();
        file.line(&[&name_of(voice, &one.field), &one.orders.to_string(), &share]);
    }
    file.0
}

fn sums(voice: Voice, figures: &Figures, file: &mut Csv) {
    let currency = figures.revenue.currency;
    file.line(&[voice.insight_revenue(), &amount(figures.revenue), currency.code()]);
    for other in &figures.elsewhere {
        file.line(&[voice.insight_elsewhere(), &amount(other.value), other.value.currency.code()]);
    }
    if let Some(average) = figures.average() {
        file.line(&[voice.insight_average(), &amount(average), currency.code()]);
    }
    let received = figures.received;
    for (name, count) in [
        (voice.insight_released(), figures.released),
        (voice.insight_without_value(), figures.without_value),
        (voice.insight_reviewed(), figures.reviewed),
        (voice.insight_received(), received.all),
        (voice.insight_in_review(), received.in_review),
        (voice.insight_rejected(), received.rejected),
        (voice.insight_set_aside(), received.set_aside),
    ] {
        file.line(&[name, &count.to_string()]);
    }
    file.line(&[voice.insight_units(), &figures.units.to_string()]);
    if let Some(waits) = figures.waits {
        file.line(&[voice.insight_wait_median(), &waits.median_secs.to_string()]);
        file.line(&[voice.insight_wait_mean(), &waits.mean_secs.to_string()]);
    }
}

fn ranking(voice: Voice, title: &str, top: &[Top], file: &mut Csv) {
    file.line(&[]);
    file.line(&[
        title,
        voice.description(),
        voice.insight_orders(),
        voice.insight_units(),
        voice.insight_value(),
        voice.currency(),
    ]);
    for one in top {
        let units = one.units.map(|units| units.to_string()).unwrap_or_default();
        let description = one.description.as_deref().unwrap_or_default();
        let orders = one.orders.to_string();
        file.line(&[&one.name, description, &orders, &units, &amount(one.value), one.value.currency.code()]);
    }
}

fn amount(money: Money) -> String {
    money.to_decimal().to_string()
}

#[derive(Default)]
struct Csv(String);

impl Csv {
    fn line(&mut self, cells: &[&str]) {
        let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
        self.0.push_str(&cells.join(","));
        self.0.push_str("\r\n");
    }
}

fn quoted(cell: &str) -> String {
    let is_number = cell.strip_prefix('-').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        && cell.chars().all(|c| c.is_ascii_digit() || ".-".contains(c));
    let harmless = is_number || !cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if harmless { cell.to_owned() } else { format!("'{cell}") };
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_cell_never_becomes_two_nor_a_formula() {
        assert_eq!(quoted("Smith, \"Bob\""), "\"Smith, \"\"Bob\"\"\"");
        assert_eq!(quoted("=HYPERLINK(1)"), "'=HYPERLINK(1)");
        assert_eq!(quoted("@x,y"), "\"'@x,y\"");
        assert_eq!((quoted("-12.50"), quoted("-")), ("-12.50".to_owned(), "'-".to_owned()));
    }
}
