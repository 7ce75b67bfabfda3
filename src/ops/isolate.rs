//! Reads and draws documents of strangers in a child process: with limits, a deadline, and nothing to steal.
//!
//! The child is this program with the word `isolate` ([`crate::commands::isolate`]). It gets the bytes on standard
//! input, no environment, and answers in frames on standard output. A child that crashes or is killed costs the one
//! document it worked on.

use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use ramjet_reader::reading::frames::{
    ANSWER_BYTES_MAX, Answer, FrameError, PartHead, Request, parse_answer, request_head,
};
use ramjet_reader::reading::{
    self, Content, Document, Header, HtmlView, Mark, Page, Part, RenderError, SCAN_PAGES_MAX, ScanPicture, Unreadable,
    Word,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, Command};
use tokio::sync::Semaphore;

use super::config::IsolateSettings;
use super::tesseract::{Choice, Installed, Missing, Question, RunError, Tesseract};

/// The signal of a process that used up its processor time, on every Unix we run on.
const SIGXCPU: i32 = 24;
/// How long the scans of one document may be recognised; pages after that are left to a person.
const SCANS_TIME_MAX: Duration = Duration::from_secs(120);
/// How long the parts of one message may be read; parts after that are left to a person.
const MESSAGE_TIME_MAX: Duration = Duration::from_secs(240);

/// Whether a process was ended because it used up its processor time.
pub(super) fn is_out_of_time(status: ExitStatus) -> bool {
    status.signal() == Some(SIGXCPU)
}

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
    tesseract: Tesseract,
}

impl Isolate {
    /// * `program` — this program, or another of the same version;
    /// * `deadline` — after this long a child is killed; also the limit of its processor time;
    /// * `parallel` — children at the same time, at least one; further callers wait.
    pub fn new(program: PathBuf, deadline: Duration, parallel: usize) -> Self {
        let places = Arc::new(Semaphore::new(parallel.max(1)));
        Self { program, deadline, places, tesseract: Tesseract::default() }
    }

    /// The same with another program for scans; [`Isolate::new`] takes the first `tesseract` on the `PATH`.
    pub fn with_tesseract(self, choice: Choice) -> Self {
        Self { tesseract: Tesseract::new(choice), ..self }
    }

    /// Whether scans can be read here, by which version and in which languages; otherwise why not.
    pub async fn scans(&self) -> Result<Installed, Missing> {
        self.tesseract.installed().await
    }

    /// As configured; without a program it is this executable.
    pub fn from_settings(settings: &IsolateSettings) -> std::io::Result<Self> {
        let isolate = match &settings.program {
            Some(program) => Self::new(program.clone(), settings.deadline, settings.parallel),
            None => Self::of_this_program(settings.deadline, settings.parallel)?,
        };
        Ok(isolate.with_tesseract(settings.tesseract.clone()))
    }

    /// With this executable as the child; not in tests, where it is the test runner.
    pub fn of_this_program(deadline: Duration, parallel: usize) -> std::io::Result<Self> {
        Ok(Self::new(std::env::current_exe()?, deadline, parallel).with_tesseract(Choice::from_environment()))
    }

    /// Takes a message or a lone file apart; see [`reading::split`].
    ///
    /// A lone file is not worth a child. [`IsolateError::TooSlow`] and [`IsolateError::Crashed`] mean that nothing is
    /// known of the message but its bytes.
    pub async fn split(&self, bytes: &[u8], name: Option<&str>) -> Result<(Header, Vec<Part>), IsolateError> {
        if !reading::is_risky_to_split(bytes, name) {
            return Ok(reading::split(bytes, name));
        }
        match self.ask(&Request::Split { name: name.map(str::to_owned) }, bytes).await? {
            Answer::Parts(header, parts) => Ok((*header, parts)),
            _ => Err(IsolateError::Answer(None)),
        }
    }

    /// Reads all parts of a message, one after the other; what is left after the time of a message is
    /// [`Unreadable::TooSlow`].
    ///
    /// An error means that reading could not be tried and may be repeated.
    pub async fn read_all(&self, parts: &[Part]) -> Result<Vec<Document>, IsolateError> {
        let until = Instant::now() + MESSAGE_TIME_MAX;
        let mut documents = Vec::with_capacity(parts.len());
        for part in parts {
            documents.push(if Instant::now() < until {
                self.read(part).await?
            } else {
                reading::unread(part, Unreadable::TooSlow)
            });
        }
        Ok(documents)
    }

    /// Reads one part, scans included; see [`reading::read_part`].
    ///
    /// A child that is too slow makes the part [`Unreadable::TooSlow`], one that crashes [`Unreadable::Damaged`]; scans
    /// without a program for them are [`Unreadable::NoReader`]. An error means that reading could not be tried and may
    /// be repeated.
    pub async fn read(&self, part: &Part) -> Result<Document, IsolateError> {
        if !reading::is_risky(part) {
            return Ok(reading::read_part(part));
        }
        match self.ask(&Request::Read { part: PartHead::of(part) }, &part.bytes).await {
            Ok(Answer::Document(document)) => self.recognise(document, &part.bytes).await,
            Ok(_) => Err(IsolateError::Answer(None)),
            Err(IsolateError::TooSlow(_)) => Ok(reading::unread(part, Unreadable::TooSlow)),
            Err(IsolateError::Crashed(_)) => Ok(reading::unread(part, Unreadable::Damaged)),
            Err(error) => Err(error),
        }
    }

