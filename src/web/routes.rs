//! Every route of the desk on one screen: method, path, right, handler.
//!
//! The configuration of the server, the check of rights and the role matrix of the tests all read this table, so a
//! route without a right cannot exist.

use actix_web::http::Method;
use actix_web::{Route as ActixRoute, web};

use super::{account, assets, catalogue, download, health, inbox, insight, orders, settings, status, upload};
use crate::auth::Right;

/// What somebody needs to use a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Nothing: the door, health, and the files every page links to. The session is not even looked at.
    Nothing,
    /// To be signed in.
    Session,
    /// To be signed in with a role that has this right.
    Right(Right),
}

/// One line of the table.
pub struct Route {
    /// `GET` looks, `POST` changes; there is nothing else.
    pub method: Method,
    /// The path with its places in braces.
    pub path: &'static str,
    /// Who may use it.
    pub need: Need,
    /// What answers.
    handler: fn() -> ActixRoute,
}

impl Route {
    const fn get(path: &'static str, need: Need, handler: fn() -> ActixRoute) -> Self {
        Self { method: Method::GET, path, need, handler }
    }

    const fn post(path: &'static str, need: Need, handler: fn() -> ActixRoute) -> Self {
        Self { method: Method::POST, path, need, handler }
    }
}

const SEE: Need = Need::Right(Right::SeeOrders);
const READ: Need = Need::Right(Right::SeeInbox);
const REVIEW: Need = Need::Right(Right::ReviewOrders);
const INSIGHT: Need = Need::Right(Right::SeeInsight);
const STATUS: Need = Need::Right(Right::SeeStatus);
const MANAGE: Need = Need::Right(Right::ManageOrganisation);
const PEOPLE: Need = Need::Right(Right::ManagePeople);
const LOOK_UP: Need = Need::Right(Right::SeeCatalogue);
const NAME: Need = Need::Right(Right::NameProducts);
const CATALOGUE: Need = Need::Right(Right::ManageCatalogue);
const APPROVE: Need = Need::Right(Right::ApproveOrders);

