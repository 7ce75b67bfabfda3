//! The values of the catalogue by name: how each is read from a text, whether a person typed it or a file holds it.
//!
//! A value is kept in its *plain* form, a text that machines and both databases agree on: numbers with a point and without grouping, days
//! as `2026-12-04`, states as words. Two values are the same exactly when their plain forms are.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::reader::units::{Currency, DecimalSign, Millionths, normal_key, one_line, read_number};
use crate::words::{Locale, NotTyped, country_code, typed_date, typed_number};

/// Longest text of one value, in characters.
pub const TEXT_CHARACTERS_MAX: usize = 4_000;
/// Largest number anybody may enter: a thousand million, far from where arithmetic in 64 bits would end.
const NUMBER_MAX: Millionths = Millionths::whole(1_000_000_000);

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One line of text.
    Text,
    /// Several lines.
    Lines,
    /// A number, zero or more.
    Number,
    /// A number above zero.
    Positive,
    /// A whole number above zero.
    Whole,
    /// A share of a hundred, from 0 to 100.
    Percent,
    /// A day.
    Day,
    /// Three letters.
    Money,
    /// One of the states of a product; see [`STATES`].
    State,
    /// `yes` or `no`.
    YesNo,
    /// Two letters; people also write its name.
    Country,
}

/// Why a text is not taken; a stable short name, put into words by the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Problem {
    /// It must be there.
    Needed,
    /// Not a number.
    NotANumber,
    /// A number that can be read in two ways.
    AmbiguousNumber,
    /// Must be whole.
    NotWhole,
    /// Must be more than zero.
    NotPositive,
    /// Must not be negative.
    Negative,
    /// More than a hundred per cent.
    OverHundred,
    /// Beyond every reasonable number.
    TooLarge,
    /// Not a day of the calendar.
    NotADay,
    /// Not a currency.
    NotACurrency,
    /// Not one of the states.
    NotAState,
    /// Neither yes nor no.
    NotYesNo,
    /// No country, by its letters or its name.
    NotACountry,
    /// Longer than [`TEXT_CHARACTERS_MAX`].
    TooLong,
    /// Another record has it.
    Taken,
    /// A code without a letter or digit.
    NoCode,
    /// There is no such product.
    UnknownProduct,
    /// There is no such customer.
    UnknownCustomer,
    /// A product cannot replace itself.
    Itself,
    /// Not a mail domain.
    NotADomain,
    /// A domain that everybody may have an address of.
    PublicDomain,
    /// Ends before it begins.
    EndsBefore,
    /// The quantities of the breaks must rise.
    BreaksMustRise,
    /// A quantity without its price, or the other way round.
    HalfABreak,
    /// Stands in the file twice.
    Twice,
    /// The same record stands in the file with another value.
    Contradicts,
}

/// How numbers are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Numbers {
    /// As people of a place type them; a text with two readings is refused.
    Typed(Locale),
    /// With this sign before the fraction.
    Sign(DecimalSign),
    /// In whatever way is the only one.
    Certain,
}

impl Numbers {
    fn read(self, text: &str) -> Result<Millionths, Problem> {
        let problem = |error| match error {
            NotTyped::TwoReadings { .. } => Problem::AmbiguousNumber,
            NotTyped::NotANumber | NotTyped::NotADate => Problem::NotANumber,
        };
        match self {
            Self::Typed(locale) => typed_number(locale, text).map_err(problem)?.ok_or(Problem::NotANumber),
            Self::Sign(sign) => {
                let numeral = read_number(text).ok_or(Problem::NotANumber)?;
                numeral.certain().or(numeral.decided(Some(sign))).ok_or(Problem::NotANumber)
            }
            Self::Certain => {
                let numeral = read_number(text).ok_or(Problem::NotANumber)?;
                numeral.certain().ok_or(Problem::AmbiguousNumber)
            }
        }
    }
}

/// The states of a product as people see them: the three of the entity, and out of the catalogue.
pub const STATES: [&str; 4] = ["active", "run_out", "on_hold", "gone"];

/// The states by the words files use for them, in letters and digits only.
const STATE_WORDS: [(&str, &str); 22] = [
    ("active", "active"),
    ("aktiv", "active"),
    ("live", "active"),
    ("current", "active"),
    ("yes", "active"),
    ("runout", "run_out"),
    ("auslauf", "run_out"),
    ("auslaufend", "run_out"),
    ("auslaufartikel", "run_out"),
    ("phaseout", "run_out"),
    ("endoflife", "run_out"),
    ("onhold", "on_hold"),
    ("hold", "on_hold"),
    ("gesperrt", "on_hold"),
    ("blocked", "on_hold"),
    ("gone", "gone"),
    ("inactive", "gone"),
    ("inaktiv", "gone"),
    ("discontinued", "gone"),
    ("obsolete", "gone"),
    ("eingestellt", "gone"),
    ("outofthecatalogue", "gone"),
];

