//! How fast and how well a line is matched against a large catalogue: `cargo bench --bench matching`, or `-- 20000` for another size.
//!
//! The catalogue and the questions are generated, the same in every run: codes in the manners of several trades, descriptions of common and
//! rare words, and what customers make of both. `r@1` is the share of questions whose product comes first, `r@5` among the first five. Time
//! is processor time of one thread, the best of several runs.

#![expect(clippy::print_stdout, reason = "a bench talks to whoever started it")]

mod spent;

use std::time::Duration;

use ramjet::entity::ids::ProductId;
use ramjet::matching::products::index::{Entry, Index};
use spent::{best, spent};

const PRODUCTS: usize = 100_000;
const QUESTIONS: usize = 4_000;
const RUNS: usize = 3;

const NOUNS: [&str; 48] = [
    "cap",
    "plug",
    "bracket",
    "housing",
    "clip",
    "spacer",
    "grommet",
    "cover",
    "bush",
    "washer",
    "ferrule",
    "gasket",
    "sleeve",
    "knob",
    "lever",
    "hinge",
    "latch",
    "roller",
    "wheel",
    "castor",
    "foot",
    "glide",
    "insert",
    "tray",
    "bezel",
    "nozzle",
    "valve",
    "elbow",
    "tee",
    "coupling",
    "adaptor",
    "flange",
    "hook",
    "handle",
    "grip",
    "pulley",
    "gear",
    "bearing",
    "pin",
    "terminal block",
    "end cap",
    "cable gland",
    "tube plug",
    "louvre blade",
    "pivot",
    "track",
    "rail",
    "retainer",
];
const KINDS: [&str; 40] = [
    "round",
    "square",
    "slotted",
    "threaded",
    "ribbed",
    "flat",
    "hollow",
    "domed",
    "tapered",
    "stepped",
    "split",
    "blind",
    "vented",
    "sealed",
    "left",
    "right",
    "upper",
    "lower",
    "inner",
    "outer",
    "heavy duty",
    "light duty",
    "snap-in",
    "push-in",
    "press fit",
    "screw-on",
    "hinged",
    "locking",
    "swivel",
    "fixed",
    "adjustable",
    "reinforced",
    "insulated",
    "knurled",
    "countersunk",
    "double",
    "single",
    "short",
    "long",
    "extended",
];
const MATERIALS: [&str; 12] = [
    "nylon",
    "polypropylene",
    "acetal",
    "abs",
    "polycarbonate",
    "hdpe",
    "pvc",
    "rubber",
    "tpe",
    "brass insert",
    "plastic",
    "glass filled",
];
const EXTRAS: [&str; 16] = [
    "with washer",
    "pair",
    "component A",
    "component B",
    "uv stable",
    "food grade",
    "for 3 mm sheet",
    "m6 thread",
    "m8 thread",
    "no logo",
    "flame retardant",
    "2 pole",
    "type C",
    "bulk packed",
    "retail",
    "mark II",
];
const COLOURS: [&str; 8] = ["black", "white", "grey", "natural", "red", "blue", "green", "ivory"];

/// A small generator (xorshift64*), so that every run asks the same.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }

    fn letter(&mut self) -> char {
        char::from(b'A' + self.below(26) as u8)
    }
}

/// A code as one of five houses writes it.
fn code(dice: &mut Dice, noun: &str, size: usize) -> String {
    let short: String = noun.to_uppercase().chars().filter(|c| !"AEIOU ".contains(*c)).take(4).collect();
    match dice.below(5) {
        0 => format!("{short}{size}{}", dice.letter()),
        1 => format!("{}{}{:04}-{}{}", dice.letter(), dice.letter(), dice.below(10_000), dice.below(10), dice.letter()),
        2 => format!("{:02}.{:03}.{:03}", dice.below(100), dice.below(1_000), dice.below(1_000)),
        3 => format!("{}{short}-{size}-{}{}", dice.letter(), dice.letter(), dice.letter()),
        _ => format!("{short}/{size}/{:03}", dice.below(1_000)),
    }
}

fn catalogue(count: usize) -> Vec<(String, String)> {
    let mut dice = Dice(0x5eed_0001);
    let mut seen = std::collections::HashSet::new();
    let mut all = Vec::with_capacity(count);
    while all.len() < count {
        let (noun, size) = (dice.one(&NOUNS), 2 + dice.below(298));
        let code = code(&mut dice, noun, size);
        if !seen.insert(code.clone()) {
            continue;
        }
        let mut description = format!("{} {noun} {size} mm {}", dice.one(&KINDS), dice.one(&MATERIALS));
        if dice.below(2) == 0 {
            description = format!("{description}, {}", dice.one(&EXTRAS));
        }
        if dice.below(3) == 0 {
            description = description.to_uppercase();
        }
        all.push((code, description));
    }
    all.sort();
    all
}

