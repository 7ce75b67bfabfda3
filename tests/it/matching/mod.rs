//! How a line finds its product and an order its customer, and what a correction teaches.

mod aliases;
mod customers;
mod products;
