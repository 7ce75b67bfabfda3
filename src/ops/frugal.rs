//! Makes the allocator of the C library give back what is free.
//!
//! A desk reads a document of many megabytes now and then and is idle in between. By default glibc keeps an arena for each thread and learns
//! from the first large block to keep the next ones, so that a desk at rest holds several times what it uses. It can be told otherwise only
//! before a process starts, hence the process starts itself once more, as the same process.

/// One arena for all threads; blocks of 128 KiB and more are their own mappings and go back at once; the rest is trimmed at the same size.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const SETTINGS: [(&str, &str); 3] =
    [("MALLOC_ARENA_MAX", "1"), ("MALLOC_MMAP_THRESHOLD_", "131072"), ("MALLOC_TRIM_THRESHOLD_", "131072")];
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
const SETTINGS: [(&str, &str); 0] = [];

/// Starts this program once more with the same arguments, unless somebody has given the allocator settings already, of whatever kind.
///
/// Returns when that is so, when there is nothing to tell, or when the system refuses: the desk works then, too, and holds more.
pub fn start_again_frugally() {
    if SETTINGS.is_empty() || SETTINGS.iter().any(|(name, _)| std::env::var_os(name).is_some()) {
        return;
    }
    again();
}

#[cfg(unix)]
fn again() {
    use std::os::unix::process::CommandExt as _;
    use std::process::Command;

    let Ok(program) = std::env::current_exe() else { return };
    let mut arguments = std::env::args_os();
    let mut command = Command::new(program);
    if let Some(name) = arguments.next() {
        command.arg0(name);
    }
    // Comes back only when it failed.
    let _ = command.args(arguments).envs(SETTINGS).exec();
}

#[cfg(not(unix))]
fn again() {}
