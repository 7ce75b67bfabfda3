//! What tesseract says about a picture → words of the page in displayed points.

use super::ScanPicture;
use crate::reading::Word;

/// Words below this confidence are noise: speckles, rules, signatures.
const CONFIDENCE_MIN: f32 = 12.0;
/// Characters that rules and speckles are taken for.
const STROKES: &[char] = &[
    '|', '_', '—', '–', '-', '~', '=', '.', ',', ':', ';', '\'', '`', '‘', '’', '“', '”', '"', '«', '»', '°', '*', '•',
    '¢', '[', ']', '{', '}', '(', ')', '/', '\\', '!', 'i', 'l', '€', '§',
];
/// Strokes that are never part of a word's edge.
const RULES: &[char] = &['|', '_', '¦'];
/// Most words of one page.
const WORDS_MAX: usize = 20_000;

/// One row of tesseract's table that is a word.
struct Heard<'t> {
    line: (u32, u32, u32),
    left: f32,
    top: f32,
    width: f32,
    height: f32,
    confidence: f32,
    text: &'t str,
}

/// The words of a page from tesseract's table (its `tsv` output), lines from top to bottom.
///
/// * `picture` — the picture it looked at, which knows how its pixels lie on the page.
/// * Words of one line get one upper and lower edge, so that a row of a table is a row; noise is left out. Rows of the
///   table that are not understood are skipped: the table comes from another program.
pub fn words(table: &str, picture: &ScanPicture) -> Vec<Word> {
    let heard: Vec<Heard<'_>> = table.lines().filter_map(heard).take(WORDS_MAX).collect();
    let (scale_x, scale_y) = (picture.points.0 / picture.width as f32, picture.points.1 / picture.height as f32);
    let mut lines: Vec<Vec<Heard<'_>>> = Vec::new();
    for word in heard {
        match lines.last_mut() {
            Some(line) if line[0].line == word.line => line.push(word),
            _ => lines.push(vec![word]),
        }
    }
    let hundredths = |value: f32| (value * 100.0).round() / 100.0;
    let mut found = Vec::new();
    for line in lines {
        let (top, bottom) = edges(&line);
        for word in line {
            let Some((text, from, to)) = trimmed(&word) else { continue };
            let (top, bottom) =
                if word.height > 1.8 * (bottom - top) { (word.top, word.top + word.height) } else { (top, bottom) };
            found.push(Word {
                text: text.to_owned(),
                x0: hundredths((word.left + from * word.width) * scale_x),
                y0: hundredths(top * scale_y),
                x1: hundredths((word.left + to * word.width) * scale_x),
                y1: hundredths(bottom * scale_y),
                hidden: false,
                confidence: Some(word.confidence.clamp(0.0, 100.0) as u8),
            });
        }
    }
    found.sort_by(|a, b| (a.y0 + a.y1).total_cmp(&(b.y0 + b.y1)).then(a.x0.total_cmp(&b.x0)));
    found
}

/// How much was recognised: the confidence of every word of at least two letters or digits, summed.
pub fn recognised(words: &[Word]) -> u64 {
    let counts = |word: &&Word| word.text.chars().filter(|one| one.is_alphanumeric()).count() >= 2;
    words.iter().filter(counts).map(|word| u64::from(word.confidence.unwrap_or(0))).sum()
}

/// Whether so little was recognised, or so unsurely, that the page may lie on its side or stand on its head.
pub fn is_doubtful(words: &[Word]) -> bool {
    let long = words.iter().filter(|word| word.text.chars().filter(|one| one.is_alphanumeric()).count() >= 3);
    let (mut count, mut sum) = (0_u64, 0_u64);
    long.for_each(|word| {
        count += 1;
        sum += u64::from(word.confidence.unwrap_or(0));
    });
    count < 12 || sum < 60 * count
}

/// The quarter turn, in hundredths of a degree clockwise, that puts a page upright, from tesseract's answer about the
/// orientation (`--psm 0`). `None` when it does not know, or is not sure.
pub fn upright_by(answer: &str) -> Option<u16> {
    let value = |key: &str| {
        let line = answer.lines().find_map(|line| line.trim().strip_prefix(key))?;
        line.trim_start_matches(':').trim().parse::<f32>().ok()
    };
    let (degrees, confidence) = (value("Rotate")?, value("Orientation confidence")?);
    let is_quarter = [0.0, 90.0, 180.0, 270.0].iter().any(|quarter: &f32| (quarter - degrees).abs() < 0.5);
    (is_quarter && confidence >= 0.7).then_some(degrees as u16 * 100)
}

