//! The parts pages are made of: functions from values to HTML, without a database and without a request.

mod badge;
mod controls;
mod field;
mod foreign;
mod form;
mod frame;
mod icons;
mod paper;

pub use badge::{badge, mark, state_of_fate, state_of_order};
pub use controls::{Button, Kind, empty, kbd, kbd_with_control};
pub use field::{Field, Input, Mistake, mistakes, select_field, text_field};
pub use foreign::foreign_page;
pub use form::{Post, once, version};
pub use frame::{Frame, Here, door, role_name};
pub use icons::icon;
pub use paper::paper;
