//! The catalogue: products, prices, customers, and files that go in and come out.

mod colours;
mod customer;
mod history;
mod import;
mod import_form;
mod labels;
mod lists;
mod names;
mod prices;
mod product;
mod request;
mod sheet;

pub use colours::{edit as edit_colour, new as new_colour, remove as remove_colour, save as save_colour};
pub use customer::{
    correct as correct_customer, create as create_customer, edit as edit_customer, new as new_customer,
    show as customer,
};
pub use import::{
    apply as apply_import, create as create_import, discard as discard_import, export, index as imports,
    read_as as read_import_as, refused as refused_rows, show as import,
};
pub use names::{
    add_to_customer as add_name_to_customer, add_to_product as add_name_to_product,
    end_of_customer as end_name_of_customer, end_of_product as end_name_of_product,
};
pub use prices::{end as end_price, new as new_price, set as set_price};
pub use product::{
    correct as correct_product, create as create_product, edit as edit_product, new as new_product, show as product,
};

use actix_web::HttpResponse;
use actix_web::web::{self, Data};
use maud::{Markup, html};
use serde::Deserialize;

use super::error::WebError;
use super::session::Visit;
use super::{App, paths, wants};
use crate::auth::Right;
use crate::matching::catalogue::list::{self, ListQuery};

/// What is asked of a list.
#[derive(Debug, Default, Deserialize)]
pub struct ListAsked {
    #[serde(default)]
    q: String,
    after: Option<i64>,
}

impl ListAsked {
    fn query(self) -> ListQuery {
        ListQuery { words: self.q.trim().to_owned(), after: self.after }
    }
}

/// `GET /products` — the list, or what a search finds.
pub async fn products(app: Data<App>, visit: Visit, asked: web::Query<ListAsked>) -> Result<HttpResponse, WebError> {
    let query = asked.into_inner().query();
    let found = list::products(&app.db, visit.scope(), app.clock.now(), &query).await?;
    Ok(wants::page(lists::products(&visit, &found)))
}

/// `GET /customers` — the list, or what a search finds.
pub async fn customers(app: Data<App>, visit: Visit, asked: web::Query<ListAsked>) -> Result<HttpResponse, WebError> {
    let query = asked.into_inner().query();
    let found = list::customers(&app.db, visit.scope(), &query).await?;
    Ok(wants::page(lists::customers(&visit, &found)))
}

/// Links between the parts of the catalogue.
fn views(visit: &Visit, here: Option<&str>) -> Markup {
    let voice = visit.voice;
    let mut links = vec![(paths::PRODUCTS, voice.products()), (paths::CUSTOMERS, voice.customers())];
    if visit.scope().may(Right::ManageCatalogue) {
        links.push((paths::IMPORTS, voice.import_export()));
    }
    html! {
        nav.views aria-label=(voice.catalogue()) {
            h2 { (voice.catalogue()) }
            ul {
                @for (to, name) in links {
                    li { a href=(to) aria-current=[(here == Some(to)).then_some("page")] { b { (name) } } }
                }
            }
        }
    }
}
