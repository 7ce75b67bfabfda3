//! Pictures that an HTML body shows: pasted screenshots, logos, the decoration of mass mail.

use mail_parser::{HeaderValue, Message};

use crate::reading::{Part, Unreadable};

/// Header fields that only mass mail has.
const MASS_MAIL: [&str; 3] = ["List-Unsubscribe", "List-Id", "List-Post"];

/// Notes which parts the HTML bodies show; in mass mail those are decoration.
///
/// * `ids` — Content-IDs by part path, without angle brackets.
pub(super) fn note(message: &Message<'_>, ids: &[(String, String)], parts: &mut [Part]) {
    let bodies = parts.iter().filter(|part| part.media_type == "text/html");
    let shown: String = bodies.map(|part| String::from_utf8_lossy(&part.bytes)).collect();
    if !shown.contains("cid:") {
        return;
    }
    let is_mass_mail = is_mass_mail(message);
    for (path, id) in ids {
        if id.is_empty() || !shown.contains(&format!("cid:{id}")) {
            continue;
        }
        if let Some(part) = parts.iter_mut().find(|part| part.path == *path && part.media_type.starts_with("image/")) {
            part.is_embedded = true;
            if is_mass_mail {
                part.refused = Some(Unreadable::Decoration);
            }
        }
    }
}

fn is_mass_mail(message: &Message<'_>) -> bool {
    let precedence = match message.header("Precedence") {
        Some(HeaderValue::Text(text)) => text.to_ascii_lowercase(),
        _ => String::new(),
    };
    MASS_MAIL.iter().any(|field| message.header(*field).is_some())
        || matches!(precedence.trim(), "bulk" | "list" | "junk")
}
