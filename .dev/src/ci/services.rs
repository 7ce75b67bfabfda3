//! What the tests talk to: a throw-away PostgreSQL, a browser driver, and an SMTP server that keeps what it gets.
//!
//! Everything lives in one temporary folder and listens on free loopback ports. A guard stops it all and removes the
//! folder: a small shell that waits for the end of a pipe held by this process, so that it also runs when this process
//! is interrupted or killed.

use std::fmt;
use std::fs;
use std::io::Read;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::command::{self, Environment, Log};
use super::packages::is_root;

/// Longest a service may take until it answers.
const START_SECS_MAX: u64 = 180;
/// Ports that are tried: between looking for a free one and listening there somebody else may take it.
const PORTS_MAX: u32 = 3;

/// Waits for the end of its input, then stops every process noted in the folder and removes it. It must outlive a
/// Ctrl-C, which reaches every process of the terminal.
const GUARD: &str = r#"
trap '' INT TERM HUP
cat >/dev/null
for noted in "$1"/*.pid; do
    [ -f "$noted" ] || continue
    process=$(head -n 1 "$noted")
    # A browser whose session was left open is a child of the driver, and would outlive it.
    kill $(cat "/proc/$process"/task/*/children 2>/dev/null) "$process" 2>/dev/null
done
if [ -f "$1/postgres/postmaster.pid" ]; then
    server=$(head -n 1 "$1/postgres/postmaster.pid")
    kill -QUIT "$server" 2>/dev/null
    for tenth in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        kill -0 "$server" 2>/dev/null || break
        sleep 0.1
    done
fi
rm -rf "$1"
"#;

/// The running services; dropping them stops them.
pub struct Services {
    postgres: u16,
    webdriver: u16,
    smtp: u16,
    letters: PathBuf,
    guard: Option<Guard>,
}

struct Guard {
    shell: Child,
    pipe: ChildStdin,
}

impl Services {
    /// Starts all of them and waits until each answers.
    pub fn start(root: &Path, log: &Log) -> Result<Self, String> {
        let folder = temporary_folder()?;
        let guard = Guard::watch(&folder)?;
        let letters = folder.join("letters");
        let environment = Environment::of_tests(&[]);
        let postgres = start_postgres(root, &folder, &environment, log)?;
        let webdriver = at_free_port(|port| start_webdriver(port, &folder, log))?;
        let smtp = at_free_port(|port| start_smtp(port, &letters, &folder, log))?;
        Ok(Self { postgres, webdriver, smtp, letters, guard: Some(guard) })
    }

    /// What the tests are told about them.
    pub fn variables(&self) -> Vec<(&'static str, String)> {
        vec![
            ("RAMJET_CI", "1".to_owned()),
            ("RAMJET_TEST_POSTGRES", format!("postgres://ramjet@127.0.0.1:{}/postgres", self.postgres)),
            ("RAMJET_TEST_WEBDRIVER", format!("http://127.0.0.1:{}", self.webdriver)),
            ("RAMJET_TEST_SMTP", format!("127.0.0.1:{}", self.smtp)),
            ("RAMJET_TEST_MAILDIR", self.letters.display().to_string()),
        ]
    }
}

impl Drop for Services {
    fn drop(&mut self) {
        if let Some(Guard { mut shell, pipe }) = self.guard.take() {
            drop(pipe);
            // Nothing can be done about a guard that fails; what it leaves is a folder for temporary files.
            let _ = shell.wait();
        }
    }
}

impl fmt::Display for Services {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PostgreSQL :{}, chromedriver :{}, SMTP :{}", self.postgres, self.webdriver, self.smtp)
    }
}

impl Guard {
    fn watch(folder: &Path) -> Result<Self, String> {
        let mut guard = Command::new("sh");
        guard.args(["-c", GUARD, "guard"]).arg(folder).stdin(Stdio::piped()).stdout(Stdio::null());
        let mut shell = guard.spawn().map_err(|fault| format!("sh cannot be started: {fault}"))?;
        let pipe = shell.stdin.take().ok_or("the guard has no input")?;
        Ok(Self { shell, pipe })
    }
}

/// A folder of our own that other users may look into: PostgreSQL runs as one of them.
fn temporary_folder() -> Result<PathBuf, String> {
    let folder = std::env::temp_dir().join(format!("ramjet-ci-{}", std::process::id()));
    fs::create_dir(&folder).map_err(|fault| format!("making {}: {fault}", folder.display()))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755))
            .map_err(|fault| format!("opening {}: {fault}", folder.display()))?;
    }
    Ok(folder)
}

fn free_port() -> Result<u16, String> {
    let socket = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr());
    socket.map(|address| address.port()).map_err(|fault| format!("no free port: {fault}"))
}

/// Starts something at a free port; gives the port it listens at.
fn at_free_port(start: impl Fn(u16) -> Result<(), String>) -> Result<u16, String> {
    let mut fault = String::new();
    for _ in 0..PORTS_MAX {
        let port = free_port()?;
        match start(port) {
            Ok(()) => return Ok(port),
            Err(said) => fault = said,
        }
    }
    Err(fault)
}

