//! What a desk in use costs: `cargo bench --bench desk`, or with another number of orders `cargo bench --bench desk -- 1000000`.
//!
//! The real program runs on a demo filled with orders; processor time is read from `/proc`, so a busy machine does not falsify it. Linux only.

#![expect(clippy::print_stdout, reason = "a bench talks to whoever started it")]

use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// Orders of the small desk that the large one is compared with.
const FEW: u64 = 1_000;
/// Orders of the large desk unless another number is given.
const MANY: u64 = 100_000;
/// Requests whose processor time is taken together; the clock of `/proc` ticks a hundred times a second.
const REQUESTS: u32 = 2_000;
/// Pages of the long document.
const PAGES: usize = 50;

fn main() {
    let many = std::env::args().filter_map(|arg| arg.parse().ok()).next().unwrap_or(MANY);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let data = folder.path().join("demo");
    let size = fs::metadata(ramjet()).map_or(0, |file| file.len());
    println!("binary: {:.1} MB", size as f64 / 1e6);
    for orders in [FEW, many] {
        let desk = Running::demo(&data, orders);
        desk.rest();
        // The first desk has just read the mails of the demo, the second one finds them read.
        println!("\n{orders} orders: memory at rest {:.1} MB", desk.memory_mb("VmRSS"));
        let mut visit = desk.sign_in();
        for (name, path) in places(&mut visit, orders) {
            desk.measure(&mut visit, &name, &path);
        }
        println!("memory under load, 8 visitors: {:.1} MB", desk.under_load(&visit));
        desk.stop();
    }
    starts(&data);
    long_document(folder.path());
}

/// The program as built for this bench.
fn ramjet() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_ramjet"))
}

/// The pages people look at: the newest of the list, one deep in it, and orders.
fn places(visit: &mut Visit, orders: u64) -> Vec<(String, String)> {
    let list = visit.get("/orders?view=all");
    let newest = list.split("href=\"/orders/").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or("1").to_owned();
    let deep = orders / 2;
    [
        ("list, to do", "/orders".to_owned()),
        ("list, all", "/orders?view=all".to_owned()),
        ("list, all, deep", format!("/orders?view=all&before={deep}")),
        ("order, read from a PDF", format!("/orders/{newest}")),
        ("order, rows only", format!("/orders/{deep}")),
    ]
    .map(|(name, path)| (name.to_owned(), path))
    .into()
}

/// A running desk.
struct Running {
    child: Child,
    port: u16,
    password: String,
}

impl Running {
    fn demo(data: &Path, orders: u64) -> Self {
        let mut child = Command::new(ramjet())
            .args(["demo", "--port", "0", "--orders", &orders.to_string(), "--data"])
            .arg(data)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        let mut lines = BufReader::new(child.stdout.take().expect("it was asked for")).lines();
        let (mut port, mut password) = (None, None);
        while port.is_none() || password.is_none() {
            let line = lines.next().expect("it says where it is").expect("it says so in UTF-8");
            if line.contains("a second") {
                println!("\n{line}");
            }
            if let Some(url) = line.strip_prefix("URL: ") {
                port = url.trim_end_matches('/').rsplit(':').next().and_then(|port| port.parse().ok());
            }
            if let Some((_, secret)) = line.split_once(" / ") {
                password = Some(secret.trim().to_owned());
            }
        }
        // What it says later must not fill the pipe.
        thread::spawn(move || lines.for_each(drop));
        Self { child, port: port.expect("just seen"), password: password.expect("just seen") }
    }

    /// Waits until nothing is worked on any more.
    fn rest(&self) {
        let mut before = self.processor();
        let mut quiet = 0;
        while quiet < 3 {
            thread::sleep(Duration::from_secs(1));
            let now = self.processor();
            quiet = if now - before <= Duration::from_millis(20) { quiet + 1 } else { 0 };
            before = now;
        }
    }

    /// Processor time of the process so far; its children are not in it.
    fn processor(&self) -> Duration {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap_or_default();
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        let ticks = |at: usize| fields.get(at).and_then(|ticks| ticks.parse::<u64>().ok()).unwrap_or(0);
        // Fields 14 and 15 of proc_pid_stat(5), counted after the name; a tick is 10 ms on every Linux we run on.
        Duration::from_millis((ticks(11) + ticks(12)) * 10)
    }

