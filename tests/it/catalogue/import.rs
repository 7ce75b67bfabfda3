//! Files that become the catalogue, and the catalogue as files.

use std::path::Path;

use ramjet::entity::ids::ImportId;
use ramjet::entity::states::{ImportState, ImportSubject};
use ramjet::entity::{alias, customer, price, product};
use ramjet::matching::catalogue::CatalogueError;
use ramjet::matching::catalogue::export::{Format, export};
use ramjet::matching::catalogue::fields::{Problem, ProductField};
use ramjet::matching::catalogue::import::{self, HandedIn, ImportError, ImportPage, Preview};
use ramjet::ops::deed::Done;

use super::products::product as page_of;
use crate::desk::{Desk, Person, both};

const SUBJECTS: [ImportSubject; 4] =
    [ImportSubject::Customers, ImportSubject::Products, ImportSubject::Prices, ImportSubject::PartNumbers];

async fn hand_in(
    desk: &Desk, person: &Person, subject: ImportSubject, name: &str, bytes: &[u8],
) -> Result<ImportId, ImportError> {
    let file = HandedIn { subject, name: name.to_owned(), bytes: bytes.to_vec() };
    import::hand_in(&desk.deed(person), &desk.blobs, &desk.ctx.isolate, file).await
}

async fn look(desk: &Desk, subject: ImportSubject, text: &str) -> ImportPage {
    let id = hand_in(desk, &desk.grant, subject, "file.csv", text.as_bytes()).await.unwrap();
    import::show(&desk.db, &desk.grant.scope, id).await.unwrap()
}

async fn accept(desk: &Desk, file: &ImportPage) -> Result<Done, ImportError> {
    import::apply(&desk.deed(&desk.grant), &desk.blobs, file.id, &file.preview.digest).await
}

fn counts(preview: &Preview) -> [usize; 4] {
    [preview.new, preview.changed, preview.unchanged, preview.refused]
}

/// Value and reason of each refused row.
fn faults(preview: &Preview) -> Vec<(usize, &str, Problem)> {
    preview.refused_rows.iter().map(|row| (row.row, row.faults[0].0.as_str(), row.faults[0].1)).collect()
}

