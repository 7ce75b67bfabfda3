//! The program that recognises the text of scans: where it is, what it can, and one run of it.
//!
//! It is not part of this program. It gets a grey picture on standard input and answers with a table on standard
//! output; it writes no file. Each run is started through `ramjet isolate`, which sets the limits of processor time and
//! memory and then becomes it, so that the process the desk knows is the one it has to end.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::Command;

/// Longest answer of one run, in bytes.
const ANSWER_BYTES_MAX: u64 = 8 << 20;
/// The languages we ask for, as far as they are installed: those our extraction reads.
const LANGUAGES: [&str; 2] = ["eng", "deu"];
/// How long the program may take to say its version and languages.
const QUESTION_SECONDS: Duration = Duration::from_secs(10);
/// Where the program looks for its languages when it is not told by its makers.
const LANGUAGES_FOLDER: &str = "TESSDATA_PREFIX";

/// Which program recognises scans.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Choice {
    /// The first `tesseract` on the `PATH`.
    #[default]
    OnPath,
    /// This one.
    Program(PathBuf),
    /// None: scans are not read.
    Nobody,
}

impl Choice {
    /// The value of the setting `tesseract`: nothing, `none`, or a file.
    pub fn of(setting: Option<&str>) -> Self {
        match setting.map(str::trim) {
            None | Some("") => Self::OnPath,
            Some("none") => Self::Nobody,
            Some(program) => Self::Program(program.into()),
        }
    }

    /// As the environment of this process says, for commands without a configuration.
    pub fn from_environment() -> Self {
        Self::of(std::env::var("RAMJET_TESSERACT").ok().as_deref())
    }

    fn program(&self) -> Option<PathBuf> {
        match self {
            Self::Nobody => None,
            Self::Program(program) => Some(program.clone()).filter(|program| is_program(program)),
            Self::OnPath => {
                let path = std::env::var_os("PATH")?;
                std::env::split_paths(&path).map(|folder| folder.join("tesseract")).find(|program| is_program(program))
            }
        }
    }
}

fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().is_ok_and(|about| about.is_file() && about.permissions().mode() & 0o111 != 0)
}

/// A program that is there and answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installed {
    /// Where it is.
    pub program: PathBuf,
    /// Its version, such as `5.3.0`.
    pub version: String,
    /// The languages that are installed and asked for, at least one.
    pub languages: Vec<String>,
    /// Whether it can find out how a page lies.
    pub knows_orientation: bool,
}

/// Why scans are not read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Missing {
    /// Switched off by the setting.
    #[error("recognition of scans is switched off (RAMJET_TESSERACT=none)")]
    Off,
    /// There is no such program.
    #[error("tesseract is not installed")]
    Program,
    /// The program is there and does not work, for example for want of a library.
    #[error("{0} does not answer")]
    Broken(PathBuf),
    /// Neither English nor German is installed for it.
    #[error("tesseract has no language: install its English or German data (tesseract-ocr-eng, tesseract-ocr-deu)")]
    Languages,
}

/// What one run is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// The words, as a table, the page taken for one block of lines.
    Lines,
    /// The words, as a table, wherever they stand: finds what the other loses between columns, and the reverse.
    Places,
    /// How the page lies.
    Orientation,
}

impl Question {
    /// The arguments of the program, after the names of input and output.
    ///
    /// * `languages` — joined by `+`; `dpi` — resolution of the picture.
    pub fn arguments(self, languages: &str, dpi: u16) -> Vec<String> {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        let dpi = dpi.to_string();
        match self {
            Self::Lines => words(&["-l", languages, "--dpi", &dpi, "--psm", "6", "tsv"]),
            Self::Places => words(&["-l", languages, "--dpi", &dpi, "--psm", "11", "tsv"]),
            Self::Orientation => words(&["-l", "osd", "--dpi", &dpi, "--psm", "0"]),
        }
    }

    /// Its word on the command line of the child.
    pub fn word(self) -> &'static str {
        match self {
            Self::Lines => "lines",
            Self::Places => "places",
            Self::Orientation => "orientation",
        }
    }

    /// The question with this word.
    pub fn of_word(word: &str) -> Option<Self> {
        [Self::Lines, Self::Places, Self::Orientation].into_iter().find(|question| question.word() == word)
    }
}

/// Why one run gave no answer.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// It could not be started or talked to.
    #[error("running tesseract")]
    Run(#[source] std::io::Error),
    /// The deadline or the processor time passed.
    #[error("tesseract took longer than {0:?}")]
    TooSlow(Duration),
    /// It ended with an error, or needed more memory than it may have.
    #[error("tesseract failed ({0})")]
    Failed(String),
}

/// Looks for the program and remembers it once it was found; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Tesseract {
    choice: Choice,
    found: Arc<Mutex<Option<Installed>>>,
}

impl Tesseract {
    /// The one that is chosen; it is looked for when it is first needed, and again until it is there.
    pub fn new(choice: Choice) -> Self {
        Self { choice, found: Arc::default() }
    }

