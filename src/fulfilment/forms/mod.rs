//! The Office Order and the Works Orders as workbooks, filled from the templates in `templates/forms/`.
//!
//! A typed page struct and a [`FormTemplate`] come in, one [`Form`] with a safe file name and the bytes of an `.xlsx` goes out, or the
//! same sheet as a [`Paper`] for a preview. The labels are
//! those of the template; the phrases for absent values come from the caller ([`FormWords`]). The same page gives
//! the same bytes on every run, because what was approved is what is sent. Text of customers is always written as
//! text and never as a formula. Nothing here reads a database or a clock.

mod archive;
mod marks;
mod measure;
mod names;
mod office;
mod paper;
mod parse;
mod placeholders;
pub mod sample;
mod sheet;
mod template;
mod value;
#[cfg(test)]
mod tested;
mod works;

use crate::entity::states::FormKind;

pub use office::{OfficeLine, OfficeOrder, office_order, office_order_on, office_paper};
pub use paper::{Paper, PaperCell};
pub use placeholders::{Placeholder, placeholders};
pub use template::{FormTemplate, TEMPLATE_BYTES_MAX, TemplateFault, TemplateProblem, file_name as template_file_name};
pub use works::{WorksOrder, works_order, works_order_on, works_paper};

/// A finished workbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// Name to store, attach and download it under, for example `Works_Order_WO-12022-1.xlsx`; letters, digits, `-`,
    /// `_` and `.` only, at most 120 bytes, never empty.
    pub file_name: String,
    /// The `.xlsx` file.
    pub bytes: Vec<u8>,
}

/// Why a form could not be made. Each fault lies in the template or the program, not in the order.
#[derive(Debug, thiserror::Error)]
pub enum FormError {
    /// The template workbook does not follow the rules of the fill engine.
    #[error("form template {template}: {fault}")]
    Template {
        /// File name of the template.
        template: &'static str,
        /// What is wrong with it.
        fault: String,
    },
    /// The workbook library failed.
    #[error("writing the workbook for {template}")]
    Write {
        /// File name of the template.
        template: &'static str,
        /// Its fault.
        #[source]
        source: umya_spreadsheet::XlsxError,
    },
    /// The finished workbook could not be packed.
    #[error("packing the workbook for {template}")]
    Pack {
        /// File name of the template.
        template: &'static str,
        /// The fault of the archive.
        #[source]
        source: zip::result::ZipError,
    },
}

/// Phrases a form prints in place of a value, in the language of the template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FormWords {
    /// The line is not matched to a product: "unavailable".
    pub unavailable: &'static str,
    /// Beside the heading of the material of such a line: "not matched to a product".
    pub unmatched: &'static str,
    /// The catalogue keeps no value: "unknown".
    pub unknown: &'static str,
    /// The order states no value (customer, date, colour): "not stated".
    pub not_stated: &'static str,
    /// No masterbatch or additive is used: "none".
    pub none: &'static str,
    /// The stated colour is not one of the product's: "unknown colour".
    pub unknown_colour: &'static str,
    /// No colour is stated and the product has several: "colour not stated".
    pub colour_not_stated: &'static str,
    /// No colour is stated and the product's only colour is printed: "only colour of this product".
    pub only_colour: &'static str,
    /// The rates of the mix exceed the whole: "rates exceed 100 %".
    pub impossible_rates: &'static str,
    /// The result is too large to be calculated: "too large".
    pub out_of_range: &'static str,
    /// In front of the tax: "{name} ({percent} %)".
    pub tax_at: &'static str,
    /// There instead where none is charged: "No {name}".
    pub no_tax: &'static str,
    /// In front of the sum with its tax: "Total {currency} incl. {name}".
    pub total_with: &'static str,
    /// There instead where none is charged: "Total {currency}, no {name}".
    pub total_without: &'static str,
    /// Printed in the frame at the top when the instructions are too long for it: "See the notes at the end".
    pub see_notes: &'static str,
}

/// A placeholder as people read about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Documented {
    /// As it stands in a template: `{{line.code}}`.
    pub marker: String,
    /// Name of its meaning: `line.code`.
    pub name: String,
    /// Its value in the sample order.
    pub example: String,
    /// Whether a template must have it.
    pub is_needed: bool,
}

