use super::*;

const CATALOGUE: [(&str, &str); 12] = [
    ("BRK45L", "Mounting bracket 45 mm, left"),
    ("BRK45R", "Mounting bracket 45 mm, right"),
    ("COVER88", "Motor cover 88 mm"),
    ("GLCAPRB", "50mm RND PLASTIC CAP BLACK"),
    ("GROM20", "Cable grommet 20 mm, split"),
    ("LOCAP2", "LOUVRE END CAP 152mm"),
    ("LOCAP3", "LOUVRE END CAP 178mm"),
    ("PY0068-1A", "ECJ TERMINAL BLOCK Component C"),
    ("PY0069-1A", "ECJ TERMINAL BLOCK Component A"),
    ("RPLUG25", "Round tube plug 25 mm"),
    ("RPLUG32", "Round tube plug 32 mm"),
    ("TRKCAP42", "Track end cap 42 mm, pair"),
];

fn index() -> Index {
    let entries: Vec<Entry<'_>> = (1..)
        .zip(CATALOGUE)
        .map(|(id, (code, description))| Entry { product: ProductId(id), code, description })
        .collect();
    Index::of(&entries)
}

/// The codes found, best first.
fn found(code: Option<&str>, description: Option<&str>) -> Vec<&'static str> {
    let place = |hit: &Hit| usize::try_from(hit.product.0 - 1).unwrap();
    index().find(code, description).hits.iter().map(|hit| CATALOGUE[place(hit)].0).collect()
}

#[test]
fn a_code_with_one_wrong_character_is_found_first() {
    for code in ["RPLUG2S", "RPLUG 52", "RPLUG255", "RPUG25", "rplg25", "RPLGU25"] {
        assert_eq!(found(Some(code), None).first(), Some(&"RPLUG25"), "{code}");
    }
}

#[test]
fn letters_that_look_like_digits_are_the_same_to_a_tired_eye() {
    let found = index().find(Some("L0CAP2"), None);
    assert_eq!((found.look_alikes, found.hits[0].reasons[0]), (1, "look_alike"));
    assert_eq!(found.hits[0].product, ProductId(6));
}

#[test]
fn a_colour_or_a_revision_behind_the_code_does_not_hide_it() {
    for code in ["LOCAP2-BLK", "SA-LOCAP2", "locap2/rev B", "SHAPE LOCAP2 BLACK"] {
        assert_eq!(found(Some(code), None).first(), Some(&"LOCAP2"), "{code}");
    }
}

#[test]
fn a_part_of_a_code_finds_all_that_begin_with_it_and_no_others() {
    assert_eq!(found(Some("LOCAP"), Some("end cap")), ["LOCAP2", "LOCAP3"]);
}

#[test]
fn words_decide_between_codes_that_are_equally_near() {
    assert_eq!(found(Some("RPLUG"), Some("tube plug 32mm")).first(), Some(&"RPLUG32"));
    assert_eq!(found(Some("BRK45"), Some("bracket right hand 45mm")).first(), Some(&"BRK45R"));
}

#[test]
fn a_description_alone_is_enough_when_two_of_its_words_are_ours() {
    assert_eq!(found(None, Some("Grommet for cable, 20mm")).first(), Some(&"GROM20"));
    assert_eq!(found(Some("4711"), Some("terminal block component A")).first(), Some(&"PY0069-1A"));
}

#[test]
fn nothing_is_found_for_what_is_like_nothing_of_ours() {
    for (code, description) in [
        (Some("UNKNOWNPROD"), Some("special bracket")),
        (Some("4711"), None),
        (None, Some("cap")),
        (None, Some("please call me back")),
        (Some("%"), Some("_ %")),
        (Some("__%__"), None),
        (Some("LO"), None),
        (None, None),
    ] {
        assert!(found(code, description).is_empty(), "{code:?} {description:?}");
    }
}

#[test]
fn an_empty_catalogue_and_a_monstrous_question_do_no_harm() {
    assert_eq!(Index::of(&[]).find(Some("LOCAP2"), Some("cap")), Found::default());
    let long = "LOCAP2 ".repeat(10_000);
    assert!(index().find(Some(&long), Some(&long)).hits.len() <= HITS_MAX);
    assert!(found(Some("ÄÖÜß零件"), Some("零件 ½ ﷽")).is_empty());
}

#[test]
fn the_same_question_has_the_same_answer() {
    let (one, other) = (index(), index());
    for (code, description) in
        [(Some("LCAP2"), Some("cap 152")), (None, Some("round plug mm")), (Some("PY00681A"), None)]
    {
        assert_eq!(one.find(code, description), other.find(code, description));
        assert_eq!(one.find(code, description), one.find(code, description));
    }
}
