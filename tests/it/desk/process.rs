//! The real program, as its own process.

use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
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
    port: u16,
}

impl Process {
    /// Starts the desk of `data` at a free port, with short pauses and further variables.
    pub fn start(data: &Path, variables: &[(&str, &str)]) -> io::Result<Self> {
        Self::start_verb("serve", data, variables)
    }

    /// Starts `ramjet demo` in `data` at a free port.
    pub fn start_demo(data: &Path) -> io::Result<Self> {
        Self::start_verb("demo", data, &[])
    }

    fn start_verb(verb: &str, data: &Path, variables: &[(&str, &str)]) -> io::Result<Self> {
        let port = free_port();
        let mut command = Command::new(PROGRAM);
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy().into_owned();
            if name.starts_with("RAMJET_") || name == "DATABASE_URL" || name == "PORT" {
                command.env_remove(name);
            }
        }
        command
            .args([
                verb,
                "--host",
                "127.0.0.1",
                "--port",
                &port.to_string(),
                "--poll-seconds",
                "1",
                "--lease-seconds",
                "5",
            ])
            .args(["--log-level", "warn", "--data"])
            .arg(data)
            .envs(variables.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let child = command.spawn()?;
        Ok(Self { child, port })
    }

    /// Where it is found.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    /// Waits until it answers; `false` when it ended instead.
    pub fn is_open_within(&mut self, limit: Duration) -> bool {
        let end = Instant::now() + limit;
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
        self.ends_within(Duration::from_secs(25)).expect("it stops when it is asked to")
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port that nobody listens at.
pub fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Whether `ramjet check` finds the desk of `data` whole; otherwise what it says.
pub fn check(data: &Path) -> Result<(), String> {
    let done = Command::new(PROGRAM).args(["check", "--data"]).arg(data).output().unwrap();
    if done.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&done.stderr).into_owned()) }
}
