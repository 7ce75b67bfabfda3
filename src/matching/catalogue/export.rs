//! What the catalogue holds, as files that the import reads back without a change.
//!
//! Numbers have a point and no grouping, and never exactly three digits behind it, so that they can be read in one way only. A text that a
//! spreadsheet would take for a formula gets an apostrophe, which the import takes off again.

use std::collections::HashMap;
use std::io::{Cursor, Write};

use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter, QueryOrder, QuerySelect};
use zip::write::SimpleFileOptions;

use super::CatalogueError;
use super::clients::Client;
use super::fields::{CustomerField, Kind, MaterialField, ProductField};
use super::goods;
use super::import::targets;
use crate::entity::ids::{CustomerId, ProductId};
use crate::entity::states::ImportSubject;
use crate::entity::{Exact, OfOrganisation, Scope, alias, customer, customer_domain, material, price, product};
use crate::ops::db::Db;

/// Rows read at a time.
const PAGE: u64 = 500;

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Separated values in UTF-8 with a mark that spreadsheets understand.
    Csv,
    /// A workbook with one sheet.
    Xlsx,
}

/// Why there is no file.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The catalogue could not be read.
    #[error(transparent)]
    Catalogue(#[from] CatalogueError),
    /// The file could not be put together.
    #[error("writing the file")]
    Write(#[from] std::io::Error),
    /// The workbook could not be packed.
    #[error("packing the workbook")]
    Pack(#[from] zip::result::ZipError),
}

impl From<sea_orm::DbErr> for ExportError {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Catalogue(error.into())
    }
}

/// All records of one kind as a file.
pub async fn export(db: &Db, scope: &Scope, subject: ImportSubject, format: Format) -> Result<Vec<u8>, ExportError> {
    let headings: Vec<&str> = match subject {
        // Prices and names have files of their own: a product may have more of them than a row has room for.
        ImportSubject::Products => {
            let product = ProductField::ALL.iter().map(|field| field.word());
            product.chain(MaterialField::ALL.iter().map(|field| field.word())).collect()
        }
        subject => targets(subject),
    };
    let mut sheet = Sheet::new(format, &headings)?;
    match subject {
        ImportSubject::Products => products(&db.read, scope, &mut sheet).await?,
        ImportSubject::Prices => prices(&db.read, scope, &mut sheet).await?,
        ImportSubject::Customers => customers(&db.read, scope, &mut sheet).await?,
        ImportSubject::PartNumbers => names(&db.read, scope, &mut sheet).await?,
    }
    sheet.finish()
}

/// The rows given to a person who puts right what was refused: headings of their own.
pub fn rows(headings: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> Result<Vec<u8>, ExportError> {
    let mut sheet = Sheet::new(Format::Csv, headings)?;
    for row in rows {
        sheet.row(row.iter().map(String::as_str))?;
    }
    sheet.finish()
}

/// A plain value as it stands in a file.
fn cell(kind: Kind, plain: Option<String>) -> String {
    let plain = plain.unwrap_or_default();
    match kind {
        Kind::Number | Kind::Positive | Kind::Whole | Kind::Percent => number(&plain),
        _ => plain,
    }
}

fn number(plain: &str) -> String {
    match plain.split_once('.') {
        Some((_, fraction)) if fraction.len() == 3 => format!("{plain}0"),
        _ => plain.to_owned(),
    }
}

fn exact(value: Exact) -> String {
    number(&value.to_string())
}

async fn products(db: &impl ConnectionTrait, scope: &Scope, sheet: &mut Sheet) -> Result<(), ExportError> {
    let mut after: Option<ProductId> = None;
    loop {
        let mut wanted = product::Entity::of(scope);
        if let Some(after) = after {
            wanted = wanted.filter(product::Column::Id.gt(after));
        }
        let page = wanted.order_by_asc(product::Column::Id).limit(PAGE).all(db).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = Some(last.id);
        let mut colours: HashMap<ProductId, Vec<material::Model>> = HashMap::new();
        let found = material::Entity::of(scope)
            .filter(material::Column::ProductId.is_in(page.iter().map(|row| row.id)))
            .order_by_asc(material::Column::ColourKey)
            .all(db)
            .await?;
        for row in found {
            colours.entry(row.product_id).or_default().push(row);
        }
        for one in goods::complete(db, scope, page).await? {
            let values: Vec<String> =
                ProductField::ALL.iter().map(|field| cell(field.kind(), one.get(*field))).collect();
            let own = colours.remove(&one.product.id).unwrap_or_default();
            let rows = own.iter().map(Some).chain(own.is_empty().then_some(None));
            for colour in rows {
                let colour = MaterialField::ALL.iter().map(|field| {
                    colour.map(|row| cell(field.kind(), goods::of_material(row, *field))).unwrap_or_default()
                });
                let row: Vec<String> = values.iter().cloned().chain(colour).collect();
                sheet.row(row.iter().map(String::as_str))?;
            }
        }
    }
}

async fn codes(
    db: &impl ConnectionTrait, scope: &Scope, ids: Vec<ProductId>,
) -> Result<HashMap<ProductId, String>, ExportError> {
    let found: Vec<(ProductId, String)> = product::Entity::of(scope)
        .filter(product::Column::Id.is_in(ids))
        .select_only()
        .columns([product::Column::Id, product::Column::Code])
        .into_tuple()
        .all(db)
        .await?;
    Ok(found.into_iter().collect())
}

async fn customer_names(db: &impl ConnectionTrait, scope: &Scope) -> Result<HashMap<CustomerId, String>, ExportError> {
    let found: Vec<(CustomerId, String)> = customer::Entity::of(scope)
        .select_only()
        .columns([customer::Column::Id, customer::Column::Name])
        .into_tuple()
        .all(db)
        .await?;
    Ok(found.into_iter().collect())
}

async fn prices(db: &impl ConnectionTrait, scope: &Scope, sheet: &mut Sheet) -> Result<(), ExportError> {
    let customers = customer_names(db, scope).await?;
    let mut after = 0;
    loop {
        let page = price::Entity::of(scope)
            .filter(price::Column::WithdrawnAt.is_null())
            .filter(price::Column::Id.gt(after))
            .order_by_asc(price::Column::Id)
            .limit(PAGE)
            .all(db)
            .await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = last.id;
        let codes = codes(db, scope, page.iter().map(|row| row.product_id).collect()).await?;
        for row in page {
            let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
            sheet.row([
                codes.get(&row.product_id).map_or("", String::as_str),
                row.customer_id.and_then(|id| customers.get(&id)).map_or("", String::as_str),
                row.colour_key.as_deref().unwrap_or_default(),
                &row.currency,
                &exact(row.price_per),
                &exact(row.quantity_from),
                &exact(row.unit_price),
                &row.effective_from.to_string(),
                &day(row.effective_until),
            ])?;
        }
    }
}

async fn customers(db: &impl ConnectionTrait, scope: &Scope, sheet: &mut Sheet) -> Result<(), ExportError> {
    let found = customer::Entity::of(scope).order_by_asc(customer::Column::Id).all(db).await?;
    let mut domains: HashMap<CustomerId, Vec<String>> = HashMap::new();
    let all = customer_domain::Entity::of(scope).order_by_asc(customer_domain::Column::Domain).all(db).await?;
    for row in all {
        domains.entry(row.customer_id).or_default().push(row.domain);
    }
    for row in found {
        let domains = domains.remove(&row.id).unwrap_or_default();
        let client = Client { row, domains };
        let cells: Vec<String> =
            CustomerField::ALL.iter().map(|field| cell(field.kind(), client.get(*field))).collect();
        sheet.row(cells.iter().map(String::as_str))?;
    }
    Ok(())
}

async fn names(db: &impl ConnectionTrait, scope: &Scope, sheet: &mut Sheet) -> Result<(), ExportError> {
    let customers = customer_names(db, scope).await?;
    let all = alias::Entity::of(scope)
        .filter(alias::Column::EndedAt.is_null())
        .filter(alias::Column::CustomerId.is_not_null())
        .order_by_asc(alias::Column::Id)
        .all(db)
        .await?;
    for page in all.chunks(usize::try_from(PAGE).unwrap_or(usize::MAX)) {
        let codes = codes(db, scope, page.iter().map(|row| row.product_id).collect()).await?;
        for row in page {
            sheet.row([
                codes.get(&row.product_id).map_or("", String::as_str),
                row.customer_id.and_then(|id| customers.get(&id)).map_or("", String::as_str),
                &row.alias,
            ])?;
        }
    }
    Ok(())
}

/// A file on its way.
enum Sheet {
    Csv(Box<csv::Writer<Vec<u8>>>),
    Xlsx(Box<zip::ZipWriter<Cursor<Vec<u8>>>>),
}

impl Sheet {
    fn new(format: Format, headings: &[&str]) -> Result<Self, ExportError> {
        let mut sheet = match format {
            // Without the mark, spreadsheets take UTF-8 for something else.
            Format::Csv => Self::Csv(Box::new(csv::WriterBuilder::new().from_writer(b"\xef\xbb\xbf".to_vec()))),
            Format::Xlsx => Self::Xlsx(Box::new(workbook()?)),
        };
        sheet.row(headings.iter().copied())?;
        Ok(sheet)
    }

    fn row<'a>(&mut self, cells: impl IntoIterator<Item = &'a str>) -> Result<(), ExportError> {
        match self {
            Self::Csv(writer) => {
                let cells: Vec<String> = cells.into_iter().map(harmless).collect();
                Ok(writer.write_record(&cells).map_err(std::io::Error::other)?)
            }
            Self::Xlsx(archive) => {
                let mut row = String::from("<row>");
                for cell in cells {
                    // A cell that is declared a text is never a formula, whatever it begins with.
                    row.push_str("<c t=\"inlineStr\"><is><t xml:space=\"preserve\">");
                    row.push_str(&xml(cell));
                    row.push_str("</t></is></c>");
                }
                row.push_str("</row>");
                Ok(archive.write_all(row.as_bytes())?)
            }
        }
    }

    fn finish(self) -> Result<Vec<u8>, ExportError> {
        match self {
            Self::Csv(writer) => Ok(writer.into_inner().map_err(|error| std::io::Error::other(error.to_string()))?),
            Self::Xlsx(mut archive) => {
                archive.write_all(b"</sheetData></worksheet>")?;
                Ok(archive.finish()?.into_inner())
            }
        }
    }
}

/// A text that no spreadsheet takes for a formula.
fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\'']) { format!("'{cell}") } else { cell.to_owned() }
}