    /// Fills in the words of the pages that are scans.
    async fn recognise(&self, mut document: Document, bytes: &[u8]) -> Result<Document, IsolateError> {
        let Content::Pages { pages } = &mut document.content else { return Ok(document) };
        let scans = pages.iter_mut().filter(|page| page.is_scan);
        let until = Instant::now() + SCANS_TIME_MAX;
        let mut installed = None;
        for (index, page) in scans.enumerate() {
            if installed.is_none() {
                installed = Some(self.tesseract.installed().await);
            }
            let refused = match &installed {
                Some(Ok(_)) if index >= SCAN_PAGES_MAX => Unreadable::TooLarge,
                Some(Ok(_)) if Instant::now() >= until => Unreadable::TooSlow,
                Some(Ok(installed)) => match self.recognise_page(page, bytes, installed).await? {
                    Ok(()) => continue,
                    Err(refused) => refused,
                },
                _ => Unreadable::NoReader,
            };
            page.unread = Some(refused);
        }
        Ok(reading::settled(document))
    }

    /// Recognises one page as it lies and, when hardly anything is found, as it ought to lie.
    async fn recognise_page(
        &self, page: &mut Page, bytes: &[u8], installed: &Installed,
    ) -> Result<Result<(), Unreadable>, IsolateError> {
        let (mut picture, mut words) = match self.look(page.number, 0, bytes, installed).await? {
            Ok(seen) => seen,
            Err(refused) => return Ok(Err(refused)),
        };
        if reading::is_doubtful(&words) && installed.knows_orientation {
            let turned = match self.run(installed, Question::Orientation, &picture).await? {
                Ok(answer) => reading::upright_by(&answer).filter(|turned| *turned != 0),
                Err(_) => None,
            };
            if let Some(turned) = turned
                && let Ok(seen) = self.look(page.number, turned, bytes, installed).await?
                && reading::recognised(&seen.1) > reading::recognised(&words)
            {
                (picture, words) = seen;
            }
        }
        if words.is_empty() {
            return Ok(Err(Unreadable::NoText));
        }
        (page.width, page.height) = picture.points;
        page.turned = picture.turned;
        page.unread = None;
        // What nobody sees stays beside what was recognised, for comparison, where it lies in the same place.
        page.words.retain(|word| word.hidden && picture.turned == 0);
        words.append(&mut page.words);
        page.words = words;
        Ok(Ok(()))
    }

    /// The picture of a page, turned by quarters, and the words in it.
    async fn look(
        &self, page: u32, turned: u16, bytes: &[u8], installed: &Installed,
    ) -> Result<Result<(ScanPicture, Vec<Word>), Unreadable>, IsolateError> {
        let picture = match self.ask(&Request::Scan { page, turned }, bytes).await {
            Ok(Answer::Scan(Ok(picture))) => picture,
            Ok(Answer::Scan(Err(RenderError::Unreadable(refused)))) => return Ok(Err(refused)),
            Ok(Answer::Scan(Err(_))) => return Ok(Err(Unreadable::TooLarge)),
            Ok(_) => return Err(IsolateError::Answer(None)),
            Err(IsolateError::TooSlow(_)) => return Ok(Err(Unreadable::TooSlow)),
            Err(IsolateError::Crashed(_)) => return Ok(Err(Unreadable::Damaged)),
            Err(error) => return Err(error),
        };
        let (lines, places) = tokio::join!(
            self.run(installed, Question::Lines, &picture),
            self.run(installed, Question::Places, &picture)
        );
        let words = |table: String| reading::scan_words(&table, &picture);
        let words = match (lines?.map(words), places?.map(words)) {
            (Ok(lines), Ok(places)) => reading::agreed(lines, places),
            // One reading is no agreement: nothing of it is sure.
            (Ok(only), Err(_)) | (Err(_), Ok(only)) => reading::agreed(only, Vec::new()),
            (Err(refused), Err(_)) => return Ok(Err(refused)),
        };
        Ok(Ok((picture, words)))
    }

    /// One run of the program for scans, in a place of its own among the children.
    async fn run(
        &self, installed: &Installed, question: Question, picture: &ScanPicture,
    ) -> Result<Result<String, Unreadable>, IsolateError> {
        let _place = self.places.acquire().await.ok();
        let file = (&picture.file()[..], picture.dpi);
        match super::tesseract::run(&self.program, installed, question, file, self.deadline).await {
            Ok(answer) => Ok(Ok(answer)),
            Err(RunError::TooSlow(_)) => Ok(Err(Unreadable::TooSlow)),
            // The picture is of our own making: what brings the program down is its limit of memory.
            Err(RunError::Failed(_)) => Ok(Err(Unreadable::TooLarge)),
            Err(RunError::Run(source)) => Err(IsolateError::Talk(source)),
        }
    }

    /// Draws a page of a PDF or picture file as PNG; see [`reading::render`].
    pub async fn render(&self, bytes: &[u8], page: u32, dpi: u16) -> Result<Vec<u8>, IsolateError> {
        self.render_turned(bytes, page, dpi, 0).await
    }

    /// The same, turned as the page was read; see [`reading::render_turned`].
    pub async fn render_turned(&self, bytes: &[u8], page: u32, dpi: u16, turned: u16) -> Result<Vec<u8>, IsolateError> {
        match self.ask(&Request::Render { page, dpi, turned }, bytes).await? {
            Answer::Picture(picture) => Ok(picture?),
            _ => Err(IsolateError::Answer(None)),
        }
    }

    /// HTML that can be shown, with marks at spans of its text and places for the pictures of these Content-IDs; see
    /// [`reading::html_view_with`].
    ///
    /// A reason in the answer means that it can be shown as its text only; an error may be gone the next time.
    pub async fn view(
        &self, html: &[u8], charset: Option<&str>, marks: Vec<Mark>, pictures: Vec<String>,
    ) -> Result<Result<HtmlView, Unreadable>, IsolateError> {
        match self.ask(&Request::View { charset: charset.map(str::to_owned), marks, pictures }, html).await {
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
        if is_out_of_time(status) {
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