/// What a customer does to a code.
const SLIPS: [&str; 8] = [
    "case and signs",
    "O for 0, I for 1",
    "character left out",
    "two swapped",
    "one wrong",
    "colour behind",
    "none, other code",
    "no code",
];

fn slipped(dice: &mut Dice, code: &str, slip: usize) -> Option<String> {
    let mut chars: Vec<char> = code.chars().collect();
    let at = dice.below(chars.len());
    match slip {
        0 => return Some(code.to_lowercase().replace(['-', '.', '/'], " ")),
        1 => {
            for c in &mut chars {
                *c = match *c {
                    '0' => 'O',
                    'O' => '0',
                    '1' => 'I',
                    'I' | 'L' => '1',
                    c => c,
                }
            }
        }
        2 => drop(chars.remove(at)),
        3 => chars.swap(at, (at + 1).min(code.len() - 1)),
        4 => chars[at] = dice.letter(),
        5 => return Some(format!("{code}-{}", dice.one(&COLOURS).to_uppercase())),
        6 => return Some(format!("{:06}", dice.below(1_000_000))),
        _ => return None,
    }
    Some(chars.into_iter().collect())
}

/// The description in another order, a word left out or shortened.
fn reworded(dice: &mut Dice, description: &str) -> String {
    let mut words: Vec<String> = description.to_lowercase().replace(',', "").split(' ').map(str::to_owned).collect();
    if words.len() > 4 {
        words.remove(dice.below(words.len()));
    }
    let long: Vec<usize> = (0..words.len()).filter(|at| words[*at].len() > 5).collect();
    if !long.is_empty() {
        let word = &mut words[long[dice.below(long.len())]];
        *word = if dice.below(2) == 0 {
            word.chars().take(4).collect()
        } else {
            word.chars().enumerate().filter(|(at, c)| *at == 0 || !"aeiou".contains(*c)).map(|(_, c)| c).collect()
        };
    }
    let turn = dice.below(words.len());
    words.rotate_left(turn);
    words.join(" ")
}

struct Question {
    slip: usize,
    code: Option<String>,
    description: Option<String>,
    product: usize,
}

fn questions(catalogue: &[(String, String)]) -> Vec<Question> {
    let mut dice = Dice(0x5eed_0002);
    (0..QUESTIONS)
        .map(|n| {
            let product = dice.below(catalogue.len());
            let (code, description) = &catalogue[product];
            let slip = n % SLIPS.len();
            // One code in four comes without a description.
            let is_bare = slip < 6 && dice.below(4) == 0;
            let description = (!is_bare).then(|| reworded(&mut dice, description));
            Question { slip, code: slipped(&mut dice, code, slip), description, product }
        })
        .collect()
}

fn main() {
    let size = std::env::args().filter_map(|argument| argument.parse().ok()).next().unwrap_or(PRODUCTS);
    let catalogue = catalogue(size);
    let entries: Vec<Entry<'_>> = (0..)
        .zip(&catalogue)
        .map(|(id, (code, description))| Entry { product: ProductId(id), code, description })
        .collect();
    let (took, index) = best(1, || Index::of(&entries));
    println!("{} products: indexed in {took:.0?}, {:.1} MB", index.len(), index.bytes() as f64 / 1e6);
    let questions = questions(&catalogue);
    let mut shortest = Duration::MAX;
    let mut places = Vec::new();
    for _ in 0..RUNS {
        let start = spent();
        let found: Vec<Option<usize>> = questions
            .iter()
            .map(|asked| {
                let found = index.find(asked.code.as_deref(), asked.description.as_deref());
                found.hits.iter().position(|hit| hit.product.0 == asked.product as i64)
            })
            .collect();
        shortest = shortest.min(spent() - start);
        assert!(places.is_empty() || places == found, "the same question had two answers");
        places = found;
    }
    let share = |within: usize, slip: Option<usize>| {
        let of: Vec<_> =
            questions.iter().zip(&places).filter(|(asked, _)| slip.is_none_or(|slip| asked.slip == slip)).collect();
        of.iter().filter(|(_, place)| place.is_some_and(|place| place < within)).count() as f64 / of.len() as f64
    };
    for (slip, name) in SLIPS.iter().enumerate() {
        println!("  {name:18} r@1 {:.3}  r@5 {:.3}", share(1, Some(slip)), share(5, Some(slip)));
    }
    println!("all: r@1 {:.3}, r@5 {:.3}", share(1, None), share(5, None));
    println!("{:.0} questions a second on one thread", questions.len() as f64 / shortest.as_secs_f64());
}
