//! The door and the frame: signing in and out, rights, forgery, errors, headers, files.

use actix_web::http::{StatusCode, header};
use actix_web::test::TestRequest;
use ramjet::auth::{Right, Role};
use ramjet::web::routes::{Need, ROUTES};

use super::{PASSWORD, Shell};

#[actix_web::test]
async fn the_first_person_sets_the_desk_up_and_is_signed_in() {
    let shell = Shell::open().await;
    assert_eq!(shell.get("/sign-in", "").await.header("location"), "/first-run");
    let form = [
        ("organisation", "Ramjet Plastics"),
        ("name", "Grant"),
        ("address", "grant@ramjet.example"),
        ("password", PASSWORD),
        ("password_again", PASSWORD),
    ];
    let answer = shell.post("/first-run", "", &form).await;
    assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, "/orders"));
    let account = shell.get("/account", &answer.cookie()).await;
    assert_eq!(account.status, StatusCode::OK);
    assert!(account.text.contains("Ramjet Plastics") && account.text.contains("Owner"));
    assert_eq!(account.header("cache-control"), "no-store");
}

#[actix_web::test]
async fn the_first_run_is_over_once_somebody_is_there() {
    let (shell, _) = Shell::with_owner().await;
    assert_eq!(shell.get("/first-run", "").await.header("location"), "/sign-in");
    let form = [
        ("organisation", "Evil"),
        ("name", "Eve"),
        ("address", "eve@evil.example"),
        ("password", PASSWORD),
        ("password_again", PASSWORD),
    ];
    let answer = shell.post("/first-run", "", &form).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.header("set-cookie").is_empty());
}

