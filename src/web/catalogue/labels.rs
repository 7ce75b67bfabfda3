//! How the values of the catalogue are called, shown and typed, and why one is not taken.

use chrono::NaiveDate;
use maud::{Markup, html};

use crate::matching::catalogue::Refusal;
use crate::matching::catalogue::fields::{CustomerField, Kind, MaterialField, Problem, ProductField};
use crate::reader::units::{Currency, Millionths};
use crate::web::ui::badge;
use crate::words::{Voice, country_name};

/// The name of a value of a product.
pub fn of_product(voice: Voice, field: ProductField) -> &'static str {
    use ProductField as F;
    match field {
        F::Code => voice.code(),
        F::Description => voice.description(),
        F::OtherDescription => voice.label_other_description(),
        F::CustomerName => voice.made_for(),
        F::State => voice.state_word(),
        F::Family => voice.label_family(),
        F::Size => voice.label_size(),
        F::Unit => voice.label_unit(),
        F::MinimumQuantity => voice.label_minimum(),
        F::PackMultiple => voice.label_multiple(),
        F::LeadDays => voice.label_lead_days(),
        F::DiscontinuedOn => voice.label_discontinued_on(),
        F::Successor => voice.label_successor(),
        F::DrawingNo => voice.label_drawing_no(),
        F::DrawingRevision => voice.label_drawing_revision(),
        F::Gtin => voice.label_gtin(),
        F::CustomsCode => voice.label_customs_code(),
        F::MouldNo => voice.label_mould_no(),
        F::Cavities => voice.label_cavities(),
        F::CycleSeconds => voice.label_cycle(),
        F::ProductWeightGrams => voice.label_product_weight(),
        F::RunnerWeightGrams => voice.label_runner_weight(),
        F::ShotWeightGrams => voice.label_shot_weight(),
        F::RunningHours => voice.label_running_hours(),
        F::MachineMinimum => voice.label_machine(),
        F::PiecesPerBag => voice.label_pieces_per_bag(),
        F::BagSize => voice.label_bag_size(),
        F::PiecesPerCarton => voice.label_pieces_per_carton(),
        F::CartonSize => voice.label_carton_size(),
        F::CartonsPerPallet => voice.label_cartons_per_pallet(),
        F::CartonsPerLayer => voice.label_cartons_per_layer(),
        F::CartonGrossKilograms => voice.label_carton_weight(),
    }
}

/// The name of a value of a colour.
pub fn of_material(voice: Voice, field: MaterialField) -> &'static str {
    use MaterialField as F;
    match field {
        F::Colour => voice.colour(),
        F::Grade => voice.label_grade(),
        F::Kind => voice.label_material(),
        F::ColourNo => voice.label_colour_no(),
        F::ColourSupplier => voice.label_colour_supplier(),
        F::MasterbatchPercent => voice.label_masterbatch(),
        F::Additive => voice.additive(),
        F::AdditivePercent => voice.label_additive_percent(),
        F::AdditiveSupplier => voice.label_additive_supplier(),
    }
}

/// The name of a value of a customer.
pub fn of_customer(voice: Voice, field: CustomerField) -> &'static str {
    use CustomerField as F;
    match field {
        F::Name => voice.label_name(),
        F::Number => voice.label_number(),
        F::Domains => voice.label_domains(),
        F::Address => voice.label_address(),
        F::PriceTolerance => voice.label_tolerance(),
        F::LeadDays => voice.label_lead_days(),
        F::Country => voice.label_country(),
        F::TaxPercent => voice.label_tax_percent(),
        F::TaxName => voice.label_tax_name(),
        F::TaxReason => voice.label_tax_reason(),
        F::IsActive => voice.label_is_active(),
    }
}

/// The name of whatever value of the catalogue this word stands for; the word itself where there is none.
pub fn of_word(voice: Voice, word: &str) -> Option<(&'static str, Kind)> {
    let product = ProductField::of(word).map(|field| (of_product(voice, field), field.kind()));
    let material = || MaterialField::of(word).map(|field| (of_material(voice, field), field.kind()));
    let customer = || CustomerField::of(word).map(|field| (of_customer(voice, field), field.kind()));
    product.or_else(material).or_else(customer)
}

/// The name of a column of a file.
pub fn of_column(voice: Voice, word: &str) -> String {
    if let Some((name, _)) = of_word(voice, word) {
        return name.to_owned();
    }
    let number = word.rsplit('_').next().and_then(|n| n.parse::<usize>().ok());
    match (word, number) {
        ("currency", _) => voice.currency().to_owned(),
        ("price_per", _) => voice.price_per().to_owned(),
        ("effective_from", _) => voice.price_from_day().to_owned(),
        ("effective_until", _) => voice.price_until_day().to_owned(),
        ("prices", _) => voice.label_prices().to_owned(),
        ("price_1" | "unit_price", _) => voice.label_unit_price().to_owned(),
        ("quantity_from", _) => voice.quantity_from_word().to_owned(),
        ("part_number", _) => voice.label_part_number().to_owned(),
        (word, Some(n)) if word.starts_with("price_") => voice.break_price(n),
        (word, Some(n)) if word.starts_with("quantity_") => voice.break_quantity(n),
        (word, Some(n)) if word.starts_with("part_number_") => voice.part_number_of(&n.to_string()),
        (word, _) => word.to_owned(),
    }
}

