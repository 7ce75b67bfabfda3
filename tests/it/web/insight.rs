//! The page and the file of the figures.

use ramjet::entity::states::Role;

use super::*;

#[actix_web::test]
async fn a_period_without_orders_says_so() {
    let (shell, _) = Shell::with_owner().await;
    let cookie = shell.sign_in("grant@ramjet.example").await;
    for path in ["/figures", "/figures?period=week", "/figures?period=custom&from=2026-01-01&until=2026-01-31"] {
        let answer = shell.get(path, &cookie).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert!(answer.text.contains("Nothing in this period"), "{path}");
    }
}

#[actix_web::test]
async fn a_bad_period_is_refused_with_a_sentence_and_keeps_what_was_typed() {
    let (shell, _) = Shell::with_owner().await;
    let cookie = shell.sign_in("grant@ramjet.example").await;
    for (query, sentence) in [
        ("period=decade", "There is no such period"),
        ("period=custom&from=2026-03-02&until=2026-03-01", "The last day lies before the first one"),
        ("period=custom&from=&until=2026-03-01", "Both days are needed"),
        ("period=custom&from=2020-01-01&until=2026-03-01", "two years at most"),
        ("period=custom&from=2025-01-01&until=2026-03-01&by=day", "too many steps"),
    ] {
        for path in ["/figures", "/figures.csv"] {
            let answer = shell.get(&format!("{path}?{query}"), &cookie).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}?{query}");
            assert!(answer.text.contains(sentence), "{query}");
            assert!(!query.contains("until=2026-03-01") || answer.text.contains("value=\"2026-03-01\""), "{query}");
        }
    }
}

#[actix_web::test]
async fn the_file_is_one_that_a_spreadsheet_opens() {
    let (shell, _) = Shell::with_owner().await;
    let cookie = shell.sign_in("grant@ramjet.example").await;
    let answer = shell.get("/figures.csv?period=custom&from=2026-02-01&until=2026-02-02", &cookie).await;
    assert_eq!(answer.status, StatusCode::OK);
    let header = |name: &str| answer.headers.get(name).unwrap().to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(header("content-disposition"), "attachment; filename=\"figures-2026-02-01-2026-02-02.csv\"");
    assert!(answer.text.starts_with("Period,2026-02-01,2026-02-02\r\nRevenue,0.00,AUD\r\n"), "{}", answer.text);
    assert!(answer.text.contains("\r\n2026-02-02,0,0.00,AUD\r\n"));
}

#[actix_web::test]
async fn whoever_may_not_see_revenue_finds_no_such_page_and_no_link_to_it() {
    let (shell, organisation) = Shell::with_owner().await;
    for role in [Role::Warehouse, Role::Viewer] {
        let address = shell.add(organisation, role).await;
        let cookie = shell.sign_in(&address).await;
        for path in ["/figures", "/figures.csv"] {
            assert_eq!(shell.get(path, &cookie).await.status, StatusCode::NOT_FOUND, "{role:?} {path}");
        }
        assert!(!shell.get("/orders", &cookie).await.text.contains("href=\"/figures\""));
    }
}
