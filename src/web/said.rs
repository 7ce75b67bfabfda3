//! What was just done, said once by the page that follows.
//!
//! A form is answered with a redirect; what it did travels in a cookie that the next page takes away as it shows it. A reload says nothing, a
//! link that is passed on says nothing, and no script is needed.

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::dev::ServiceResponse;
use actix_web::{HttpRequest, HttpResponse};

use super::session::is_https;
use super::wants;
use crate::words::Voice;

/// The cookie; its value is one of the words below and nothing else.
const COOKIE: &str = "ramjet-said";
/// A page that comes later than this was not waiting for it, in seconds.
const SECS_MAX: i64 = 60;

/// Something that was done. The names are those of the sentences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// The settings of the organisation.
    Settings,
    /// The look of the desk in this browser.
    Look,
    /// The person's own language.
    Language,
    /// Somebody may sign in now.
    PersonAdded,
    /// Somebody may not sign in any more.
    AccessEnded,
    /// A source is not looked at.
    SourcePaused,
    /// A source is looked at again.
    SourceResumed,
    /// A form has a template of the organisation's own.
    TemplateReplaced,
    /// A form has the built-in template.
    TemplateRestored,
    /// A product.
    Product,
    /// A colour of a product.
    Colour,
    /// A colour was taken out.
    ColourRemoved,
    /// A price.
    Price,
    /// A price has an end.
    PriceEnded,
    /// What a customer calls a product.
    PartNumber,
    /// A customer's name for a product was forgotten.
    PartNumberEnded,
    /// A customer.
    Customer,
    /// A file was taken into the catalogue.
    Import,
    /// A file for the catalogue was put away.
    ImportDiscarded,
    /// A message is read again.
    ReadingAgain,
    /// A message that could not be read was put away.
    PutAway,
}

impl Said {
    /// All of them with the words of the cookie.
    const WORDS: [(Self, &str); 21] = [
        (Self::Settings, "settings"),
        (Self::Look, "look"),
        (Self::Language, "language"),
        (Self::PersonAdded, "person-added"),
        (Self::AccessEnded, "access-ended"),
        (Self::SourcePaused, "source-paused"),
        (Self::SourceResumed, "source-resumed"),
        (Self::TemplateReplaced, "template-replaced"),
        (Self::TemplateRestored, "template-restored"),
        (Self::Product, "product"),
        (Self::Colour, "colour"),
        (Self::ColourRemoved, "colour-removed"),
        (Self::Price, "price"),
        (Self::PriceEnded, "price-ended"),
        (Self::PartNumber, "part-number"),
        (Self::PartNumberEnded, "part-number-ended"),
        (Self::Customer, "customer"),
        (Self::Import, "import"),
        (Self::ImportDiscarded, "import-discarded"),
        (Self::ReadingAgain, "reading-again"),
        (Self::PutAway, "put-away"),
    ];

    fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(said, _)| *said == self).map_or("", |(_, word)| *word)
    }

    fn of_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(_, other)| *other == word).map(|(said, _)| *said)
    }

    /// The sentence for the reader.
    pub fn sentence(self, voice: Voice) -> &'static str {
        match self {
            Self::Settings => voice.said_settings(),
            Self::Look => voice.said_look(),
            Self::Language => voice.said_language(),
            Self::PersonAdded => voice.said_person_added(),
            Self::AccessEnded => voice.said_access_ended(),
            Self::SourcePaused => voice.said_source_paused(),
            Self::SourceResumed => voice.said_source_resumed(),
            Self::TemplateReplaced => voice.said_template_replaced(),
            Self::TemplateRestored => voice.said_template_restored(),
            Self::Product => voice.said_product(),
            Self::Colour => voice.said_colour(),
            Self::ColourRemoved => voice.said_colour_removed(),
            Self::Price => voice.said_price(),
            Self::PriceEnded => voice.said_price_ended(),
            Self::PartNumber => voice.said_part_number(),
            Self::PartNumberEnded => voice.said_part_number_ended(),
            Self::Customer => voice.said_customer(),
            Self::Import => voice.said_import(),
            Self::ImportDiscarded => voice.said_import_discarded(),
            Self::ReadingAgain => voice.said_reading_again(),
            Self::PutAway => voice.said_put_away(),
        }
    }
}

/// Sends the browser to a page that says what was done.
pub fn see_other(request: &HttpRequest, to: &str, said: Said) -> HttpResponse {
    with(request, wants::see_other(to), said)
}

/// The answer with what was done, for the page after it.
pub fn with(request: &HttpRequest, mut answer: HttpResponse, said: Said) -> HttpResponse {
    let cookie = cookie(request, said.word()).max_age(Duration::seconds(SECS_MAX)).finish();
    // A cookie of our own making is always a valid header.
    let _ = answer.add_cookie(&cookie);
    answer
}

/// What the browser was told to have said; a word that is none of ours is nothing.
pub fn of(request: &HttpRequest) -> Option<Said> {
    request.cookie(COOKIE).and_then(|cookie| Said::of_word(cookie.value()))
}

/// Takes it away from the browser: it was said.
pub fn forget<B>(answer: &mut ServiceResponse<B>) {
    let mut gone = cookie(answer.request(), "").finish();
    gone.make_removal();
    let _ = answer.response_mut().add_cookie(&gone);
}

fn cookie<'a>(request: &HttpRequest, word: &'a str) -> actix_web::cookie::CookieBuilder<'a> {
    Cookie::build(COOKIE, word).path("/").http_only(true).secure(is_https(request)).same_site(SameSite::Lax)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_deed_has_a_word_of_its_own_and_a_sentence_in_both_languages() {
        let (en, de) = (Voice::new("en-AU", "UTC"), Voice::new("de-DE", "UTC"));
        for (said, word) in Said::WORDS {
            assert_eq!(Said::of_word(word), Some(said));
            assert_eq!(said.word(), word);
            assert_ne!(said.sentence(en), said.sentence(de), "{word}");
        }
    }

    #[test]
    fn a_word_that_nobody_wrote_says_nothing() {
        for word in ["", "settings ", "<b>hello</b>", "everything"] {
            assert_eq!(Said::of_word(word), None, "{word}");
        }
    }
}
