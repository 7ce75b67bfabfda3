//! Forms with files.

use std::io;

use super::visitor::{Answer, Visitor};

/// A form with files, as a browser sends it.
pub struct Multipart {
    body: Vec<u8>,
}

/// What its parts are divided by.
pub const BOUNDARY: &str = "----boundary7";

impl Multipart {
    /// With the key of the form and the list it leads back to.
    pub fn of(once: &str, to: &str) -> Self {
        Self { body: Vec::new() }.field("once", once).field("to", to)
    }

    /// With a field of text.
    pub fn field(mut self, name: &str, value: &str) -> Self {
        self.body.extend(
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes(),
        );
        self
    }

    /// With a file.
    pub fn file(mut self, name: &str, bytes: &[u8]) -> Self {
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        self.body.extend(head.bytes());
        self.body.extend(bytes);
        self.body.extend(b"\r\n");
        self
    }

    /// Posts it to the inbox from a page at `origin`.
    pub fn send(self, visitor: &mut Visitor, origin: &str) -> Answer {
        self.try_send(visitor, origin).unwrap()
    }

    /// The same to a desk that may die over it.
    pub fn try_send(mut self, visitor: &mut Visitor, origin: &str) -> io::Result<Answer> {
        self.body.extend(format!("--{BOUNDARY}--\r\n").bytes());
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        visitor.ask_bytes("POST", "/inbox", &[("Origin", origin), ("Content-Type", &kind)], &self.body)
    }
}
