//! Every value a template may name, in one table: what the fill engine checks, the page documents, and the tests compare with the forms.

use crate::entity::states::FormKind;

/// One value of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placeholder {
    /// The list whose row it stands in; `None` for a value of the page.
    pub list: Option<&'static str>,
    /// Its name.
    pub name: &'static str,
    /// Whether the form is of no use without it.
    pub is_needed: bool,
}

const fn value(name: &'static str) -> Placeholder {
    Placeholder { list: None, name, is_needed: false }
}

const fn needed(name: &'static str) -> Placeholder {
    Placeholder { list: None, name, is_needed: true }
}

const fn of(list: &'static str, name: &'static str) -> Placeholder {
    Placeholder { list: Some(list), name, is_needed: false }
}

const fn needed_of(list: &'static str, name: &'static str) -> Placeholder {
    Placeholder { list: Some(list), name, is_needed: true }
}

/// The values of a form of this kind, in the order they are documented.
pub const fn placeholders(kind: FormKind) -> &'static [Placeholder] {
    match kind {
        FormKind::OfficeOrder => OFFICE,
        FormKind::WorksOrder => WORKS,
    }
}

const OFFICE: &[Placeholder] = &[
    value("company"),
    value("company_address"),
    value("number"),
    value("reference"),
    needed("customer"),
    needed("po_number"),
    value("po_date"),
    value("delivery_date"),
    value("deliver_to"),
    of("line", "number"),
    needed_of("line", "code"),
    of("line", "description"),
    of("line", "colour"),
    needed_of("line", "quantity"),
    of("line", "unit"),
    of("line", "unit_price"),
    of("line", "total"),
    of("line", "works_order"),
    of("line", "in_stock"),
    of("line", "to_produce"),
    of("line", "date_required"),
    value("currency"),
    value("subtotal"),
    value("tax_name"),
    value("tax_percent"),
    value("tax_label"),
    value("tax"),
    value("tax_reason"),
    value("total_label"),
    needed("total"),
    needed_of("note", "text"),
    value("release"),
];

const WORKS: &[Placeholder] = &[
    value("company"),
    value("company_address"),
    needed("number"),
    value("position"),
    value("positions"),
    value("version"),
    value("issued"),
    value("customer"),
    value("po_number"),
    value("po_date"),
    value("delivery_date"),
    needed("product_code"),
    value("customer_code"),
    value("description"),
    value("colour"),
    value("ordered"),
    value("from_stock"),
    needed("produce"),
    value("stock_note"),
    value("line_total"),
    needed_of("frame", "text"),
    value("mould"),
    value("cavities"),
    value("cycle"),
    value("shot_weight"),
    value("product_weight"),
    value("running_hours"),
    value("machine_minimum"),
    value("material_note"),
    value("grade"),
    value("type"),
    value("base_rate"),
    value("base_kg"),
    value("material_colour"),
    value("colour_number"),
    value("colour_supplier"),
    value("masterbatch_rate"),
    value("masterbatch_kg"),
    value("additive"),
    value("additive_supplier"),
    value("additive_rate"),
    value("additive_kg"),
    value("total_kg"),
    value("bags"),
    value("cartons"),
    value("pieces_per_bag"),
    value("bag_size"),
    value("pieces_per_carton"),
    value("carton_size"),
    value("cartons_per_layer"),
    value("cartons_per_pallet"),
    needed_of("note", "text"),
    value("release"),
];