/// The table.
pub const ROUTES: &[Route] = &[
    Route::get("/livez", Need::Nothing, || web::get().to(health::live)),
    Route::get("/readyz", Need::Nothing, || web::get().to(health::ready)),
    Route::get("/assets/{name}", Need::Nothing, || web::get().to(assets::file)),
    Route::get("/first-run", Need::Nothing, || web::get().to(account::first_run::page)),
    Route::post("/first-run", Need::Nothing, || web::post().to(account::first_run::create)),
    Route::get("/sign-in", Need::Nothing, || web::get().to(account::sign_in::page)),
    Route::post("/sign-in", Need::Nothing, || web::post().to(account::sign_in::create)),
    Route::post("/sign-out", Need::Session, || web::post().to(account::sign_in::end)),
    Route::get("/account", Need::Session, || web::get().to(account::look::page)),
    Route::post("/account/look", Need::Session, || web::post().to(account::look::change)),
    Route::post("/account/language", Need::Session, || web::post().to(account::look::speak)),
    Route::get("/settings", MANAGE, || web::get().to(settings::company::page)),
    Route::post("/settings", MANAGE, || web::post().to(settings::company::change)),
    Route::get("/settings/people", PEOPLE, || web::get().to(settings::people::page)),
    Route::post("/settings/people", PEOPLE, || web::post().to(settings::people::add)),
    Route::post("/settings/people/{id}/end", PEOPLE, || web::post().to(settings::people::end)),
    Route::get("/settings/sources", MANAGE, || web::get().to(settings::sources::page)),
    Route::post("/settings/sources/{id}/pause", MANAGE, || web::post().to(settings::sources::pause)),
    Route::post("/settings/sources/{id}/resumption", MANAGE, || web::post().to(settings::sources::resume)),
    Route::get("/settings/forms", MANAGE, || web::get().to(settings::forms::page)),
    Route::get("/settings/forms/{kind}/template", MANAGE, || web::get().to(settings::forms::download)),
    Route::post("/settings/forms/{kind}/template", MANAGE, || web::post().to(settings::forms::replace)),
    Route::post("/settings/forms/{kind}/restoration", MANAGE, || web::post().to(settings::forms::restore)),
    Route::get("/status", STATUS, || web::get().to(status::page)),
    Route::post("/status/jobs/{id}/repetition", MANAGE, || web::post().to(status::try_again)),
    Route::post("/status/jobs/{id}/dismissal", MANAGE, || web::post().to(status::put_away)),
    Route::post("/status/letters/sending", APPROVE, || web::post().to(status::send_again)),
    Route::post("/status/letters/arrival", APPROVE, || web::post().to(status::mark_arrived)),
    Route::post("/status/letters/recall", APPROVE, || web::post().to(status::recall)),
    Route::post("/status/journal-check", MANAGE, || web::post().to(status::check_journal)),
    Route::get("/", Need::Session, || web::get().to(account::home)),
    Route::get("/orders", SEE, || web::get().to(orders::index)),
    Route::get("/orders/{id}", SEE, || web::get().to(orders::show)),
    Route::get("/orders/{id}/edit", REVIEW, || web::get().to(orders::edit)),
    Route::get("/orders/{id}/forms", SEE, || web::get().to(orders::preview)),
    Route::get("/orders/{id}/drafts/{form}", SEE, || web::get().to(orders::draft)),
    Route::get("/orders/{id}/forms/{form}", SEE, || web::get().to(orders::form)),
    Route::post("/orders/{id}/correction", REVIEW, || web::post().to(orders::correct)),
    Route::post("/orders/{id}/line-removal", REVIEW, || web::post().to(orders::remove_line)),
    Route::post("/orders/{id}/line-restoration", REVIEW, || web::post().to(orders::restore_line)),
    Route::post("/orders/{id}/reading", REVIEW, || web::post().to(orders::read_again)),
    Route::post("/orders/{id}/dismissal", REVIEW, || web::post().to(orders::dismiss)),
    Route::post("/orders/{id}/product", REVIEW, || web::post().to(orders::product)),
    Route::post("/orders/{id}/customer", REVIEW, || web::post().to(orders::customer)),
    Route::post("/orders/{id}/forgetting", REVIEW, || web::post().to(orders::forget)),
    Route::post("/orders/{id}/settlement", REVIEW, || web::post().to(orders::settle)),
    Route::post("/orders/{id}/question", REVIEW, || web::post().to(orders::ask_again)),
    Route::post("/orders/{id}/rejection", REVIEW, || web::post().to(orders::reject)),
    Route::post("/orders/{id}/setting-aside", REVIEW, || web::post().to(orders::set_aside)),
    Route::post("/orders/{id}/tax", REVIEW, || web::post().to(orders::tax)),
    Route::post("/orders/{id}/replacement", REVIEW, || web::post().to(orders::replace)),
    Route::post("/orders/{id}/separation", REVIEW, || web::post().to(orders::separate)),
    Route::post("/orders/{id}/reopening", REVIEW, || web::post().to(orders::reopen)),
    Route::post("/orders/{id}/approval", APPROVE, || web::post().to(orders::approve)),
    Route::post("/orders/{id}/recall", APPROVE, || web::post().to(orders::recall)),
    Route::post("/orders/{id}/sending", APPROVE, || web::post().to(orders::send_again)),
    Route::post("/orders/{id}/arrival", APPROVE, || web::post().to(orders::mark_arrived)),
    Route::get("/orders/{id}/documents/{document}", READ, || web::get().to(orders::document)),
    Route::get("/products", LOOK_UP, || web::get().to(catalogue::products)),
    Route::post("/products", CATALOGUE, || web::post().to(catalogue::create_product)),
    Route::get("/products/new", CATALOGUE, || web::get().to(catalogue::new_product)),
    Route::get("/products/{id}", LOOK_UP, || web::get().to(catalogue::product)),
    Route::get("/products/{id}/edit", CATALOGUE, || web::get().to(catalogue::edit_product)),
    Route::post("/products/{id}/correction", CATALOGUE, || web::post().to(catalogue::correct_product)),
    Route::get("/products/{id}/colours/new", CATALOGUE, || web::get().to(catalogue::new_colour)),
    Route::get("/products/{id}/colours/{colour}", CATALOGUE, || web::get().to(catalogue::edit_colour)),
    Route::post("/products/{id}/colours", CATALOGUE, || web::post().to(catalogue::save_colour)),
    Route::post("/products/{id}/colour-removal", CATALOGUE, || web::post().to(catalogue::remove_colour)),
    Route::get("/products/{id}/prices/new", CATALOGUE, || web::get().to(catalogue::new_price)),
    Route::post("/products/{id}/prices", CATALOGUE, || web::post().to(catalogue::set_price)),
    Route::post("/products/{id}/price-end", CATALOGUE, || web::post().to(catalogue::end_price)),
    Route::post("/products/{id}/part-numbers", NAME, || web::post().to(catalogue::add_name_to_product)),
    Route::post("/products/{id}/part-number-end", NAME, || web::post().to(catalogue::end_name_of_product)),
    Route::get("/customers", LOOK_UP, || web::get().to(catalogue::customers)),
    Route::post("/customers", CATALOGUE, || web::post().to(catalogue::create_customer)),
    Route::get("/customers/new", CATALOGUE, || web::get().to(catalogue::new_customer)),
    Route::get("/customers/{id}", LOOK_UP, || web::get().to(catalogue::customer)),
    Route::get("/customers/{id}/edit", CATALOGUE, || web::get().to(catalogue::edit_customer)),
    Route::post("/customers/{id}/correction", CATALOGUE, || web::post().to(catalogue::correct_customer)),
    Route::post("/customers/{id}/part-numbers", NAME, || web::post().to(catalogue::add_name_to_customer)),
    Route::post("/customers/{id}/part-number-end", NAME, || web::post().to(catalogue::end_name_of_customer)),
    Route::get("/catalogue/imports", CATALOGUE, || web::get().to(catalogue::imports)),
    Route::post("/catalogue/imports", CATALOGUE, || web::post().to(catalogue::create_import)),
    Route::get("/catalogue/imports/{id}", CATALOGUE, || web::get().to(catalogue::import)),
    Route::post("/catalogue/imports/{id}/columns", CATALOGUE, || web::post().to(catalogue::read_import_as)),
    Route::post("/catalogue/imports/{id}/acceptance", CATALOGUE, || web::post().to(catalogue::apply_import)),
    Route::post("/catalogue/imports/{id}/discarding", CATALOGUE, || web::post().to(catalogue::discard_import)),
    Route::get("/catalogue/imports/{id}/refused.csv", CATALOGUE, || web::get().to(catalogue::refused_rows)),
    Route::get("/catalogue/exports/{file}", CATALOGUE, || web::get().to(catalogue::export)),
    Route::get("/inbox", READ, || web::get().to(inbox::index)),
    Route::post("/inbox", REVIEW, || web::post().to(upload::create)),
    Route::get("/inbox/new", REVIEW, || web::get().to(upload::page)),
    Route::get("/inbox/{id}", READ, || web::get().to(inbox::show)),
    Route::get("/inbox/{id}/file", READ, || web::get().to(download::message)),
    Route::get("/documents/{id}/file", READ, || web::get().to(download::document)),
    Route::get("/documents/{id}/page", READ, || web::get().to(inbox::page)),
    Route::get("/figures", INSIGHT, || web::get().to(insight::index)),
    Route::get("/figures.csv", INSIGHT, || web::get().to(insight::export)),
    Route::post("/inbox/{id}/order", REVIEW, || web::post().to(inbox::make_order)),
    Route::post("/inbox/{id}/reading", REVIEW, || web::post().to(inbox::read_again)),
    Route::post("/inbox/{id}/dismissal", REVIEW, || web::post().to(inbox::put_away)),
    Route::get("/documents/{id}/pages/{page}.png", READ, || web::get().to(orders::picture)),
];

