//! Every address of the desk, as functions of typed ids.

use crate::entity::ids::{
    BlobHash, CustomerId, DocumentId, FormId, ImportId, JobId, LineId, MessageId, OrderId, ProductId, SourceId, UserId,
};
use crate::insight::{Period, Span, Step};
use crate::review::page::View;

/// The door.
pub const SIGN_IN: &str = "/sign-in";
/// Ends the session.
pub const SIGN_OUT: &str = "/sign-out";
/// The page of a desk that nobody has an account on.
pub const FIRST_RUN: &str = "/first-run";
/// The person's own page.
pub const ACCOUNT: &str = "/account";
/// Colours, density and keys.
pub const LOOK: &str = "/account/look";
/// The person's own language.
pub const LANGUAGE: &str = "/account/language";
/// How the desk is.
pub const STATUS: &str = "/status";
/// Asks for a check of the journal.
pub const JOURNAL_CHECK: &str = "/status/journal-check";
/// What the organisation decided once.
pub const SETTINGS: &str = "/settings";
/// Who works here.
pub const PEOPLE: &str = "/settings/people";
/// What the forms are made on.
pub const FORMS: &str = "/settings/forms";
/// Where messages come from.
pub const SOURCES: &str = "/settings/sources";
/// The list of orders.
pub const ORDERS: &str = "/orders";
/// The figures of a period.
pub const FIGURES: &str = "/figures";
/// The list of messages; files are added to it.
pub const INBOX: &str = "/inbox";

/// The list of products.
pub const PRODUCTS: &str = "/products";
/// The list of customers.
pub const CUSTOMERS: &str = "/customers";
/// Files for the catalogue and out of it.
pub const IMPORTS: &str = "/catalogue/imports";

/// The door, and where to go behind it. Only addresses of this desk are taken.
pub fn sign_in_then(next: &str) -> String {
    if is_local(next) && next != "/" { format!("{SIGN_IN}?next={}", escaped(next)) } else { SIGN_IN.to_owned() }
}

/// Whether an address stays on this desk: one slash at the start, no second one, no backslash, nothing unprintable.
pub fn is_local(address: &str) -> bool {
    let rest = address.strip_prefix('/');
    rest.is_some_and(|rest| !rest.starts_with(['/', '\\']))
        && address.chars().all(|c| c.is_ascii_graphic() && c != '\\')
}

/// One view of the list, from its newest order or from below `before`.
pub fn orders(view: View, before: Option<OrderId>) -> String {
    match (view, before) {
        (View::ToDo, None) => ORDERS.to_owned(),
        (view, None) => format!("{ORDERS}?view={}", view.word()),
        (view, Some(before)) => format!("{ORDERS}?view={}&before={before}", view.word()),
    }
}

/// One order.
pub fn order(id: OrderId) -> String {
    format!("{ORDERS}/{id}")
}

/// A page with this query, `doc=2.1&sheet=1`; nothing is added for an empty one.
pub fn with_query(address: &str, query: &str) -> String {
    match query {
        "" => address.to_owned(),
        query => format!("{address}{}{query}", if address.contains('?') { '&' } else { '?' }),
    }
}

/// The form for the values of an order, or of one of its lines.
pub fn edit(id: OrderId, line: Option<LineId>) -> String {
    line.map_or_else(|| format!("{ORDERS}/{id}/edit"), |line| format!("{ORDERS}/{id}/edit?line={line}"))
}

/// The form for an order with one new line to begin with, at its first field.
pub fn add_line(id: OrderId) -> String {
    format!("{ORDERS}/{id}/edit?add=1#f-n1-code")
}

/// A noun of a message that forms are posted to: `order`, `reading`.
pub fn of_message(id: MessageId, noun: &str) -> String {
    format!("{INBOX}/{id}/{noun}")
}

/// A noun of an order that forms are posted to: `approval`, `correction` …
pub fn of_order(id: OrderId, noun: &str) -> String {
    format!("{ORDERS}/{id}/{noun}")
}

/// A generated form as a file.
pub fn form(order: OrderId, form: FormId) -> String {
    format!("{ORDERS}/{order}/forms/{form}")
}

/// The forms of an order as they would be made now.
pub fn preview(order: OrderId) -> String {
    format!("{ORDERS}/{order}/forms")
}

/// One of them as a workbook that says it is a draft; 0 is the Office Order.
pub fn draft(order: OrderId, place: usize) -> String {
    format!("{ORDERS}/{order}/drafts/{place}")
}

/// A noun of a form template: `template`, `restoration`.
pub fn of_template(form: &str, noun: &str) -> String {
    format!("{FORMS}/{form}/{noun}")
}

/// The figures of a period that ends today.
pub fn figures_of(span: Span) -> String {
    format!("{FIGURES}?period={}", span.word())
}

/// The figures of this period in steps of this length.
pub fn figures_by(period: &Period, step: Step) -> String {
    format!("{FIGURES}?{}&by={}", days_of(period), step.word())
}

/// The figures of this period as a file.
pub fn figures_file(period: &Period) -> String {
    format!("{FIGURES}.csv?{}&by={}", days_of(period), period.step.word())
}

