//! The store of contents: what was put is on disk, whole, under its hash.

use std::fs;
use std::path::{Path, PathBuf};

use ramjet::entity::ids::BlobHash;
use ramjet::ops::blobs::{BlobError, Blobs};

fn store() -> (tempfile::TempDir, Blobs) {
    let folder = tempfile::tempdir().unwrap();
    let blobs = Blobs::open(&folder.path().join("blobs")).unwrap();
    (folder, blobs)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() { files.extend(self::files(&entry)) } else { files.push(entry) }
    }
    files
}

#[tokio::test]
async fn a_content_comes_back_byte_for_byte() {
    let (_folder, blobs) = store();
    for bytes in [&b""[..], b"one", &[0, 255, 10, 13], &vec![7; 3_000_000]] {
        let hash = blobs.put(bytes).await.unwrap();
        assert_eq!(hash, BlobHash::of(bytes));
        assert_eq!(blobs.get(&hash).await.unwrap(), bytes);
    }
}

#[tokio::test]
async fn the_name_of_a_content_is_its_hash() {
    let (folder, blobs) = store();
    let hash = blobs.put(b"hello").await.unwrap();
    let path = folder.path().join("blobs").join(&hash.as_str()[..2]).join(&hash.as_str()[2..]);
    assert_eq!(fs::read(&path).unwrap(), b"hello");
    assert_eq!(blobs.path(&hash), path);
}

#[tokio::test]
async fn the_same_content_is_kept_once() {
    let (folder, blobs) = store();
    let (first, second) = tokio::join!(blobs.put(b"twin"), blobs.put(b"twin"));
    assert_eq!(first.unwrap(), second.unwrap());
    let hashes = blobs.put_all(&[b"twin", b"twin", b"other"]).await.unwrap();
    assert_eq!(hashes[0], hashes[1]);
    assert_eq!(files(folder.path()).len(), 2, "and nothing temporary is left");
}

#[tokio::test]
async fn a_batch_keeps_its_order_whatever_its_size() {
    for size in [1, 3, 4, 200] {
        let (folder, blobs) = store();
        let contents: Vec<Vec<u8>> = (0..size).map(|n: u32| n.to_le_bytes().to_vec()).collect();
        let slices: Vec<&[u8]> = contents.iter().map(Vec::as_slice).collect();
        let hashes = blobs.put_all(&slices).await.unwrap();
        for (hash, content) in hashes.iter().zip(&contents) {
            assert_eq!(&blobs.get(hash).await.unwrap(), content);
        }
        assert_eq!(files(folder.path()).len(), size as usize);
    }
}

#[tokio::test]
async fn a_content_that_was_never_stored_is_missing() {
    let (_folder, blobs) = store();
    let hash = BlobHash::of(b"never");
    assert!(matches!(blobs.get(&hash).await, Err(BlobError::Missing(missing)) if missing == hash));
}

#[tokio::test]
async fn one_flipped_bit_is_noticed_and_putting_the_content_again_repairs_it() {
    let (_folder, blobs) = store();
    let bytes = vec![0x55; 1_000];
    let hash = blobs.put(&bytes).await.unwrap();
    for bit in (0..8_000).step_by(997) {
        let mut damaged = bytes.clone();
        damaged[bit / 8] ^= 1 << (bit % 8);
        fs::write(blobs.path(&hash), &damaged).unwrap();
        assert!(matches!(blobs.get(&hash).await, Err(BlobError::Damaged(_))), "bit {bit}");
    }
    blobs.put(&bytes).await.unwrap();
    assert_eq!(blobs.get(&hash).await.unwrap(), bytes);
}

#[tokio::test]
async fn a_disk_that_refuses_is_reported_and_leaves_no_content() {
    let (folder, blobs) = store();
    // The incoming folder is gone: no temporary file can be made.
    fs::remove_dir_all(folder.path().join("blobs/incoming")).unwrap();
    let refused = blobs.put(b"lost").await;
    assert!(matches!(&refused, Err(BlobError::Disk { path, .. }) if path.starts_with(folder.path())), "{refused:?}");
    assert!(matches!(blobs.get(&BlobHash::of(b"lost")).await, Err(BlobError::Missing(_))));
}

#[tokio::test]
async fn what_an_interrupted_write_left_is_swept_away() {
    let (folder, blobs) = store();
    let hash = blobs.put(b"kept").await.unwrap();
    fs::write(folder.path().join("blobs/incoming/4711-0"), b"half").unwrap();
    assert_eq!(blobs.sweep().unwrap(), 1);
    assert_eq!(blobs.sweep().unwrap(), 0);
    assert_eq!(blobs.get(&hash).await.unwrap(), b"kept");
}
