//! What a bench measures time by: the processor time of its own thread, which a busy machine does not falsify.

use std::sync::LazyLock;
use std::time::{Duration, Instant};

/// Processor time of this thread until now, as Linux tells it; elsewhere the time since the first call.
pub fn spent() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|text| text.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| START.elapsed(), Duration::from_nanos)
}

/// How long one measurement takes at least: the kernel brings the figure up to date a few hundred times a second only.
const AT_LEAST: Duration = Duration::from_millis(200);

/// What a piece of work takes, the least of several measurements, and what it gave the last time.
pub fn best<T>(runs: u32, mut work: impl FnMut() -> T) -> (Duration, T) {
    let begun = Instant::now();
    let mut made = std::hint::black_box(work());
    let times = (AT_LEAST.as_nanos() / begun.elapsed().as_nanos().max(1)).clamp(1, 1_000_000) as u32;
    let mut least = Duration::MAX;
    for _ in 0..runs {
        let start = spent();
        for _ in 0..times {
            made = std::hint::black_box(work());
        }
        least = least.min((spent() - start) / times);
    }
    (least, made)
}