    fn memory_mb(&self, what: &str) -> f64 {
        memory_mb(self.child.id(), what)
    }

    fn sign_in(&self) -> Visit {
        let mut visit = Visit::of(self.port, String::new());
        let form = format!("address=sharon%40ramjet-plastics.example&password={}", self.password);
        let head = visit.ask("POST", "/sign-in", &form).0;
        let cookie = head.lines().find_map(|line| line.split_once("et-cookie: ")).map(|(_, cookie)| cookie);
        visit.cookie = cookie.and_then(|cookie| cookie.split(';').next()).expect("a session").to_owned();
        visit
    }

    fn measure(&self, visit: &mut Visit, name: &str, path: &str) {
        for _ in 0..50 {
            visit.get(path);
        }
        let before = self.processor();
        let mut times: Vec<Duration> = Vec::new();
        let mut bytes = 0;
        for _ in 0..REQUESTS {
            let start = Instant::now();
            bytes = visit.ask("GET", path, "").1.len();
            times.push(start.elapsed());
        }
        let each = (self.processor() - before) / REQUESTS;
        times.sort();
        println!(
            "{name:24} {each:>9.2?} of processor, p50 {:>9.2?}, p99 {:>9.2?}, {bytes} bytes gzip",
            times[times.len() / 2],
            times[times.len() * 99 / 100],
        );
    }

    /// The most memory while eight visitors look at the list as fast as they can.
    fn under_load(&self, visit: &Visit) -> f64 {
        let most_kb = AtomicU64::new(0);
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    let mut visit = Visit::of(visit.port, visit.cookie.clone());
                    for round in 0..400 {
                        visit.get(if round % 2 == 0 { "/orders" } else { "/orders?view=all" });
                        if round % 40 == 0 {
                            most_kb.fetch_max((self.memory_mb("VmRSS") * 1000.0) as u64, Ordering::Relaxed);
                        }
                    }
                });
            }
        });
        most_kb.into_inner() as f64 / 1000.0
    }

    fn stop(mut self) {
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}

/// One connection that is kept open.
struct Visit {
    port: u16,
    cookie: String,
    stream: BufReader<TcpStream>,
}

impl Visit {
    fn of(port: u16, cookie: String) -> Self {
        let stream = TcpStream::connect(("127.0.0.1", port)).expect("the desk listens");
        stream.set_nodelay(true).expect("a socket option");
        Self { port, cookie, stream: BufReader::new(stream) }
    }

    /// The page as text, not compressed.
    fn get(&mut self, path: &str) -> String {
        let (head, body) = self.send("GET", path, "", "identity");
        assert!(head.starts_with("HTTP/1.1 200"), "{path}: {head}");
        String::from_utf8_lossy(&body).into_owned()
    }

    /// Head and body as a browser gets them, compressed.
    fn ask(&mut self, method: &str, path: &str, form: &str) -> (String, Vec<u8>) {
        self.send(method, path, form, "gzip")
    }

    fn send(&mut self, method: &str, path: &str, form: &str, encoding: &str) -> (String, Vec<u8>) {
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\nCookie: {}\r\n\
             Accept-Encoding: {encoding}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
            self.cookie,
            form.len(),
            port = self.port,
        );
        self.stream.get_mut().write_all(request.as_bytes()).expect("the desk listens");
        self.answer().expect("the desk answers")
    }

    fn answer(&mut self) -> io::Result<(String, Vec<u8>)> {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if self.stream.read_line(&mut head)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        let lower = head.to_ascii_lowercase();
        let of =
            |name: &str| lower.lines().find_map(|line| line.strip_prefix(name)).map(|value| value.trim().to_owned());
        let mut body = Vec::new();
        if let Some(length) = of("content-length:").and_then(|length| length.parse().ok()) {
            body.resize(length, 0);
            self.stream.read_exact(&mut body)?;
        } else if of("transfer-encoding:").is_some() {
            self.chunks(&mut body)?;
        }
        Ok((head, body))
    }

    fn chunks(&mut self, body: &mut Vec<u8>) -> io::Result<()> {
        loop {
            let mut size = String::new();
            self.stream.read_line(&mut size)?;
            let size = usize::from_str_radix(size.trim(), 16).map_err(io::Error::other)?;
            let mut chunk = vec![0; size + 2];
            self.stream.read_exact(&mut chunk)?;
            if size == 0 {
                return Ok(());
            }
            body.extend_from_slice(&chunk[..size]);
        }
    }
}

