//! The forms and the letter of an order, from its values in force.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, EntityTrait};
use serde_json::{Value, json};

use super::FulfilmentError;
use super::number::Numbers;
use super::replaced::Replaced;
use crate::entity::ids::{BlobHash, ProductId};
use crate::entity::states::FormKind;
use crate::entity::{Scope, Settings, line, order, organisation};
use crate::fulfilment::forms::{Form, FormWords, OfficeLine, OfficeOrder, WorksOrder, office_order_on, works_order_on};
use crate::fulfilment::requirements::Specification;
use crate::fulfilment::specification;
use crate::fulfilment::templates::{Chosen, Templates};
use crate::matching::specification as catalogue;
use crate::outbox::{Attachment, Draft, new_message_id};
use crate::reader::units::{Currency, Millionths, Money, one_line};
use crate::review::order::{Change, Line, ReviewError, currency_of, tax_in_force};
use crate::words::{self, Locale, format};

/// Media type of the forms.
const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The language of the form templates.
const TEMPLATE_LANGUAGE: &str = "en";

/// Everything that is needed to draw the forms; equal values give equal bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::fulfilment) struct Drawing {
    /// The Office Order.
    pub office: OfficeOrder,
    /// The Works Orders, by line.
    pub works: Vec<WorksOrder>,
    /// The templates they are drawn on.
    pub chosen: Chosen,
}

/// An order as its forms are drawn from: under its lock, or as it is read for a preview.
pub(in crate::fulfilment) struct Subject<'a> {
    /// The order.
    pub order: &'a order::Model,
    /// Its lines, by position.
    pub lines: &'a [Line],
    /// What the organisation decided once.
    pub settings: &'a Settings,
    /// When.
    pub now: DateTime<Utc>,
    /// What stands at the foot.
    pub release: String,
    /// What the forms are called.
    pub numbers: Numbers,
    /// The order whose forms this one replaces.
    pub replaced: Option<Replaced>,
}

/// One drawn form.
pub(super) struct DrawnForm {
    pub kind: FormKind,
    pub number: String,
    pub form: Form,
    pub template: BlobHash,
}

/// The drawn forms, the Office Order first.
pub(super) struct Drawn {
    pub forms: Vec<DrawnForm>,
}

impl Drawing {
    /// Collects what the forms print.
    pub async fn of(
        conn: &impl ConnectionTrait, scope: &Scope, subject: &Subject<'_>,
    ) -> Result<Self, FulfilmentError> {
        let products: Vec<ProductId> = subject.lines.iter().filter_map(|line| line.row.product_id).collect();
        let known = catalogue::load(conn, scope, &products).await.map_err(ReviewError::from)?;
        let company = organisation::Entity::find_by_id(scope.organisation()).one(conn).await?;
        let paper = Paper {
            subject,
            known: &known,
            company: company.map(|row| row.name).unwrap_or_default(),
            currency: currency_of(subject.order, subject.settings),
        };
        let works =
            subject.lines.iter().zip(&subject.numbers.works).map(|(line, number)| paper.works(line, number)).collect();
        Ok(Self { office: paper.office(), works, chosen: Chosen::of(conn, scope).await? })
    }

    /// The same with another company on top: a draft says what it is in the first cell.
    pub fn by(mut self, company: &str) -> Self {
        self.office.company = company.to_owned();
        for works in &mut self.works {
            works.company = company.to_owned();
        }
        self
    }

    /// Draws them all. Pure computing; the same order and templates give the same bytes.
    pub(super) fn draw(self, templates: &Templates) -> Result<Drawn, FulfilmentError> {
        let words = form_words();
        let (office_on, works_on) = (&templates.office, &templates.works);
        let form = office_order_on(office_on, &self.office, &words)?;
        let number = self.office.number;
        let mut forms =
            vec![DrawnForm { kind: FormKind::OfficeOrder, number, form, template: office_on.hash().clone() }];
        for order in self.works {
            let form = works_order_on(works_on, &order, &words)?;
            let template = works_on.hash().clone();
            forms.push(DrawnForm { kind: FormKind::WorksOrder, number: order.number, form, template });
        }
        Ok(Drawn { forms })
    }
}

struct Paper<'a> {
    subject: &'a Subject<'a>,
    known: &'a HashMap<ProductId, catalogue::Specification>,
    company: String,
    currency: Currency,
}

