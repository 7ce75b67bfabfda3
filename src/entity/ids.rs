//! Typed ids; a mix-up does not compile. They are never reused.

use std::fmt;
use std::str::FromStr;

use sea_orm::DeriveValueType;
use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, DeriveValueType)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

ids! {
    /// An organisation.
    OrganisationId
    /// A person who signs in.
    UserId
    /// A signed-in browser.
    SessionId
    /// A source of messages.
    SourceId
    /// A message as received.
    MessageId
    /// A part of a message.
    DocumentId
    /// One extraction of one message.
    RunId
    /// A product.
    ProductId
    /// A customer.
    CustomerId
    /// What a customer calls a product of ours.
    AliasId
    /// What a customer calls itself.
    CustomerNameId
    /// A file handed in to change the catalogue.
    ImportId
    /// An order.
    OrderId
    /// A line of an order.
    LineId
    /// An objection.
    ObjectionId
    /// A job.
    JobId
    /// A letter in the outbox.
    OutboxId
    /// A generated form.
    FormId
    /// A journal entry.
    JournalId
    /// A check of the journal.
    JournalCheckId
    /// A form template of an organisation.
    FormTemplateId
}

/// SHA-256 of a content, 64 lower-case hex digits.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, DeriveValueType)]
#[serde(try_from = "String", into = "String")]
pub struct BlobHash(String);

impl BlobHash {
    /// The hash of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        use sha2::Digest as _;
        use std::fmt::Write as _;
        let digest = sha2::Sha256::digest(bytes);
        let mut text = String::with_capacity(64);
        for byte in digest.iter() {
            // Writing into a String cannot fail.
            let _ = write!(text, "{byte:02x}");
        }
        Self(text)
    }

    /// The 64 hex digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for BlobHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for BlobHash {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_hash = text.len() == 64 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        if is_hash { Ok(Self(text.to_owned())) } else { Err(format!("“{text}” is not a content hash")) }
    }
}

impl TryFrom<String> for BlobHash {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<BlobHash> for String {
    fn from(hash: BlobHash) -> Self {
        hash.0
    }
}

impl sea_orm::TryFromU64 for BlobHash {
    /// A hash is never a generated key.
    fn try_from_u64(_: u64) -> Result<Self, sea_orm::DbErr> {
        Err(sea_orm::DbErr::ConvertFromU64("BlobHash"))
    }
}
