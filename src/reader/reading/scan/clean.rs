//! What makes a scan easier to recognise: text that runs level, no ruled lines, no stairs. Each was measured to help on
//! faxes and photos of orders; evening out the light was measured to harm, and is left to the recognition.

use super::raster::Raster;

/// From this grey on a pixel counts as paper.
const INK_MAX: u8 = 128;
/// Largest inclination that is looked for, in hundredths of a degree.
const SKEW_MAX: i32 = 600;
/// A ruled line is at least this long, in 1/300 inch.
const RULE_LENGTH_MIN: usize = 180;
/// A ruled line is at most this thick, in 1/300 inch.
const RULE_THICKNESS_MAX: usize = 11;
/// A ruled line may have gaps of this length, in 1/300 inch.
const RULE_GAP_MAX: usize = 10;
/// From this grey on a pixel counts as a part of a rule.
const RULE_INK_MAX: u8 = 170;
/// A ruled line may leave its row by this many pixels.
const ROUGHNESS: usize = 2;
/// The grey edge of a rule, in pixels.
const EDGE: usize = 2;

/// How far the lines of text are inclined, in hundredths of a degree; positive where they fall to the right.
///
/// `grey` — the page at a quarter of its resolution. Lines of text stand out in the count of ink by rows when it is
/// counted along them: the sharpest such count wins. 0 when there is too little ink to tell.
pub(super) fn inclination(grey: &Raster) -> i32 {
    let width = grey.width as usize;
    let mut ink: Vec<(f32, f32)> = Vec::new();
    for (y, line) in grey.pixels.chunks_exact(width).enumerate() {
        let mut last = false;
        for (x, value) in line.iter().enumerate() {
            let dark = *value < INK_MAX;
            // Only where ink begins: large dark areas say nothing about lines.
            if dark && !last {
                ink.push((x as f32 - width as f32 / 2.0, y as f32));
            }
            last = dark;
        }
    }
    if ink.len() < 200 {
        return 0;
    }
    let best = |candidates: &mut dyn Iterator<Item = i32>| {
        let mut scratch = Vec::new();
        let scored = candidates.map(|angle| (sharpness(&ink, grey.height, angle, &mut scratch), angle));
        scored.fold((0.0, 0), |best, next| if next.0 > best.0 { next } else { best })
    };
    let (level, _) = best(&mut std::iter::once(0));
    let (_, rough) = best(&mut (-SKEW_MAX..=SKEW_MAX).step_by(50));
    let (sharpest, fine) = best(&mut (rough - 40..=rough + 40).step_by(10));
    // A page that is hardly sharper turned than as it lies is level.
    if sharpest > 1.05 * level { fine } else { 0 }
}

/// The sum of squares of ink by rows that fall by `angle` hundredths of a degree.
fn sharpness(ink: &[(f32, f32)], height: u32, angle: i32, rows: &mut Vec<f32>) -> f32 {
    let slope = (angle as f32 / 100.0).to_radians().tan();
    let room = 200.0;
    rows.clear();
    rows.resize(height as usize + 2 * room as usize, 0.0);
    for (x, y) in ink {
        if let Some(row) = rows.get_mut((y - x * slope + room).max(0.0) as usize) {
            *row += 1.0;
        }
    }
    rows.iter().map(|count| count * count).sum()
}

/// Softens the stairs of a picture that is hardly more than black and white: fax, and scans made small.
///
/// Recognition was learned on print; the mean of nine pixels comes nearer to that than the corners of single ones.
pub(super) fn soften(grey: &mut Raster) {
    let between = grey.pixels.iter().filter(|value| (40..215).contains(*value)).count();
    let dark = grey.pixels.iter().filter(|value| **value < 40).count();
    let (width, height) = (grey.width as usize, grey.height as usize);
    if 4 * between > dark || width < 3 || height < 3 {
        return;
    }
    let source = grey.pixels.clone();
    for y in 1..height - 1 {
        let rows = [y - 1, y, y + 1].map(|row| &source[row * width..(row + 1) * width]);
        for x in 1..width - 1 {
            let sum: u32 = rows.iter().flat_map(|row| &row[x - 1..=x + 1]).map(|value| u32::from(*value)).sum();
            grey.pixels[y * width + x] = (sum / 9) as u8;
        }
    }
}

