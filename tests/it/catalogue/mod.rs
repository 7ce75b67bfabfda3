//! The catalogue: products, prices, customers, and what comes and goes as files.

mod prices;
