//! The reader against small documents written here, half of them broken or hostile.

mod frames;
mod fuzzed;
mod htmls;
mod mails;
mod offices;
mod oracle;
mod paper;
mod pdfs;
mod pictures;
mod scans;
mod wrappings;