/// Reads a text as a value of `kind`, into its plain form; an empty text is no value.
pub fn plain(kind: Kind, text: &str, numbers: Numbers) -> Result<Option<String>, Problem> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    if text.chars().count() > TEXT_CHARACTERS_MAX {
        return Err(Problem::TooLong);
    }
    let value = match kind {
        Kind::Text => one_line(text),
        Kind::Lines => lines(text),
        Kind::Number | Kind::Positive | Kind::Whole | Kind::Percent => number(kind, numbers.read(text)?)?,
        Kind::Day => day(text)?.to_string(),
        Kind::Money => text.parse::<Currency>().map_err(|_| Problem::NotACurrency)?.code().to_owned(),
        Kind::State => state(text)?.to_owned(),
        Kind::YesNo => yes_or_no(text)?.to_owned(),
        Kind::Country => country_code(text).ok_or(Problem::NotACountry)?.to_owned(),
    };
    Ok(Some(value).filter(|value| !value.is_empty()))
}

fn number(kind: Kind, value: Millionths) -> Result<String, Problem> {
    match value {
        value if value.0 < 0 => Err(Problem::Negative),
        value if value > NUMBER_MAX => Err(Problem::TooLarge),
        value if value.0 == 0 && matches!(kind, Kind::Positive | Kind::Whole) => Err(Problem::NotPositive),
        value if kind == Kind::Whole && value.0 % 1_000_000 != 0 => Err(Problem::NotWhole),
        value if kind == Kind::Percent && value > Millionths::whole(100) => Err(Problem::OverHundred),
        value => Ok(value.to_string()),
    }
}

fn day(text: &str) -> Result<NaiveDate, Problem> {
    // A sheet may show a moment; its day is what counts.
    let text = text.strip_suffix(" 00:00:00").unwrap_or(text);
    typed_date(text).ok().flatten().ok_or(Problem::NotADay)
}

fn state(text: &str) -> Result<&'static str, Problem> {
    let key = normal_key(text);
    STATE_WORDS.iter().find(|(word, _)| *word == key).map(|(_, state)| *state).ok_or(Problem::NotAState)
}

fn yes_or_no(text: &str) -> Result<&'static str, Problem> {
    match normal_key(text).as_str() {
        "yes" | "y" | "ja" | "j" | "true" | "wahr" | "1" | "x" | "active" | "aktiv" => Ok("yes"),
        "no" | "n" | "nein" | "false" | "falsch" | "0" | "inactive" | "inaktiv" => Ok("no"),
        _ => Err(Problem::NotYesNo),
    }
}

/// Lines without control characters, blanks at their ends or empty lines around them.
fn lines(text: &str) -> String {
    let lines: Vec<String> = text.replace("\r\n", "\n").split(['\n', '\r']).map(one_line).collect();
    lines.join("\n").trim().to_owned()
}

/// A list of values: the enum, all of them, their stable short names and kinds.
macro_rules! fields {
    ($(#[$meta:meta])* $name:ident { $($variant:ident $word:literal $kind:ident,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name {
            $(#[doc = concat!("`", $word, "`")] $variant,)*
        }

        impl $name {
            /// All of them, in the order of forms and files.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The stable short name: in forms, in files, in the journal.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// What it is.
            pub const fn kind(self) -> Kind {
                match self { $(Self::$variant => Kind::$kind,)* }
            }

            /// The one of this name.
            pub fn of(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|field| field.word() == word)
            }
        }
    };
}

fields! {
    /// A value of a product.
    ProductField {
        Code "code" Text,
        Description "description" Text,
        OtherDescription "other_description" Text,
        CustomerName "customer" Text,
        State "status" State,
        Family "family" Text,
        Size "size" Text,
        Unit "unit" Text,
        MinimumQuantity "minimum_quantity" Positive,
        PackMultiple "pack_multiple" Positive,
        LeadDays "lead_days" Whole,
        DiscontinuedOn "discontinued_on" Day,
        Successor "successor" Text,
        DrawingNo "drawing_no" Text,
        DrawingRevision "drawing_revision" Text,
        Gtin "gtin" Text,
        CustomsCode "customs_code" Text,
        MouldNo "mould_no" Text,
        Cavities "cavities" Whole,
        CycleSeconds "cycle_seconds" Positive,
        ProductWeightGrams "product_weight_grams" Positive,
        RunnerWeightGrams "runner_weight_grams" Number,
        ShotWeightGrams "shot_weight_grams" Positive,
        RunningHours "running_hours" Number,
        MachineMinimum "machine_minimum" Text,
        PiecesPerBag "pieces_per_bag" Whole,
        BagSize "bag_size" Text,
        PiecesPerCarton "pieces_per_carton" Whole,
        CartonSize "carton_size" Text,
        CartonsPerPallet "cartons_per_pallet" Whole,
        CartonsPerLayer "cartons_per_layer" Whole,
        CartonGrossKilograms "carton_gross_kilograms" Positive,
    }
}

