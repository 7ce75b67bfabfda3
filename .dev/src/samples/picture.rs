//! A page as a scanner sees it: one bit a dot, run lengths, a little crooked and with dust.

/// One bit a dot, rows padded to whole bytes; 1 is black.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    /// Dots in a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    bits: Vec<u8>,
}

impl Picture {
    /// A white page.
    pub fn white(width: usize, height: usize) -> Self {
        Self { width, height, bits: vec![0; width.div_ceil(8) * height] }
    }

    /// A page out of a portable bitmap (`P4`). A fault is a sentence.
    pub fn of_bitmap(file: &[u8]) -> Result<Self, String> {
        let mut words = file.splitn(4, |byte| byte.is_ascii_whitespace());
        let mut number = || words.next().and_then(|word| std::str::from_utf8(word).ok()?.parse::<usize>().ok());
        let (Some(width), Some(height)) = (number().or_else(&mut number), number()) else {
            return Err("not a portable bitmap".to_owned());
        };
        let bits = words.next().unwrap_or_default().to_vec();
        if bits.len() == width.div_ceil(8) * height {
            Ok(Self { width, height, bits })
        } else {
            Err("the bitmap is cut off".to_owned())
        }
    }

    /// What [`Picture::kept`] wrote. A fault is a sentence.
    pub fn of_kept(file: &[u8]) -> Result<Self, String> {
        let broken = || "the kept page is broken".to_owned();
        let (size, runs) = file.split_first_chunk::<4>().ok_or_else(broken)?;
        let [a, b, c, d] = size.map(usize::from);
        let (width, height) = (a << 8 | b, c << 8 | d);
        let bits = unpacked(runs);
        if bits.len() == width.div_ceil(8) * height { Ok(Self { width, height, bits }) } else { Err(broken()) }
    }

    /// Width and height, two bytes each, then the run lengths.
    pub fn kept(&self) -> Vec<u8> {
        let mut out = Vec::new();
        for side in [self.width, self.height] {
            out.extend([(side >> 8) as u8, side as u8]);
        }
        out.extend(self.run_lengths());
        out
    }

    /// The dots as PDF's `RunLengthDecode` reads them.
    pub fn run_lengths(&self) -> Vec<u8> {
        let mut out = Vec::new();
        let mut rest = self.bits.as_slice();
        while let Some(&first) = rest.first() {
            let same = rest.iter().take(128).take_while(|byte| **byte == first).count();
            if same > 1 {
                out.extend([(257 - same) as u8, first]);
                rest = &rest[same..];
                continue;
            }
            let ahead = &rest[..rest.len().min(128)];
            let different = ahead.windows(3).position(|three| three[0] == three[1] && three[1] == three[2]);
            let literal = different.unwrap_or(ahead.len()).max(1);
            out.push((literal - 1) as u8);
            out.extend(&rest[..literal]);
            rest = &rest[literal..];
        }
        out.push(128);
        out
    }

    /// The page laid a little crooked on the glass: about half a degree, around its middle.
    pub fn crooked(&self) -> Self {
        // Sine and cosine of half a degree in 65 536ths: whole numbers, so that every machine draws the same dots.
        const SINE: i64 = 572;
        const COSINE: i64 = 65_533;
        let (middle_x, middle_y) = (self.width as i64 / 2, self.height as i64 / 2);
        let mut out = Self::white(self.width, self.height);
        for y in 0..self.height {
            for x in 0..self.width {
                let (dx, dy) = (x as i64 - middle_x, y as i64 - middle_y);
                let from_x = (dx * COSINE + dy * SINE) / 65_536 + middle_x;
                let from_y = (dy * COSINE - dx * SINE) / 65_536 + middle_y;
                if self.is_black(from_x, from_y) {
                    out.blacken(x, y);
                }
            }
        }
        out
    }

    /// Specks of dust, always at the same places.
    pub fn dusty(mut self, specks: usize) -> Self {
        let mut dice: u64 = 20_260_205;
        let mut roll = |below: usize| {
            dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (dice >> 33) as usize % below
        };
        for _ in 0..specks {
            let (x, y) = (roll(self.width), roll(self.height));
            self.blacken(x, y);
        }
        self
    }

    fn is_black(&self, x: i64, y: i64) -> bool {
        let (Ok(x), Ok(y)) = (usize::try_from(x), usize::try_from(y)) else { return false };
        x < self.width && y < self.height && self.bits[y * self.width.div_ceil(8) + x / 8] & 0x80 >> (x % 8) != 0
    }

    fn blacken(&mut self, x: usize, y: usize) {
        self.bits[y * self.width.div_ceil(8) + x / 8] |= 0x80 >> (x % 8);
    }
}

fn unpacked(runs: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = runs;
    while let Some((&count, after)) = rest.split_first() {
        let count = usize::from(count);
        if count == 128 || after.is_empty() {
            break;
        }
        if count < 128 {
            let length = (count + 1).min(after.len());
            out.extend(&after[..length]);
            rest = &after[length..];
        } else {
            out.extend(std::iter::repeat_n(after[0], 257 - count));
            rest = &after[1..];
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::Picture;

    #[test]
    fn what_is_kept_is_read_back() {
        let page = Picture::white(321, 77).dusty(500).crooked();
        assert!(Picture::of_kept(&page.kept()) == Ok(page));
    }

    #[test]
    fn half_a_bitmap_is_refused() {
        assert!(Picture::of_bitmap(b"P4\n8 2\n\xFF\x00").is_ok_and(|page| page.is_black(0, 0) && !page.is_black(0, 1)));
        assert!(Picture::of_bitmap(b"P4\n8 2\n\xFF").is_err());
        assert!(Picture::of_kept(&[0, 8, 0, 2, 0, 1, 128]).is_err());
    }
}
