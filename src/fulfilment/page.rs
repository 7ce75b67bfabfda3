//! What the order page shows of the forms: what each line will need, and the forms as frozen.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::forms::sample::{self, House};
use super::forms::{self, Documented, Paper, office_order_on, office_paper, works_order_on, works_paper};
use super::order::draw::{Drawing, Subject, form_words, not_released};
use super::requirements::{Requirements, Specification};
use super::templates::{Chosen, Templates};
use super::{FulfilmentError, specification};
use crate::entity::ids::{FormId, LineId, OrderId, ProductId};
use crate::entity::states::FormKind;
use crate::entity::{OfOrganisation, Scope, form, order, organisation};
use crate::matching::specification as catalogue;
use crate::ops::blobs::Blobs;
use crate::ops::db::Db;
use crate::reader::units::Millionths;
use crate::review::order::{ReviewError, load_lines, settings};
use crate::words::{self, Locale};

/// What one line needs: the works order as it would be printed now.
#[derive(Clone, Debug, PartialEq)]
pub struct LineNeeds {
    /// The line.
    pub line: LineId,
    /// Its colour.
    pub colour: Option<String>,
    /// Pieces to make.
    pub quantity: Millionths,
    /// What the catalogue keeps of its product; `None` when it is matched to none.
    pub specification: Option<Specification>,
}

impl LineNeeds {
    /// The calculation, as on the form.
    pub fn requirements(&self) -> Requirements<'_> {
        Requirements::of(self.specification.as_ref(), self.colour.as_deref(), self.quantity)
    }
}

/// What each line of the order needs, computed from the values in force.
pub async fn needs(db: &Db, scope: &Scope, order: OrderId) -> Result<Vec<LineNeeds>, FulfilmentError> {
    let lines = load_lines(&db.read, scope, order).await?;
    let products: Vec<ProductId> = lines.iter().filter_map(|line| line.row.product_id).collect();
    let known: HashMap<_, _> = catalogue::load(&db.read, scope, &products).await.map_err(ReviewError::from)?;
    Ok(lines
        .into_iter()
        .map(|line| LineNeeds {
            line: line.row.id,
            specification: line.row.product_id.and_then(|id| known.get(&id)).map(specification::of),
            colour: line.row.colour,
            quantity: line.row.quantity.map(Millionths::from).unwrap_or_default(),
        })
        .collect())
}

/// One form as it would be made now.
#[derive(Clone, Debug, PartialEq)]
pub struct Preview {
    /// Which form.
    pub kind: FormKind,
    /// Its number.
    pub number: String,
    /// The sheet.
    pub paper: Paper,
}

/// The forms of the order, computed from the values in force: the very sheets an approval would write, with numbers as they look in the
/// reader's locale.
pub async fn preview(
    db: &Db, store: &Blobs, scope: &Scope, (id, now): (OrderId, DateTime<Utc>), locale: Locale,
) -> Result<Vec<Preview>, FulfilmentError> {
    let (drawing, templates) = drawing(db, store, scope, (id, now)).await?;
    let words = form_words();
    let paper = office_paper(&templates.office, &drawing.office, (&words, locale))?;
    let mut forms = vec![Preview { kind: FormKind::OfficeOrder, number: drawing.office.number.clone(), paper }];
    for works in &drawing.works {
        let paper = works_paper(&templates.works, works, (&words, locale))?;
        forms.push(Preview { kind: FormKind::WorksOrder, number: works.number.clone(), paper });
    }
    Ok(forms)
}

/// The Office Order (0) or the Works Order at a place (from 1) as a workbook that says in its first cell and in its name that it is a draft.
pub async fn draft(
    db: &Db, store: &Blobs, scope: &Scope, (id, now): (OrderId, DateTime<Utc>), place: usize,
) -> Result<(String, Vec<u8>), FulfilmentError> {
    let (drawing, templates) = drawing(db, store, scope, (id, now)).await?;
    let company = format!("{} · {}", words::of("en").form_draft(), drawing.office.company);
    let drawing = drawing.by(&company);
    let words = form_words();
    let form = match place.checked_sub(1) {
        None => office_order_on(&templates.office, &drawing.office, &words)?,
        Some(line) => {
            let works = drawing.works.get(line).ok_or(ReviewError::Missing(id))?;
            works_order_on(&templates.works, works, &words)?
        }
    };
    Ok((format!("DRAFT_{}", form.file_name), form.bytes))
}

async fn drawing(
    db: &Db, store: &Blobs, scope: &Scope, (id, now): (OrderId, DateTime<Utc>),
) -> Result<(Drawing, Templates), FulfilmentError> {
    let found = order::Entity::of(scope).filter(order::Column::Id.eq(id)).one(&db.read).await?;
    let order = found.ok_or(ReviewError::Missing(id))?;
    let lines = load_lines(&db.read, scope, id).await?;
    let settings = settings(&db.read, scope).await?;
    let subject = Subject::load(&db.read, scope, (&order, &lines), &settings, (now, None)).await?;
    let drawing = Drawing::of(&db.read, scope, &subject).await?;
    let templates = Templates::load(store, &drawing.chosen).await?;
    Ok((drawing, templates))
}

/// The template in force on the sample order, and every placeholder with its value there.
pub async fn sample(
    db: &Db, store: &Blobs, scope: &Scope, (kind, locale): (FormKind, Locale),
) -> Result<(Paper, Vec<Documented>), FulfilmentError> {
    let settings = settings(&db.read, scope).await?;
    let company = organisation::Entity::find_by_id(scope.organisation()).one(&db.read).await?;
    let house = House {
        company: company.map(|row| row.name).unwrap_or_default(),
        address: settings.address,
        currency: settings.currency,
        tax_name: settings.tax_name,
        tax_percent: settings.tax_percent,
        release: not_released(),
    };
    let templates = Templates::load(store, &Chosen::of(&db.read, scope).await?).await?;
    let words = form_words();
    Ok(match kind {
        FormKind::OfficeOrder => {
            let order = sample::office(&house);
            let documented = forms::office_examples(&templates.office, &order, &words)?;
            (office_paper(&templates.office, &order, (&words, locale))?, documented)
        }
        FormKind::WorksOrder => {
            let order = sample::works(&house);
            let documented = forms::works_examples(&templates.works, &order, &words)?;
            (works_paper(&templates.works, &order, (&words, locale))?, documented)
        }
    })
}

/// A form of an order as it was frozen: file name and bytes.
pub async fn form(
    db: &Db, blobs: &Blobs, scope: &Scope, (order, id): (OrderId, FormId),
) -> Result<(String, Vec<u8>), FulfilmentError> {
    let row = form::Entity::of(scope)
        .filter(form::Column::Id.eq(id))
        .filter(form::Column::OrderId.eq(order))
        .one(&db.read)
        .await?
        .ok_or(FulfilmentError::MissingForm(id))?;
    Ok((row.file_name, blobs.get(&row.blob).await?))
}
