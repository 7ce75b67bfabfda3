//! Pictures that HTML of a mail shows and that came with the same mail. They stand inside the page they belong to: a frame without an origin
//! may fetch nothing, and nothing of theirs has an address of its own.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sea_orm::{ColumnTrait as _, QueryFilter as _};

use super::source::{SourceError, Tools};
use crate::entity::ids::MessageId;
use crate::entity::{OfOrganisation as _, Scope, message};

/// Largest picture that is shown, in bytes.
const PICTURE_BYTES_MAX: usize = 4 << 20;
/// All pictures of a page together, in bytes.
const PICTURES_BYTES_MAX: usize = 8 << 20;

/// The pictures of one mail.
#[derive(Debug, Default)]
pub(super) struct Pictures {
    ids: Vec<String>,
    addresses: Vec<String>,
}

impl Pictures {
    /// The pictures that `html` names by their Content-ID and that are parts of the message. One that is no PNG, JPEG, GIF or WebP by its own
    /// bytes is none, whatever it says it is.
    pub async fn of(tools: &Tools<'_>, scope: &Scope, id: MessageId, html: &[u8]) -> Result<Self, SourceError> {
        let html = String::from_utf8_lossy(html).to_ascii_lowercase();
        if !html.contains("cid:") {
            return Ok(Self::default());
        }
        let row = message::Entity::of(scope).filter(message::Column::Id.eq(id)).one(&tools.db.read).await?;
        let row = row.ok_or(SourceError::MissingMessage(id))?;
        let bytes = tools.blobs.get(&row.blob).await?;
        // A mail that cannot be taken apart any more shows its text all the same.
        let Ok((_, parts)) = tools.isolate.split(&bytes, Some(&row.file_name)).await else {
            return Ok(Self::default());
        };
        let mut found = Self::default();
        let mut room = PICTURES_BYTES_MAX;
        for part in parts {
            let Some(id) = part.content_id.filter(|id| !id.is_empty()) else { continue };
            let Some(kind) = kind_of(&part.bytes) else { continue };
            let plain = id.to_ascii_lowercase();
            let is_named =
                html.contains(&format!("cid:{plain}")) || html.contains(&format!("cid:{}", plain.replace('@', "%40")));
            if !is_named || part.bytes.len() > PICTURE_BYTES_MAX.min(room) || found.ids.contains(&id) {
                continue;
            }
            room -= part.bytes.len();
            found.ids.push(id);
            found.addresses.push(format!("data:{kind};base64,{}", STANDARD.encode(&part.bytes)));
        }
        Ok(found)
    }

    /// The Content-IDs, for the child that cleans the page.
    pub fn ids(&self) -> Vec<String> {
        self.ids.clone()
    }

    /// The page with its pictures in the places the child left for them. In what it has cleaned nothing else carries this attribute: text
    /// and values have no quotes.
    pub fn put_into(&self, html: String) -> String {
        self.addresses.iter().enumerate().fold(html, |html, (number, address)| {
            html.replace(&format!(" data-picture=\"{number}\""), &format!(" src=\"{address}\""))
        })
    }
}

/// The media type of a picture by its first bytes, of the few kinds that are shown.
fn kind_of(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some("image/png"),
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some("image/gif"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_what_its_bytes_say() {
        assert_eq!(kind_of(b"\x89PNG\r\n\x1a\n..."), Some("image/png"));
        assert_eq!(kind_of(b"GIF89a..."), Some("image/gif"));
        assert_eq!(kind_of(b"RIFF\x10\0\0\0WEBPVP8 "), Some("image/webp"));
        for other in [&b"<svg onload=alert(1)>"[..], b"%PDF-1.4", b"BM......", b"\x89PNG", b"", b"RIFF\x10\0\0\0WAVE"] {
            assert_eq!(kind_of(other), None);
        }
    }

    #[test]
    fn a_picture_stands_in_its_place_and_text_that_looks_like_one_stays_text() {
        let found = Pictures { ids: vec!["a@b".into()], addresses: vec!["data:image/png;base64,AAAA".into()] };
        let html = "<p> data-picture=&quot;0&quot;</p><img data-picture=\"0\" alt=\"x\">".to_owned();
        let shown = found.put_into(html);
        assert_eq!(shown, "<p> data-picture=&quot;0&quot;</p><img src=\"data:image/png;base64,AAAA\" alt=\"x\">");
    }
}
