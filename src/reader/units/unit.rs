//! Codes of units of measure → the short names that people write.

/// Codes of UN/ECE Recommendations 20 and 21, of EANCOM and of X12 (355) with our name for each. Codes that mean different
/// things in different lists, such as `ST` (set, sheet, Stück), are left out: they stay as they are stated.
const UNITS: &[(&str, &[&str])] = &[
    ("pcs", &["C62", "H87", "NAR", "EA", "PCE", "PC", "PCS", "NMB", "UN", "XPP", "XNE"]),
    ("set", &["SET"]),
    ("pair", &["PR", "NPR"]),
    ("dozen", &["DZN", "DZ"]),
    ("100 pcs", &["CEN", "HC"]),
    ("1000 pcs", &["MIL", "T3", "TH"]),
    ("box", &["XBX", "BX", "BOX"]),
    ("carton", &["XCT", "CT", "CTN"]),
    ("case", &["XCS", "CS", "CA"]),
    ("pack", &["XPK", "PK", "XPA", "PA"]),
    ("bag", &["XBG", "BG"]),
    ("bottle", &["XBO"]),
    ("bundle", &["XBE", "BE", "GBND"]),
    ("can", &["XCA", "CQ"]),
    ("drum", &["XDR", "DR"]),
    ("pallet", &["XPX", "PX", "PF", "PL", "PAL"]),
    ("roll", &["XRO", "RO", "RL"]),
    ("sheet", &["XST"]),
    ("tray", &["XPU", "PU"]),
    ("kit", &["KT", "KIT"]),
    ("kg", &["KGM", "KG"]),
    ("g", &["GRM"]),
    ("t", &["TNE"]),
    ("lb", &["LBR", "LB"]),
    ("oz", &["ONZ", "OZ"]),
    ("m", &["MTR", "MR"]),
    ("cm", &["CMT", "CM"]),
    ("mm", &["MMT", "MM"]),
    ("km", &["KMT"]),
    ("lm", &["LM"]),
    ("ft", &["FOT", "FT", "LF"]),
    ("in", &["INH", "IN"]),
    ("yd", &["YRD", "YD"]),
    ("m2", &["MTK", "SM"]),
    ("sq ft", &["FTK", "SF"]),
    ("m3", &["MTQ"]),
    ("l", &["LTR", "LT"]),
    ("ml", &["MLT", "ML"]),
    ("gal", &["GLL", "GA"]),
    ("h", &["HUR", "HR"]),
    ("day", &["DAY", "DA"]),
];

/// Our name for a unit that an electronic document states by its code; letter case does not matter. `None` for a code that
/// is not in the lists.
///
/// `unit_name("KGM") == Some("kg")`.
pub fn unit_name(code: &str) -> Option<&'static str> {
    let code = code.trim().to_ascii_uppercase();
    UNITS.iter().find(|(_, codes)| codes.contains(&code.as_str())).map(|(name, _)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_all_lists_have_the_same_name_for_the_same_unit() {
        for (code, name) in
            [("C62", "pcs"), ("pce", "pcs"), ("EA", "pcs"), ("KGM", "kg"), ("mtr", "m"), ("DZ", "dozen")]
        {
            assert_eq!(unit_name(code), Some(name), "{code}");
        }
    }

    #[test]
    fn a_code_that_means_two_things_has_no_name() {
        assert_eq!(unit_name("ST"), None);
        assert_eq!(unit_name(""), None);
        assert_eq!(unit_name("XYZ"), None);
    }

    #[test]
    fn no_code_stands_for_two_names() {
        let mut all: Vec<&str> = UNITS.iter().flat_map(|(_, codes)| codes.iter().copied()).collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}