/// Wipes out ruled lines, across and down; where a stroke of text crosses one, the crossing stays.
///
/// `dpi` — resolution of the picture; what counts as long and thin depends on it.
pub(super) fn without_rules(grey: &mut Raster, dpi: f32) {
    let scale = dpi / 300.0;
    let limits = Limits {
        length: (RULE_LENGTH_MIN as f32 * scale) as usize,
        thickness: (RULE_THICKNESS_MAX as f32 * scale).ceil() as usize,
        gap: (RULE_GAP_MAX as f32 * scale).ceil() as usize,
    };
    let (width, height) = (grey.width as usize, grey.height as usize);
    let ink: Vec<bool> = grey.pixels.iter().map(|value| *value < RULE_INK_MAX).collect();
    let mut wiped = Vec::new();
    rules(&Plane { ink: &ink, length: width, across: height, step: 1, stride: width }, &limits, &mut wiped);
    rules(&Plane { ink: &ink, length: height, across: width, step: width, stride: 1 }, &limits, &mut wiped);
    for at in wiped {
        grey.pixels[at] = 255;
    }
}

/// What counts as a ruled line, in pixels.
struct Limits {
    length: usize,
    thickness: usize,
    gap: usize,
}

/// A picture seen along one of its axes: a rule runs along `length`, its thickness is measured along `across`.
struct Plane<'i> {
    ink: &'i [bool],
    length: usize,
    across: usize,
    step: usize,
    stride: usize,
}

impl Plane<'_> {
    fn at(&self, along: usize, across: usize) -> usize {
        along * self.step + across * self.stride
    }

    fn is_ink(&self, along: usize, across: usize) -> bool {
        self.ink[self.at(along, across)]
    }

    /// Whether there is ink here or near: rules are rough, and never quite parallel to the rows.
    fn is_near_ink(&self, along: usize, across: usize) -> bool {
        let (from, to) = (across.saturating_sub(ROUGHNESS), (across + ROUGHNESS + 1).min(self.across));
        (from..to).any(|across| self.is_ink(along, across))
    }

    /// The ink that a rule at `across` has at one place, from and to; `None` where it has a gap.
    fn thickness(&self, along: usize, across: usize, most: usize) -> Option<(usize, usize)> {
        let (from, to) = (across.saturating_sub(ROUGHNESS), (across + ROUGHNESS + 1).min(self.across));
        let seed = (from..to).filter(|at| self.is_ink(along, *at)).min_by_key(|at| at.abs_diff(across))?;
        let before = (seed.saturating_sub(most)..seed).rev().take_while(|at| self.is_ink(along, *at)).count();
        let after = (seed + 1..(seed + most + 1).min(self.across)).take_while(|at| self.is_ink(along, *at)).count();
        Some((seed - before, seed + after + 1))
    }
}

/// Finds the rules of one direction and adds their pixels, with the grey edge around them, to `wiped`.
fn rules(plane: &Plane<'_>, limits: &Limits, wiped: &mut Vec<usize>) {
    for across in 0..plane.across {
        for (from, to) in runs(plane, across, limits) {
            let places = (from..to).map(|along| (along, plane.thickness(along, across, limits.thickness + 1)));
            let places: Vec<(usize, (usize, usize))> =
                places.filter_map(|(along, ink)| ink.map(|ink| (along, ink))).collect();
            let is_thin = |ink: &(usize, usize)| ink.1 - ink.0 <= limits.thickness;
            // A bar that is mostly thick is printed ground or a row of letters.
            if places.iter().filter(|(_, ink)| is_thin(ink)).count() * 5 < places.len() * 4 {
                continue;
            }
            for (along, ink) in places.into_iter().filter(|(_, ink)| is_thin(ink)) {
                let around = ink.0.saturating_sub(EDGE)..(ink.1 + EDGE).min(plane.across);
                wiped.extend(around.map(|across| plane.at(along, across)));
            }
        }
    }
}

