//! Code lists that several formats share: kinds of product codes, units of measure.

use crate::units::unit_name;

/// How likely a code is what the seller looks up, by its kind; less is better. EDIFACT 7143 and X12 235.
///
/// * `is_first` — it stands where the line names its product, not beside it.
pub(super) fn ranked(kind: &str, is_first: bool) -> u8 {
    match kind {
        // The seller's own.
        "SA" | "VP" | "VN" | "SK" | "VC" | "VS" | "SU" | "VA" => 0,
        // Numbers of GS1, the same for everybody.
        "EN" | "SRV" | "UP" | "GTIN" | "GTI" | "UK" | "UI" | "UA" | "EO" | "EM" | "UE" | "UN" | "GT" | "GU" => 1,
        "" | "ZZZ" if is_first => 1,
        // The buyer's own.
        "BP" | "IN" | "CB" | "PI" | "PN" | "BH" => 3,
        "MF" | "MG" | "MN" | "MP" => 4,
        "" => 5,
        _ => 6,
    }
}

/// Whether two units are surely not the same.
pub(super) fn is_other_unit(one: &str, other: &str) -> bool {
    if one.is_empty() || other.is_empty() {
        return false;
    }
    let plain = |unit: &str| unit_name(unit).map_or_else(|| unit.to_ascii_lowercase(), str::to_owned);
    plain(one) != plain(other)
}

/// How many units a price is for, by the basis of unit price of X12 (639). `None` for a code that says nothing about
/// it, such as `CT` (contract) or `NT` (net).
pub(super) fn price_base(code: &str) -> Option<i64> {
    match code {
        "PE" | "LE" | "QE" | "TE" | "WE" | "RE" | "UM" => Some(1),
        "PN" => Some(10),
        "PD" | "LD" | "TD" | "WD" | "RD" => Some(12),
        "HP" | "LC" | "QH" | "TC" | "WC" | "RC" | "HF" => Some(100),
        "TP" | "LM" | "QS" | "TM" | "WM" | "RM" | "TF" => Some(1000),
        "TT" => Some(10_000),
        "HT" => Some(100_000),
        _ => None,
    }
}

/// The unit that a basis of unit price (639) is for, where it names one; in the codes of X12 (355).
pub(super) fn price_unit(code: &str) -> &'static str {
    match code {
        "PP" => "LB",
        "PF" | "HF" | "TF" => "FT",
        "PY" => "YD",
        "PG" => "GR",
        "PK" => "KG",
        "PL" => "LT",
        "ML" => "ML",
        "PO" => "OZ",
        "PT" => "TN",
        "P7" => "MR",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sellers_own_number_goes_before_those_of_others() {
        assert!(ranked("SA", false) < ranked("EN", true));
        assert!(ranked("EN", true) < ranked("BP", false));
        assert!(ranked("", true) < ranked("IN", false));
        assert!(ranked("XX", false) > ranked("MF", false));
    }

    #[test]
    fn units_are_the_same_whatever_list_they_are_from() {
        assert!(!is_other_unit("PCE", "C62"));
        assert!(!is_other_unit("kgm", "KG"));
        assert!(is_other_unit("PCE", "KGM"));
        assert!(!is_other_unit("PCE", ""));
    }
}
