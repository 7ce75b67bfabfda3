//! A form with a file in it, read with limits.

use actix_multipart::Multipart;
use actix_web::body::{BodyStream, to_bytes_limited};
use futures_util::StreamExt as _;

use crate::web::error::WebError;

/// Bytes of a field that is no file, at most.
const FIELD_BYTES_MAX: usize = 1_000;
/// Fields of a form, at most.
const FIELDS_MAX: usize = 10;

/// What the form carried.
#[derive(Debug, Default)]
pub struct Upload {
    /// Key by which the form is done once.
    pub once: String,
    /// Name of the file, as the browser says it; never a path here.
    pub file_name: String,
    /// Its content; empty where none was chosen.
    pub bytes: Vec<u8>,
}

impl Upload {
    /// Reads the form; a file beyond `bytes_max` is refused as soon as that is known.
    pub async fn read(mut form: Multipart, bytes_max: usize) -> Result<Self, WebError> {
        let mut upload = Self::default();
        for _ in 0..FIELDS_MAX {
            let Some(field) = form.next().await else { return Ok(upload) };
            let field = field.map_err(|_| WebError::Malformed)?;
            let is_file = field.name() == Some("file");
            let is_once = field.name() == Some("once");
            if is_file {
                let named = field.content_disposition().and_then(|disposition| disposition.get_filename());
                upload.file_name = named.unwrap_or_default().rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
            }
            let limit = if is_file { bytes_max } else { FIELD_BYTES_MAX };
            let read = to_bytes_limited(BodyStream::new(field), limit).await.map_err(|_| WebError::TooLarge)?;
            let bytes = read.map_err(|_| WebError::Malformed)?;
            if is_file {
                upload.bytes = bytes.to_vec();
            } else if is_once {
                upload.once = String::from_utf8_lossy(&bytes).into_owned();
            }
        }
        Err(WebError::Malformed)
    }
}
