//! Reads and draws documents of strangers in a child process: with limits, a deadline, and nothing to steal.
//!
//! The child is this program with the word `isolate` ([`crate::commands::isolate`]). It gets the bytes on standard
//! input, no environment, and answers in frames on standard output. A child that crashes or is killed costs the one
//! document it worked on.

use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;
use std::time::Duration;

use ramjet_reader::reading::frames::{
    ANSWER_BYTES_MAX, Answer, FrameError, PartHead, Request, parse_answer, request_head,
};
use ramjet_reader::reading::{self, Document, Header, HtmlView, Mark, Part, RenderError, Unreadable};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, Command};
use tokio::sync::Semaphore;

use super::config::IsolateSettings;

/// The signal of a process that used up its processor time, on every Unix we run on.
const SIGXCPU: i32 = 24;

/// Why a child gave no answer.
#[derive(Debug, thiserror::Error)]
pub enum IsolateError {
    /// The program could not be started; the document is not at fault.
    #[error("starting {program}")]
    Start {
        /// The configured program.
        program: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The child could not be talked to.
    #[error("talking to the reading child")]
    Talk(#[source] std::io::Error),
    /// The deadline or the processor time passed.
    #[error("the reading child took longer than {0:?}")]
    TooSlow(Duration),
    /// The child died, or gave up at an error of its own.
    #[error("the reading child crashed ({0})")]
    Crashed(String),
    /// The answer is not one; most likely the program is another version.
    #[error("the reading child answered something else")]
    Answer(#[source] Option<FrameError>),
    /// There is no picture, for a reason the child could name.
    #[error(transparent)]
    Render(#[from] RenderError),
}

/// Starts children and waits for their answers; cheap to clone, all clones share the limit of children.
#[derive(Clone, Debug)]
pub struct Isolate {
    program: PathBuf,
    deadline: Duration,
    places: Arc<Semaphore>,
}

impl Isolate {
    /// * `program` — this program, or another of the same version;
    /// * `deadline` — after this long a child is killed; also the limit of its processor time;
    /// * `parallel` — children at the same time, at least one; further callers wait.
    pub fn new(program: PathBuf, deadline: Duration, parallel: usize) -> Self {
        Self { program, deadline, places: Arc::new(Semaphore::new(parallel.max(1))) }
    }

    /// As configured; without a program it is this executable.
    pub fn from_settings(settings: &IsolateSettings) -> std::io::Result<Self> {
        match &settings.program {
            Some(program) => Ok(Self::new(program.clone(), settings.deadline, settings.parallel)),
            None => Self::of_this_program(settings.deadline, settings.parallel),
        }
    }

    /// With this executable as the child; not in tests, where it is the test runner.
    pub fn of_this_program(deadline: Duration, parallel: usize) -> std::io::Result<Self> {
        Ok(Self::new(std::env::current_exe()?, deadline, parallel))
    }

    /// Takes a message or a lone file apart; see [`reading::split`].
    ///
    /// A lone file is not worth a child. [`IsolateError::TooSlow`] and [`IsolateError::Crashed`] mean that nothing is
    /// known of the message but its bytes.
    pub async fn split(&self, bytes: &[u8], name: Option<&str>) -> Result<(Header, Vec<Part>), IsolateError> {
        if !reading::is_mail(bytes, name) {
            return Ok(reading::split(bytes, name));
        }
        match self.ask(&Request::Split { name: name.map(str::to_owned) }, bytes).await? {
            Answer::Parts(header, parts) => Ok((*header, parts)),
            _ => Err(IsolateError::Answer(None)),
        }
    }

    /// Reads one part; see [`reading::read_part`].
    ///
    /// A child that is too slow makes the part [`Unreadable::TooSlow`], one that crashes [`Unreadable::Damaged`]; an
    /// error means that reading could not be tried and may be repeated.
    pub async fn read(&self, part: &Part) -> Result<Document, IsolateError> {
        if !reading::is_risky(part) {
            return Ok(reading::read_part(part));
        }
        match self.ask(&Request::Read { part: PartHead::of(part) }, &part.bytes).await {
            Ok(Answer::Document(document)) => Ok(document),
            Ok(_) => Err(IsolateError::Answer(None)),
            Err(IsolateError::TooSlow(_)) => Ok(reading::unread(part, Unreadable::TooSlow)),
            Err(IsolateError::Crashed(_)) => Ok(reading::unread(part, Unreadable::Damaged)),
            Err(error) => Err(error),
        }
    }

    /// Draws a page of a PDF as PNG; see [`reading::render`].
    pub async fn render(&self, pdf: &[u8], page: u32, dpi: u16) -> Result<Vec<u8>, IsolateError> {
        match self.ask(&Request::Render { page, dpi }, pdf).await? {
            Answer::Picture(picture) => Ok(picture?),
            _ => Err(IsolateError::Answer(None)),
        }
    }

    /// HTML that can be shown, with marks at spans of its text; see [`reading::html_view`].
    ///
    /// A reason in the answer means that it can be shown as its text only; an error may be gone the next time.
    pub async fn view(
        &self, html: &[u8], charset: Option<&str>, marks: Vec<Mark>,
    ) -> Result<Result<HtmlView, Unreadable>, IsolateError> {
        match self.ask(&Request::View { charset: charset.map(str::to_owned), marks }, html).await {
            Ok(Answer::View(view)) => Ok(view.map(|view| *view)),
            Ok(_) => Err(IsolateError::Answer(None)),
            Err(IsolateError::TooSlow(_)) => Ok(Err(Unreadable::TooSlow)),
            Err(IsolateError::Crashed(_)) => Ok(Err(Unreadable::Damaged)),
            Err(error) => Err(error),
        }
    }

    /// One request to one child, from its start to its end.
    async fn ask(&self, request: &Request, bytes: &[u8]) -> Result<Answer, IsolateError> {
        let head = request_head(request, bytes.len()).map_err(|error| IsolateError::Answer(Some(error)))?;
        // The semaphore is never closed, so this cannot fail; without a place the child would still have its limits.
        let _place = self.places.acquire().await.ok();
        let mut child = self.start()?;
        let talk = tokio::time::timeout(self.deadline, talk(&mut child, &head, bytes)).await;
        let Ok(talked) = talk else {
            // Waits for the end, so that its place is not given away before it has left it.
            let _ = child.kill().await;
            return Err(IsolateError::TooSlow(self.deadline));
        };
        let (status, answer) = talked.map_err(IsolateError::Talk)?;
        if status.signal() == Some(SIGXCPU) {
            return Err(IsolateError::TooSlow(self.deadline));
        }
        if !status.success() {
            return Err(IsolateError::Crashed(status.to_string()));
        }
        match parse_answer(&answer).map_err(|error| IsolateError::Answer(Some(error)))? {
            Answer::Panicked => Err(IsolateError::Crashed("panic".to_owned())),
            answer => Ok(answer),
        }
    }

    fn start(&self) -> Result<Child, IsolateError> {
        Command::new(&self.program)
            .args(["isolate", "--cpu-seconds", &self.deadline.as_secs().max(1).to_string()])
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .kill_on_drop(true)
            .spawn()
            .map_err(|source| IsolateError::Start { program: self.program.clone(), source })
    }
}

/// Writes the request while reading the answer: a child that answers early must not block on a full pipe.
async fn talk(child: &mut Child, head: &[u8], bytes: &[u8]) -> std::io::Result<(ExitStatus, Vec<u8>)> {
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    let ask = async {
        if let Some(mut stdin) = stdin {
            // A child that dies early breaks the pipe; its end says more than that error.
            let _ = stdin.write_all(head).await;
            let _ = stdin.write_all(bytes).await;
            let _ = stdin.shutdown().await;
        }
    };
    let listen = async {
        let mut answer = Vec::new();
        match stdout {
            Some(stdout) => stdout.take(ANSWER_BYTES_MAX as u64 + 1).read_to_end(&mut answer).await.map(|_| answer),
            None => Ok(answer),
        }
    };
    let ((), answer) = tokio::join!(ask, listen);
    Ok((child.wait().await?, answer?))
}
