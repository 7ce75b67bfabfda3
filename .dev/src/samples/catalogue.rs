//! The catalogue and the customers of the demo, as `templates/demo/catalogue.json`.
//!
//! Seven products with their prices are the sample data this product is judged by, and `LOCAP2` in black is its golden
//! example; all other values are invented and plausible. Every number is written as a decimal text, so that nobody is
//! tempted to read it into a float.

use super::json::{Json, text};
use super::range::RANGE;

/// What the file says about itself.
const ABOUT: &str = "The catalogue of the demo. Numbers are decimal texts: weights in grams, times in seconds, rates in \
per cent of the material weight. A price is for `price_per` pieces; `colour` or `customer` null means any. Made by \
`cargo dev samples`.";

struct Customer {
    number: &'static str,
    name: &'static str,
    address: &'static str,
    mail_domain: &'static str,
    /// How far a price may be from the list's without an objection, in percent.
    tolerance: Option<&'static str>,
    country: &'static str,
    /// Why there is no tax, where that was agreed.
    untaxed: Option<&'static str>,
}

/// A product as `ramjet demo` loads it.
pub(super) struct Product {
    pub code: &'static str,
    pub description: &'static str,
    pub customer: Option<&'static str>,
    /// Mould number, cavities, cycle seconds, grams of a piece, grams of a shot, machine minimum.
    pub made: [&'static str; 6],
    pub materials: &'static [Material],
    /// Pieces per bag, bag size, pieces per carton, carton size, cartons per pallet, cartons per layer.
    pub packed: [&'static str; 6],
    /// The list price of one piece, or of `price_per`.
    pub price: &'static str,
    pub terms: Terms,
}

/// On which terms a product is sold.
#[derive(Clone, Copy)]
pub(super) struct Terms {
    pub minimum: Option<&'static str>,
    pub multiple: Option<&'static str>,
    pub lead_days: Option<&'static str>,
    /// The last day it was made, and what follows it.
    pub discontinued: Option<(&'static str, &'static str)>,
    /// For how many pieces the list price is.
    pub price_per: &'static str,
    /// Prices beside the list's.
    pub prices: &'static [Price],
}

/// A price beside the list's.
#[derive(Clone, Copy)]
pub(super) struct Price {
    pub customer: Option<&'static str>,
    pub unit_price: &'static str,
    pub price_per: &'static str,
    pub currency: &'static str,
    pub quantity_from: &'static str,
}

/// Sold in any quantity, priced by the piece.
pub(super) const PLAIN: Terms =
    Terms { minimum: None, multiple: None, lead_days: None, discontinued: None, price_per: "1", prices: &[] };

pub(super) struct Material {
    colour: &'static str,
    grade: &'static str,
    kind: &'static str,
    colour_no: Option<&'static str>,
    masterbatch_percent: Option<&'static str>,
    additive: Option<(&'static str, &'static str)>,
}

const SHAPE: Option<&str> = Some("Shape Aluminium");
const CLEBER: Option<&str> = Some("Cleber");
const MARLOW: Option<&str> = Some("Marlow Shutters & Blinds");
const FERNLEIGH: Option<&str> = Some("Fernleigh Hardware");

pub(super) const KESSLER: Option<&str> = Some("Kessler Rollladenbau GmbH");
pub(super) const LINDNER: Option<&str> = Some("Lindner Fensterbau GmbH");
pub(super) const NORTHGATE: Option<&str> = Some("Northgate Cabinets");

const CUSTOMERS: [Customer; 11] = [
    customer_of("10012", "Shape Aluminium", "14 Foundry Road, Braemore NSW 2999", "shapealuminium.example"),
    customer_of("10015", "Cleber", "Unit 5, 220 Tannery Lane, Eastvale VIC 3999", "cleber.example"),
    customer_of(
        "10021",
        "Marlow Shutters & Blinds",
        "88 Cane Cutters Way, Wattle Flat QLD 4998",
        "marlowshutters.example",
    ),
    customer_of("10034", "Fernleigh Hardware", "3 Station Street, Fernleigh NSW 2997", "fernleighhardware.example"),
    Customer {
        country: "DE",
        untaxed: Some("GST-free export"),
        ..customer_of(
            "20003",
            "Kessler Rollladenbau GmbH",
            "Am Mühlgraben 12, 99998 Altenbrück",
            "kessler-rollladen.example",
        )
    },
    Customer {
        country: "DE",
        ..customer_of("20007", "Lindner Fensterbau GmbH", "Hafenstraße 7, 99997 Neuwarden", "lindner-fenster.example")
    },
    Customer {
        tolerance: Some("2"),
        ..customer_of("10041", "Northgate Cabinets", "51 Joiners Court, Northgate SA 5998", "northgatecabinets.example")
    },
    customer_of("10044", "Cobalt Windows", "9 Glazier Street, Redbank QLD 4997", "cobaltwindows.example"),
    customer_of("10047", "Tidewater Marine", "Berth 4, Slipway Road, Coral Bay QLD 4996", "tidewatermarine.example"),
    customer_of("10052", "Harrow Joinery", "27 Mill Lane, Harrowdale TAS 7998", "harrowjoinery.example"),
    customer_of(
        "10058",
        "Brightside Electrical",
        "2/16 Switchyard Drive, Ashby VIC 3998",
        "brightsideelectrical.example",
    ),
];

const fn customer_of(
    number: &'static str, name: &'static str, address: &'static str, domain: &'static str,
) -> Customer {
    Customer { number, name, address, mail_domain: domain, tolerance: None, country: "AU", untaxed: None }
}

/// A coloured material: grade and kind, colour and its masterbatch.
pub(super) const fn dyed(
    colour: &'static str, (grade, kind): (&'static str, &'static str), colour_no: &'static str, percent: &'static str,
) -> Material {
    let colour_no = Some(colour_no);
    Material { colour, grade, kind, colour_no, masterbatch_percent: Some(percent), additive: None }
}

/// The material as it comes, without masterbatch.
pub(super) const fn natural((grade, kind): (&'static str, &'static str)) -> Material {
    Material { colour: "Natural", grade, kind, colour_no: None, masterbatch_percent: None, additive: None }
}

pub(super) const PP: (&str, &str) = ("PP H520", "Polypropylene homopolymer");
pub(super) const HDPE: (&str, &str) = ("HDPE GM7655", "Polyethylene, high density");
pub(super) const PA66: (&str, &str) = ("PA66 V0", "Polyamide 66, flame retardant");
pub(super) const ASA: (&str, &str) = ("ASA 797", "Acrylonitrile styrene acrylate");
pub(super) const ABS: (&str, &str) = ("ABS 750", "Acrylonitrile butadiene styrene");
pub(super) const POM: (&str, &str) = ("POM C9021", "Acetal copolymer");
pub(super) const PVC: (&str, &str) = ("PVC-P 70A", "Soft PVC");

/// Polypropylene in black against sunlight: the material of the golden example.
const BLACK_UV: Material = Material { additive: Some(("UV stabiliser", "1")), ..dyed("Black", PP, "BK-9005", "2.5") };
pub(super) const WHITE_ASA: Material = dyed("White", ASA, "WH-9016", "3");
pub(super) const WHITE_PP: Material = dyed("White", PP, "WH-9016", "3");
pub(super) const BLACK_PP: Material = dyed("Black", PP, "BK-9005", "2");

/// Cleber names no colour; only the part below that comes in two of them leaves a question.
const GREY: [Material; 1] = [dyed("Grey", PA66, "GY-7035", "2")];
const GREY_OR_BLACK: [Material; 2] = [dyed("Grey", PA66, "GY-7035", "2"), dyed("Black", PA66, "BK-9005", "2")];

const PRODUCTS: [Product; 21] = [
    Product {
        code: "LOCAP2",
        description: "LOUVRE END CAP 152mm",
        customer: SHAPE,
        made: ["M-LC152", "2", "35", "42", "88.4", "120 t"],
        materials: &[BLACK_UV, Material { additive: Some(("UV stabiliser", "1")), ..WHITE_PP }],
        packed: ["50", "300 x 450 mm", "200", "400 x 300 x 250 mm", "40", "8"],
        price: "1.32",
        terms: PLAIN,
    },
    Product {
        code: "LOCAP3",
        description: "LOUVRE END CAP 178mm",
        customer: SHAPE,
        made: ["M-LC178", "2", "38", "49.5", "104.2", "150 t"],
        materials: &[BLACK_UV],
        packed: ["50", "300 x 450 mm", "150", "400 x 300 x 250 mm", "40", "8"],
        price: "1.54",
        terms: PLAIN,
    },
    Product {
        code: "GLCAPRB",
        description: "50mm RND PLASTIC CAP BLACK",
        customer: SHAPE,
        made: ["M-GC50", "4", "24", "14.5", "62", "80 t"],
        materials: &[Material { additive: Some(("UV stabiliser", "1")), ..dyed("Black", HDPE, "BK-9005", "2") }],
        packed: ["100", "300 x 450 mm", "500", "400 x 300 x 250 mm", "48", "8"],
        price: "0.73",
        terms: PLAIN,
    },
    Product {
        code: "PY0069-1A",
        description: "ECJ TERMINAL BLOCK Component A",
        customer: CLEBER,
        made: ["M-ECJ-A", "2", "42", "61.2", "131", "120 t"],
        materials: &GREY,
        packed: ["20", "250 x 350 mm", "100", "400 x 300 x 250 mm", "40", "8"],
        price: "8.50",
        terms: PLAIN,
    },
    Product {
        code: "PY0070-1A",
        description: "ECJ TERMINAL BLOCK Component B",
        customer: CLEBER,
        made: ["M-ECJ-B", "2", "42", "64.8", "138.4", "120 t"],
        materials: &GREY,
        packed: ["20", "250 x 350 mm", "100", "400 x 300 x 250 mm", "40", "8"],
        price: "8.75",
        terms: PLAIN,
    },
    Product {
        code: "PY0068-1A",
        description: "ECJ TERMINAL BLOCK Component C",
        customer: CLEBER,
        made: ["M-ECJ-C", "2", "40", "57.4", "122.6", "120 t"],
        materials: &GREY,
        packed: ["20", "250 x 350 mm", "100", "400 x 300 x 250 mm", "40", "8"],
        price: "8.25",
        terms: PLAIN,
    },
    Product {
        code: "PY0064-1A",
        description: "ECJ TERMINAL BLOCK Component D",
        customer: CLEBER,
        made: ["M-ECJ-D", "2", "41", "59.9", "127.8", "120 t"],
        materials: &GREY,
        packed: ["20", "250 x 350 mm", "100", "400 x 300 x 250 mm", "40", "8"],
        price: "8.40",
        terms: PLAIN,
    },
    Product {
        code: "PY0063-1A",
        description: "ECJ TERMINAL BLOCK 2 Pole",
        customer: CLEBER,
        made: ["M-ECJ-2P", "4", "36", "33.1", "140.5", "150 t"],
        materials: &GREY_OR_BLACK,
        packed: ["25", "250 x 350 mm", "150", "400 x 300 x 250 mm", "40", "8"],
        price: "7.80",
        terms: PLAIN,
    },
    Product {
        code: "LBCLIP25",
        description: "Louvre blade clip 25 mm",
        customer: MARLOW,
        made: ["M-LB25", "8", "16", "3.4", "30.2", "60 t"],
        materials: &[WHITE_ASA, dyed("Black", ASA, "BK-9005", "2")],
        packed: ["500", "250 x 350 mm", "5000", "400 x 300 x 200 mm", "60", "10"],
        price: "0.18",
        terms: PLAIN,
    },
    Product {
        code: "PIVPIN6",
        description: "Pivot pin 6 mm with washer face",
        customer: MARLOW,
        made: ["M-PP06", "16", "14", "1.2", "21.6", "50 t"],
        materials: &[natural(POM)],
        packed: ["1000", "200 x 300 mm", "10000", "400 x 300 x 150 mm", "60", "10"],
        price: "0.09",
        terms: PLAIN,
    },
    Product {
        code: "TRKCAP42",
        description: "Track end cap 42 mm, pair",
        customer: MARLOW,
        made: ["M-TC42", "4", "22", "9.6", "41", "80 t"],
        materials: &[WHITE_ASA],
        packed: ["100", "250 x 350 mm", "1200", "400 x 300 x 250 mm", "48", "8"],
        price: "0.46",
        terms: PLAIN,
    },
    Product {
        code: "SPC10",
        description: "Spacer 10 mm, bore 5.2 mm",
        customer: None,
        made: ["M-SP10", "16", "12", "0.8", "14.9", "50 t"],
        materials: &[natural(HDPE), dyed("Black", HDPE, "BK-9005", "2")],
        packed: ["1000", "200 x 300 mm", "20000", "400 x 300 x 150 mm", "60", "10"],
        price: "0.06",
        terms: PLAIN,
    },
    Product {
        code: "GROM20",
        description: "Cable grommet 20 mm, split",
        customer: None,
        made: ["M-GR20", "8", "20", "2.7", "24.4", "60 t"],
        materials: &[dyed("Black", PVC, "BK-9005", "1.5"), dyed("Grey", PVC, "GY-7035", "1.5")],
        packed: ["250", "250 x 350 mm", "4000", "400 x 300 x 200 mm", "60", "10"],
        price: "0.22",
        terms: PLAIN,
    },
    Product {
        code: "COVER88",
        description: "Motor cover 88 mm",
        customer: MARLOW,
        made: ["M-MC88", "1", "44", "71", "74.5", "150 t"],
        materials: &[dyed("White", ABS, "WH-9016", "3")],
        packed: ["10", "300 x 450 mm", "60", "600 x 400 x 300 mm", "24", "4"],
        price: "2.15",
        terms: PLAIN,
    },
    Product {
        code: "BRK45L",
        description: "Mounting bracket 45 mm, left",
        customer: MARLOW,
        made: ["M-BR45", "4", "28", "21.5", "92", "120 t"],
        materials: &[WHITE_ASA],
        packed: ["50", "250 x 350 mm", "450", "400 x 300 x 250 mm", "48", "8"],
        price: "0.84",
        terms: PLAIN,
    },
    Product {
        code: "BRK45R",
        description: "Mounting bracket 45 mm, right",
        customer: MARLOW,
        made: ["M-BR45", "4", "28", "21.5", "92", "120 t"],
        materials: &[WHITE_ASA],
        packed: ["50", "250 x 350 mm", "450", "400 x 300 x 250 mm", "48", "8"],
        price: "0.84",
        terms: PLAIN,
    },
    Product {
        code: "SQPLUG40",
        description: "Square tube plug 40 mm, wall 1.6 to 2.5 mm",
        customer: None,
        made: ["M-SQ40", "4", "21", "7.9", "34", "80 t"],
        materials: &[BLACK_PP, WHITE_PP],
        packed: ["100", "250 x 350 mm", "1500", "400 x 300 x 250 mm", "48", "8"],
        price: "0.31",
        terms: PLAIN,
    },
    Product {
        code: "WANDTIP8",
        description: "Wand tip 8 mm, press fit",
        customer: MARLOW,
        made: ["M-WT08", "16", "13", "1.5", "26", "60 t"],
        materials: &[WHITE_ASA],
        packed: ["500", "200 x 300 mm", "10000", "400 x 300 x 150 mm", "60", "10"],
        price: "0.11",
        terms: PLAIN,
    },
    Product {
        code: "HSG110",
        description: "Gearbox housing 110 mm, two halves",
        customer: MARLOW,
        made: ["M-HS110", "2", "52", "118", "243", "220 t"],
        materials: &[dyed("Black", ABS, "BK-9005", "2"), dyed("White", ABS, "WH-9016", "3")],
        packed: ["5", "400 x 600 mm", "30", "600 x 400 x 300 mm", "24", "4"],
        price: "4.65",
        terms: PLAIN,
    },
    Product {
        code: "RPLUG25",
        description: "Round tube plug 25 mm",
        customer: FERNLEIGH,
        made: ["M-RP25", "8", "18", "4.1", "35.2", "80 t"],
        materials: &[WHITE_PP, BLACK_PP, natural(PP)],
        packed: ["250", "250 x 350 mm", "2500", "400 x 300 x 200 mm", "60", "10"],
        price: "0.29",
        terms: PLAIN,
    },
    Product {
        code: "RPLUG32",
        description: "Round tube plug 32 mm",
        customer: FERNLEIGH,
        made: ["M-RP32", "8", "19", "5.8", "49.6", "80 t"],
        materials: &[WHITE_PP, BLACK_PP],
        packed: ["200", "250 x 350 mm", "2000", "400 x 300 x 250 mm", "60", "10"],
        price: "0.34",
        terms: PLAIN,
    },
];

/// The whole file.
pub fn file() -> Json {
    Json::Object(vec![
        ("_about", text(ABOUT)),
        ("seller", Json::Object(vec![("name", text("Ramjet Plastics")), ("currency", text("AUD"))])),
        ("customers", Json::List(CUSTOMERS.iter().map(customer).collect())),
        ("products", Json::List(PRODUCTS.iter().chain(&RANGE).map(product).collect())),
    ])
}

fn customer(customer: &Customer) -> Json {
    Json::Object(vec![
        ("number", text(customer.number)),
        ("name", text(customer.name)),
        ("address", text(customer.address)),
        ("mail_domains", Json::List(vec![text(customer.mail_domain)])),
        ("price_tolerance_percent", or_null(customer.tolerance)),
        ("lead_days", Json::Null),
        ("country", text(customer.country)),
        ("tax_percent", or_null(customer.untaxed.map(|_| "0"))),
        ("tax_reason", or_null(customer.untaxed)),
    ])
}

fn product(product: &Product) -> Json {
    let keys =
        ["mould_no", "cavities", "cycle_seconds", "product_weight_grams", "shot_weight_grams", "machine_minimum"];
    let made = keys.into_iter().zip(product.made.map(text)).collect();
    let keys =
        ["pieces_per_bag", "bag_size", "pieces_per_carton", "carton_size", "cartons_per_pallet", "cartons_per_layer"];
    let packed = keys.into_iter().zip(product.packed.map(text)).collect();
    let terms = &product.terms;
    let list = Price {
        customer: None,
        unit_price: product.price,
        price_per: terms.price_per,
        currency: "AUD",
        quantity_from: "1",
    };
    Json::Object(vec![
        ("code", text(product.code)),
        ("description", text(product.description)),
        ("customer_name", or_null(product.customer)),
        ("unit", text("EA")),
        ("minimum_quantity", or_null(terms.minimum)),
        ("pack_multiple", or_null(terms.multiple)),
        ("lead_days", or_null(terms.lead_days)),
        ("discontinued_on", or_null(terms.discontinued.map(|(day, _)| day))),
        ("successor", or_null(terms.discontinued.map(|(_, code)| code))),
        ("manufacturing", Json::Object(made)),
        ("materials", Json::List(product.materials.iter().map(material).collect())),
        ("packaging", Json::Object(packed)),
        ("prices", Json::List([list].iter().chain(terms.prices).map(price).collect())),
    ])
}

fn price(price: &Price) -> Json {
    Json::Object(vec![
        ("colour", Json::Null),
        ("customer", or_null(price.customer)),
        ("unit_price", text(price.unit_price)),
        ("price_per", text(price.price_per)),
        ("currency", text(price.currency)),
        ("quantity_from", text(price.quantity_from)),
        ("effective_from", text("2025-07-01")),
    ])
}

fn material(material: &Material) -> Json {
    Json::Object(vec![
        ("colour", text(material.colour)),
        ("grade", text(material.grade)),
        ("kind", text(material.kind)),
        ("colour_no", or_null(material.colour_no)),
        ("colour_supplier", or_null(material.colour_no.map(|_| "Brightwater Colours"))),
        ("masterbatch_percent", or_null(material.masterbatch_percent)),
        ("additive", or_null(material.additive.map(|(name, _)| name))),
        ("additive_percent", or_null(material.additive.map(|(_, percent)| percent))),
        ("additive_supplier", or_null(material.additive.map(|_| "Sunward Additives"))),
    ])
}

fn or_null(value: Option<&str>) -> Json {
    value.map_or(Json::Null, text)
}