fn memory_mb(process: u32, what: &str) -> f64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(what)?.strip_prefix(':'));
    let kb = line.and_then(|line| line.split_whitespace().next()).and_then(|kb| kb.parse::<f64>().ok());
    kb.unwrap_or(0.0) / 1000.0
}

/// How long a desk that is there takes from its start to its first answer.
fn starts(data: &Path) {
    let mut times: Vec<Duration> = (0..9).map(|_| start(data)).collect();
    times.sort();
    println!("\nstart to first answer: best {:.1?}, median {:.1?}", times[0], times[times.len() / 2]);
}

fn start(data: &Path) -> Duration {
    let port =
        std::net::TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a free port").port();
    let start = Instant::now();
    let mut child = Command::new(ramjet())
        .args(["serve", "--port", &port.to_string(), "--data"])
        .arg(data)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    let took = loop {
        if let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) {
            let asked = stream.write_all(b"GET /readyz HTTP/1.1\r\nHost: desk\r\nConnection: close\r\n\r\n");
            let mut answer = String::new();
            if asked.is_ok() && stream.read_to_string(&mut answer).is_ok() && answer.starts_with("HTTP/1.1 200") {
                break start.elapsed();
            }
        }
        assert!(start.elapsed() < Duration::from_secs(20), "it does not start");
        thread::sleep(Duration::from_micros(500));
    };
    let _ = Command::new("kill").arg(child.id().to_string()).status();
    let _ = child.wait();
    took
}

/// The most memory that reading a PDF of fifty full pages takes, in the program and in the child that opens it.
fn long_document(folder: &Path) {
    let file = folder.join("long.pdf");
    fs::write(&file, pdf()).expect("a file");
    let mut child =
        Command::new(ramjet()).arg("read").arg(&file).stdout(Stdio::null()).spawn().expect("the program starts");
    let start = Instant::now();
    let (mut own, mut inner) = (0.0_f64, 0.0_f64);
    while child.try_wait().expect("a process").is_none() {
        own = own.max(memory_mb(child.id(), "VmHWM"));
        let children = fs::read_to_string(format!("/proc/{0}/task/{0}/children", child.id())).unwrap_or_default();
        for id in children.split_whitespace().filter_map(|id| id.parse().ok()) {
            inner = inner.max(memory_mb(id, "VmHWM"));
        }
        thread::sleep(Duration::from_millis(1));
    }
    println!("PDF of {PAGES} pages read in {:.0?}: program {own:.1} MB, child {inner:.1} MB", start.elapsed());
}

/// A PDF of full pages of text, as a printer driver would write it.
fn pdf() -> Vec<u8> {
    let mut objects = vec![
        String::from("<</Type/Catalog/Pages 2 0 R>>"),
        String::new(),
        String::from("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"),
    ];
    let mut kids = String::new();
    for page in 0..PAGES {
        let mut content = String::from("BT /F1 9 Tf 40 800 Td 12 TL\n");
        for row in 0..60 {
            content.push_str(&format!(
                "({page:03}-{row:03} LOUVRE END CAP 152mm Black 1000 pcs 1.32 1,320.00 delivery 2026-03-02) Tj T*\n"
            ));
        }
        content.push_str("ET");
        let number = objects.len() + 1;
        kids.push_str(&format!("{number} 0 R "));
        objects.push(format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents {} 0 R>>",
            number + 1
        ));
        objects.push(format!("<</Length {}>>stream\n{content}\nendstream", content.len()));
    }
    objects[1] = format!("<</Type/Pages/Count {PAGES}/Kids[{kids}]>>");
    let mut bytes = String::from("%PDF-1.4\n");
    let mut table = String::from("0000000000 65535 f \n");
    for (number, object) in (1..).zip(&objects) {
        table.push_str(&format!("{:010} 00000 n \n", bytes.len()));
        bytes.push_str(&format!("{number} 0 obj\n{object}\nendobj\n"));
    }
    let at = bytes.len();
    bytes.push_str(&format!(
        "xref\n0 {0}\n{table}trailer<</Size {0}/Root 1 0 R>>\nstartxref\n{at}\n%%EOF\n",
        objects.len() + 1
    ));
    bytes.into_bytes()
}