#[actix_web::test]
async fn a_first_run_with_mistakes_keeps_what_was_typed_but_no_password() {
    let shell = Shell::open().await;
    for (password, again, said) in [
        ("short", "short", "at least 8"),
        (PASSWORD, "another one", "differ"),
        ("password", "password", "list of guesses"),
    ] {
        let form = [
            ("organisation", "Ramjet <b>Plastics</b>"),
            ("name", "Grant"),
            ("address", "grant@ramjet.example"),
            ("password", password),
            ("password_again", again),
        ];
        let answer = shell.post("/first-run", "", &form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{password}");
        assert!(answer.text.contains(said), "{password}: {}", answer.text);
        assert!(answer.text.contains(r#"value="Ramjet &lt;b&gt;Plastics&lt;/b&gt;""#));
        assert!(!answer.text.contains(PASSWORD));
    }
}

#[actix_web::test]
async fn an_unknown_address_and_a_wrong_password_get_the_same_answer() {
    let (shell, _) = Shell::with_owner().await;
    let known = shell.post("/sign-in", "", &[("address", "grant@ramjet.example"), ("password", "wrong one")]).await;
    let unknown = shell.post("/sign-in", "", &[("address", "nobody@ramjet.example"), ("password", "wrong one")]).await;
    assert_eq!(known.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(known.status, unknown.status);
    assert_eq!(known.text.replace("grant@", "nobody@"), unknown.text);
    assert!(known.header("set-cookie").is_empty());
}

#[actix_web::test]
async fn the_door_leads_back_to_the_page_that_was_asked_for_but_never_elsewhere() {
    let (shell, _) = Shell::with_owner().await;
    assert_eq!(shell.get("/account?x=1", "").await.header("location"), "/sign-in?next=/account%3Fx%3D1");
    for (next, to) in [("/account", "/account"), ("//evil.example", "/orders"), ("https://evil.example", "/orders")] {
        let form = [("address", "grant@ramjet.example"), ("password", PASSWORD), ("next", next)];
        assert_eq!(shell.post("/sign-in", "", &form).await.header("location"), to, "{next}");
    }
}

#[actix_web::test]
async fn after_signing_out_the_cookie_opens_nothing() {
    let (shell, _) = Shell::with_owner().await;
    let cookie = shell.sign_in("grant@ramjet.example").await;
    let answer = shell.post("/sign-out", &cookie, &[]).await;
    assert_eq!(answer.header("clear-site-data"), "\"cache\", \"storage\"");
    assert_eq!(shell.get("/account", &cookie).await.status, StatusCode::SEE_OTHER);
    assert_eq!(shell.post("/account/look", &cookie, &[]).await.status, StatusCode::UNAUTHORIZED);
}

#[actix_web::test]
async fn a_forged_change_is_refused_and_changes_nothing() {
    let (shell, _) = Shell::with_owner().await;
    let cookie = shell.sign_in("grant@ramjet.example").await;
    for site in ["cross-site", "same-site", "none"] {
        let request = TestRequest::post().uri("/sign-out").insert_header((header::COOKIE, cookie.as_str()));
        let answer = shell.send(request.insert_header(("Sec-Fetch-Site", site))).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{site}");
        assert!(answer.text.contains("Reference "));
    }
    assert_eq!(shell.get("/account", &cookie).await.status, StatusCode::OK, "still signed in");
}

#[actix_web::test]
async fn every_route_refuses_strangers_and_roles_without_its_right() {
    let (shell, organisation) = Shell::with_owner().await;
    let mut people = vec![(Role::Owner, shell.sign_in("grant@ramjet.example").await)];
    for role in [Role::Admin, Role::Reviewer, Role::Warehouse, Role::Viewer] {
        let address = shell.add(organisation, role).await;
        people.push((role, shell.sign_in(&address).await));
    }
    for route in ROUTES.iter().filter(|route| route.need != Need::Nothing && route.path != "/sign-out") {
        // No such record: who may see the route gets 404 too, so what is told apart here is the door and the rights.
        let path = ["{id}", "{form}", "{page}", "{kind}", "{colour}", "{file}"]
            .iter()
            .fold(route.path.to_owned(), |path, place| path.replace(place, "1"));
        let is_get = route.method == "GET";
        let stranger = if is_get { shell.get(&path, "").await } else { shell.post(&path, "", &[]).await };
        let closed = if is_get { StatusCode::SEE_OTHER } else { StatusCode::UNAUTHORIZED };
        assert_eq!(stranger.status, closed, "{} {path}", route.method);
        for (role, cookie) in &people {
            let answer = if is_get { shell.get(&path, cookie).await } else { shell.post(&path, cookie, &[]).await };
            assert_ne!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{role:?} {} {path}", route.method);
            if let Need::Right(right) = route.need
                && !role.may(right)
            {
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{role:?} {} {path}", route.method);
            }
        }
    }
}

#[actix_web::test]
async fn the_warehouse_sees_no_link_to_the_inbox() {
    let (shell, organisation) = Shell::with_owner().await;
    let address = shell.add(organisation, Role::Warehouse).await;
    let cookie = shell.sign_in(&address).await;
    assert!(!Role::Warehouse.may(Right::SeeInbox));
    assert!(!shell.get("/account", &cookie).await.text.contains("href=\"/inbox\""));
    let owner = shell.sign_in("grant@ramjet.example").await;
    assert!(shell.get("/account", &owner).await.text.contains("href=\"/inbox\""));
}

#[actix_web::test]
async fn what_is_missing_says_so_in_the_language_of_the_reader_as_page_and_as_notice() {
    let (shell, _) = Shell::with_owner().await;
    let request = TestRequest::get().uri("/nowhere").insert_header((header::ACCEPT_LANGUAGE, "de-AT,de;q=0.9"));
    let page = shell.send(request).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(page.text.contains("Diese Seite gibt es nicht") && page.text.contains("<html lang=\"de-AT\""));
    let request = TestRequest::get().uri("/nowhere").insert_header(("HX-Request-Type", "partial"));
    let notice = shell.send(request).await;
    assert_eq!((notice.header("hx-retarget"), notice.header("hx-reswap")), ("#notice", "innerHTML"));
    assert!(!notice.text.contains("<html") && notice.text.contains("role=\"alert\""));
}

#[actix_web::test]
async fn a_form_that_lacks_a_field_or_is_too_large_is_refused_in_words() {
    let (shell, _) = Shell::with_owner().await;
    let answer = shell.post("/sign-in", "", &[("address", "grant@ramjet.example")]).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(answer.text.contains("<h1"));
    let huge = "x".repeat(600_000);
    let answer = shell.post("/sign-in", "", &[("address", &huge), ("password", "x")]).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[actix_web::test]
async fn every_answer_carries_the_strict_headers() {
    let (shell, _) = Shell::with_owner().await;
    for path in ["/sign-in", "/nowhere", "/account", "/livez"] {
        let answer = shell.get(path, "").await;
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("x-frame-options"), "DENY", "{path}");
        assert!(answer.header("strict-transport-security").is_empty(), "not on plain http: {path}");
    }
    let cookie = shell.sign_in("grant@ramjet.example").await;
    assert_eq!(shell.get("/", &cookie).await.header("cache-control"), "private, no-cache");
    assert!(shell.get("/", &cookie).await.header("vary").contains("HX-Request-Type"));
}

#[actix_web::test]
async fn files_are_kept_for_ever_and_pages_need_nothing_inline() {
    let (shell, _) = Shell::with_owner().await;
    let page = shell.get("/sign-in", "").await.text;
    assert!(!page.contains("style=\"") && !page.contains("<style") && !page.contains(" onclick"));
    let paths: Vec<&str> = page.split('"').filter(|part| part.starts_with("/assets/")).collect();
    assert_eq!(paths.len(), 4, "{paths:?}");
    for path in paths {
        let file = shell.get(path, "").await;
        assert_eq!(file.status, StatusCode::OK, "{path}");
        assert_eq!(file.header("cache-control"), "public, max-age=31536000, immutable");
        assert!(!file.text.is_empty());
    }
    assert_eq!(shell.get("/assets/app.css", "").await.status, StatusCode::NOT_FOUND, "only under its hash");
}

#[actix_web::test]
async fn colours_and_keys_are_kept_in_the_browser_and_drawn_by_the_server() {
    let (shell, _) = Shell::with_owner().await;
    let cookie = shell.sign_in("grant@ramjet.example").await;
    let form = [("theme", "dark"), ("density", "comfortable"), ("letters", "no-letters")];
    let look = shell.post("/account/look", &cookie, &form).await.cookie();
    let page = shell.get("/account", &format!("{cookie}; {look}")).await.text;
    assert!(page.contains(r#"data-theme="dark" data-density="comfortable" data-keys="off""#));
    let nonsense = shell.post("/account/look", &cookie, &[("theme", "\"><script>")]).await.cookie();
    assert_eq!(nonsense, "ramjet-look=");
}