fn days_of(period: &Period) -> String {
    match period.span {
        Span::Custom => format!("period={}&from={}&until={}", period.span.word(), period.first, period.last),
        span => format!("period={}", span.word()),
    }
}

/// One message.
pub fn message(id: MessageId) -> String {
    format!("{INBOX}/{id}")
}

/// A message as it was received, to be saved.
pub fn message_file(id: MessageId) -> String {
    format!("{INBOX}/{id}/file")
}

/// A document as it came, to be saved.
pub fn document_file(id: DocumentId) -> String {
    format!("/documents/{id}/file")
}

/// A document of HTML as a page for a frame.
pub fn document_page(id: DocumentId) -> String {
    format!("/documents/{id}/page")
}

/// The same with the places of the values of an order; `from` says which page the frame stands on.
pub fn order_document(order: OrderId, id: DocumentId, from: &str) -> String {
    format!("{ORDERS}/{order}/documents/{id}?from={from}")
}

/// The end of a person's access.
pub fn end_of(person: UserId) -> String {
    format!("{PEOPLE}/{person}/end")
}

/// A noun of a source that forms are posted to: `pause`, `resumption`.
pub fn of_source(id: SourceId, noun: &str) -> String {
    format!("{SOURCES}/{id}/{noun}")
}

/// A noun of a given-up job that forms are posted to: `repetition`, `dismissal`.
pub fn of_job(id: JobId, noun: &str) -> String {
    format!("{STATUS}/jobs/{id}/{noun}")
}

/// A noun of a letter on the page of the desk's state: `sending`, `arrival`, `recall`.
pub fn of_letter(noun: &str) -> String {
    format!("{STATUS}/letters/{noun}")
}

/// One page of a list of the catalogue, found by `words`, below the row `after`.
pub fn found(list: &str, words: &str, after: Option<i64>) -> String {
    let words = (!words.is_empty()).then(|| format!("q={}", escaped(words)));
    let after = after.map(|after| format!("after={after}"));
    let query = words.into_iter().chain(after).collect::<Vec<_>>().join("&");
    if query.is_empty() { list.to_owned() } else { format!("{list}?{query}") }
}

/// One product.
pub fn product(id: ProductId) -> String {
    format!("{PRODUCTS}/{id}")
}

/// Something of a product: a form or a noun that forms are posted to.
pub fn of_product(id: ProductId, noun: &str) -> String {
    format!("{PRODUCTS}/{id}/{noun}")
}

/// The form for one colour of a product; `None` for a new one.
pub fn colour(id: ProductId, colour: Option<i64>) -> String {
    colour.map_or_else(|| of_product(id, "colours/new"), |colour| of_product(id, &format!("colours/{colour}")))
}

/// The form for a new product, with the values of another one.
pub fn product_like(id: ProductId) -> String {
    format!("{PRODUCTS}/new?replaces={id}")
}

/// One customer.
pub fn customer(id: CustomerId) -> String {
    format!("{CUSTOMERS}/{id}")
}

/// Something of a customer: a form or a noun that forms are posted to.
pub fn of_customer(id: CustomerId, noun: &str) -> String {
    format!("{CUSTOMERS}/{id}/{noun}")
}

/// One file for the catalogue.
pub fn import(id: ImportId) -> String {
    format!("{IMPORTS}/{id}")
}

/// Something of a file for the catalogue.
pub fn of_import(id: ImportId, noun: &str) -> String {
    format!("{IMPORTS}/{id}/{noun}")
}

/// What the catalogue holds, as a file: `products.csv`.
pub fn export(file: &str) -> String {
    format!("/catalogue/exports/{file}")
}

/// The picture of a page. The hash of the document is part of the address, so it may be kept for ever.
pub fn picture(document: DocumentId, page: u32, blob: &BlobHash) -> String {
    format!("/documents/{document}/pages/{page}.png?blob={}", &blob.as_str()[..16])
}

/// Percent-encoded for a query, RFC 3986 unreserved characters and the slash left as they are.
pub fn escaped(text: &str) -> String {
    use std::fmt::Write as _;
    text.bytes().fold(String::with_capacity(text.len()), |mut escaped, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            // Writing into a String cannot fail.
            let _ = write!(escaped, "%{byte:02X}");
        }
        escaped
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_door_leads_only_into_this_desk() {
        assert_eq!(sign_in_then("/orders/7?doc=2.1"), "/sign-in?next=/orders/7%3Fdoc%3D2.1");
        for foreign in ["//evil.example", "/\\evil.example", "https://evil.example", "orders", "", "/a\nb", "/a b"] {
            assert_eq!(sign_in_then(foreign), "/sign-in", "{foreign:?}");
        }
    }

    #[test]
    fn the_first_view_has_the_shortest_address() {
        assert_eq!(orders(View::ToDo, None), "/orders");
        assert_eq!(orders(View::ToDo, Some(OrderId(9))), "/orders?view=to_do&before=9");
        assert_eq!(orders(View::SetAside, None), "/orders?view=set_aside");
    }
}
