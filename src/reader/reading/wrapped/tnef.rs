//! Outlook's wrapping of attachments (TNEF, `winmail.dat`; MS-OXTNEF): a run of attributes, each with a level, a name,
//! a length, its bytes and a sum of them.

use super::Inner;

/// The first four bytes of a file of this kind.
pub(in crate::reading) const MAGIC: [u8; 4] = 0x223E_9F78_u32.to_le_bytes();
/// An attachment begins.
const BEGINS: u32 = 0x0006_9002;
/// Its name.
const TITLE: u32 = 0x0001_8010;
/// Its bytes.
const CONTENT: u32 = 0x0006_800F;
/// Its properties, the long name among them.
const PROPERTIES: u32 = 0x0006_9005;
/// Most attributes that are looked at.
const ATTRIBUTES_MAX: usize = 10_000;
/// Property: the long name of an attachment, in UTF-16 and in an 8-bit set.
const LONG_NAME: [u32; 2] = [0x3707_001F, 0x3707_001E];

/// The attachments; `None` when the bytes are not such a file, or nothing is attached.
pub(super) fn attachments(bytes: &[u8], room: usize) -> Option<Vec<Inner>> {
    // A signature and a key of two bytes stand before the attributes.
    let mut rest = bytes.strip_prefix(&MAGIC)?.get(2..)?;
    let mut found: Vec<Inner> = Vec::new();
    for _ in 0..ATTRIBUTES_MAX {
        let Some((head, after)) = rest.split_first_chunk::<9>() else { break };
        let [_level, name @ .., l0, l1, l2, l3] = *head;
        let length = u32::from_le_bytes([l0, l1, l2, l3]) as usize;
        let Some((content, after)) = after.split_at_checked(length) else { break };
        rest = after.get(2..).unwrap_or_default();
        let name = u32::from_le_bytes(name);
        if name == BEGINS {
            found.push(Inner { name: None, bytes: Ok(Vec::new()), is_body: false, declared: None });
        }
        let Some(open) = found.last_mut() else { continue };
        match name {
            TITLE if open.name.is_none() => open.name = Some(eight_bit(content)),
            CONTENT if content.len() <= room => open.bytes = Ok(content.to_vec()),
            CONTENT => open.bytes = Err(crate::reading::Unreadable::TooLarge),
            PROPERTIES => open.name = long_name(content).or(open.name.take()),
            _ => {}
        }
    }
    (!found.is_empty()).then_some(found)
}

fn eight_bit(bytes: &[u8]) -> String {
    let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
    crate::reading::text::by_line(&bytes[..end])
}

/// The long name among the properties of an attachment: found by its tag, because properties before it may be of kinds
/// with other layouts. A tag is followed by a count of one and the length of the value.
fn long_name(properties: &[u8]) -> Option<String> {
    LONG_NAME.iter().find_map(|tag| {
        let mark = [tag.to_le_bytes(), 1_u32.to_le_bytes()].concat();
        let at = properties.windows(mark.len()).position(|window| window == mark)? + mark.len();
        let length = u32::from_le_bytes(properties.get(at..at + 4)?.try_into().ok()?) as usize;
        let value = properties.get(at + 4..(at + 4).checked_add(length)?)?;
        let name = if tag & 0xFFFF == 0x1F { utf16(value) } else { eight_bit(value) };
        (!name.trim().is_empty()).then_some(name)
    })
}

/// UTF-16, little end first, up to the first NUL.
pub(super) fn utf16(bytes: &[u8]) -> String {
    let units = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).take_while(|unit| *unit != 0);
    char::decode_utf16(units).map(|one| one.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attribute(level: u8, name: u32, content: &[u8]) -> Vec<u8> {
        let sum = content.iter().fold(0_u16, |sum, byte| sum.wrapping_add(u16::from(*byte)));
        let length = (content.len() as u32).to_le_bytes();
        [&[level][..], &name.to_le_bytes(), &length, content, &sum.to_le_bytes()].concat()
    }

    fn file(attributes: &[Vec<u8>]) -> Vec<u8> {
        [&MAGIC[..], &[1, 0], &attributes.concat()].concat()
    }

    #[test]
    fn attachments_come_out_with_their_long_names() {
        let mut properties = vec![0, 0, 0, 0];
        let name: Vec<u8> = "Bestellung 4500 für März.pdf\0".encode_utf16().flat_map(u16::to_le_bytes).collect();
        properties.extend(LONG_NAME[0].to_le_bytes());
        properties.extend(1_u32.to_le_bytes());
        properties.extend((name.len() as u32).to_le_bytes());
        properties.extend(name);
        let bytes = file(&[
            attribute(1, 0x0008_9006, &[0, 0, 1, 0]),
            attribute(2, BEGINS, &[1; 14]),
            attribute(2, TITLE, b"BESTEL~1.PDF\0"),
            attribute(2, CONTENT, b"%PDF-1.4 x"),
            attribute(2, PROPERTIES, &properties),
            attribute(2, BEGINS, &[1; 14]),
            attribute(2, TITLE, b"Gr\xF6\xDFen.csv\0"),
            attribute(2, CONTENT, b"a;b\n"),
        ]);
        let found = attachments(&bytes, 1_000).unwrap();
        let told: Vec<_> =
            found.iter().map(|one| (one.name.as_deref().unwrap(), one.bytes.as_deref().unwrap())).collect();
        assert_eq!(told, [("Bestellung 4500 für März.pdf", &b"%PDF-1.4 x"[..]), ("Größen.csv", &b"a;b\n"[..])]);
    }

    #[test]
    fn what_is_cut_off_or_another_kind_gives_what_there_is_or_nothing() {
        assert!(attachments(b"PK\x03\x04", 1_000).is_none());
        assert!(attachments(&file(&[attribute(1, 0x0008_9006, &[0, 0, 1, 0])]), 1_000).is_none(), "nothing attached");
        let whole = file(&[attribute(2, BEGINS, &[1; 14]), attribute(2, CONTENT, &[7; 100])]);
        let cut = attachments(&whole[..60], 1_000).unwrap();
        assert_eq!(cut[0].bytes.as_deref().unwrap(), b"");
        let large = attachments(&whole, 99).unwrap();
        assert!(large[0].bytes.is_err());
    }
}