/// A row of the table: level, page, block, paragraph, line, word, left, top, width, height, confidence, text.
fn heard(row: &str) -> Option<Heard<'_>> {
    let mut cells = row.splitn(12, '\t');
    let mut number = || cells.next()?.trim().parse::<f32>().ok().filter(|number| number.is_finite());
    let (level, _page) = (number()?, number()?);
    let line = (number()? as u32, number()? as u32, number()? as u32);
    let _word = number()?;
    let (left, top, width, height, confidence) = (number()?, number()?, number()?, number()?, number()?);
    let text = cells.next()?.trim();
    let is_word = (4.5..5.5).contains(&level) && width > 0.0 && height > 0.0 && !text.is_empty();
    (is_word && confidence >= CONFIDENCE_MIN).then_some(Heard { line, left, top, width, height, confidence, text })
}

/// Upper and lower edge of a line: of its words of ordinary height.
fn edges(line: &[Heard<'_>]) -> (f32, f32) {
    let text: Vec<&Heard<'_>> = line.iter().filter(|word| trimmed(word).is_some()).collect();
    let line = if text.is_empty() { line.iter().collect() } else { text };
    let mut heights: Vec<f32> = line.iter().map(|word| word.height).collect();
    heights.sort_by(f32::total_cmp);
    let usual = 1.6 * heights[heights.len() / 2];
    let (mut tops, mut bottoms): (Vec<f32>, Vec<f32>) =
        line.iter().filter(|word| word.height <= usual).map(|word| (word.top, word.top + word.height)).unzip();
    tops.sort_by(f32::total_cmp);
    bottoms.sort_by(f32::total_cmp);
    // Not the outermost: one speckle above a line must not lift all of it.
    let share = tops.len() / 8;
    (tops[share], bottoms[bottoms.len() - 1 - share])
}

/// A word without the rules at its edges: its characters, and which part of its width they take.
fn trimmed<'t>(word: &Heard<'t>) -> Option<(&'t str, f32, f32)> {
    let text = word.text.trim_matches(RULES);
    if text.is_empty()
        || (text.chars().all(|one| STROKES.contains(&one)) && (word.confidence < 60.0 || text.chars().count() > 2))
    {
        return None;
    }
    let all = word.text.chars().count() as f32;
    let before = word.text.chars().take_while(|one| RULES.contains(one)).count() as f32;
    Some((text, before / all, (before + text.chars().count() as f32) / all))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n\
        1\t1\t0\t0\t0\t0\t0\t0\t600\t800\t-1\t\n\
        5\t1\t1\t1\t1\t1\t100\t50\t40\t20\t96.5\tOrder\n\
        5\t1\t1\t1\t1\t2\t150\t54\t60\t16\t91.2\t|60689\n\
        5\t1\t1\t1\t1\t3\t220\t50\t4\t30\t30\t|\n\
        5\t1\t1\t1\t2\t1\t100\t90\t40\t20\t5\tnoise\n\
        5\t1\tx\t1\t2\t1\t100\t90\t40\t20\t90\tbroken\n";

    fn picture() -> ScanPicture {
        ScanPicture { width: 600, height: 800, points: (144.0, 192.0), turned: 0, dpi: 300, grey: Vec::new() }
    }

    #[test]
    fn words_of_a_line_share_their_edges_and_rules_are_cut_off() {
        let words = words(TABLE, &picture());
        assert_eq!(words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>(), ["Order", "60689"]);
        assert_eq!((words[0].x0, words[0].y0, words[0].x1, words[0].y1), (24.0, 12.0, 33.6, 16.8));
        assert_eq!((words[1].x0, words[1].y0, words[1].y1, words[1].confidence), (38.4, 12.0, 16.8, Some(91)));
    }

    #[test]
    fn a_table_that_is_none_gives_no_words() {
        assert!(words("", &picture()).is_empty());
        assert!(words("5\t1\t1\n5\tNaN\t1\t1\t1\t1\t1\t1\t1\t1\tinf\tword\n", &picture()).is_empty());
    }

    #[test]
    fn the_answer_about_the_orientation_is_obeyed_only_when_it_is_sure() {
        let answer = |rotate: &str, confidence: &str| {
            format!(
                "Page number: 0\nOrientation in degrees: 270\nRotate: {rotate}\nOrientation confidence: {confidence}\nScript: Latin\n"
            )
        };
        assert_eq!(upright_by(&answer("90", "12.3")), Some(9_000));
        assert_eq!(upright_by(&answer("90", "0.1")), None);
        assert_eq!(upright_by(&answer("45", "9")), None);
        assert_eq!(upright_by("Too few characters."), None);
    }

    #[test]
    fn few_or_unsure_words_are_doubtful() {
        let word = |confidence| Word { text: "Order".to_owned(), confidence: Some(confidence), ..Word::default() };
        assert!(
            is_doubtful(&vec![word(95); 5]) && is_doubtful(&vec![word(40); 50]) && !is_doubtful(&vec![word(90); 50])
        );
        assert_eq!(recognised(&[word(90), word(10)]), 100);
    }
}