fn start_webdriver(port: u16, folder: &Path, log: &Log) -> Result<(), String> {
    let mut driver = Command::new("chromedriver");
    driver.arg(format!("--port={port}")).arg("--log-level=WARNING");
    // Profiles the driver makes for itself go with the folder.
    driver.env("TMPDIR", folder);
    start(driver, "chromedriver", port, folder, log)
}

fn start_smtp(port: u16, letters: &Path, folder: &Path, log: &Log) -> Result<(), String> {
    let mut server = Command::new(python()?);
    server.args(["-m", "aiosmtpd", "--nosetuid", "--listen", &format!("127.0.0.1:{port}")]);
    server.args(["--class", "aiosmtpd.handlers.Mailbox"]).arg(letters);
    start(server, "aiosmtpd", port, folder, log)
}

/// Makes a cluster that forgets to be careful and starts it; returns its port.
///
/// `initdb` refuses to run as root, so root does it as the user `postgres` that the package has made.
fn start_postgres(root: &Path, folder: &Path, environment: &Environment, log: &Log) -> Result<u16, String> {
    let programs = postgres_programs(root, environment, log)?;
    let cluster = folder.join("postgres");
    fs::create_dir(&cluster).map_err(|fault| format!("making {}: {fault}", cluster.display()))?;
    let cluster = cluster.display().to_string();
    let as_root = is_root(root, environment, log);
    if as_root {
        command::run(root, "chown", &["postgres:", &cluster], environment, log)?;
    }
    // The user `postgres` may have no right to look into the folder this process works in.
    let run = |program: &str, words: &[&str]| {
        let program = programs.join(program).display().to_string();
        let leading = if as_root { ["runuser", "-u", "postgres", "--"].as_slice() } else { &[] };
        let words = [leading, &[program.as_str()], words].concat();
        command::run(folder, words[0], &words[1..], environment, log)
    };
    let init = ["--username=ramjet", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8"];
    run("initdb", &[init.as_slice(), &["-D", &cluster]].concat())?;
    let journal = format!("{cluster}/server.log");
    let timeout = START_SECS_MAX.to_string();
    at_free_port(|port| {
        let options = format!(
            "-c port={port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={cluster} -c max_connections=300 \
             -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off"
        );
        run("pg_ctl", &["start", "--wait", "--timeout", &timeout, "-D", &cluster, "-l", &journal, "-o", &options])
    })
}

/// The folder with `initdb` and `pg_ctl`, the newest where there are several.
fn postgres_programs(root: &Path, environment: &Environment, log: &Log) -> Result<PathBuf, String> {
    let debian = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut versions: Vec<(u32, PathBuf)> = debian
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .filter(|(_, programs)| programs.join("initdb").exists())
        .collect();
    versions.sort();
    if let Some((_, programs)) = versions.pop() {
        return Ok(programs);
    }
    let told = command::read(root, "pg_config", &["--bindir"], environment, log).unwrap_or_default();
    let programs = PathBuf::from(told.trim());
    if programs.join("initdb").exists() { Ok(programs) } else { Err("PostgreSQL's initdb is not here".to_owned()) }
}

/// The Python that has aiosmtpd: the system's, where another one comes first in the path.
fn python() -> Result<&'static str, String> {
    let has_it = |program: &&str| {
        let mut probe = Command::new(program);
        probe.args(["-c", "import aiosmtpd"]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        probe.status().is_ok_and(|status| status.success())
    };
    let known = ["/usr/bin/python3", "python3"];
    known.into_iter().find(has_it).ok_or_else(|| "no python3 with aiosmtpd is here".to_owned())
}

/// Starts a program in the background, notes its process id for the guard, and waits until its port answers.
fn start(mut command: Command, name: &str, port: u16, folder: &Path, log: &Log) -> Result<(), String> {
    command.stdin(Stdio::null()).stdout(log.output()?).stderr(log.output()?);
    let mut child = command.spawn().map_err(|fault| format!("{name} cannot be started: {fault}"))?;
    fs::write(folder.join(format!("{name}.pid")), child.id().to_string())
        .map_err(|fault| format!("noting the process of {name}: {fault}"))?;
    let until = Instant::now() + Duration::from_secs(START_SECS_MAX);
    while !answers(port) {
        if let Ok(Some(status)) = child.try_wait() {
            return Err(format!("{name} ended with {status} before it answered"));
        }
        if Instant::now() > until {
            return Err(format!("{name} did not answer within {START_SECS_MAX} s"));
        }
        thread::sleep(Duration::from_millis(50));
    }
    Ok(())
}

/// Whether somebody accepts connections at the port and does not close them at once.
fn answers(port: u16) -> bool {
    let Ok(mut stream) = TcpStream::connect((Ipv4Addr::LOCALHOST, port)) else { return false };
    let patience = stream.set_read_timeout(Some(Duration::from_millis(50)));
    // A greeting or silence is an answer; a closed connection is not.
    patience.is_ok() && !matches!(stream.read(&mut [0; 1]), Ok(0))
}
