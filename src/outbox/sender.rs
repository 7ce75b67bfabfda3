//! Ways out of the house.

use lettre::Address;

use super::folder::Folder;
use super::smtp::{Connection, Smtp};
use crate::ops::config::Config;

/// What is handed over: bytes that were approved, and where they go.
#[derive(Clone, Debug)]
pub struct Parcel {
    /// With its angle brackets; unique in the organisation.
    pub message_id: String,
    /// Who gets told when it cannot be delivered: the address in the letter's `From`.
    pub from: Address,
    /// Who gets it.
    pub to: Vec<Address>,
    /// The letter, exactly.
    pub bytes: Vec<u8>,
}

/// It certainly did not leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// For the moment: no connection, a busy or greylisting server, a full disk.
    Later(String),
    /// For good: an unknown recipient, a letter too large, a wrong password.
    Never(String),
}

/// How a handing over ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// The other side has taken it over.
    Sent {
        /// What it said: the server's reply, or the file's name.
        receipt: String,
    },
    /// It has not.
    Refused(Refusal),
    /// The line was cut before an answer: it may have left.
    Unclear(String),
}

/// What can be said about a letter whose sending was interrupted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proof {
    /// It left.
    Sent {
        /// As in [`Delivery::Sent`].
        receipt: String,
    },
    /// It did not leave.
    NotSent,
    /// This way out cannot know.
    Unknown,
}

/// The way out that is configured.
#[derive(Clone, Debug)]
pub enum Sender {
    /// Files in a folder, for the demo and for machines without a mail server.
    Folder(Folder),
    /// A mail server.
    Smtp(Smtp),
}

/// The other side is ready to take one parcel over; dropping this hands nothing over.
pub enum Ready<'a> {
    /// The folder is there.
    Folder(&'a Folder),
    /// The server has accepted sender and recipients and waits for the letter.
    Smtp(&'a Smtp, Box<Connection>),
}

impl Sender {
    /// The way out that the configuration names: SMTP when a server is set, otherwise the folder `outbox` in the data directory.
    pub fn of(config: &Config) -> Self {
        match &config.mail.smtp {
            Some(server) => Self::Smtp(Smtp::new(server.clone())),
            None => Self::Folder(Folder::new(config.place.outbox())),
        }
    }

    /// Everything up to the point of no return.
    pub async fn prepare(&self, parcel: &Parcel) -> Result<Ready<'_>, Refusal> {
        match self {
            Self::Folder(folder) => folder.prepare().await.map(|()| Ready::Folder(folder)),
            Self::Smtp(smtp) => smtp.prepare(parcel).await.map(|connection| Ready::Smtp(smtp, Box::new(connection))),
        }
    }

    /// What can be known about a letter that was interrupted while it left.
    pub async fn prove(&self, parcel: &Parcel) -> Proof {
        match self {
            Self::Folder(folder) => folder.prove(parcel).await,
            Self::Smtp(_) => Proof::Unknown,
        }
    }
}

impl Ready<'_> {
    /// Hands the parcel over. Call it once, after the record says that it is on its way.
    pub async fn hand_over(self, parcel: &Parcel) -> Delivery {
        match self {
            Self::Folder(folder) => folder.hand_over(parcel).await,
            Self::Smtp(smtp, connection) => smtp.hand_over(*connection, parcel).await,
        }
    }
}