/// The placeholders of the Office Order with their values in `order`.
///
/// # Errors
/// The template is faulty.
pub fn office_examples(
    template: &FormTemplate, order: &OfficeOrder, words: &FormWords,
) -> Result<Vec<Documented>, FormError> {
    Ok(examples(placeholders(FormKind::OfficeOrder), &office::page(template, order, words)?))
}

/// The placeholders of a Works Order with their values in `order`.
///
/// # Errors
/// The template is faulty.
pub fn works_examples(
    template: &FormTemplate, order: &WorksOrder, words: &FormWords,
) -> Result<Vec<Documented>, FormError> {
    Ok(examples(placeholders(FormKind::WorksOrder), &works::page(template, order, words)?))
}

fn examples(known: &[Placeholder], page: &value::Page) -> Vec<Documented> {
    let value = |place: &Placeholder| match place.list {
        None => page.values.get(place.name),
        Some(list) => page.lists.get(list)?.first()?.get(place.name),
    };
    known
        .iter()
        .map(|place| Documented {
            marker: template::marker(place),
            name: place.list.map_or_else(|| place.name.to_owned(), |list| format!("{list}.{}", place.name)),
            example: value(place).map(value::Value::as_text).unwrap_or_default(),
            is_needed: place.is_needed,
        })
        .collect()
}

/// Our postal address in one line; nothing where it is not known.
fn address(lines: &str) -> value::Value {
    let parts: Vec<&str> = lines.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if parts.is_empty() { value::Value::Blank } else { value::Value::Text(parts.join(", ")) }
}

/// Longest number in a file name: what is longer loses its middle, so that line, letter and revision at its end tell it apart.
const FILE_PART_BYTES_MAX: usize = 96;
/// How much of its end stays.
const FILE_PART_END_BYTES: usize = 40;

/// `{kind}_{number}.xlsx`; see [`file_part`].
fn file_name(kind: &str, number: &str) -> String {
    match file_part(number).as_str() {
        "" => format!("{kind}.xlsx"),
        number => format!("{kind}_{number}.xlsx"),
    }
}

/// A number as it stands in the name of a file: every character that a file system, a mail header or a shell could mind is a `_`.
pub(in crate::fulfilment) fn file_part(number: &str) -> String {
    let mut part = String::with_capacity(number.len().min(256));
    for letter in number.chars() {
        let letter = if letter.is_alphanumeric() || matches!(letter, '-' | '.') { letter } else { '_' };
        if !(letter == '_' && part.ends_with('_')) {
            part.push(letter);
        }
    }
    let part = part.trim_matches(['_', '.']);
    if part.len() <= FILE_PART_BYTES_MAX {
        return part.to_owned();
    }
    let mut begin = FILE_PART_BYTES_MAX - FILE_PART_END_BYTES - 1;
    let mut end = part.len() - FILE_PART_END_BYTES;
    while !part.is_char_boundary(begin) {
        begin -= 1;
    }
    while !part.is_char_boundary(end) {
        end += 1;
    }
    format!("{}_{}", &part[..begin], &part[end..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_is_safe_for_any_number() {
        assert_eq!(file_name("Office_Order", "12022"), "Office_Order_12022.xlsx");
        assert_eq!(file_name("Works_Order", "WO-12022-1"), "Works_Order_WO-12022-1.xlsx");
        assert_eq!(file_name("Office_Order", "A/B:1"), "Office_Order_A_B_1.xlsx");
        assert_eq!(file_name("Office_Order", "../../etc/passwd\0"), "Office_Order_etc_passwd.xlsx");
        assert_eq!(file_name("Office_Order", "Ä 7\r\nBcc: x"), "Office_Order_Ä_7_Bcc_x.xlsx");
    }

    #[test]
    fn a_file_name_is_never_empty_and_never_long() {
        for nothing in ["", "   ", "///", "..", "\u{202e}"] {
            assert_eq!(file_name("Office_Order", nothing), "Office_Order.xlsx");
        }
        for long in ["9".repeat(500), "注".repeat(500)] {
            let name = file_name("Office_Order", &long);
            assert!(name.len() <= 120 && name.ends_with(".xlsx"), "{name}");
        }
    }

    #[test]
    fn the_names_of_two_lines_of_a_very_long_number_differ() {
        let of_line = |n: u8| file_name("Works_Order", &format!("WO-{}-{n}-B-R2", "9".repeat(500)));
        assert_ne!(of_line(1), of_line(2));
        assert!(of_line(2).ends_with("9-2-B-R2.xlsx"), "{}", of_line(2));
    }
}
