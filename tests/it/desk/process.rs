//! The real program, as its own process.

use std::io::{self, BufRead as _, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::OnceLock;
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use super::database::{Contents, Database, Kind};

/// The program under test.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_ramjet");

/// A furnished data directory for a real process; letters leave at once.
pub struct DataDir {
    /// Goes away with this value.
    folder: tempfile::TempDir,
}

impl DataDir {
    /// A fresh one, with the organisations and people of every desk.
    pub async fn fresh() -> Self {
        let database = Database::with(Kind::Sqlite, Contents::Furnished).await.unwrap();
        let db = database.db();
        use sea_orm::ConnectionTrait as _;
        let at_once = "update organisations set settings = json_set(settings, '$.wait_seconds', 0) where id = 1";
        db.write.execute_unprepared(at_once).await.unwrap();
        db.close().await;
        let folder = tempfile::tempdir().unwrap();
        std::fs::copy(database.folder.path().join("ramjet.db"), folder.path().join("ramjet.db")).unwrap();
        Self { folder }
    }

    /// Another one with the same files; nobody may be at work in this one.
    pub fn copy(&self) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::copy(self.path().join("ramjet.db"), folder.path().join("ramjet.db")).unwrap();
        Self { folder }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Puts a mail into the watched folder of the first organisation, as somebody would who saves it there.
    pub fn deliver(&self, bytes: &[u8], name: &str) {
        let inbox = self.path().join("inbox/ramjet-plastics");
        std::fs::create_dir_all(&inbox).unwrap();
        std::fs::write(inbox.join(format!(".{name}")), bytes).unwrap();
        std::fs::rename(inbox.join(format!(".{name}")), inbox.join(name)).unwrap();
    }

    /// Where letters are put.
    pub fn outbox(&self) -> PathBuf {
        self.path().join("outbox")
    }
}

/// A running `ramjet serve` or `ramjet demo`; killed when dropped.
pub struct Process {
    child: Child,
    said: Receiver<u16>,
    port: OnceLock<u16>,
}

/// What stands before the port in what the desk says of itself.
const OPEN_AT: &str = "http://127.0.0.1:";

impl Process {
    /// Starts the desk of `data` at a port of its own choice, with short pauses and further variables.
    pub fn start(data: &Path, variables: &[(&str, &str)]) -> io::Result<Self> {
        Self::start_verb("serve", data, variables)
    }

    /// Starts `ramjet demo` in `data` at a port of its own choice.
    pub fn start_demo(data: &Path) -> io::Result<Self> {
        Self::start_verb("demo", data, &[])
    }

    fn start_verb(verb: &str, data: &Path, variables: &[(&str, &str)]) -> io::Result<Self> {
        let mut command = Command::new(PROGRAM);
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy().into_owned();
            if name.starts_with("RAMJET_") || name == "DATABASE_URL" || name == "PORT" {
                command.env_remove(name);
            }
        }
        // A lease and a time limit that a machine at its limits does not run into: who dies here is not waited for.
        let patience = ["--lease-seconds", "60", "--isolate-seconds", "120"];
        command
            .args([verb, "--host", "127.0.0.1", "--port", "0", "--poll-seconds", "1"])
            .args(patience)
            .args(["--log-level", "warn,ramjet::commands=info", "--data"])
            .arg(data)
            .envs(variables.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        if verb == "demo" {
            command.stdout(Stdio::piped()).stderr(Stdio::null());
        }
        let mut child = command.spawn()?;
        let said = match (child.stdout.take(), child.stderr.take()) {
            (Some(stdout), _) => port_said(stdout, OPEN_AT),
            (None, stderr) => port_said(stderr.expect("it was asked for"), OPEN_AT),
        };
        Ok(Self { child, said, port: OnceLock::new() })
    }

    /// Where it is found; it must be open.
    pub fn url(&self) -> String {
        format!("{OPEN_AT}{}/", self.port.get().expect("a process that is open has said where"))
    }

    /// Waits until it answers; `false` when it ended instead.
    pub fn is_open_within(&mut self, limit: Duration) -> bool {
        let end = Instant::now() + limit;
        match self.said.recv_timeout(limit) {
            Ok(port) => self.port.get_or_init(|| port),
            Err(_) => return false,
        };
        while Instant::now() < end && self.ended().is_none() {
            let ready =
                super::visitor::Visitor::of(&self.url()).get("/readyz").is_ok_and(|answer| answer.status == 200);
            if ready {
                return true;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        false
    }

    /// How it ended, if it did.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().unwrap()
    }

    /// Waits until it has ended.
    pub fn ends_within(&mut self, limit: Duration) -> Option<ExitStatus> {
        let end = Instant::now() + limit;
        while Instant::now() < end {
            if let Some(status) = self.ended() {
                return Some(status);
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        None
    }

    /// Asks it to stop, as an operating system does, and waits for the end.
    pub fn stop(mut self) -> ExitStatus {
        let pid = rustix::process::Pid::from_child(&self.child);
        let _ = rustix::process::kill_process(pid, rustix::process::Signal::TERM);
        self.ends_within(Duration::from_secs(120)).expect("it stops when it is asked to")
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The port a program names behind these words when it begins to listen: it takes a free one itself, for one that was free a moment ago
/// may be somebody else's by now. Whatever else it says is read and forgotten; nothing comes when it ends without a word.
pub fn port_said(output: impl Read + Send + 'static, before: &'static str) -> Receiver<u16> {
    let (tell, said) = mpsc::channel();
    std::thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            let digits = line.split_once(before).map(|(_, rest)| rest.split(|c: char| !c.is_ascii_digit()).next());
            if let Some(port) = digits.flatten().and_then(|digits| digits.parse().ok()) {
                let _ = tell.send(port);
            }
        }
    });
    said
}

/// Whether `ramjet check` finds the desk of `data` whole; otherwise what it says.
pub fn check(data: &Path) -> Result<(), String> {
    let done = Command::new(PROGRAM).args(["check", "--data"]).arg(data).output().unwrap();
    if done.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&done.stderr).into_owned()) }
}
