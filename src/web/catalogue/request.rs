//! A form as it came in, and the deed it asks for.

use actix_web::http::StatusCode;
use actix_web::web::{self, Data};
use actix_web::{HttpRequest, HttpResponse};

use super::sheet::Draft;
use crate::entity::ids::BlobHash;
use crate::matching::catalogue::CatalogueError;
use crate::matching::catalogue::products::Typed;
use crate::ops::deed::{Deed, OnceForm};
use crate::web::App;
use crate::web::error::WebError;
use crate::web::said::{self, Said};
use crate::web::session::Visit;
use crate::web::ui::Frame;
use crate::web::wants::{self, Wants};

/// The fields of a form, each name once.
pub type Fields = web::Form<Vec<(String, String)>>;

/// A form as it came in.
pub struct Asked<'a> {
    /// What handlers stand on.
    pub app: &'a App,
    /// Who asks.
    pub visit: &'a Visit,
    /// Page or fragment.
    pub wants: Wants,
    /// The texts by name.
    pub typed: Typed,
    request: HttpRequest,
    once: String,
    route: String,
    location: String,
}

impl<'a> Asked<'a> {
    /// * `location` — where the browser goes afterwards.
    ///
    /// # Errors
    /// A form without a key.
    pub fn read(
        app: &'a Data<App>, visit: &'a Visit, request: &HttpRequest, form: Fields, location: String,
    ) -> Result<Self, WebError> {
        // The key is good for these values only: the same form with others is another deed, not a second click.
        let values = BlobHash::of(format!("{:?}", *form).as_bytes());
        let route = format!("{} {} {values}", request.method(), request.path());
        let typed: Typed = form.into_inner().into_iter().collect();
        let once = typed.get("once").cloned().ok_or(WebError::Malformed)?;
        Ok(Self { app, visit, wants: Wants::of(request), typed, request: request.clone(), once, route, location })
    }

    /// A text, empty when it is not there.
    pub fn text(&self, name: &str) -> &str {
        self.typed.get(name).map_or("", String::as_str)
    }

    /// A number that travelled along.
    ///
    /// # Errors
    /// It is not there or not a number.
    pub fn number(&self, name: &str) -> Result<i64, WebError> {
        self.text(name).parse().map_err(|_| WebError::Malformed)
    }

    /// The version the form was drawn from.
    ///
    /// # Errors
    /// It is not there.
    pub fn version(&self) -> Result<i64, WebError> {
        self.number("version")
    }

    /// The change the form asks for.
    pub fn deed(&self) -> Deed<'_> {
        Deed {
            db: &self.app.db,
            now: self.app.clock.now(),
            scope: self.visit.scope(),
            actor: &self.visit.signed.user_name,
            once: Some(OnceForm { key: &self.once, route: &self.route, location: &self.location }),
        }
    }

    /// What was typed, with what stands against it, and the status to answer with.
    ///
    /// # Errors
    /// What no form can put right.
    pub fn draft(&self, error: CatalogueError) -> Result<(StatusCode, Draft), WebError> {
        let typed = self.typed.clone();
        match error {
            CatalogueError::Refused(refused) => {
                Ok((StatusCode::UNPROCESSABLE_ENTITY, Draft { typed, refused, is_outdated: false }))
            }
            CatalogueError::Outdated { .. } => {
                Ok((StatusCode::CONFLICT, Draft { typed, refused: Vec::new(), is_outdated: true }))
            }
            error => Err(error.into()),
        }
    }

    /// The frame as the browser wants it.
    pub fn answer(&self, status: StatusCode, frame: Frame<'_>) -> HttpResponse {
        let markup = if self.wants == Wants::Fragment { frame.fragment() } else { frame.page() };
        wants::html(status).body(markup.into_string())
    }

    /// The way to a whole page after a change that was made, which says what it was where there is something to say.
    pub fn over(&self, to: &str, what: Option<Said>) -> HttpResponse {
        what.map_or_else(|| wants::see_other(to), |what| said::see_other(&self.request, to, what))
    }

    /// The page after a change that was made, with what was done said on it once.
    pub fn done(&self, to: &str, what: Said, frame: Frame<'_>) -> HttpResponse {
        match self.wants {
            Wants::Fragment => self.wants.after_post(to, frame.said(what).fragment()),
            Wants::Page => said::see_other(&self.request, to, what),
        }
    }
}