/// A plain value as people read it.
pub fn shown(voice: Voice, kind: Kind, plain: &str) -> String {
    match kind {
        Kind::Number | Kind::Positive | Kind::Whole | Kind::Percent => {
            plain.parse::<Millionths>().map_or_else(|_| plain.to_owned(), |value| voice.number(value))
        }
        Kind::Day => plain.parse::<NaiveDate>().map_or_else(|_| plain.to_owned(), |day| voice.date_named(day)),
        Kind::State => state_name(voice, plain).to_owned(),
        Kind::YesNo => if plain == "no" { voice.no() } else { voice.yes() }.to_owned(),
        Kind::Country => country_name(voice.locale(), plain).to_owned(),
        Kind::Text | Kind::Lines | Kind::Money => plain.to_owned(),
    }
}

/// A plain value as it stands in an input, so that it reads back as itself.
pub fn typed(voice: Voice, kind: Kind, plain: &str) -> String {
    match kind {
        Kind::Number | Kind::Positive | Kind::Whole | Kind::Percent => {
            plain.parse::<Millionths>().map_or_else(|_| plain.to_owned(), |value| voice.plain(value))
        }
        Kind::Day => plain.parse::<NaiveDate>().map_or_else(|_| plain.to_owned(), |day| voice.date_typed(day)),
        Kind::Country => country_name(voice.locale(), plain).to_owned(),
        _ => plain.to_owned(),
    }
}

/// The name of a product's state.
pub fn state_name(voice: Voice, state: &str) -> &'static str {
    match state {
        "run_out" => voice.product_run_out(),
        "on_hold" => voice.product_on_hold(),
        "gone" => voice.product_gone(),
        _ => voice.product_active(),
    }
}

/// The badge of a product's state.
pub fn state_badge(voice: Voice, state: &str) -> Markup {
    let (tone, shape) = match state {
        "run_out" => ("check", "check"),
        "on_hold" => ("check", "stop"),
        "gone" => ("quiet", "none"),
        _ => ("clean", "approve"),
    };
    html! { (badge(tone, shape, state_name(voice, state))) }
}

/// A price with its currency where it is not the house's own, and what it is for where that is not one.
pub fn price(voice: Voice, (price, per): (Millionths, Millionths), currency: &str, own: Currency) -> Markup {
    html! {
        span.price {
            @if currency != own.code() { span.muted { (currency) " " } }
            (voice.price(price))
            @if per != Millionths::whole(1) { span.muted { " " (voice.per(&voice.number(per))) } }
        }
    }
}

/// Why a text is not taken, and how to put it right.
pub fn problem(voice: Voice, refusal: &Refusal) -> String {
    let other = refusal.other.as_deref().unwrap_or_default();
    match refusal.problem {
        Problem::Needed => voice.problem_needed(),
        Problem::NotANumber => voice.not_a_number(),
        Problem::AmbiguousNumber => voice.ambiguous_number(),
        Problem::NotWhole => voice.problem_not_whole(),
        Problem::NotPositive => voice.not_positive(),
        Problem::Negative => voice.problem_negative(),
        Problem::OverHundred => voice.problem_over_hundred(),
        Problem::TooLarge => voice.problem_too_large(),
        Problem::NotADay => voice.not_a_date(),
        Problem::NotACurrency => voice.not_a_currency(),
        Problem::NotAState => voice.problem_not_a_state(),
        Problem::NotYesNo => voice.problem_not_yes_no(),
        Problem::NotACountry => voice.problem_not_a_country(),
        Problem::TooLong => voice.too_long(),
        Problem::NoCode => voice.problem_no_code(),
        Problem::UnknownProduct => voice.problem_unknown_product(),
        Problem::UnknownCustomer => voice.problem_unknown_customer(),
        Problem::Itself => voice.problem_itself(),
        Problem::EndsBefore => voice.problem_ends_before(),
        Problem::BreaksMustRise => voice.problem_breaks_rise(),
        Problem::HalfABreak => voice.problem_half_a_break(),
        Problem::Twice if other.is_empty() => voice.problem_twice(),
        Problem::Twice => return voice.problem_twice_row(other),
        Problem::Taken if other.is_empty() => return voice.problem_twice().to_owned(),
        Problem::Taken => return voice.problem_taken(other),
        Problem::NotADomain => return voice.problem_not_a_domain(other),
        Problem::PublicDomain => return voice.problem_public_domain(other),
        Problem::Contradicts => return voice.problem_contradicts(other),
    }
    .to_owned()
}
