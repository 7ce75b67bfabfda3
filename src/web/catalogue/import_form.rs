//! A file as a browser hands it in.

use actix_multipart::{Field, Multipart};
use futures_util::StreamExt as _;

use crate::entity::states::ImportSubject;
use crate::matching::catalogue::import::{FILE_BYTES_MAX, HandedIn};
use crate::web::error::WebError;

/// Longest text of a field that is no file, in bytes.
const TEXT_BYTES_MAX: usize = 1_000;

/// What was handed in.
pub struct Sent {
    /// The key of the form.
    pub once: String,
    /// What its rows are.
    pub subject: ImportSubject,
    /// The file; `None` when none was chosen.
    pub file: Option<HandedIn>,
    /// Whether it is over the limit.
    pub is_too_large: bool,
}

/// The word of a subject, in forms and addresses.
pub const fn word(subject: ImportSubject) -> &'static str {
    match subject {
        ImportSubject::Products => "products",
        ImportSubject::Prices => "prices",
        ImportSubject::Customers => "customers",
        ImportSubject::PartNumbers => "part-numbers",
    }
}

/// All of them, in the order of the choice.
pub const SUBJECTS: [ImportSubject; 4] =
    [ImportSubject::Products, ImportSubject::Prices, ImportSubject::Customers, ImportSubject::PartNumbers];

/// The subject of a word.
pub fn subject_of(text: &str) -> Option<ImportSubject> {
    SUBJECTS.into_iter().find(|subject| word(*subject) == text)
}

/// Reads the form.
///
/// # Errors
/// It is none, or lacks its key.
pub async fn read(mut form: Multipart) -> Result<Sent, WebError> {
    let (mut once, mut subject, mut file, mut is_too_large) = (String::new(), ImportSubject::Products, None, false);
    while let Some(field) = form.next().await {
        let mut field = field.map_err(|_| WebError::Malformed)?;
        let name = field.name().unwrap_or_default().to_owned();
        if name != "file" {
            let (bytes, _) = bytes(&mut field, TEXT_BYTES_MAX).await?;
            let text = String::from_utf8_lossy(&bytes).into_owned();
            match name.as_str() {
                "once" => once = text,
                "subject" => subject = subject_of(&text).ok_or(WebError::Malformed)?,
                _ => {}
            }
            continue;
        }
        let called = field.content_disposition().and_then(|disposition| disposition.get_filename());
        let called = called.unwrap_or_default().to_owned();
        let (content, is_cut) = bytes(&mut field, FILE_BYTES_MAX).await?;
        is_too_large |= is_cut;
        if !(called.is_empty() && content.is_empty()) {
            file = Some((called, content));
        }
    }
    if once.is_empty() {
        return Err(WebError::Malformed);
    }
    let file = file.map(|(name, bytes)| HandedIn { subject, name, bytes });
    Ok(Sent { once, subject, file, is_too_large })
}

/// The bytes of a field, and whether there were more of them; what is over is taken from the line and dropped.
async fn bytes(field: &mut Field, most: usize) -> Result<(Vec<u8>, bool), WebError> {
    let (mut kept, mut is_cut, mut dropped) = (Vec::new(), false, 0);
    while let Some(piece) = field.next().await {
        let piece = piece.map_err(|_| WebError::Malformed)?;
        is_cut |= kept.len() + piece.len() > most;
        if is_cut {
            dropped += piece.len();
            if dropped > 4 * FILE_BYTES_MAX {
                return Err(WebError::TooLarge);
            }
        } else {
            kept.extend_from_slice(&piece);
        }
    }
    Ok((kept, is_cut))
}
