//! A real Chromium, driven by chromedriver: the one that `RAMJET_TEST_WEBDRIVER` names, or one of our own where it is installed.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use fantoccini::actions::{InputSource as _, KeyAction, KeyActions};
use fantoccini::elements::Element;
use fantoccini::error::{CmdError, ErrorStatus, NewSessionError};
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use super::furnish::PASSWORD;
use super::process::port_said;
use super::visitor::Visitor;
use super::{Desk, Person, Served};

/// What every session of the browser is started with.
const ARGUMENTS: [&str; 9] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1366,768",
];

/// Longest a page may take to show what a test waits for: long, because only a test that fails waits so long.
const SHOWN_WITHIN: Duration = Duration::from_secs(120);
/// Times a browser is started: on a machine that stands still the driver gives one up that takes too long.
const STARTS_MAX: usize = 3;

/// Somebody at a real browser.
pub struct Browser {
    /// The driver's client.
    pub client: Client,
    /// Where the desk is found.
    url: String,
    /// Where the driver keeps this session; ended with this value, also when the test has failed.
    session: String,
    _driver: Option<Driver>,
    _profile: tempfile::TempDir,
}

/// A chromedriver of our own, ended with the test.
struct Driver(Child);

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Browser {
    /// A window before the desk; `None` when there is no driver.
    pub async fn open(served: &Served, has_scripts: bool) -> Option<Self> {
        let (address, driver) = match std::env::var("RAMJET_TEST_WEBDRIVER") {
            Ok(address) => (address, None),
            Err(_) => own_driver().map(|(address, driver)| (address, Some(driver)))?,
        };
        let mut starts = 1;
        let (client, profile) = loop {
            let profile = tempfile::tempdir().unwrap();
            match window(&address, profile.path(), has_scripts).await {
                Ok(client) => break (client, profile),
                Err(error) => assert!(starts < STARTS_MAX, "no browser starts: {error}"),
            }
            starts += 1;
        };
        let id = client.session_id().await.unwrap().unwrap();
        let session = format!("{}/session/{id}", address.trim_end_matches('/'));
        Some(Self { client, url: served.url.clone(), session, _driver: driver, _profile: profile })
    }

    /// Goes to a page of the desk.
    pub async fn go(&self, path: &str) {
        self.client.goto(&format!("{}{path}", self.url.trim_end_matches('/'))).await.unwrap();
    }

    /// Signs in by typing and pressing Enter.
    pub async fn sign_in(&self, person: &Person) {
        self.go("/sign-in").await;
        self.see("#f-address").await.send_keys(&person.address).await.unwrap();
        self.see("#f-password").await.send_keys(PASSWORD).await.unwrap();
        self.press("\u{e007}").await;
        self.see("a[href='/inbox']").await;
    }

    /// Waits until something is there. What cannot be answered in the middle of a change of pages is asked again.
    pub async fn see(&self, selector: &str) -> Element {
        let end = Instant::now() + SHOWN_WITHIN;
        loop {
            match self.client.find(Locator::Css(selector)).await {
                Ok(element) => return element,
                Err(error) => self.give_up_after(end, &format!("{selector} is not shown: {error}")).await,
            }
        }
    }

    /// Waits until something is no longer there.
    pub async fn see_gone(&self, selector: &str) {
        let is_gone = async || self.client.find_all(Locator::Css(selector)).await.is_ok_and(|found| found.is_empty());
        wait_until(format!("{selector} is gone"), is_gone).await;
    }

    /// Waits until a script that only looks gives `true`.
    pub async fn see_that(&self, script: &str) {
        let is_so = async || self.client.execute(script, Vec::new()).await.is_ok_and(|is_so| is_so == true);
        wait_until(script.to_owned(), is_so).await;
    }

    /// Waits until the page says something.
    pub async fn see_text(&self, text: &str) {
        wait_until(text.to_owned(), async || self.client.source().await.is_ok_and(|page| page.contains(text))).await;
    }

    /// Clicks on something as soon as it is there and can be clicked.
    pub async fn click(&self, selector: &str) {
        let end = Instant::now() + SHOWN_WITHIN;
        self.see_ready().await;
        loop {
            let clicked = match self.client.find(Locator::Css(selector)).await {
                Ok(element) => element.click().await,
                Err(error) => Err(error),
            };
            match clicked {
                Ok(()) => return,
                Err(error) if is_not_yet(&error) => self.give_up_after(end, &format!("{selector}: {error}")).await,
                Err(error) => panic!("{selector} cannot be clicked: {error}"),
            }
        }
    }

    /// Fails after `end`, otherwise lets a moment pass.
    async fn give_up_after(&self, end: Instant, fault: &str) {
        if Instant::now() > end {
            panic!("{fault} (at {:?})", self.client.current_url().await.map(String::from));
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }

    /// Waits until the scripts of the page listen.
    async fn see_ready(&self) {
        self.see_that("return performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd > 0").await;
    }

    /// Presses keys on the keyboard, wherever the focus is.
    pub async fn press(&self, keys: &str) {
        self.see_ready().await;
        let mut actions = KeyActions::new("keyboard".to_owned());
        for value in keys.chars() {
            actions = actions.then(KeyAction::Down { value }).then(KeyAction::Up { value });
        }
        self.client.perform_actions(actions).await.unwrap();
    }

    /// Presses Tab until something that fits has the focus.
    pub async fn tab_to(&self, selector: &str) {
        for _ in 0..200 {
            let is_there = format!("return document.activeElement.matches({selector:?})");
            if self.run(&is_there).await == Value::Bool(true) {
                return;
            }
            self.press("\u{e004}").await;
        }
        panic!("Tab never comes to {selector}");
    }

    /// Runs a script of the test's own, which the policy of the page does not concern.
    pub async fn run(&self, script: &str) -> Value {
        self.client.execute(script, Vec::new()).await.unwrap()
    }

    /// Speaks to the browser past WebDriver: colours, sizes.
    pub async fn tell(&self, command: &str, parameters: Value) {
        let body = json!({ "cmd": command, "params": parameters });
        self.client.issue_cmd(Extra { end: "goog/cdp/execute", body }).await.unwrap();
    }

    /// What the browser complained of since the last time: scripts that failed, and what the policy forbade.
    pub async fn complaints(&self) -> Vec<String> {
        let body = json!({ "type": "browser" });
        let log = self.client.issue_cmd(Extra { end: "se/log", body }).await.unwrap();
        let entries = log.as_array().cloned().unwrap_or_default();
        entries.iter().filter(|entry| entry["level"] == "SEVERE").map(|entry| entry["message"].to_string()).collect()
    }

    /// Puts a picture of the window into `target/screens`, for people to look at.
    pub async fn picture(&self, name: &str) {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target/screens");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(format!("{name}.png")), self.client.screenshot().await.unwrap()).unwrap();
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let (host, path) = self.session.trim_start_matches("http://").split_once('/').unwrap();
        // The window is closed before the driver is ended: nobody else would do it.
        let _ = Visitor::of(host).ask("DELETE", &format!("/{path}"), &[], "");
    }
}

/// A window with a profile of its own.
async fn window(address: &str, profile: &Path, has_scripts: bool) -> Result<Client, NewSessionError> {
    let mut arguments: Vec<String> = ARGUMENTS.iter().map(|argument| (*argument).to_owned()).collect();
    arguments.push(format!("--user-data-dir={}", profile.display()));
    // 1 allows scripts, 2 forbids them.
    let scripts = if has_scripts { 1 } else { 2 };
    let wanted = json!({
        "goog:chromeOptions": {
            "args": arguments,
            "prefs": { "profile.managed_default_content_settings.javascript": scripts }
        },
        "goog:loggingPrefs": { "browser": "ALL" }
    });
    let mut builder = ClientBuilder::new(HttpConnector::new());
    builder.capabilities(serde_json::from_value(wanted).unwrap());
    builder.connect(address).await
}

/// Whether nothing was clicked because the place was not ready: it is worth another try.
fn is_not_yet(error: &CmdError) -> bool {
    matches!(error, CmdError::Standard(refused) if matches!(
        refused.error,
        ErrorStatus::NoSuchElement
            | ErrorStatus::StaleElementReference
            | ErrorStatus::ElementClickIntercepted
            | ErrorStatus::ElementNotInteractable
    ))
}

/// Waits until something has become so that the page need not show.
pub async fn wait_until(what: String, is_so: impl AsyncFn() -> bool) {
    let end = Instant::now() + SHOWN_WITHIN;
    while !is_so().await {
        assert!(Instant::now() < end, "not so within {SHOWN_WITHIN:?}: {what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// A desk with its pages served and a browser before it; says that the test is skipped where there is no driver.
pub async fn desk_with_browser(has_scripts: bool) -> Option<(Desk, Served, Browser)> {
    let desk = Desk::fresh(super::Kind::Sqlite).await?;
    let served = desk.serve();
    match Browser::open(&served, has_scripts).await {
        Some(browser) => Some((desk, served, browser)),
        None => {
            super::skip("neither RAMJET_TEST_WEBDRIVER is set nor chromedriver installed");
            None
        }
    }
}

/// A driver at a port of its own choice.
fn own_driver() -> Option<(String, Driver)> {
    let mut command = Command::new("chromedriver");
    command.arg("--port=0").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut driver = Driver(command.spawn().ok()?);
    let said = port_said(driver.0.stdout.take().unwrap(), "started successfully on port ");
    let port = said.recv_timeout(SHOWN_WITHIN).expect("chromedriver says where it listens");
    Some((format!("http://127.0.0.1:{port}"), driver))
}

/// A command of chromedriver's own.
#[derive(Debug)]
struct Extra {
    end: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for Extra {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.end))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.body.to_string()))
    }
}
