//! Listens to the interpreter instead of drawing: every glyph of a page with its place and its ink.

use hayro_interpret::font::{Glyph as Shape, GlyphRun, PositionedGlyph};
use hayro_interpret::hayro_cmap::{BfString, WritingMode};
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect, Vec2};
use hayro_interpret::{BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, Paint, SoftMask};

use super::characters;

/// Most glyphs a page may have; a page of dense print has about 8 000.
pub(super) const GLYPHS_MAX: usize = 100_000;
/// Most painted areas remembered to tell white text on colour from white text on paper.
const AREAS_MAX: usize = 2_000;
/// Font units of the interpreter's glyph space.
const UNITS_PER_EM: f64 = 1000.0;

/// One drawn glyph in displayed points.
#[derive(Clone, Copy, Debug)]
pub(super) struct Glyph {
    /// Start of its characters in [`Page::text`].
    pub(super) start: u32,
    /// End of its characters; equal to `start` for a space.
    pub(super) end: u32,
    /// Where its baseline starts.
    pub(super) origin: Point,
    /// Direction of the text, one of 360 whole degrees, clockwise on the page.
    pub(super) angle: u16,
    /// Advance along the direction, in points.
    pub(super) advance: f64,
    /// Height of the font, in points.
    pub(super) em: f64,
    /// Whether the glyph stands on its head relative to its direction (mirrored text).
    pub(super) mirrored: bool,
    /// Whether nobody sees it.
    pub(super) hidden: bool,
}

/// What the device has heard of one page.
#[derive(Default)]
pub(super) struct Page {
    /// The characters of all glyphs, in drawing order.
    pub(super) text: String,
    /// The glyphs in drawing order, spaces among them.
    pub(super) glyphs: Vec<Glyph>,
    /// Whether the page had more than [`GLYPHS_MAX`] glyphs.
    pub(super) overflow: bool,
    /// The largest area that one picture covers, in square points.
    pub(super) pictured: f64,
    areas: Vec<Rect>,
}

impl Page {
    /// Whether enough was painted to be read: a picture or area of some size, or many small ones (letters as curves).
    pub(super) fn is_painted(&self, page: Rect) -> bool {
        const SOME: f64 = 0.02;
        const MANY: usize = 60;
        let shown = |area: &Rect| area.intersect(page).area();
        self.areas.len() >= MANY || self.areas.iter().map(shown).sum::<f64>() >= SOME * page.area()
    }

    fn remember_area(&mut self, area: Rect) {
        if self.areas.len() < AREAS_MAX && area.is_finite() {
            self.areas.push(area);
        }
    }

    /// Whether white ink at this point would be seen: something that is not white lies under it.
    fn has_ground(&self, point: Point) -> bool {
        self.areas.len() >= AREAS_MAX || self.areas.iter().any(|area| area.contains(point))
    }

    fn add(&mut self, glyph: &PositionedGlyph<'_>, place: Affine, run: &Run) {
        if self.glyphs.len() >= GLYPHS_MAX {
            self.overflow = true;
            return;
        }
        let [a, b, c, d, x, y] = (place * glyph.transform()).as_coeffs();
        let along = a.hypot(b);
        let mut em = c.hypot(d) * UNITS_PER_EM;
        let advance = match &**glyph {
            Shape::Outline(outline) => f64::from(outline.advance_width().unwrap_or(500.0)),
            Shape::Type3(drawn) => match f64::from(drawn.advance_width().unwrap_or(0.0)) {
                0.0 => 500.0,
                width => width,
            },
        };
        let mut advance = advance.abs() * if run.unstretched { c.hypot(d) } else { along };
        if matches!(**glyph, Shape::Type3(_)) && advance > 1.5 * em {
            // The size of a drawn font says nothing about the height of its drawings.
            em = advance * 1.6;
        }
        if !(em.is_finite() && advance.is_finite() && x.is_finite() && y.is_finite()) || em < 0.1 {
            return;
        }
        let (mut origin, mut angle) = (Point::new(x, y), whole_degrees(a, b));
        if run.vertical {
            // Below each other: the direction is down from the head of the glyph, one em a step.
            angle = whole_degrees(-c, -d);
            advance = em;
            origin -= 0.88 * em * direction(angle);
        }
        let start = self.text.len() as u32;
        match glyph.as_unicode() {
            Some(BfString::Char(one)) => characters::push(&mut self.text, one),
            Some(BfString::String(many)) => many.chars().for_each(|one| characters::push(&mut self.text, one)),
            None => self.text.push(char::REPLACEMENT_CHARACTER),
        }
        let middle = origin + 0.5 * advance * direction(angle) + 300.0 * Vec2::new(c, d);
        self.glyphs.push(Glyph {
            start,
            end: self.text.len() as u32,
            origin,
            angle,
            advance,
            em,
            mirrored: a * d - b * c > 0.0,
            hidden: run.hidden || (run.white && !self.has_ground(middle)),
        });
    }
}

