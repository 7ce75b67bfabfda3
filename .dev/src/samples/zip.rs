//! A very small ZIP writer: entries are stored, not compressed, and carry no time of their own.

/// One file in the archive: its path and its bytes.
pub type Entry<'a> = (&'a str, Vec<u8>);

/// The archive. The same entries give the same bytes.
pub fn archive(entries: &[Entry]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut directory = Vec::new();
    for (path, bytes) in entries {
        let offset = file.len();
        let about = about(path, bytes);
        file.extend(b"PK\x03\x04");
        file.extend(&about);
        file.extend(path.as_bytes());
        file.extend(bytes);
        // Made by version 2.0 on FAT, which is what everybody writes.
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&about);
        directory.extend([0; 10]);
        directory.extend(four(offset));
        directory.extend(path.as_bytes());
    }
    let start = file.len();
    file.extend(&directory);
    file.extend(b"PK\x05\x06\0\0\0\0");
    file.extend(two(entries.len()));
    file.extend(two(entries.len()));
    file.extend(four(directory.len()));
    file.extend(four(start));
    file.extend([0, 0]);
    file
}

/// The part that local and central headers share: version, flags, method, time, checksum, sizes, length of the path.
fn about(path: &str, bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![20, 0, 0, 0, 0, 0];
    // Midnight of 1 January 1980, the beginning of time of this format.
    out.extend([0, 0, 0x21, 0]);
    out.extend(checksum(bytes).to_le_bytes());
    out.extend(four(bytes.len()));
    out.extend(four(bytes.len()));
    out.extend(two(path.len()));
    out.extend([0, 0]);
    out
}

/// CRC-32 as ZIP and PNG use it.
fn checksum(bytes: &[u8]) -> u32 {
    let mut rest = !0_u32;
    for byte in bytes {
        rest ^= u32::from(*byte);
        for _ in 0..8 {
            rest = if rest & 1 == 1 { rest >> 1 ^ 0xEDB8_8320 } else { rest >> 1 };
        }
    }
    !rest
}

fn two(value: usize) -> [u8; 2] {
    u16::try_from(value).expect("the archives of the samples are small").to_le_bytes()
}

fn four(value: usize) -> [u8; 4] {
    u32::try_from(value).expect("the archives of the samples are small").to_le_bytes()
}

#[cfg(test)]
mod tests {
    use super::{archive, checksum};

    #[test]
    fn the_checksum_is_that_of_the_standard() {
        assert_eq!(checksum(b"123456789"), 0xCBF4_3926);
        assert_eq!(checksum(b""), 0);
    }

    #[test]
    fn an_archive_ends_with_the_place_of_its_directory() {
        let file = archive(&[("a.txt", b"one".to_vec())]);
        let start = u32::from_le_bytes(file[file.len() - 6..file.len() - 2].try_into().unwrap()) as usize;
        assert_eq!(&file[start..start + 4], b"PK\x01\x02");
        assert_eq!(start, 30 + "a.txt".len() + 3);
    }
}