impl Paper<'_> {
    fn office(&self) -> OfficeOrder {
        let order = self.subject.order;
        let lines = self.subject.lines.iter().zip(&self.subject.numbers.works);
        let used = tax_in_force(order, self.subject.settings);
        OfficeOrder {
            company: self.company.clone(),
            address: self.subject.settings.address.clone(),
            order_number: order.id.to_string(),
            number: self.subject.numbers.office(),
            po_number: order.po_number.clone(),
            customer: order.customer_name.clone(),
            po_date: order.order_date,
            delivery_date: order.delivery_date,
            deliver_to: deliver_to(order),
            currency: self.currency,
            lines: lines.map(|(line, number)| self.office_line(line, number)).collect(),
            subtotal: self.money(order.net_minor),
            tax_name: used.name,
            tax_percent: used.percent,
            tax: self.money(order.tax_minor),
            total: self.money(order.total_minor),
            tax_reason: used.reason,
            special_instructions: self.notes(),
            release: self.subject.release.clone(),
        }
    }

    /// What stands among the notes of every form: first which order it replaces, then what the customer wrote. Forms that never left the
    /// house need not be called back.
    fn notes(&self) -> Option<String> {
        let words = words::of(TEMPLATE_LANGUAGE);
        let replaces = self.subject.replaced.as_ref().filter(|replaced| replaced.was_sent).map(|replaced| {
            let day = format::date_named(Locale::of(&self.subject.settings.locale), replaced.issued_on);
            words.form_replaces(&number_of(&replaced.order), &day)
        });
        let notes: Vec<String> = replaces.into_iter().chain(self.subject.order.instructions.clone()).collect();
        (!notes.is_empty()).then(|| notes.join("\n"))
    }

    fn office_line(&self, line: &Line, number: &str) -> OfficeLine {
        let row = &line.row;
        OfficeLine {
            number: small(row.position),
            product_code: self.code(row),
            description: self.description(row),
            colour: row.colour.clone(),
            quantity: row.quantity.map(Millionths::from),
            unit: row.unit.clone(),
            unit_price: row.unit_price.map(Millionths::from),
            price_per: row.price_per.map_or(Millionths::whole(1), Millionths::from),
            total: self.money(row.total_minor),
            works_order: Some(number.to_owned()),
            in_stock: None,
            to_produce: row.quantity.map(Millionths::from),
            date_required: row.delivery_date.or(self.subject.order.delivery_date),
        }
    }

    fn works(&self, line: &Line, number: &str) -> WorksOrder {
        let (order, row) = (self.subject.order, &line.row);
        WorksOrder {
            company: self.company.clone(),
            address: self.subject.settings.address.clone(),
            number: number.to_owned(),
            version: self.subject.numbers.revision,
            issued: Some(self.subject.settings.day_of(self.subject.now)),
            position: small(row.position),
            positions: small(i64::try_from(self.subject.lines.len()).unwrap_or(i64::MAX)),
            po_number: order.po_number.clone(),
            customer: order.customer_name.clone(),
            po_date: order.order_date,
            delivery_date: row.delivery_date.or(order.delivery_date),
            product_code: self.code(row),
            customer_code: row.code.clone(),
            description: self.description(row),
            colour: row.colour.clone(),
            ordered: row.quantity.map(Millionths::from),
            unit: row.unit.clone(),
            produce: row.quantity.map(Millionths::from),
            stock_note: None,
            line_total: self.money(row.total_minor),
            specification: self.specification(row),
            special_instructions: self.notes(),
            release: self.subject.release.clone(),
        }
    }

    fn money(&self, minor: Option<i64>) -> Option<Money> {
        minor.map(|minor| Money { minor, currency: self.currency })
    }

    fn code(&self, row: &line::Model) -> Option<String> {
        self.product(row).map(|known| known.product.code.clone()).or_else(|| row.code.clone())
    }

    /// Our description of a matched product, the customer's otherwise.
    fn description(&self, row: &line::Model) -> Option<String> {
        self.product(row).map(|known| known.product.description.clone()).or_else(|| row.description.clone())
    }

    fn specification(&self, row: &line::Model) -> Option<Specification> {
        self.product(row).map(specification::of)
    }

    fn product(&self, row: &line::Model) -> Option<&catalogue::Specification> {
        row.product_id.and_then(|id| self.known.get(&id))
    }
}

