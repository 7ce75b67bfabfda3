//! A mail server that does what the test tells it, one connection after the other.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

/// What goes wrong in one connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing.
    None,
    /// The line is cut before the greeting.
    CutAtGreeting,
    /// The greeting is this reply.
    Greeting(&'static str),
    /// No greeting for longer than anybody waits.
    Silent,
    /// Signing in gets this reply.
    Auth(&'static str),
    /// The sender gets this reply.
    Mail(&'static str),
    /// The line is cut instead of a reply to the sender.
    CutAtMail,
    /// Every recipient gets this reply.
    Rcpt(&'static str),
    /// The recipient that begins with `second@` gets this reply, the others are fine.
    SecondRcpt(&'static str),
    /// The line is cut instead of a reply to a recipient.
    CutAtRcpt,
    /// The command DATA gets this reply.
    Data(&'static str),
    /// The line is cut after the first bytes of the text.
    CutInText,
    /// The server has the whole letter, keeps nothing, and the line is cut.
    LostAfterDot,
    /// The server has the whole letter, delivers it, and the line is cut before the reply.
    CutAfterDot,
    /// The whole letter gets this reply; it is delivered only when that is positive.
    Dot(&'static str),
    /// The whole letter gets this reply, and only when [`Server::reply`] is called; it is delivered at once when that is positive.
    SlowDot(&'static str),
    /// The permission to send the text comes only when [`Server::reply`] is called.
    SlowData,
    /// The letter is accepted, the reply comes twice.
    TwoReplies,
    /// The letter is accepted, then the line is cut without a farewell.
    CutAfterReply,
}

/// A letter the server has taken over.
#[derive(Clone, Debug)]
pub struct Delivered {
    pub from: String,
    pub to: Vec<String>,
    pub bytes: Vec<u8>,
}

#[derive(Default)]
struct State {
    faults: Mutex<VecDeque<Fault>>,
    delivered: Mutex<Vec<Delivered>>,
    commands: Mutex<Vec<String>>,
    connections: AtomicUsize,
    go: Notify,
}

/// The server; it goes away with this value.
pub struct Server {
    pub port: u16,
    state: Arc<State>,
    task: tokio::task::JoinHandle<()>,
}

impl Server {
    /// Listens on a free port; the first connection gets the first fault, later ones none.
    pub async fn with(faults: &[Fault]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(State { faults: Mutex::new(faults.iter().copied().collect()), ..State::default() });
        let task = tokio::spawn({
            let state = Arc::clone(&state);
            async move {
                loop {
                    let (stream, _) = listener.accept().await.unwrap();
                    state.connections.fetch_add(1, Ordering::SeqCst);
                    let fault = state.faults.lock().unwrap().pop_front().unwrap_or(Fault::None);
                    tokio::spawn(talk(stream, fault, Arc::clone(&state)));
                }
            }
        });
        Self { port, state, task }
    }

    /// The next connection gets this fault.
    pub fn expect(&self, fault: Fault) {
        self.state.faults.lock().unwrap().push_back(fault);
    }

    /// What it has taken over so far.
    pub fn delivered(&self) -> Vec<Delivered> {
        self.state.delivered.lock().unwrap().clone()
    }

    /// How many connections there were.
    pub fn connections(&self) -> usize {
        self.state.connections.load(Ordering::SeqCst)
    }

    /// Every command line it was sent.
    pub fn commands(&self) -> Vec<String> {
        self.state.commands.lock().unwrap().clone()
    }

    /// Lets the slow reply go.
    pub fn reply(&self) {
        self.state.go.notify_one();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// One connection. Whatever goes wrong on the line ends it.
async fn talk(stream: TcpStream, fault: Fault, state: Arc<State>) {
    let mut stream = BufReader::new(stream);
    let _ = conversation(&mut stream, fault, &state).await;
}

async fn conversation(stream: &mut BufReader<TcpStream>, fault: Fault, state: &State) -> std::io::Result<()> {
    match fault {
        Fault::CutAtGreeting => return Ok(()),
        Fault::Silent => {
            tokio::time::sleep(Duration::from_secs(60)).await;
            return Ok(());
        }
        Fault::Greeting(reply) => say(stream, reply).await?,
        _ => say(stream, "220 sink ready").await?,
    }
    let (mut from, mut to) = (String::new(), Vec::new());
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let line = line.trim_end().to_owned();
        state.commands.lock().unwrap().push(line.clone());
        let word = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        let reply = match (word.as_str(), fault) {
            ("MAIL", Fault::CutAtMail) | ("RCPT", Fault::CutAtRcpt) => return Ok(()),
            ("AUTH", Fault::Auth(reply)) | ("MAIL", Fault::Mail(reply)) => reply,
            ("RCPT", Fault::Rcpt(reply)) | ("DATA", Fault::Data(reply)) => reply,
            ("RCPT", Fault::SecondRcpt(reply)) if line.contains("<second@") => reply,
            ("EHLO", _) => "250-sink\r\n250-8BITMIME\r\n250 AUTH PLAIN LOGIN",
            ("MAIL", _) => {
                from = inside(&line);
                "250 ok"
            }
            ("RCPT", _) => {
                to.push(inside(&line));
                "250 ok"
            }
            ("DATA", _) => {
                if fault == Fault::SlowData {
                    state.go.notified().await;
                }
                say(stream, "354 go ahead").await?;
                let letter = Delivered { from: from.clone(), to: std::mem::take(&mut to), bytes: Vec::new() };
                if !take_text(stream, fault, state, letter).await? {
                    return Ok(());
                }
                continue;
            }
            ("AUTH", _) => "235 welcome",
            ("QUIT", _) => {
                say(stream, "221 bye").await?;
                return Ok(());
            }
            _ => "502 what?",
        };
        say(stream, reply).await?;
    }
}

/// Reads the text and answers; `false` when the line is to be cut.
async fn take_text(
    stream: &mut BufReader<TcpStream>, fault: Fault, state: &State, mut letter: Delivered,
) -> std::io::Result<bool> {
    if fault == Fault::CutInText {
        let mut some = [0; 200];
        stream.read_exact(&mut some).await?;
        return Ok(false);
    }
    loop {
        let mut line = Vec::new();
        if stream.read_until(b'\n', &mut line).await? == 0 {
            return Ok(false);
        }
        if line == b".\r\n" {
            break;
        }
        letter.bytes.extend_from_slice(if line.starts_with(b".") { &line[1..] } else { &line });
    }
    let reply = match fault {
        Fault::LostAfterDot => return Ok(false),
        Fault::Dot(reply) | Fault::SlowDot(reply) => reply,
        _ => "250 2.0.0 queued as 4711",
    };
    if reply.starts_with('2') {
        state.delivered.lock().unwrap().push(letter);
    }
    match fault {
        Fault::CutAfterDot => return Ok(false),
        Fault::SlowDot(_) => state.go.notified().await,
        _ => {}
    }
    say(stream, reply).await?;
    if fault == Fault::TwoReplies {
        say(stream, reply).await?;
    }
    Ok(fault != Fault::CutAfterReply)
}

async fn say(stream: &mut BufReader<TcpStream>, reply: &str) -> std::io::Result<()> {
    stream.get_mut().write_all(format!("{reply}\r\n").as_bytes()).await
}

/// The address between the angle brackets.
fn inside(line: &str) -> String {
    line.split(['<', '>']).nth(1).unwrap_or_default().to_owned()
}
