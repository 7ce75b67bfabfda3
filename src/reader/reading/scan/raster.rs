//! Samples in rows, grey or colour, and the one operation scans need: turned and scaled in a single pass.

/// A picture in memory: rows from top to bottom, one byte a sample.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::reading) struct Raster {
    /// Width in pixels.
    pub(in crate::reading) width: u32,
    /// Height in pixels.
    pub(in crate::reading) height: u32,
    /// Samples a pixel: 1 is grey, 3 is red, green, blue.
    pub(in crate::reading) samples: usize,
    /// The samples, `width × height × samples` of them.
    pub(in crate::reading) pixels: Vec<u8>,
}

/// Hundredths of a degree in a quarter turn.
pub(super) const QUARTER: u16 = 9_000;

/// The quarter turns that are nearest to a turn in hundredths of a degree, 0 to 3.
pub(in crate::reading) fn quarters(turned: u16) -> u16 {
    ((turned % 36_000) + QUARTER / 2) / QUARTER % 4
}

/// Width and height after a turn: exchanged when the page comes to lie on its side; a small correction changes nothing.
pub(in crate::reading) fn turned_size<T>((width, height): (T, T), turned: u16) -> (T, T) {
    if quarters(turned) % 2 == 1 { (height, width) } else { (width, height) }
}

impl Raster {
    /// The picture in grey; red, green and blue weigh as the eye weighs them.
    pub(super) fn into_grey(self) -> Self {
        if self.samples == 1 {
            return self;
        }
        let luma =
            |rgb: &[u8]| ((u32::from(rgb[0]) * 77 + u32::from(rgb[1]) * 151 + u32::from(rgb[2]) * 28) >> 8) as u8;
        let pixels = self.pixels.chunks_exact(3).map(luma).collect();
        Self { samples: 1, pixels, ..self }
    }

    /// The picture turned clockwise by `turned` hundredths of a degree about its centre and scaled to `width` × `height`.
    ///
    /// The target has the shape of the page after the turn ([`turned_size`]); what a small correction turns in from
    /// outside is white.
    pub(in crate::reading) fn turned_and_scaled(&self, turned: u16, width: u32, height: u32) -> Self {
        let (upright_width, _) = turned_size((self.width, self.height), turned);
        let factor = (upright_width / width.max(1)).min(16);
        if factor >= 2 {
            return self.reduced(factor).turned_and_scaled(turned, width, height);
        }
        if turned == 0 && (width, height) == (self.width, self.height) {
            return self.clone();
        }
        let (sin, cos) = match (turned / QUARTER, turned % QUARTER) {
            (0, 0) => (0.0, 1.0),
            (1, 0) => (1.0, 0.0),
            (2, 0) => (0.0, -1.0),
            (3, 0) => (-1.0, 0.0),
            _ => (f32::from(turned) / 100.0).to_radians().sin_cos(),
        };
        // One pixel of the target, in pixels of the source, along the axes of the turned page.
        let (target_width, target_height) = turned_size((self.width as f32, self.height as f32), turned);
        let (step_x, step_y) = (target_width / width as f32, target_height / height as f32);
        let centre = (self.width as f32 / 2.0, self.height as f32 / 2.0);
        let mut pixels = Vec::with_capacity(width as usize * height as usize * self.samples);
        for row in 0..height {
            let y = (row as f32 + 0.5 - height as f32 / 2.0) * step_y;
            for column in 0..width {
                let x = (column as f32 + 0.5 - width as f32 / 2.0) * step_x;
                self.sample(centre.0 + x * cos + y * sin - 0.5, centre.1 - x * sin + y * cos - 0.5, &mut pixels);
            }
        }
        Self { width, height, samples: self.samples, pixels }
    }

