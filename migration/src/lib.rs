//! The schema of Ramjet, one change per file, the same on SQLite and PostgreSQL.
//!
//! Every table that belongs to an organisation carries `organisation_id`, is unique by (`organisation_id`, `id`) and refers to others by that
//! pair, so that the database itself refuses a reference across organisations.

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::prelude::*;

mod dialect;
mod m20261121_000001_people_belong_to_organisations;
mod m20261121_000002_messages_are_stored_once;
mod m20261121_000003_the_catalogue_knows_products_and_customers;
mod m20261121_000004_orders_are_reviewed_and_released;
mod m20261121_000005_work_leaves_a_trace;
mod m20261121_000006_the_catalogue_knows_terms_and_history;
mod m20261121_000007_corrections_are_remembered;
mod m20261121_000008_lines_can_be_removed_and_put_back;
mod m20261121_000009_forms_remember_their_template;
mod m20261121_000010_a_check_of_the_journal_is_kept;
mod m20261121_000011_files_become_catalogue;
mod m20261121_000012_documents_remember_their_character_set;
mod m20261121_000013_the_list_keeps_its_counts;
mod m20261121_000016_figures_find_their_orders;
mod m20261121_000017_what_belongs_to_an_order_is_found_by_the_order;
mod m20261121_000018_orders_say_what_they_replace;
mod m20261121_000019_customers_are_taxed_by_where_they_are;
mod m20261121_000020_unreadable_messages_are_counted;
mod m20261121_000021_numbers_of_forms_are_given_once;
mod m20261121_000022_orders_say_what_has_replaced_them;
mod m20261121_000023_refused_letters_are_found;

/// All changes in their order.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261121_000001_people_belong_to_organisations::Migration),
            Box::new(m20261121_000002_messages_are_stored_once::Migration),
            Box::new(m20261121_000003_the_catalogue_knows_products_and_customers::Migration),
            Box::new(m20261121_000004_orders_are_reviewed_and_released::Migration),
            Box::new(m20261121_000005_work_leaves_a_trace::Migration),
            Box::new(m20261121_000006_the_catalogue_knows_terms_and_history::Migration),
            Box::new(m20261121_000007_corrections_are_remembered::Migration),
            Box::new(m20261121_000008_lines_can_be_removed_and_put_back::Migration),
            Box::new(m20261121_000009_forms_remember_their_template::Migration),
            Box::new(m20261121_000010_a_check_of_the_journal_is_kept::Migration),
            Box::new(m20261121_000011_files_become_catalogue::Migration),
            Box::new(m20261121_000012_documents_remember_their_character_set::Migration),
            Box::new(m20261121_000013_the_list_keeps_its_counts::Migration),
            Box::new(m20261121_000016_figures_find_their_orders::Migration),
            Box::new(m20261121_000017_what_belongs_to_an_order_is_found_by_the_order::Migration),
            Box::new(m20261121_000018_orders_say_what_they_replace::Migration),
            Box::new(m20261121_000019_customers_are_taxed_by_where_they_are::Migration),
            Box::new(m20261121_000020_unreadable_messages_are_counted::Migration),
            Box::new(m20261121_000021_numbers_of_forms_are_given_once::Migration),
            Box::new(m20261121_000022_orders_say_what_has_replaced_them::Migration),
            Box::new(m20261121_000023_refused_letters_are_found::Migration),
        ]
    }
}