fields! {
    /// A value of one colour of a product.
    MaterialField {
        Colour "colour" Text,
        Grade "material_grade" Text,
        Kind "material" Text,
        ColourNo "colour_no" Text,
        ColourSupplier "colour_supplier" Text,
        MasterbatchPercent "masterbatch_percent" Percent,
        Additive "additive" Text,
        AdditivePercent "additive_percent" Percent,
        AdditiveSupplier "additive_supplier" Text,
    }
}

fields! {
    /// A value of a customer.
    CustomerField {
        Name "name" Text,
        Number "number" Text,
        Domains "domains" Lines,
        Address "address" Lines,
        PriceTolerance "price_tolerance_percent" Percent,
        LeadDays "lead_days" Whole,
        Country "country" Country,
        TaxPercent "tax_percent" Percent,
        TaxName "tax_name" Text,
        TaxReason "tax_reason" Lines,
        IsActive "is_active" YesNo,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(kind: Kind, text: &str) -> Result<Option<String>, Problem> {
        plain(kind, text, Numbers::Typed(Locale::EnAu))
    }

    #[test]
    fn texts_of_people_become_plain_values() {
        let ok = |text: &str| Ok(Some(text.to_owned()));
        assert_eq!(read(Kind::Number, " 1,250 "), ok("1250"));
        assert_eq!(read(Kind::Positive, "0,73"), ok("0.73"));
        assert_eq!(read(Kind::Day, "4/12/2026"), ok("2026-12-04"));
        assert_eq!(read(Kind::State, "Run-out"), ok("run_out"));
        assert_eq!(read(Kind::YesNo, "Nein"), ok("no"));
        assert_eq!(read(Kind::Money, "aud"), ok("AUD"));
        assert_eq!(read(Kind::Country, "Germany"), ok("DE"));
        assert_eq!(read(Kind::Text, " a \t b\u{0} "), ok("a b"));
        assert_eq!(read(Kind::Lines, "1 High St \r\n  Kew "), ok("1 High St\nKew"));
        assert_eq!(read(Kind::Whole, "  "), Ok(None));
    }

    #[test]
    fn what_cannot_be_meant_is_refused_with_its_reason() {
        for (kind, text, problem) in [
            (Kind::Number, "ten", Problem::NotANumber),
            (Kind::Number, "1.234", Problem::AmbiguousNumber),
            (Kind::Number, "-1", Problem::Negative),
            (Kind::Positive, "0", Problem::NotPositive),
            (Kind::Whole, "2.5", Problem::NotWhole),
            (Kind::Percent, "100.1", Problem::OverHundred),
            (Kind::Number, "1000000001", Problem::TooLarge),
            (Kind::Day, "31/02/2026", Problem::NotADay),
            (Kind::Money, "dollars", Problem::NotACurrency),
            (Kind::State, "perhaps", Problem::NotAState),
            (Kind::YesNo, "perhaps", Problem::NotYesNo),
            (Kind::Country, "Atlantis", Problem::NotACountry),
        ] {
            assert_eq!(read(kind, text), Err(problem), "{text}");
        }
        assert_eq!(read(Kind::Text, &"x".repeat(TEXT_CHARACTERS_MAX + 1)), Err(Problem::TooLong));
    }

    #[test]
    fn a_file_says_once_which_sign_stands_before_the_fraction() {
        let read = |text, numbers| plain(Kind::Number, text, numbers);
        assert_eq!(read("1.234", Numbers::Certain), Err(Problem::AmbiguousNumber));
        assert_eq!(read("1.234", Numbers::Sign(DecimalSign::Point)), Ok(Some("1.234".to_owned())));
        assert_eq!(read("1.234", Numbers::Sign(DecimalSign::Comma)), Ok(Some("1234".to_owned())));
        assert_eq!(read("0,73", Numbers::Certain), Ok(Some("0.73".to_owned())));
    }

    #[test]
    fn every_name_is_used_once() {
        for field in ProductField::ALL {
            assert_eq!(ProductField::of(field.word()), Some(*field));
            assert!(MaterialField::of(field.word()).is_none(), "{}", field.word());
        }
        assert_eq!(CustomerField::of("nonsense"), None);
    }
}