    /// The samples at a point between pixels, each from its four neighbours.
    fn sample(&self, x: f32, y: f32, into: &mut Vec<u8>) {
        let (left, top) = (x.floor(), y.floor());
        let (right_share, bottom_share) = (((x - left) * 256.0) as u32, ((y - top) * 256.0) as u32);
        let (left, top) = (left as i64, top as i64);
        let is_outside = left < -1 || top < -1 || left >= i64::from(self.width) || top >= i64::from(self.height);
        if is_outside {
            into.extend(std::iter::repeat_n(255, self.samples));
            return;
        }
        let column = |x: i64| x.clamp(0, i64::from(self.width) - 1) as usize * self.samples;
        let row = |y: i64| y.clamp(0, i64::from(self.height) - 1) as usize * self.width as usize * self.samples;
        let (x0, x1, y0, y1) = (column(left), column(left + 1), row(top), row(top + 1));
        for sample in 0..self.samples {
            let at = |y: usize, x: usize| u32::from(self.pixels[y + x + sample]);
            let upper = at(y0, x0) * (256 - right_share) + at(y0, x1) * right_share;
            let lower = at(y1, x0) * (256 - right_share) + at(y1, x1) * right_share;
            into.push(((upper * (256 - bottom_share) + lower * bottom_share + (1 << 15)) >> 16) as u8);
        }
    }

    /// Each `factor` × `factor` pixels as one, their mean; a remainder at the right and lower edge is left out.
    fn reduced(&self, factor: u32) -> Self {
        let (width, height) = ((self.width / factor).max(1), (self.height / factor).max(1));
        let (size, samples) = (factor as usize, self.samples);
        let stride = self.width as usize * samples;
        let mut sums = vec![0_u32; width as usize * samples];
        let mut pixels = Vec::with_capacity(sums.len() * height as usize);
        for row in 0..height as usize {
            sums.fill(0);
            for line in self.pixels.chunks_exact(stride).skip(row * size).take(size) {
                for (sum, block) in sums.chunks_exact_mut(samples).zip(line.chunks_exact(size * samples)) {
                    for pixel in block.chunks_exact(samples) {
                        sum.iter_mut().zip(pixel).for_each(|(sum, value)| *sum += u32::from(*value));
                    }
                }
            }
            pixels.extend(sums.iter().map(|sum| (sum / (factor * factor)) as u8));
        }
        Self { width, height, samples, pixels }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grey(width: u32, rows: &[u8]) -> Raster {
        Raster { width, height: rows.len() as u32 / width, samples: 1, pixels: rows.to_vec() }
    }

    #[test]
    fn a_quarter_turn_moves_the_left_edge_to_the_top() {
        let page = grey(3, &[1, 2, 3, 4, 5, 6]);
        let turned = page.turned_and_scaled(QUARTER, 2, 3);
        assert_eq!(turned.pixels, [4, 1, 5, 2, 6, 3]);
        assert_eq!(turned.turned_and_scaled(3 * QUARTER, 3, 2), page, "three more quarters and it is back");
        assert_eq!(page.turned_and_scaled(2 * QUARTER, 3, 2).pixels, [6, 5, 4, 3, 2, 1]);
    }

    #[test]
    fn a_small_turn_keeps_the_shape_and_fills_with_white() {
        let page = grey(200, &[0; 40_000]);
        let turned = page.turned_and_scaled(300, 200, 200);
        assert_eq!((turned.pixels[0], turned.pixels[100 * 200 + 100]), (255, 0));
        assert_eq!(quarters(35_800), 0);
        assert_eq!(turned_size((2, 3), 9_200), (3, 2));
    }

    #[test]
    fn scaling_down_takes_every_pixel_into_account() {
        let page = grey(4, &[0, 0, 200, 200, 0, 0, 200, 200]);
        assert_eq!(page.turned_and_scaled(0, 2, 1).pixels, [0, 200]);
    }

    #[test]
    fn colours_become_the_grey_the_eye_sees() {
        let page = Raster { width: 2, height: 1, samples: 3, pixels: vec![255, 255, 255, 0, 255, 0] };
        assert_eq!(page.into_grey().pixels, [255, 150]);
    }
}