both! {
    async fn looking_at_a_file_changes_nothing_and_accepting_it_changes_all_of_it_once(desk: Desk) {
        let text = "Code;Description;MOQ;Colour;Masterbatch;Currency;Price;qty_break_2;price_2;Customer;customer_part_no\n\
            NEW-1;Cap 30;1000;Red;2,5;AUD;0,45;1000;0,40;Fresh Windows Pty Ltd;FW-1\n\
            NEW-1;Cap 30;1000;Blue;2,5;AUD;0,45;1000;0,40;Fresh Windows Pty Ltd;FW-1\n\
            LOCAP2;LOUVRE END CAP 152mm;500;;;AUD;1,32;;;Shape Aluminium;\n\
            LOCAP3;;;;;;;;;;\n";
        let before = desk.count::<product::Entity>().await;
        let file = look(&desk, ImportSubject::Products, text).await;
        assert_eq!(counts(&file.preview), [1, 2, 1, 0], "{:?}", file.preview);
        assert_eq!(file.preview.new_customers, ["Fresh Windows Pty Ltd"]);
        assert_eq!(desk.count::<product::Entity>().await, before);
        let events = page_of(&desk, "LOCAP2").await.history.len();
        assert_eq!(accept(&desk, &file).await.unwrap(), Done::First);
        let new = page_of(&desk, "NEW-1").await;
        assert_eq!((new.colours.len(), new.names[0].name.as_str(), new.value(ProductField::MinimumQuantity)), (2, "FW-1", "1000"));
        assert_eq!(new.prices[0].sets[0].breaks.len(), 2);
        let changed = page_of(&desk, "LOCAP2").await;
        assert_eq!((changed.value(ProductField::MinimumQuantity), changed.value(ProductField::MouldNo)), ("500", "M-LC152"));
        assert_eq!(changed.history.len(), events + 1, "the price is as it was: {:?}", changed.history);
        assert!(matches!(accept(&desk, &file).await, Err(ImportError::Settled)));
        let again = look(&desk, ImportSubject::Products, text).await;
        assert_eq!(counts(&again.preview), [0, 0, 4, 0], "{:?}", again.preview);
        assert!(matches!(accept(&desk, &again).await, Err(ImportError::NothingToDo)));
        assert_eq!(import::show(&desk.db, &desk.grant.scope, file.id).await.unwrap().state, ImportState::Applied);
    }

    async fn rows_that_cannot_be_taken_are_named_with_their_reasons_and_the_others_are_taken(desk: Desk) {
        let text = "code,description,cycle_seconds,lead_days,status,successor\n\
            A-1,Fine,10.5,3,active,\n\
            ,No code,1,1,,\n\
            A-1,Fine,10.5,3,active,\n\
            a 1,Reads the same,1,1,,\n\
            A-2,,1,1,,\n\
            A-3,Cap,ten,1,,\n\
            A-4,Cap,1,2.5,,\n\
            A-5,Cap,1,1,perhaps,\n\
            A-6,Cap,1,1,,NOWHERE\n\
            A-7,Cap,1,1,,A-1\n\
            LO-CAP2,Cap,1,1,,\n";
        let file = look(&desk, ImportSubject::Products, text).await;
        assert_eq!(counts(&file.preview), [2, 0, 0, 9]);
        assert_eq!(faults(&file.preview), [
            (3, "code", Problem::Needed), (4, "code", Problem::Twice), (5, "code", Problem::Taken), (6, "description", Problem::Needed),
            (7, "cycle_seconds", Problem::NotANumber), (8, "lead_days", Problem::NotWhole), (9, "status", Problem::NotAState),
            (10, "successor", Problem::UnknownProduct), (12, "code", Problem::Taken),
        ]);
        accept(&desk, &file).await.unwrap();
        assert_eq!(page_of(&desk, "A-7").await.value(ProductField::Successor), "A-1");
        let (headings, rows) = import::refused(&desk.deed(&desk.grant), &desk.blobs, file.id).await.unwrap();
        assert_eq!((headings.len(), rows.len(), rows[0].0[1].as_str()), (6, 9, "No code"));
    }

    async fn a_decimal_comma_that_could_be_thousands_is_asked_about(desk: Desk) {
        let text = "code;unit_price;effective_from\nLOCAP2;1,234;2026-03-01\nLOCAP3;1,50;2026-03-01\n";
        let file = look(&desk, ImportSubject::Prices, text).await;
        assert_eq!((counts(&file.preview), faults(&file.preview)), ([1, 0, 0, 1], vec![(2, "unit_price", Problem::AmbiguousNumber)]));
        let columns: Vec<String> = file.reading.columns.iter().map(|column| column.clone().unwrap_or_default()).collect();
        import::read_as(&desk.deed(&desk.grant), &desk.blobs, file.id, &columns, Some(',')).await.unwrap();
        let file = import::show(&desk.db, &desk.grant.scope, file.id).await.unwrap();
        assert_eq!(counts(&file.preview), [2, 0, 0, 0]);
        assert!(file.preview.new_rows[0].changes.iter().any(|(_, _, to)| to.as_deref() == Some("1.234 AUD")), "{:?}", file.preview.new_rows);
    }

    async fn a_catalogue_that_moved_is_shown_again_before_anything_is_accepted(desk: Desk) {
        let file = look(&desk, ImportSubject::Products, "code,family\nLOCAP2,CAP\n").await;
        let page = page_of(&desk, "LOCAP2").await;
        let values = crate::catalogue::products::typed(&[("family", "OTHER")]);
        ramjet::matching::catalogue::products::correct(&desk.deed(&desk.grant), page.id, page.version, &values).await.unwrap();
        assert!(matches!(accept(&desk, &file).await, Err(ImportError::Moved)));
        assert_eq!(page_of(&desk, "LOCAP2").await.value(ProductField::Family), "OTHER");
        let file = import::show(&desk.db, &desk.grant.scope, file.id).await.unwrap();
        assert_eq!(file.preview.changed_rows[0].changes[0].1.as_deref(), Some("OTHER"), "old and new as they are now");
        accept(&desk, &file).await.unwrap();
        assert_eq!(page_of(&desk, "LOCAP2").await.value(ProductField::Family), "CAP");
    }

    async fn what_is_no_file_for_the_catalogue_is_refused_and_not_kept(desk: Desk) {
        let try_in = async |bytes: &[u8]| hand_in(&desk, &desk.grant, ImportSubject::Products, "x.csv", bytes).await;
        assert!(matches!(try_in(b"").await, Err(ImportError::Empty)));
        assert!(matches!(try_in(b"code,description\n").await, Err(ImportError::OnlyHeadings)));
        let broken = hand_in(&desk, &desk.grant, ImportSubject::Products, "x.xlsx", b"PK\x03\x04 not a workbook").await;
        assert!(matches!(broken, Err(ImportError::Unreadable(_))), "{broken:?}");
        let locked = hand_in(&desk, &desk.grant, ImportSubject::Products, "x.xlsx", &locked_workbook()).await;
        assert!(matches!(locked, Err(ImportError::Unreadable(_))), "{locked:?}");
        let viewer = hand_in(&desk, &desk.sharon, ImportSubject::Products, "x.csv", b"code,description\nA,B\n").await;
        assert!(matches!(viewer, Err(ImportError::Catalogue(CatalogueError::NotPermitted))));
        assert!(import::list(&desk.db, &desk.grant.scope).await.unwrap().is_empty());
        let file = look(&desk, ImportSubject::Products, "what,description\nA-1,Cap\n").await;
        assert_eq!(file.preview.missing.as_deref(), Some("code"));
        assert!(matches!(accept(&desk, &file).await, Err(ImportError::NoKey("code"))));
        let foreign = import::show(&desk.db, &desk.olga.scope, file.id).await;
        assert!(matches!(foreign, Err(ImportError::Catalogue(CatalogueError::Missing))));
        let foreign = import::apply(&desk.deed(&desk.olga), &desk.blobs, file.id, "").await;
        assert!(matches!(foreign, Err(ImportError::Catalogue(CatalogueError::Missing))));
        import::discard(&desk.deed(&desk.grant), file.id).await.unwrap();
        assert!(matches!(accept(&desk, &file).await, Err(ImportError::Settled)));
    }

    async fn customers_and_their_names_come_from_files_too(desk: Desk) {
        let text = "Customer;Number;Mail domains;Address;Tolerance\nFresh;7;fresh.example, f.example;1 High St;0.5\nCleber;8;fresh.example;;\nX;9;me@gmail.com;;\nFresh;7;;;\n";
        let file = look(&desk, ImportSubject::Customers, text).await;
        assert_eq!(counts(&file.preview), [1, 0, 0, 3]);
        assert_eq!(faults(&file.preview), [(3, "domains", Problem::Taken), (4, "domains", Problem::PublicDomain), (5, "name", Problem::Twice)]);
        accept(&desk, &file).await.unwrap();
        let names = "code,customer,part_number\nLOCAP2,Fresh,F-1\nLOCAP3,Fresh,F 1\nNOPE,Fresh,F-2\nLOCAP3,Shape Aluminium,F-1\n";
        let file = look(&desk, ImportSubject::PartNumbers, names).await;
        assert_eq!(counts(&file.preview), [2, 0, 0, 2]);
        accept(&desk, &file).await.unwrap();
        assert_eq!(page_of(&desk, "LOCAP2").await.names[0].customer.as_ref().unwrap().1, "Fresh");
    }

    async fn what_goes_out_comes_back_without_a_change_in_either_format(desk: Desk) {
        let text = "code,description,customer,shot_weight_grams,price_1,customer_part_no\n=FORM-1,\"-Quoted, \"\"text\"\"\",+Plus Pty,88.4125,1.2340,@P1\nB-2,'tis,+Plus Pty,1.5,2,\n";
        let file = look(&desk, ImportSubject::Products, text).await;
        assert_eq!(counts(&file.preview), [2, 0, 0, 0], "{:?}", file.preview);
        accept(&desk, &file).await.unwrap();
        for subject in SUBJECTS {
            for (format, name) in [(Format::Csv, "out.csv"), (Format::Xlsx, "out.xlsx")] {
                let bytes = export(&desk.db, &desk.grant.scope, subject, format).await.unwrap();
                let id = hand_in(&desk, &desk.grant, subject, name, &bytes).await.unwrap();
                let preview = import::show(&desk.db, &desk.grant.scope, id).await.unwrap().preview;
                assert_eq!([preview.new, preview.changed, preview.refused], [0; 3], "{subject:?} {name}: {preview:?}");
                assert!(preview.unchanged > 0, "{subject:?} {name}");
                if format == Format::Csv {
                    let text = String::from_utf8(bytes).unwrap();
                    for line in text.lines() {
                        assert!(!line.starts_with(['=', '+', '-', '@']) && !line.contains(",=") && !line.contains(",+") && !line.contains(",@"), "{line}");
                    }
                }
            }
        }
    }

    async fn the_catalogue_of_a_moulder_comes_in_whole(desk: Desk) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/catalogue-57.csv");
        let Ok(bytes) = std::fs::read(&path) else {
            return crate::desk::say("skipped (1 test): there is no ../shared/corpus");
        };
        let before = [desk.count::<product::Entity>().await, desk.count::<customer::Entity>().await];
        let id = hand_in(&desk, &desk.grant, ImportSubject::Products, "catalogue-57.csv", &bytes).await.unwrap();
        let file = import::show(&desk.db, &desk.grant.scope, id).await.unwrap();
        assert!(file.reading.columns.iter().all(Option::is_some), "{:?}", file.reading);
        assert_eq!((counts(&file.preview), file.preview.new_customers.len()), ([57, 0, 0, 0], 12), "{:?}", file.preview.refused_rows);
        accept(&desk, &file).await.unwrap();
        let after = [desk.count::<product::Entity>().await, desk.count::<customer::Entity>().await];
        assert_eq!([after[0] - before[0], after[1] - before[1]], [57, 12]);
        let cap = page_of(&desk, "CAP-1002-BLU").await;
        assert_eq!(cap.prices[0].sets[0].breaks.len(), 3);
        assert_eq!((cap.value(ProductField::CycleSeconds), cap.value(ProductField::LeadDays), cap.names[0].name.as_str()), ("10.7", "10", "CS-8218"));
        assert!(desk.count::<price::Entity>().await >= 57 && desk.count::<alias::Entity>().await >= 57);
        let again = hand_in(&desk, &desk.grant, ImportSubject::Products, "catalogue-57.csv", &bytes).await.unwrap();
        assert_eq!(counts(&import::show(&desk.db, &desk.grant.scope, again).await.unwrap().preview), [0, 0, 57, 0]);
    }
}

/// The beginning of an office file that is locked by a password: an old container that holds an encrypted package.
fn locked_workbook() -> Vec<u8> {
    let mut bytes = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    bytes.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    bytes.resize(4096, 0);
    bytes
}