    /// Whether scans can be read here, by which version and in which languages; otherwise why not.
    pub async fn installed(&self) -> Result<Installed, Missing> {
        if self.choice == Choice::Nobody {
            return Err(Missing::Off);
        }
        let known = self.found.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone();
        if let Some(known) = known.filter(|known| is_program(&known.program)) {
            return Ok(known);
        }
        let found = ask(self.choice.program().ok_or(Missing::Program)?).await?;
        *self.found.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(found.clone());
        Ok(found)
    }
}

/// Asks a program what it is.
async fn ask(program: PathBuf) -> Result<Installed, Missing> {
    let broken = || Missing::Broken(program.clone());
    let version = answer(&program, "--version").await.ok_or_else(broken)?;
    let version = version.lines().next().and_then(|line| line.strip_prefix("tesseract ")).ok_or_else(broken)?;
    let known = answer(&program, "--list-langs").await.ok_or_else(broken)?;
    let has = |language: &str| known.lines().any(|line| line.trim() == language);
    let languages: Vec<String> = LANGUAGES.into_iter().filter(|language| has(language)).map(str::to_owned).collect();
    if languages.is_empty() {
        return Err(Missing::Languages);
    }
    let version = version.trim().to_owned();
    Ok(Installed { version, languages, knows_orientation: has("osd"), program })
}

async fn answer(program: &Path, question: &str) -> Option<String> {
    let mut command = Command::new(program);
    command.arg(question).env_clear().stdin(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
    pass_languages(&mut command);
    let output = tokio::time::timeout(QUESTION_SECONDS, command.output()).await.ok()?.ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The one variable of ours that the program gets: where its languages are, if somebody set it.
fn pass_languages(command: &mut Command) {
    if let Some(folder) = std::env::var_os(LANGUAGES_FOLDER) {
        command.env(LANGUAGES_FOLDER, folder);
    }
}

/// One run on one picture: started by `child` (this program with the word `isolate`), given up after `deadline`.
pub(super) async fn run(
    child: &Path, installed: &Installed, question: Question, (picture, dpi): (&[u8], u16), deadline: Duration,
) -> Result<String, RunError> {
    let mut command = Command::new(child);
    command
        .args(["isolate", "--cpu-seconds", &deadline.as_secs().max(1).to_string(), "--tesseract"])
        .arg(&installed.program)
        .args(["--question", question.word(), "--languages", &installed.languages.join("+")])
        .args(["--dpi", &dpi.to_string()])
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true);
    pass_languages(&mut command);
    let mut child = command.spawn().map_err(RunError::Run)?;
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    let tell = async {
        if let Some(mut stdin) = stdin {
            // A program that ends early breaks the pipe; its end says more than that error.
            let _ = stdin.write_all(picture).await;
            let _ = stdin.shutdown().await;
        }
    };
    let listen = async {
        let mut answer = Vec::new();
        match stdout {
            Some(stdout) => stdout.take(ANSWER_BYTES_MAX + 1).read_to_end(&mut answer).await.map(|_| answer),
            None => Ok(answer),
        }
    };
    let talk = async {
        let ((), answer) = tokio::join!(tell, listen);
        let answer = answer?;
        if answer.len() as u64 > ANSWER_BYTES_MAX {
            child.start_kill()?;
        }
        Ok::<_, std::io::Error>((child.wait().await?, answer))
    };
    let Ok(talked) = tokio::time::timeout(deadline, talk).await else {
        let _ = child.kill().await;
        return Err(RunError::TooSlow(deadline));
    };
    let (status, answer) = talked.map_err(RunError::Run)?;
    if super::isolate::is_out_of_time(status) {
        return Err(RunError::TooSlow(deadline));
    }
    if !status.success() {
        return Err(RunError::Failed(status.to_string()));
    }
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_setting_names_a_program_nobody_or_leaves_it_to_the_path() {
        assert_eq!(Choice::of(None), Choice::OnPath);
        assert_eq!(Choice::of(Some(" ")), Choice::OnPath);
        assert_eq!(Choice::of(Some("none")), Choice::Nobody);
        assert_eq!(Choice::of(Some("/opt/tesseract")), Choice::Program("/opt/tesseract".into()));
    }

    #[test]
    fn a_question_has_one_word_and_others_are_refused() {
        assert_eq!(Question::of_word(Question::Orientation.word()), Some(Question::Orientation));
        assert_eq!(Question::of_word("everything"), None);
    }

    #[tokio::test]
    async fn a_program_that_is_not_there_or_is_another_is_said_so() {
        let missing = Tesseract::new(Choice::Program("/no/such/tesseract".into()));
        assert_eq!(missing.installed().await, Err(Missing::Program));
        assert_eq!(Tesseract::new(Choice::Nobody).installed().await, Err(Missing::Off));
        let other = Tesseract::new(Choice::Program("/bin/true".into()));
        assert_eq!(other.installed().await, Err(Missing::Broken("/bin/true".into())));
    }
}
