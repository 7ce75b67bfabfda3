//! Countries by the two letters of ISO 3166-1: which there are, and what people call those that are named most often.

use super::Locale;

/// Every code that is assigned.
const CODES: &str = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA \
CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI \
GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC \
LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA \
PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH \
TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW";

/// Names in English and German.
const NAMES: [(&str, &str, &str); 48] = [
    ("AE", "United Arab Emirates", "Vereinigte Arabische Emirate"),
    ("AT", "Austria", "Österreich"),
    ("AU", "Australia", "Australien"),
    ("BE", "Belgium", "Belgien"),
    ("BG", "Bulgaria", "Bulgarien"),
    ("BR", "Brazil", "Brasilien"),
    ("CA", "Canada", "Kanada"),
    ("CH", "Switzerland", "Schweiz"),
    ("CN", "China", "China"),
    ("CZ", "Czechia", "Tschechien"),
    ("DE", "Germany", "Deutschland"),
    ("DK", "Denmark", "Dänemark"),
    ("EE", "Estonia", "Estland"),
    ("ES", "Spain", "Spanien"),
    ("FI", "Finland", "Finnland"),
    ("FJ", "Fiji", "Fidschi"),
    ("FR", "France", "Frankreich"),
    ("GB", "United Kingdom", "Vereinigtes Königreich"),
    ("GR", "Greece", "Griechenland"),
    ("HK", "Hong Kong", "Hongkong"),
    ("HR", "Croatia", "Kroatien"),
    ("HU", "Hungary", "Ungarn"),
    ("ID", "Indonesia", "Indonesien"),
    ("IE", "Ireland", "Irland"),
    ("IN", "India", "Indien"),
    ("IT", "Italy", "Italien"),
    ("JP", "Japan", "Japan"),
    ("KR", "South Korea", "Südkorea"),
    ("LI", "Liechtenstein", "Liechtenstein"),
    ("LT", "Lithuania", "Litauen"),
    ("LU", "Luxembourg", "Luxemburg"),
    ("LV", "Latvia", "Lettland"),
    ("MX", "Mexico", "Mexiko"),
    ("MY", "Malaysia", "Malaysia"),
    ("NL", "Netherlands", "Niederlande"),
    ("NO", "Norway", "Norwegen"),
    ("NZ", "New Zealand", "Neuseeland"),
    ("PG", "Papua New Guinea", "Papua-Neuguinea"),
    ("PL", "Poland", "Polen"),
    ("PT", "Portugal", "Portugal"),
    ("RO", "Romania", "Rumänien"),
    ("SE", "Sweden", "Schweden"),
    ("SG", "Singapore", "Singapur"),
    ("SI", "Slovenia", "Slowenien"),
    ("SK", "Slovakia", "Slowakei"),
    ("TR", "Türkiye", "Türkei"),
    ("US", "United States", "Vereinigte Staaten"),
    ("ZA", "South Africa", "Südafrika"),
];

/// The code of a country that somebody typed: its two letters, or its name in either language; `None` where it is none of those.
pub fn country_code(text: &str) -> Option<&'static str> {
    let text = text.trim();
    let is_it = |name: &str| name.to_lowercase() == text.to_lowercase();
    let by_name = || NAMES.iter().find(|(_, en, de)| is_it(en) || is_it(de)).map(|(code, ..)| *code);
    CODES.split_whitespace().find(|code| code.eq_ignore_ascii_case(text)).or_else(by_name)
}

/// What a country is called; its two letters where this program has no name for it.
pub fn country_name(locale: Locale, code: &str) -> &str {
    let named = NAMES.iter().find(|(known, ..)| *known == code);
    named.map_or(code, |(_, en, de)| if locale == Locale::EnAu { en } else { de })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_is_found_by_its_letters_and_by_its_name_in_both_languages() {
        for text in ["DE", " de ", "Germany", "deutschland"] {
            assert_eq!(country_code(text), Some("DE"), "{text}");
        }
        assert_eq!(country_code("WS"), Some("WS"), "also one without a name");
        assert_eq!(country_name(Locale::DeDe, "AT"), "Österreich");
        assert_eq!(country_name(Locale::EnAu, "WS"), "WS");
    }

    #[test]
    fn what_is_no_country_is_none() {
        for text in ["", "XX", "D", "Deutsch", "A U"] {
            assert_eq!(country_code(text), None, "{text}");
        }
    }

    #[test]
    fn every_name_is_that_of_a_country_and_reads_back_as_it() {
        assert_eq!(CODES.split_whitespace().count(), 249);
        for (code, en, de) in NAMES {
            assert_eq!((country_code(en), country_code(de)), (Some(code), Some(code)));
        }
    }
}
