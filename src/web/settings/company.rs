//! The company, its formats, its tax, and what happens after an approval.

use actix_web::http::StatusCode;
use actix_web::web::{self, Data};
use actix_web::{HttpRequest, HttpResponse};
use maud::{Markup, Render as _, html};

use super::{Tab, answer, deed};
use crate::auth::{
    Organisation, OrganisationError, SettingField as Field, SettingProblem, TypedSettings, change_settings,
    organisation,
};
use crate::entity::ids::BlobHash;
use crate::ops::deed::OnceForm;
use crate::ops::once::OnceError;
use crate::web::error::WebError;
use crate::web::said::{self, Said};
use crate::web::session::Visit;
use crate::web::ui::{Button, Input, Kind, Mistake, Post, mistakes, once, select_field, text_field, version};
use crate::web::{App, paths};
use crate::words::{Locale, Voice};

/// What a group of settings is called, and which they are.
type Group = (fn(Voice) -> &'static str, &'static [Field]);

/// The settings in groups, in the order of the page.
const GROUPS: [Group; 4] = [
    (|voice| voice.company(), &[Field::Name, Field::Address, Field::SellerNames]),
    (|voice| voice.formats(), &[Field::Locale, Field::TimeZone, Field::Currency]),
    (
        |voice| voice.tax_and_prices(),
        &[Field::TaxName, Field::TaxPercent, Field::PricesIncludeTax, Field::PriceTolerance],
    ),
    (
        |voice| voice.after_approval(),
        &[Field::Distribution, Field::FromAddress, Field::WaitSeconds, Field::WorksOrderPrefix],
    ),
];

/// Zones offered while typing; every zone of the IANA list is taken.
const ZONES: [&str; 24] = [
    "Australia/Adelaide",
    "Australia/Brisbane",
    "Australia/Darwin",
    "Australia/Hobart",
    "Australia/Melbourne",
    "Australia/Perth",
    "Australia/Sydney",
    "Pacific/Auckland",
    "Asia/Singapore",
    "Asia/Hong_Kong",
    "Asia/Tokyo",
    "Asia/Kolkata",
    "Asia/Dubai",
    "Africa/Johannesburg",
    "Europe/Berlin",
    "Europe/Vienna",
    "Europe/Zurich",
    "Europe/London",
    "Europe/Dublin",
    "Europe/Paris",
    "America/New_York",
    "America/Chicago",
    "America/Los_Angeles",
    "UTC",
];

/// What was typed into the form, and what stands against it.
#[derive(Default)]
struct Draft {
    typed: Vec<(Field, String)>,
    mistakes: Vec<Mistake>,
    is_outdated: bool,
}

/// `GET /settings`
pub async fn page(app: Data<App>, visit: Visit) -> Result<HttpResponse, WebError> {
    let known = organisation(&app.db, visit.scope()).await?;
    Ok(show(&visit, StatusCode::OK, &known, &Draft::default()))
}

/// `POST /settings` — takes all of them or none.
pub async fn change(
    app: Data<App>, visit: Visit, request: HttpRequest, form: web::Form<Vec<(String, String)>>,
) -> Result<HttpResponse, WebError> {
    let text = |name: &str| form.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str());
    let key = text("once").ok_or(WebError::Malformed)?;
    let version = text("version").and_then(|text| text.parse().ok()).ok_or(WebError::Malformed)?;
    // The key is good for these values only: the same form with others is another deed, not a second click.
    let route = format!("{} {}", request.path(), BlobHash::of(format!("{:?}", *form).as_bytes()));
    let fields = GROUPS.iter().flat_map(|(_, fields)| *fields);
    let values: Vec<(Field, String)> =
        fields.filter_map(|field| Some((*field, text(field.word())?.to_owned()))).collect();
    let typed = TypedSettings { values };
    let once = OnceForm { key, route: &route, location: paths::SETTINGS };
    let (status, mistakes) = match change_settings(&deed(&app, &visit, once), version, &typed).await {
        Ok(_) => return Ok(said::see_other(&request, paths::SETTINGS, Said::Settings)),
        Err(OrganisationError::Invalid(faults)) => {
            let mistake = |field: Field, problem: &SettingProblem| {
                Mistake::new(field.word(), sentence(visit.voice, problem)).of(label(visit.voice, field))
            };
            let mistakes = faults.iter().map(|fault| mistake(fault.field, &fault.problem)).collect();
            (StatusCode::UNPROCESSABLE_ENTITY, mistakes)
        }
        Err(OrganisationError::Outdated { .. } | OrganisationError::Once(OnceError::OtherRoute(_))) => {
            (StatusCode::CONFLICT, Vec::new())
        }
        Err(error) => return Err(error.into()),
    };
    let known = organisation(&app.db, visit.scope()).await?;
    let draft = Draft { typed: typed.values, mistakes, is_outdated: status == StatusCode::CONFLICT };
    Ok(show(&visit, status, &known, &draft))
}