fn deliver_to(order: &order::Model) -> Option<String> {
    let parts: Vec<&str> =
        [&order.ship_to_name, &order.ship_to_address].into_iter().filter_map(|part| part.as_deref()).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn small(number: i64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// What stands at the foot of an approved form.
pub(super) fn release(settings: &Settings, now: DateTime<Utc>, actor: &str, revision: i64) -> String {
    let date = format::date_named(Locale::of(&settings.locale), settings.day_of(now));
    words::of(TEMPLATE_LANGUAGE).form_released(actor, &date, revision)
}

/// What stands there before.
pub(in crate::fulfilment) fn not_released() -> String {
    words::of(TEMPLATE_LANGUAGE).form_not_released().to_owned()
}

/// The phrases of the forms, in the language of their templates.
pub fn form_words() -> FormWords {
    let words = words::of(TEMPLATE_LANGUAGE);
    FormWords {
        unavailable: words.form_unavailable(),
        unmatched: words.form_unmatched(),
        unknown: words.form_unknown(),
        not_stated: words.form_not_stated(),
        none: words.form_none(),
        unknown_colour: words.form_unknown_colour(),
        colour_not_stated: words.form_colour_not_stated(),
        only_colour: words.form_only_colour(),
        impossible_rates: words.form_impossible_rates(),
        out_of_range: words.form_out_of_range(),
        tax_at: words.form_tax_at(),
        no_tax: words.form_no_tax(),
        total_with: words.form_total_with(),
        total_without: words.form_total_without(),
        see_notes: words.form_see_notes(),
    }
}

/// The letter to the distribution list, with every form attached.
///
/// * `company` — who we are; it stands at the end, with our address.
pub(super) fn letter(
    change: &Change, (actor, company): (&str, &str), drawn: &Drawn, replaced: Option<&Replaced>,
) -> Result<Draft, FulfilmentError> {
    let words = words::of(&change.settings.locale);
    let order = &change.order;
    // A subject is one line, whatever a customer calls himself.
    let number = number_of(order);
    let customer = one_line(order.customer_name.as_deref().unwrap_or(words.letter_customer_unknown()));
    let mut text = vec![words.letter_greeting().to_owned(), words.letter_approved(&number, &customer, actor)];
    let sent = replaced.filter(|replaced| replaced.was_sent);
    let day = sent.map(|sent| format::date_named(Locale::of(&change.settings.locale), sent.issued_on));
    text.extend(match &day {
        Some(day) => Some(words.letter_replaces_sent(order.revision, day)),
        None => (order.revision > 1).then(|| words.letter_replaces(order.revision)),
    });
    let void = sent.map(Replaced::void).unwrap_or_default();
    if !void.is_empty() {
        text.push(words.letter_void(&void.join(", ")));
    }
    text.push(signature(words.letter_end(), company, &change.settings.address));
    let subject = words.letter_subject(&customer, &number);
    Ok(Draft {
        message_id: new_message_id(&change.settings.from_address)?,
        from: change.settings.from_address.clone(),
        to: change.settings.distribution.clone(),
        subject: day.map_or_else(|| subject.clone(), |day| words.letter_subject_replacing(&subject, &day)),
        text: text.join("\n\n"),
        attachments: drawn
            .forms
            .iter()
            .map(|drawn| Attachment {
                name: drawn.form.file_name.clone(),
                media_type: WORKBOOK.to_owned(),
                bytes: drawn.form.bytes.clone(),
            })
            .collect(),
        date: change.now,
    })
}

/// The last lines of a letter: who sends it, and from where.
fn signature(end: &str, company: &str, address: &str) -> String {
    let address = address.lines().map(str::trim).filter(|line| !line.is_empty());
    let lines: Vec<&str> = std::iter::once(company.trim()).filter(|line| !line.is_empty()).chain(address).collect();
    if lines.is_empty() { end.to_owned() } else { format!("{end}\n\n{}", lines.join("\n")) }
}

/// How the customer calls the order, or we do.
fn number_of(order: &order::Model) -> String {
    let own_number = format!("#{}", order.id);
    one_line(order.po_number.as_deref().unwrap_or(&own_number))
}

/// The order's values as they are frozen.
pub(super) fn plain_order(order: &order::Model) -> Value {
    json!({
        "id": order.id, "revision": order.revision, "replaces": order.replaces_id, "customer": order.customer_name, "customer_id": order.customer_id,
        "po_number": order.po_number, "order_date": order.order_date, "delivery_date": order.delivery_date,
        "ship_to_name": order.ship_to_name, "ship_to_address": order.ship_to_address, "instructions": order.instructions,
        "currency": order.currency, "net_minor": order.net_minor, "tax_minor": order.tax_minor,
        "tax_percent": order.tax_percent, "tax_name": order.tax_name, "tax_reason": order.tax_reason, "total_minor": order.total_minor,
    })
}

/// The lines as they are frozen; numbers in millionths.
pub(super) fn plain_lines(lines: &[&line::Model]) -> Value {
    lines
        .iter()
        .map(|line| {
            json!({
                "position": line.position, "code": line.code, "product_id": line.product_id, "description": line.description,
                "colour": line.colour, "quantity": line.quantity, "unit": line.unit, "unit_price": line.unit_price,
                "price_per": line.price_per, "total_minor": line.total_minor, "delivery_date": line.delivery_date,
                "works_order_no": line.works_order_no,
            })
        })
        .collect()
}
