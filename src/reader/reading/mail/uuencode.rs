//! Attachments of the days before MIME: files written into the text between `begin` and `end`.

use crate::reading::{Part, kind};

/// Most files taken out of one text.
const FILES_MAX: usize = 50;

/// Takes the files out of a text, as parts below it; the text keeps the rest. Nothing is taken out of a block that is
/// broken: it may be what somebody wrote.
pub(super) fn files(part: &mut Part) -> Vec<Part> {
    let mut files = Vec::new();
    let mut kept: Vec<u8> = Vec::with_capacity(part.bytes.len());
    let lines: Vec<&[u8]> = part.bytes.split_inclusive(|byte| *byte == b'\n').collect();
    let mut at = 0;
    while at < lines.len() {
        let block = begins(lines[at]).filter(|_| files.len() < FILES_MAX);
        match block.and_then(|name| Some((name, decoded(&lines[at + 1..])?))) {
            Some((name, (bytes, length))) => {
                let name = super::plain_name(&name);
                files.push(Part {
                    path: format!("{}.{}", part.path, files.len() + 1),
                    media_type: kind::media_type(&bytes, None, name.as_deref()),
                    name,
                    bytes,
                    ..Part::default()
                });
                at += length + 1;
            }
            None => {
                kept.extend_from_slice(lines[at]);
                at += 1;
            }
        }
    }
    if !files.is_empty() {
        part.bytes = kept;
    }
    files
}

/// The file name of a line such as `begin 644 order.pdf`.
fn begins(line: &[u8]) -> Option<String> {
    let (mode, name) = line.strip_prefix(b"begin ")?.split_first_chunk::<3>()?;
    let name = name.strip_prefix(b" ")?.trim_ascii();
    let is_mode = mode.iter().all(|digit| (b'0'..=b'7').contains(digit));
    (is_mode && !name.is_empty()).then(|| crate::reading::text::by_line(name))
}

/// The bytes of a block, and how many lines it takes, its end included.
fn decoded(lines: &[&[u8]]) -> Option<(Vec<u8>, usize)> {
    let mut bytes = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let line = line.trim_ascii_end();
        match line {
            b"end" => return (!bytes.is_empty()).then_some((bytes, index + 1)),
            [] | [b'`'] => continue,
            [count @ b' '..=b'`', coded @ ..] => {
                let count = usize::from((count - b' ') & 63);
                // Blanks at the end of a line may have been cut off on the way.
                let value = |at: usize| coded.get(at).map_or(0, |byte| byte.wrapping_sub(b' ') & 63);
                if coded.len() > count.div_ceil(3) * 4 + 2 || coded.iter().any(|byte| !(b' '..=b'`').contains(byte)) {
                    return None;
                }
                let groups = (0..count.div_ceil(3)).map(|group| [0, 1, 2, 3].map(|at| value(group * 4 + at)));
                let three = |[a, b, c, d]: [u8; 4]| [a << 2 | b >> 4, b << 4 | c >> 2, c << 6 | d];
                bytes.extend(groups.flat_map(three).take(count));
            }
            _ => return None,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Part {
        Part { path: "1".to_owned(), bytes: text.as_bytes().to_vec(), ..Part::default() }
    }

    #[test]
    fn a_file_is_taken_out_of_the_text_around_it() {
        let mut part = text("our order\n\nbegin 644 folder/order.txt\n#0V%T\n`\nend\nregards\n");
        let files = files(&mut part);
        assert_eq!((files.len(), files[0].path.as_str(), files[0].name.as_deref()), (1, "1.1", Some("order.txt")));
        assert_eq!(files[0].bytes, b"Cat");
        assert_eq!(part.bytes, b"our order\n\nregards\n");
    }

    #[test]
    fn a_block_that_is_broken_or_only_looks_like_one_stays_text() {
        for broken in [
            "begin 644 x\n#0V%T\n",
            "begin 644 x\nlower case letters\nend\n",
            "begin 644 x\nend\n",
            "begin with the blue ones\nend\n",
        ] {
            let mut part = text(broken);
            assert!(files(&mut part).is_empty(), "{broken}");
            assert_eq!(part.bytes, broken.as_bytes());
        }
    }
}
