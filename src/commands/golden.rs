//! `ramjet golden ORDER DIR`: a corrected order of the desk as a golden case, for `ramjet eval` and the tests of the reader.
//!
//! The case is a folder with the message as it came, what it states, and why it is there. What it states is what the order holds now: the
//! values that were read, and those a person corrected. The corrected ones are named, because a person may have known more than the paper.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Map, Value, json};

use super::house::House;
use super::{because, flags::Flags, refuse, say, work};
use crate::entity::ids::OrderId;
use crate::entity::states::{OrderState, SetAside};
use crate::entity::{Exact, OfOrganisation, Scope, line, message, order};
use crate::ops::blobs::BlobError;
use crate::reader::evidence::Origin;
use crate::review::evidence::{Evidence, FieldName};
use crate::words::{En, EvalWords as _};

/// Arguments of `ramjet golden`.
#[derive(clap::Args, Debug)]
pub struct GoldenArgs {
    /// The number of the order at the desk.
    order: i64,
    /// Folder of the case; made, and refused where it holds something.
    folder: PathBuf,
    #[command(flatten)]
    flags: Flags,
}

/// Why there is no case.
#[derive(Debug, thiserror::Error)]
enum GoldenError {
    #[error("{}", En.golden_no_order(*.0))]
    NoOrder(i64),
    #[error("{}", En.golden_no_message(*.0))]
    NoMessage(i64),
    #[error("{}", En.golden_folder_in_use(&.0.display().to_string()))]
    InUse(PathBuf),
    #[error("{path}")]
    File {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error(transparent)]
    Database(#[from] DbErr),
    #[error(transparent)]
    Content(#[from] BlobError),
    #[error("the evidence of the order")]
    Evidence(#[from] serde_json::Error),
}

/// Writes the case and says what is in it.
pub fn run(args: &GoldenArgs) -> ExitCode {
    let config = match args.flags.config() {
        Ok(config) => config,
        Err(error) => return refuse(&error.to_string()),
    };
    let written = work(async {
        let house = House::open_existing(&config).await.map_err(because)?;
        promote(&house, args.order, &args.folder).await.map_err(because)
    });
    match written {
        Ok(corrected) => {
            say(&format!("{}\n", En.golden_written(&args.folder.display().to_string(), corrected)));
            ExitCode::SUCCESS
        }
        Err(sentence) => refuse(&sentence),
    }
}

/// Writes the case of an order; gives how many values a person had corrected.
async fn promote(house: &House, number: i64, folder: &Path) -> Result<usize, GoldenError> {
    let found = order::Entity::find_by_id(OrderId(number)).one(&house.db.read).await?;
    let found = found.ok_or(GoldenError::NoOrder(number))?;
    let scope = Scope::system(found.organisation_id);
    let message = found.message_id.ok_or(GoldenError::NoMessage(number))?;
    let mail = message::Entity::of(&scope).filter(message::Column::Id.eq(message)).one(&house.db.read).await?;
    let mail = mail.ok_or(GoldenError::NoMessage(number))?;
    let bytes = house.blobs.get(&mail.blob).await?;
    let all = order::Entity::of(&scope)
        .filter(order::Column::MessageId.eq(message))
        .order_by_asc(order::Column::RunPosition)
        .all(&house.db.read)
        .await?;
    let mut stated = Vec::new();
    let mut corrected = Vec::new();
    for order in all.iter().filter(|order| !is_no_order(order)) {
        let lines = line::Entity::of(&scope)
            .filter(line::Column::OrderId.eq(order.id))
            .filter(line::Column::RemovedAt.is_null())
            .order_by_asc(line::Column::Position)
            .all(&house.db.read)
            .await?;
        stated.push(truth(order, &lines, &mut corrected)?);
    }
    let mut expected = Map::from_iter([("kind".to_owned(), json!(if stated.is_empty() { "other" } else { "order" }))]);
    match stated.len() {
        0 => drop(expected.insert("lines".to_owned(), json!([]))),
        1 => expected.extend(stated.remove(0)),
        _ => drop(expected.insert("documents".to_owned(), json!(stated))),
    }
    let end = Path::new(&mail.file_name).extension().map_or("eml".into(), |end| end.to_string_lossy().to_lowercase());
    keep(folder, &format!("message.{end}"), &bytes, &Value::Object(expected), &En.golden_why(number, &corrected))?;
    Ok(corrected.len())
}

/// Whether a person decided that this is none.
fn is_no_order(order: &order::Model) -> bool {
    order.state == OrderState::SetAside && order.set_aside == Some(SetAside::NotAnOrder)
}

fn keep(folder: &Path, name: &str, bytes: &[u8], expected: &Value, why: &str) -> Result<(), GoldenError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| GoldenError::File { path, source }
    };
    fs::create_dir_all(folder).map_err(failed(folder))?;
    if fs::read_dir(folder).map_err(failed(folder))?.next().is_some() {
        return Err(GoldenError::InUse(folder.to_owned()));
    }
    let files: [(&str, &[u8]); 3] = [
        (name, bytes),
        ("expected.json", &format!("{expected:#}\n").into_bytes()),
        ("why.md", &format!("{why}\n").into_bytes()),
    ];
    for (name, bytes) in files {
        let path = folder.join(name);
        fs::write(&path, bytes).map_err(failed(&path))?;
    }
    Ok(())
}

/// What an order states; adds the names of corrected values to `corrected`.
fn truth(
    order: &order::Model, lines: &[line::Model], corrected: &mut Vec<String>,
) -> Result<Map<String, Value>, serde_json::Error> {
    let evidence: Evidence = serde_json::from_value(order.evidence.clone())?;
    let text = |value: &Option<String>| value.clone().map(Value::String);
    let mut truth = Truth { evidence: &evidence, stated: Map::new(), corrected, line: None };
    truth.state("buyer_name", FieldName::Customer, text(&order.customer_name));
    truth.state("po_number", FieldName::PoNumber, text(&order.po_number));
    truth.state("document_date", FieldName::OrderDate, order.order_date.map(|date| json!(date)));
    truth.state("delivery_date", FieldName::DeliveryDate, order.delivery_date.map(|date| json!(date)));
    truth.state("ship_to_name", FieldName::ShipToName, text(&order.ship_to_name));
    truth.state("currency", FieldName::Currency, text(&order.currency));
    truth.state("subtotal", FieldName::StatedSubtotal, number(order.stated_subtotal));
    truth.state("tax_total", FieldName::StatedTax, number(order.stated_tax));
    truth.state("total", FieldName::StatedTotal, number(order.stated_total));
    let mut stated = truth.stated;
    let mut all = Vec::new();
    for line in lines {
        let evidence: Evidence = serde_json::from_value(line.evidence.clone())?;
        let mut truth =
            Truth { evidence: &evidence, stated: Map::new(), corrected: &mut *corrected, line: Some(line.position) };
        truth.state("code", FieldName::Code, text(&line.code));
        truth.state("description", FieldName::Description, text(&line.description));
        truth.state("colour", FieldName::Colour, text(&line.colour));
        truth.state("qty", FieldName::Quantity, number(line.quantity));
        truth.state("unit", FieldName::Unit, text(&line.unit));
        truth.state("unit_price", FieldName::UnitPrice, number(line.unit_price));
        truth.state("price_per", FieldName::PricePer, number(line.price_per));
        truth.state("line_total", FieldName::LineTotal, number(line.stated_total));
        truth.state("delivery_date", FieldName::DeliveryDate, line.delivery_date.map(|date| json!(date)));
        all.push(Value::Object(truth.stated));
    }
    stated.insert("lines".to_owned(), json!(all));
    Ok(stated)
}

/// The values of an order or of one line on the way to the truth file.
struct Truth<'a> {
    evidence: &'a Evidence,
    stated: Map<String, Value>,
    corrected: &'a mut Vec<String>,
    line: Option<i64>,
}

impl Truth<'_> {
    /// States a value; one that was computed stands nowhere, and one that a person emptied must come out empty.
    fn state(&mut self, key: &str, field: FieldName, value: Option<Value>) {
        match self.evidence.get(field).and_then(|support| support.origin.as_ref()) {
            Some(Origin::Computed { .. }) => return,
            Some(Origin::Person { .. }) => {
                let place = self.line.map(|line| format!("{line}.")).unwrap_or_default();
                self.corrected.push(format!("{place}{key}"));
            }
            _ if value.is_none() => return,
            _ => {}
        }
        self.stated.insert(key.to_owned(), value.unwrap_or(Value::Null));
    }
}

/// A number digit by digit.
fn number(value: Option<Exact>) -> Option<Value> {
    value.and_then(|value| serde_json::from_str(&value.to_string()).ok())
}