fn show(visit: &Visit, status: StatusCode, known: &Organisation, draft: &Draft) -> HttpResponse {
    let voice = visit.voice;
    let locale = Locale::of(&known.settings.locale);
    let content = html! {
        (Post::to(paths::SETTINGS).class("form").around(html! {
            (once()) (version(known.settings.version))
            (mistakes(voice, &draft.mistakes))
            @if draft.is_outdated { (both_versions(voice, known, draft, locale)) }
            @for (title, fields) in GROUPS {
                fieldset.group {
                    legend { (title(voice)) }
                    div.fields { @for field in fields { (one(voice, *field, known, draft, locale)) } }
                }
            }
            p.muted { (voice.settings_effect()) }
            div.pair { (Button::new(voice.save()).kind(Kind::Primary)) }
        }))
        datalist #zones { @for zone in ZONES { option value=(zone) {} } }
    };
    answer(visit, Tab::Company, status, html! {}, content)
}

fn one(voice: Voice, field: Field, known: &Organisation, draft: &Draft, locale: Locale) -> Markup {
    let saved = known.text(field, locale);
    let value = draft.typed.iter().find(|(of, _)| *of == field).map_or(saved.as_str(), |(_, typed)| typed);
    let input = text_field(field.word(), label(voice, field), value, &draft.mistakes);
    match field {
        Field::Name => input.hint(voice.company_hint()).autocomplete("organization").whole(),
        Field::Address => input.input(Input::Lines),
        Field::SellerNames => input.input(Input::Lines).hint(voice.seller_names_hint()),
        Field::Locale => {
            let answers: Vec<_> = Locale::ALL.iter().map(|known| (known.tag(), voice.locale_name(*known))).collect();
            return select_field(&input, &answers);
        }
        Field::TimeZone => input.hint(voice.time_zone_hint()).list("zones"),
        Field::Currency => input.hint(voice.currency_hint()),
        Field::TaxName => input.hint(voice.tax_name_hint()),
        Field::TaxPercent => input.input(Input::Number),
        Field::PricesIncludeTax => {
            let answers = [("no", voice.prices_are_net()), ("yes", voice.prices_include_tax())];
            return select_field(&input, &answers);
        }
        Field::PriceTolerance => input.input(Input::Number).hint(voice.price_tolerance_hint()),
        Field::Distribution => input.input(Input::Lines).hint(voice.distribution_hint()),
        Field::FromAddress => input.hint(voice.letter_sender_hint()),
        Field::WaitSeconds => input.input(Input::Number).hint(voice.wait_hint()),
        Field::WorksOrderPrefix => input.hint(voice.prefix_hint()),
    }
    .render()
}

/// What is saved now beside what was typed, where they differ.
fn both_versions(voice: Voice, known: &Organisation, draft: &Draft, locale: Locale) -> Markup {
    let saved = |field| known.text(field, locale);
    let differs: Vec<(Field, String, &String)> = draft
        .typed
        .iter()
        .map(|(field, typed)| (*field, saved(*field), typed))
        .filter(|(_, saved, typed)| saved.trim() != typed.trim().replace("\r\n", "\n"))
        .collect();
    html! {
        div.note data-state="conflict" role="alert" {
            h2 { (voice.conflict_title()) }
            p { (voice.settings_conflict()) }
            table.compare {
                thead { tr { th scope="col" { (voice.field()) } th scope="col" { (voice.now()) } th scope="col" { (voice.yours()) } } }
                tbody {
                    @for (field, saved, typed) in differs {
                        tr { th scope="row" { (label(voice, field)) } td { (saved) } td { (typed) } }
                    }
                }
            }
        }
    }
}

fn label(voice: Voice, field: Field) -> &'static str {
    match field {
        Field::Name => voice.organisation_name(),
        Field::Address => voice.postal_address(),
        Field::SellerNames => voice.seller_names(),
        Field::Locale => voice.language_and_formats(),
        Field::Currency => voice.list_currency(),
        Field::TimeZone => voice.time_zone(),
        Field::TaxName => voice.tax_name(),
        Field::TaxPercent => voice.tax_percent(),
        Field::PricesIncludeTax => voice.prices_on_orders(),
        Field::Distribution => voice.distribution(),
        Field::FromAddress => voice.letter_sender(),
        Field::WaitSeconds => voice.wait_seconds(),
        Field::WorksOrderPrefix => voice.works_order_prefix(),
        Field::PriceTolerance => voice.price_tolerance(),
    }
}

fn sentence(voice: Voice, problem: &SettingProblem) -> String {
    match problem {
        SettingProblem::Missing => voice.setting_missing().to_owned(),
        SettingProblem::TooLong => voice.setting_too_long().to_owned(),
        SettingProblem::NotALocale | SettingProblem::NotAChoice => voice.setting_not_offered().to_owned(),
        SettingProblem::NotACurrency => voice.setting_not_a_currency().to_owned(),
        SettingProblem::NotAZone => voice.setting_not_a_zone().to_owned(),
        SettingProblem::NotANumber => voice.setting_not_a_number().to_owned(),
        SettingProblem::OutOfRange(low, high) => voice.setting_out_of_range(*low, *high),
        SettingProblem::NotAnAddress(text) => voice.setting_not_an_address(text),
        SettingProblem::NotAPrefix => voice.setting_not_a_prefix().to_owned(),
    }
}
