//! The catalogue: products, prices, customers, and what comes and goes as files.

mod customers;
mod import;
mod pages;
mod prices;
mod products;
mod search;
