//! Products, prices, customers.
pub mod alias;
pub mod customer;
pub mod customer_domain;
pub mod customer_name;
pub mod generation;
pub mod import;
pub mod manufacturing;
pub mod material;
pub mod packaging;
pub mod price;
pub mod product;
