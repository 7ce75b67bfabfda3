//! Every sentence shown to people, in English and German, and how dates, times, money and numbers look.
//!
//! In: short stable names, counts and exact values. Out: text ready for a page or a mail. It refuses to invent: a
//! value it cannot write is the caller's to leave out. Called by `web` and by whatever writes to people; the road
//! itself speaks in states and kinds, never in sentences.
//!
//! The sentences stand in tables, English beside German, one table a subject. A table becomes a trait with both
//! languages implemented, so a missing sentence does not compile.

mod actions;
mod asked;
mod catalogue;
mod checks;
mod countries;
mod desk;
mod electronic;
mod eval;
mod files;
pub mod format;
mod history;
mod insight;
mod letters;
mod matching;
mod objections;
mod placeholders;
mod reading;
mod said;
mod replacement;
mod sending;
mod settings;
mod shell;
mod status;
mod source;
mod trouble;
mod typed;
mod unread;
mod upload;
mod voice;

pub use actions::ActionWords;
pub use asked::AskedWords;
pub use catalogue::CatalogueWords;
pub use checks::CheckWords;
pub use countries::{country_code, country_name};
pub use desk::DeskWords;
pub use electronic::{ElectronicWords, fault};
pub use eval::EvalWords;
pub use files::FileWords;
pub use format::Locale;
pub use history::HistoryWords;
pub use insight::InsightWords;
pub use letters::LetterWords;
pub use matching::MatchWords;
pub use objections::ObjectionWords;
pub use placeholders::PlaceholderWords;
pub use reading::{ReadingWords, why_not_drawn, why_not_read, why_unread};
pub use replacement::ReplacementWords;
pub use said::SaidWords;
pub use sending::{SendingWords, why_not_sent, why_not_sent_in_full};
pub use settings::SettingsWords;
pub use shell::ShellWords;
pub use source::SourceWords;
pub use status::StatusWords;
pub use trouble::TroubleWords;
pub use typed::{NotTyped, typed_date, typed_number};
pub use unread::UnreadWords;
pub use upload::UploadWords;
pub use voice::Voice;

/// English.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct En;

/// German.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct De;

/// Every sentence of the program.
pub trait Words:
    ShellWords
    + InsightWords
    + ActionWords
    + AskedWords
    + DeskWords
    + ElectronicWords
    + CatalogueWords
    + LetterWords
    + ObjectionWords
    + HistoryWords
    + TroubleWords
    + ReadingWords
    + FileWords
    + EvalWords
    + MatchWords
    + CheckWords
    + SendingWords
    + SettingsWords
    + StatusWords
    + SourceWords
    + UploadWords
    + SaidWords
    + UnreadWords
    + PlaceholderWords
    + ReplacementWords
    + Sync
{
    /// The language as HTML's `lang` wants it.
    fn language(&self) -> &'static str;
}

impl Words for En {
    fn language(&self) -> &'static str {
        "en"
    }
}

impl Words for De {
    fn language(&self) -> &'static str {
        "de"
    }
}

/// The words for a locale such as `de-DE`; English for every language this program does not speak.
pub fn of(locale: &str) -> &'static dyn Words {
    let language = locale.split(['-', '_']).next().unwrap_or_default();
    if language.eq_ignore_ascii_case("de") { &De } else { &En }
}

/// A table of sentences: `plain` ones, and `told` ones that take values. Gives the trait and both languages.
macro_rules! phrases {
    (
        $(#[$meta:meta])*
        pub trait $name:ident;
        plain { $( $phrase:ident: $en:literal, $de:literal; )* }
        told { $( $(#[$told_meta:meta])* $told:ident( $($arg:ident: $ty:ty),* ): $en_of:expr, $de_of:expr; )* }
    ) => {
        $(#[$meta])*
        pub trait $name {
            $( #[doc = concat!("“", $en, "”")] fn $phrase(&self) -> &'static str; )*
            $( $(#[$told_meta])* fn $told(&self, $($arg: $ty),*) -> String; )*
        }

        impl $name for $crate::words::En {
            $( fn $phrase(&self) -> &'static str { $en } )*
            $( fn $told(&self, $($arg: $ty),*) -> String { $en_of } )*
        }

        impl $name for $crate::words::De {
            $( fn $phrase(&self) -> &'static str { $de } )*
            $( fn $told(&self, $($arg: $ty),*) -> String { $de_of } )*
        }
    };
}
use phrases;

/// `1 line`, `2 lines`: a count with the right form of its noun. Counts below 1 000 need no separators.
fn counted(n: i64, one: &str, many: &str) -> String {
    let noun = if n == 1 { one } else { many };
    format!("{n} {noun}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_german_locale_speaks_german_and_an_unknown_one_english() {
        for tag in ["de", "de-DE", "de-AT", "DE_ch"] {
            assert_eq!(of(tag).language(), "de", "{tag}");
        }
        for tag in ["en-AU", "fr-FR", "", "d"] {
            assert_eq!(of(tag).language(), "en", "{tag}");
        }
    }

    #[test]
    fn one_of_a_thing_is_not_plural() {
        assert_eq!(counted(1, "line", "lines"), "1 line");
        assert_eq!(counted(0, "line", "lines"), "0 lines");
        assert_eq!(counted(12, "Zeile", "Zeilen"), "12 Zeilen");
    }
}
