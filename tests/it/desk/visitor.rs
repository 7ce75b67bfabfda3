//! A browser without scripts: keeps cookies, says where it comes from, sends forms it finds in pages.

use std::collections::BTreeMap;
use std::io::{self, Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use super::furnish::PASSWORD;
use super::html::{Form, forms};

/// Longest an answer may take: long, because only a test that fails waits so long.
const ANSWERED_WITHIN: Duration = Duration::from_secs(120);

/// Somebody at a browser, signed in or not. Calls block.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// `127.0.0.1:8080`
    host: String,
    cookies: BTreeMap<String, String>,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Names in small letters, in the order of the answer.
    pub headers: Vec<(String, String)>,
    /// The content, not compressed.
    pub bytes: Vec<u8>,
}

impl Answer {
    /// A header, empty where there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(other, _)| other == name).map_or("", |(_, value)| value.as_str())
    }

    /// The content as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// The one form that posts to an address with this end.
    pub fn form(&self, end: &str) -> Form {
        self.find_form(end).unwrap_or_else(|| panic!("no form posts to …{end}:\n{}", self.text()))
    }

    /// The same, if there is one.
    pub fn find_form(&self, end: &str) -> Option<Form> {
        forms(&self.text()).into_iter().find(|form| form.method == "post" && form.action.ends_with(end))
    }
}

impl Visitor {
    /// Somebody who has not signed in; `url` as in `http://127.0.0.1:8080/`.
    pub fn of(url: &str) -> Self {
        let host = url.trim_start_matches("http://").trim_end_matches('/').to_owned();
        Self { host, cookies: BTreeMap::new() }
    }

    /// Somebody who has signed in through the form.
    pub fn signed_in(url: &str, address: &str) -> io::Result<Self> {
        let mut visitor = Self::of(url);
        let door = visitor.get("/sign-in")?.form("/sign-in");
        let answer = visitor.send(&door.with("address", address).with("password", PASSWORD))?;
        assert_eq!(answer.status, 303, "{}", answer.text());
        Ok(visitor)
    }

    /// Puts a cookie beside those that came.
    pub fn keep(&mut self, name: &str, value: &str) {
        self.cookies.insert(name.to_owned(), value.to_owned());
    }

    /// Looks at a page.
    pub fn get(&mut self, path: &str) -> io::Result<Answer> {
        self.ask("GET", path, &[], "")
    }

    /// Sends a form of a page; does not follow the answer.
    pub fn send(&mut self, form: &Form) -> io::Result<Answer> {
        let origin = format!("http://{}", self.host);
        let headers = [("Origin", origin.as_str()), ("Content-Type", "application/x-www-form-urlencoded")];
        self.ask("POST", &form.action.clone(), &headers, &encoded(&form.fields))
    }

    /// Sends a form and looks at the page it leads to.
    pub fn submit(&mut self, form: &Form) -> io::Result<Answer> {
        let answer = self.send(form)?;
        if answer.status == 303 { self.get(answer.header("location")) } else { Ok(answer) }
    }

    /// One request with exactly these headers beside host and cookies.
    pub fn ask(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> io::Result<Answer> {
        self.ask_bytes(method, path, headers, body.as_bytes())
    }

    /// The same with a body of any bytes.
    pub fn ask_bytes(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> io::Result<Answer> {
        let mut request = format!("{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n", self.host);
        if !self.cookies.is_empty() {
            let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request.push_str(&format!("Cookie: {}\r\n", cookies.join("; ")));
        }
        for (name, value) in headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        if method != "GET" {
            request.push_str(&format!("Content-Length: {}\r\n", body.len()));
        }
        request.push_str("\r\n");
        let mut stream = TcpStream::connect(&self.host)?;
        stream.set_read_timeout(Some(ANSWERED_WITHIN))?;
        stream.write_all(request.as_bytes())?;
        stream.write_all(body)?;
        let bytes = read_answer(&mut stream, method == "HEAD")?;
        let answer = read(&bytes, method == "HEAD").ok_or_else(|| io::Error::other("the answer was cut off"))?;
        self.keep_cookies(&answer);
        Ok(answer)
    }

    fn keep_cookies(&mut self, answer: &Answer) {
        for (_, value) in answer.headers.iter().filter(|(name, _)| name == "set-cookie") {
            let (pair, rest) = value.split_once(';').unwrap_or((value, ""));
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            if value.is_empty() || rest.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

/// Reads until the answer is complete: a server may say that it closes the line and leave it open.
fn read_answer(stream: &mut TcpStream, is_head: bool) -> io::Result<Vec<u8>> {
    let (mut bytes, mut some) = (Vec::new(), [0; 16 << 10]);
    loop {
        let count = stream.read(&mut some)?;
        bytes.extend_from_slice(&some[..count]);
        let tells_its_end = |answer: &Answer| {
            is_head || !answer.header("content-length").is_empty() || !answer.header("transfer-encoding").is_empty()
        };
        if count == 0 || read(&bytes, is_head).as_ref().is_some_and(tells_its_end) {
            return Ok(bytes);
        }
    }
}

/// Status, headers and content of a complete answer; `None` when it is not complete.
fn read(bytes: &[u8], is_head: bool) -> Option<Answer> {
    let head_end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&bytes[..head_end]).ok()?;
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()))
        .collect();
    let body = &bytes[head_end + 4..];
    let answer = Answer { status, headers, bytes: Vec::new() };
    if is_head {
        return Some(Answer { bytes: body.to_vec(), ..answer });
    }
    let bytes = if answer.header("transfer-encoding") == "chunked" {
        joined(body)?
    } else {
        let size: usize = answer.header("content-length").parse().unwrap_or(body.len());
        body.get(..size)?.to_vec()
    };
    Some(Answer { bytes, ..answer })
}

fn joined(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    loop {
        let line = body.windows(2).position(|two| two == b"\r\n")?;
        let size = usize::from_str_radix(std::str::from_utf8(&body[..line]).ok()?, 16).ok()?;
        body = &body[line + 2..];
        if size == 0 {
            return Some(bytes);
        }
        bytes.extend_from_slice(body.get(..size)?);
        body = body.get(size + 2..)?;
    }
}

/// As a browser encodes a form.
pub fn encoded(fields: &[(String, String)]) -> String {
    let pairs: Vec<_> = fields.iter().map(|(name, value)| format!("{}={}", escaped(name), escaped(value))).collect();
    pairs.join("&")
}

fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'*' => escaped.push(char::from(byte)),
            b' ' => escaped.push('+'),
            byte => escaped.push_str(&format!("%{byte:02X}")),
        }
    }
    escaped
}