/// Long stretches with ink nearly everywhere.
fn runs(plane: &Plane<'_>, across: usize, limits: &Limits) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let (mut start, mut last, mut ink) = (0, 0, 0_usize);
    let mut close = |start: usize, end: usize, ink: usize| {
        if end - start >= limits.length && ink * 5 >= (end - start) * 4 {
            found.push((start, end));
        }
    };
    for along in 0..plane.length {
        if !plane.is_near_ink(along, across) {
            continue;
        }
        if ink == 0 || along - last > limits.gap {
            if ink > 0 {
                close(start, last + 1, ink);
            }
            (start, ink) = (along, 0);
        }
        ink += 1;
        last = along;
    }
    if ink > 0 {
        close(start, last + 1, ink);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paper(width: u32, height: u32, ink: impl Fn(u32, u32) -> u8) -> Raster {
        let pixels = (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).map(|(x, y)| ink(x, y)).collect();
        Raster { width, height, samples: 1, pixels }
    }

    #[test]
    fn lines_that_fall_are_measured_and_level_ones_are_level() {
        let text = |fall: f32| {
            paper(600, 800, move |x, y| {
                let row = y as f32 - x as f32 * fall.to_radians().tan();
                if row.rem_euclid(20.0) < 8.0 && x % 7 < 4 && (40..560).contains(&x) { 0 } else { 255 }
            })
        };
        assert_eq!(inclination(&text(0.0)), 0);
        let found = inclination(&text(2.0));
        assert!((190..=210).contains(&found), "{found}");
        let found = inclination(&text(-1.3));
        assert!((-140..=-120).contains(&found), "{found}");
        assert_eq!(inclination(&paper(600, 800, |_, _| 255)), 0, "an empty page is level");
    }

    #[test]
    fn rough_and_slanted_rules_go_too() {
        let mut page = paper(600, 300, |x, y| {
            let rough = y == 100 + (x * 7 % 3) && x % 11 > 1;
            let slanted = y == 200 + x / 90 || y == 201 + x / 90;
            if rough || slanted { 0 } else { 255 }
        });
        without_rules(&mut page, 300.0);
        assert_eq!(page.pixels.iter().filter(|value| **value < 128).count(), 0);
    }

    #[test]
    fn the_stairs_of_a_fax_are_softened_and_print_is_left_alone() {
        let mut fax = paper(30, 30, |x, y| if (x / 5 + y / 5) % 2 == 0 { 0 } else { 255 });
        soften(&mut fax);
        assert!((60..=200).contains(&fax.pixels[15 * 30 + 15]), "{}", fax.pixels[15 * 30 + 15]);
        let print = paper(30, 30, |x, _| [0, 90, 160, 255, 255][x as usize % 5]);
        let mut same = print.clone();
        soften(&mut same);
        assert_eq!(same, print);
    }

    #[test]
    fn ruled_lines_go_and_letters_and_bars_stay() {
        let mut page = paper(600, 200, |x, y| {
            let rule = y == 100 || y == 101 || x == 300;
            let letter = (50..54).contains(&x) && (90..112).contains(&y);
            let bar = (20..60).contains(&y) && x > 400;
            if rule || letter || bar { 0 } else { 255 }
        });
        without_rules(&mut page, 300.0);
        let at = |x: usize, y: usize| page.pixels[y * 600 + x];
        assert_eq!((at(200, 100), at(500, 101), at(300, 150), at(300, 30)), (255, 255, 255, 255));
        assert_eq!((at(52, 92), at(52, 100), at(52, 111), at(500, 40)), (0, 0, 0, 0));
    }
}
