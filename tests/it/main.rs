//! Tests.

mod forms;
mod forms_templates;