/// What all glyphs of one run share.
struct Run {
    hidden: bool,
    white: bool,
    vertical: bool,
    /// Whether the transforms of the glyphs contain a stretch that their advances already have.
    unstretched: bool,
}

/// The whole degrees of a direction, 0 to the right, 90 downwards.
fn whole_degrees(x: f64, y: f64) -> u16 {
    (y.atan2(x).to_degrees().round() as i32).rem_euclid(360) as u16
}

/// The unit vector of a direction in whole degrees, exact for the four upright ones.
pub(super) fn direction(angle: u16) -> Vec2 {
    let (x, y) = match angle {
        0 => (1.0, 0.0),
        90 => (0.0, 1.0),
        180 => (-1.0, 0.0),
        270 => (0.0, -1.0),
        _ => {
            let (sin, cos) = f64::from(angle).to_radians().sin_cos();
            (cos, sin)
        }
    };
    Vec2::new(x, y)
}

/// Whether the glyph transforms contain a horizontal stretch on top of the advance.
///
/// A font that is not in the file is replaced by one whose glyphs are stretched to the widths the file states;
/// the advance must not be stretched a second time. The distance from glyph to glyph tells which holds.
fn is_stretched(run: &GlyphRun<'_, '_>, place: Affine) -> bool {
    let mut votes = 0_i32;
    for pair in run.glyphs().windows(2) {
        let [a, b, c, d, x, y] = (place * pair[0].transform()).as_coeffs();
        let (along, across) = (a.hypot(b), c.hypot(d));
        if (along - across).abs() <= 0.01 * across {
            continue;
        }
        let Shape::Outline(outline) = &*pair[0] else { return false };
        let Some(width) = outline.advance_width().map(f64::from) else { continue };
        let [.., next_x, next_y] = (place * pair[1].transform()).as_coeffs();
        let step = (next_x - x).hypot(next_y - y);
        let near = |scale: f64| (step - width * scale).abs() < 0.01 * across * UNITS_PER_EM;
        votes += i32::from(near(across)) - i32::from(near(along));
    }
    votes > 0
}

/// Whether a paint is white, and whether it is no ink at all.
fn ink(paint: &Paint<'_>) -> (bool, bool) {
    match paint {
        Paint::Color(color) => {
            let [r, g, b, alpha] = color.to_rgba().to_rgba8();
            (r > 249 && g > 249 && b > 249, alpha == 0)
        }
        Paint::Pattern(_) => (false, false),
    }
}

impl<'a> Device<'a> for Page {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        if !matches!(mode, DrawMode::Fill(_) | DrawMode::FillAndStroke(..)) || ink(&props.paint) != (false, false) {
            return;
        }
        self.remember_area(props.transform.transform_rect_bbox(path.control_box()));
    }

    fn draw_rect(&mut self, rect: &Rect, props: DrawProps<'a>, mode: &DrawMode) {
        if matches!(mode, DrawMode::Fill(_) | DrawMode::FillAndStroke(..)) && ink(&props.paint) == (false, false) {
            self.remember_area(props.transform.transform_rect_bbox(*rect));
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let pixels = Rect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
        let area = props.transform.transform_rect_bbox(pixels);
        self.pictured = self.pictured.max(area.area());
        self.remember_area(area);
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        let (white, no_ink) = ink(&props.paint);
        let shared = Run {
            hidden: no_ink || matches!(mode, DrawMode::Invisible),
            white,
            vertical: run.writing_mode() == WritingMode::Vertical,
            unstretched: is_stretched(run, props.transform),
        };
        for glyph in run.glyphs() {
            self.add(glyph, props.transform, &shared);
        }
    }

    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_clip_rect(&mut self, _: &Rect) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