/// The text as XML takes it; what XML cannot hold is left out.
fn xml(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c < ' ' && !matches!(c, '\t' | '\n') => {}
            c => escaped.push(c),
        }
    }
    escaped
}

/// The parts of a workbook around its one sheet, which stands open at the end.
fn workbook() -> Result<zip::ZipWriter<Cursor<Vec<u8>>>, ExportError> {
    const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>";
    const PARTS: [(&str, &str); 4] = [
        (
            "[Content_Types].xml",
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/><Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/></Types>",
        ),
        (
            "_rels/.rels",
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
        ),
        (
            "xl/workbook.xml",
            "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"Ramjet\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>",
        ),
        (
            "xl/_rels/workbook.xml.rels",
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>",
        ),
    ];
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in PARTS {
        archive.start_file(name, SimpleFileOptions::default())?;
        archive.write_all(HEAD.as_bytes())?;
        archive.write_all(text.as_bytes())?;
    }
    archive.start_file("xl/worksheets/sheet1.xml", SimpleFileOptions::default().large_file(true))?;
    archive.write_all(HEAD.as_bytes())?;
    archive.write_all(b"<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>")?;
    Ok(archive)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_of_a_file_is_a_formula() {
        for text in ["=1+1", "+1", "-1", "@x", "\t=1", "'x"] {
            assert_eq!(harmless(text), format!("'{text}"));
        }
        assert_eq!(harmless("a=1"), "a=1");
    }

    #[test]
    fn a_number_in_a_file_can_be_read_in_one_way_only() {
        assert_eq!(number("1.234"), "1.2340");
        assert_eq!((number("1.32"), number("1000")), ("1.32".to_owned(), "1000".to_owned()));
    }

    #[test]
    fn what_xml_cannot_hold_is_left_out_of_a_workbook() {
        assert_eq!(xml("a<b>&\u{1}c\n"), "a&lt;b&gt;&amp;c\n");
    }
}
