//! What people do to an order beside approving it: lines, reading again, putting away, making an order of a message.

mod again;
mod by_hand;
mod lines;
mod pages;
