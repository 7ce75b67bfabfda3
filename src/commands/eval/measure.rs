//! How long one document takes and how much memory the processes that read it need.

use std::collections::BTreeMap;
use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// How often is looked at the children; each keeps its own high-water mark, so only the last moments of a short one can be missed.
const EVERY: Duration = Duration::from_millis(2);

/// What one document cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Cost {
    /// From the first byte to the answer.
    pub time: Duration,
    /// The most resident memory of one child, in KiB; 0 where the system does not tell.
    pub kilobytes: u64,
}

/// Does the work and says what it cost.
pub(super) fn measured<T>(work: impl FnOnce() -> T) -> (T, Cost) {
    let is_done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let watcher = scope.spawn(|| {
            let mut peaks: BTreeMap<u32, u64> = BTreeMap::new();
            while !is_done.load(Ordering::Acquire) {
                look(std::process::id(), &mut peaks);
                std::thread::sleep(EVERY);
            }
            peaks.into_values().max().unwrap_or_default()
        });
        let began = Instant::now();
        let answer = work();
        let time = began.elapsed();
        is_done.store(true, Ordering::Release);
        // A watcher that could not look has seen nothing.
        let kilobytes = watcher.join().unwrap_or_default();
        (answer, Cost { time, kilobytes })
    })
}

/// Notes the high-water marks of all descendants of a process.
fn look(process: u32, peaks: &mut BTreeMap<u32, u64>) {
    let Ok(threads) = fs::read_dir(format!("/proc/{process}/task")) else { return };
    for thread in threads.flatten() {
        let children = fs::read_to_string(thread.path().join("children")).unwrap_or_default();
        for child in children.split_whitespace().filter_map(|child| child.parse().ok()) {
            if let Some(peak) = high_water(child) {
                let known = peaks.entry(child).or_default();
                *known = peak.max(*known);
            }
            look(child, peaks);
        }
    }
}

fn high_water(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(target_os = "linux")]
    fn a_child_is_seen_with_its_memory_and_its_time() {
        let (status, cost) = measured(|| std::process::Command::new("sleep").arg("1").status());
        assert!(status.unwrap().success());
        assert!(cost.kilobytes > 100 && cost.time >= Duration::from_secs(1), "{cost:?}");
    }
}
