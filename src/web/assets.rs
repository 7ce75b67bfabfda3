//! Style sheets, scripts and the icon of the desk itself: joined at start, named by their hash, kept for ever.

use std::io::Write as _;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use actix_web::http::header;
use actix_web::web::{self, Bytes, Data};
use actix_web::{HttpRequest, HttpResponse, Responder};
use flate2::Compression;
use flate2::write::GzEncoder;
use include_dir::{Dir, include_dir};

use super::App;
use super::error::WebError;
use super::headers::IMMUTABLE_PUBLIC;
use crate::entity::ids::BlobHash;

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/static");

/// Where the sources stand while we work on them; a release never looks there.
const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/static");

/// The order of the sheets is the order of the layers; a layer with many parts is a folder.
const SHEETS: [&str; 12] = [
    "css/tokens.css",
    "css/base.css",
    "css/layout.css",
    "css/components/common.css",
    "css/components/order.css",
    "css/components/source.css",
    "css/components/catalogue.css",
    "css/components/insight.css",
    "css/components/forms.css",
    "css/components/overlays.css",
    "css/components/narrow.css",
    "css/print.css",
];
const SCRIPTS: [&str; 5] = ["js/keys.js", "js/evidence.js", "js/live.js", "js/forms.js", "js/upload.js"];
const HTMX: &str = "vendor/htmx-4.0.1.js";
const ICON: &str = "icon.svg";

/// One file as it is served.
#[derive(Clone, Debug)]
pub struct Asset {
    /// Its name with its hash, `app.1f0c2a9b.css`.
    pub name: String,
    media_type: &'static str,
    bytes: Bytes,
    /// The same packed as tightly as gzip can, made when it is first asked for.
    packed: OnceLock<Bytes>,
}

impl Asset {
    fn new(stem: &str, extension: &str, bytes: Vec<u8>) -> Self {
        let hash = BlobHash::of(&bytes);
        let media_type = match extension {
            "css" => "text/css; charset=utf-8",
            "js" => "text/javascript; charset=utf-8",
            _ => "image/svg+xml",
        };
        Self {
            name: format!("{stem}.{}.{extension}", &hash.as_str()[..8]),
            media_type,
            bytes: bytes.into(),
            packed: OnceLock::new(),
        }
    }

    /// Packed by gzip, once for all readers.
    fn packed(&self) -> Bytes {
        let pack = || {
            let mut packer = GzEncoder::new(Vec::new(), Compression::best());
            // Writing into memory cannot fail; if it did, an empty file would be seen at once.
            let packed = packer.write_all(&self.bytes).and_then(|()| packer.finish());
            Bytes::from(packed.unwrap_or_default())
        };
        self.packed.get_or_init(pack).clone()
    }

    /// Its address.
    pub fn path(&self) -> String {
        format!("/assets/{}", self.name)
    }
}

/// Every file a page links to.
#[derive(Clone, Debug)]
pub struct Assets(Arc<Files>);

/// The files by what they are for.
#[derive(Debug)]
pub struct Files {
    /// All style sheets.
    pub css: Asset,
    /// All own scripts.
    pub js: Asset,
    /// htmx, readable and unchanged.
    pub htmx: Asset,
    /// The icon in the tab.
    pub icon: Asset,
}

impl Assets {
    /// Joins the embedded files; a debug build reads them from disk, each time a page asks for them.
    pub fn load() -> Self {
        Self(Arc::new(Files::read()))
    }

    /// The files as they are now.
    pub fn files(&self) -> Arc<Files> {
        if cfg!(debug_assertions) { Arc::new(Files::read()) } else { Arc::clone(&self.0) }
    }
}

impl Files {
    fn read() -> Self {
        let sheets: Vec<u8> = SHEETS.iter().flat_map(|path| source(path)).collect();
        // A block of its own keeps the names of each script to itself.
        let scripts: Vec<u8> =
            SCRIPTS.iter().flat_map(|path| [b"{\n".to_vec(), source(path), b"}\n".to_vec()].concat()).collect();
        Self {
            css: Asset::new("app", "css", sheets),
            js: Asset::new("app", "js", scripts),
            htmx: Asset::new("htmx-4.0.1", "js", source(HTMX)),
            icon: Asset::new("icon", "svg", source(ICON)),
        }
    }

    fn find(&self, name: &str) -> Option<&Asset> {
        [&self.css, &self.js, &self.htmx, &self.icon].into_iter().find(|asset| asset.name == name)
    }
}

fn source(path: &str) -> Vec<u8> {
    if cfg!(debug_assertions)
        && let Ok(bytes) = std::fs::read(Path::new(FOLDER).join(path))
    {
        return bytes;
    }
    EMBEDDED.get_file(path).map(|file| file.contents().to_vec()).unwrap_or_default()
}

/// `GET /assets/{name}`
pub async fn file(app: Data<App>, request: HttpRequest, name: web::Path<String>) -> Result<impl Responder, WebError> {
    let files = app.assets.files();
    let asset = files.find(&name).ok_or(WebError::Missing)?;
    let mut answer = HttpResponse::Ok();
    answer.content_type(asset.media_type).insert_header((header::CACHE_CONTROL, IMMUTABLE_PUBLIC));
    let accepted = request.headers().get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    if accepted.is_some_and(|encodings| encodings.contains("gzip")) {
        answer.insert_header((header::CONTENT_ENCODING, "gzip"));
        answer.insert_header((header::VARY, "Accept-Encoding"));
        return Ok(answer.body(asset.packed()));
    }
    Ok(answer.body(asset.bytes.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_source_is_there_and_in_the_joined_file() {
        let files = Files::read();
        for path in SHEETS.iter().chain(&SCRIPTS).chain([&HTMX, &ICON]) {
            assert!(EMBEDDED.get_file(path).is_some_and(|file| !file.contents().is_empty()), "{path}");
        }
        let css = String::from_utf8(files.css.bytes.to_vec()).unwrap();
        assert!(css.starts_with("/* Properties only"), "the order of the layers comes first");
        assert!(css.contains("@layer print"));
    }

    #[test]
    fn another_content_has_another_name() {
        let one = Asset::new("app", "css", b"a {}".to_vec());
        let other = Asset::new("app", "css", b"b {}".to_vec());
        assert_ne!(one.name, other.name);
        assert_eq!(one.name, Asset::new("app", "css", b"a {}".to_vec()).name);
    }

    #[test]
    fn no_script_is_long_or_leaves_something_in_the_window() {
        for path in SCRIPTS {
            let text = String::from_utf8(source(path)).unwrap();
            assert!(text.lines().count() < 120, "{path}");
            assert!(!text.contains("window.") && !text.contains("globalThis"), "{path}");
            assert!(!text.contains("eval(") && !text.contains("innerHTML"), "{path}");
        }
    }

    #[test]
    fn the_first_visit_stays_small() {
        let files = Files::read();
        let bytes = files.css.packed().len() + files.js.packed().len() + files.htmx.packed().len();
        assert!(bytes < 45_000, "{bytes} bytes; with a page of orders it must stay below 60 KB");
    }
}