/// What `method` on the route of `pattern` needs; `None` where there is no such route.
pub fn need(method: &Method, pattern: &str) -> Option<Need> {
    ROUTES.iter().find(|route| route.method == *method && route.path == pattern).map(|route| route.need)
}

/// The methods that a route of this pattern answers to, as the header `Allow` lists them; `None` for a pattern that is none of ours. `HEAD`
/// is answered like `GET`, without a body.
pub fn allowed(pattern: &str) -> Option<String> {
    let mut methods: Vec<&str> = Vec::new();
    for route in ROUTES.iter().filter(|route| route.path == pattern) {
        methods.push(route.method.as_str());
        if route.method == Method::GET {
            methods.push(Method::HEAD.as_str());
        }
    }
    (!methods.is_empty()).then(|| methods.join(", "))
}

/// Tells the server about every route.
pub fn configure(server: &mut web::ServiceConfig) {
    let mut paths: Vec<&str> = Vec::new();
    for route in ROUTES {
        if !paths.contains(&route.path) {
            paths.push(route.path);
        }
    }
    for path in paths {
        let resource = ROUTES
            .iter()
            .filter(|route| route.path == path)
            .fold(web::resource(path), |resource, route| resource.route((route.handler)()));
        server.service(resource.default_service(web::to(super::error::missing)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_route_stands_in_the_table_twice() {
        for (place, route) in ROUTES.iter().enumerate() {
            let again =
                ROUTES[place + 1..].iter().any(|other| other.path == route.path && other.method == route.method);
            assert!(!again, "{} {}", route.method, route.path);
        }
    }

    #[test]
    fn only_the_door_and_the_files_are_open_to_everybody() {
        let open: Vec<&str> =
            ROUTES.iter().filter(|route| route.need == Need::Nothing).map(|route| route.path).collect();
        let door = ["/livez", "/readyz", "/assets/{name}", "/first-run", "/first-run", "/sign-in", "/sign-in"];
        assert_eq!(open, door);
    }

    #[test]
    fn a_route_names_the_methods_it_answers_to() {
        assert_eq!(allowed("/sign-in").as_deref(), Some("GET, HEAD, POST"));
        assert_eq!(allowed("/sign-out").as_deref(), Some("POST"));
        assert_eq!(allowed("/nowhere"), None);
    }

    #[test]
    fn a_path_that_is_not_in_the_table_needs_nothing_because_it_is_nothing() {
        assert_eq!(need(&Method::GET, "/nowhere"), None);
        assert_eq!(need(&Method::DELETE, "/account"), None);
    }
}
