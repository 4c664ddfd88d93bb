//! The report's four figures, as SVG without script or outside reference.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::summary::number;

const ACCENT: RGBColor = RGBColor(91, 77, 196);
const GREY: RGBColor = RGBColor(100, 100, 112);

/// For which screens a figure is drawn: a page holds both and shows the one that fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    /// Labels stand at the left of their lines.
    Wide,
    /// Labels stand above their lines, and a figure is no wider than a phone.
    Narrow,
}

impl Screen {
    fn width(self) -> u32 {
        if self == Self::Wide { 760 } else { 320 }
    }

    /// Where the axis begins, with so much room for labels at its left.
    fn left(self, labels: i32) -> i32 {
        if self == Self::Wide { labels } else { 8 }
    }

    /// From one line to the next.
    fn row(self) -> i32 {
        if self == Self::Wide { 26 } else { 44 }
    }

    /// Where the label of the line at `y` ends or begins.
    fn label(self, left: i32, y: i32) -> ((i32, i32), HPos) {
        if self == Self::Wide {
            ((left - 12, y), HPos::Right)
        } else {
            ((left, y - 20), HPos::Left)
        }
    }
}

/// The figure, or why drawing failed; the report says so in its place.
pub type Drawn = Result<String, Box<dyn std::error::Error>>;

/// One line of an interval plot.
pub struct Row {
    /// What stands at its left.
    pub label: String,
    /// The estimate.
    pub point: Option<f64>,
    /// The limits.
    pub limits: Option<(f64, f64)>,
}

/// A logarithmic scale of persons along the page, from `left` to `right` in pixels.
struct Scale {
    low: f64,
    high: f64,
    left: i32,
    right: i32,
}

impl Scale {
    fn over(values: impl Iterator<Item = f64>, screen: Screen, labels: i32) -> Self {
        let (left, right) = (screen.left(labels), screen.width() as i32 - 20);
        let (mut low, mut high) = (f64::INFINITY, 0.0);
        for value in values.filter(|value| value.is_finite() && *value > 0.0) {
            low = f64::min(low, value);
            high = f64::max(high, value);
        }
        if high <= 0.0 {
            Self { low: 1.0, high: 10.0, left, right }
        } else {
            Self { low: low / 1.15, high: high * 1.15, left, right }
        }
    }

    fn place(&self, value: f64) -> i32 {
        let share = (value / self.low).ln() / (self.high / self.low).ln();
        self.left + (share.clamp(0.0, 1.0) * f64::from(self.right - self.left)) as i32
    }

    /// Round numbers within the scale, each with room for its digits.
    fn ticks(&self) -> Vec<f64> {
        let decades = self.low.log10().floor() as i32..=self.high.log10().ceil() as i32;
        let wide = self.high / self.low > 30.0;
        let steps: &[f64] = if wide { &[1.0, 3.0] } else { &[1.0, 1.5, 2.0, 3.0, 5.0, 7.0] };
        let mut ticks: Vec<f64> = Vec::new();
        for tick in decades.flat_map(|decade| steps.iter().map(move |s| s * 10_f64.powi(decade))) {
            let room = 8 * number(tick).len() as i32 + 8;
            let is_free = |last: &f64| self.place(tick) - self.place(*last) >= room;
            if (self.low..=self.high).contains(&tick) && ticks.last().is_none_or(is_free) {
                ticks.push(tick);
            }
        }
        ticks
    }
}

fn text(size: f64, colour: &RGBColor, side: HPos) -> TextStyle<'_> {
    TextStyle::from(("sans-serif", size)).color(colour).pos(Pos::new(side, VPos::Center))
}

/// Draws `paint` above an axis of persons.
fn figure<P>(screen: Screen, height: u32, scale: &Scale, paint: P) -> Drawn
where
    P: FnOnce(
        &DrawingArea<SVGBackend<'_>, plotters::coord::Shift>,
    ) -> Result<(), Box<dyn std::error::Error>>,
{
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, (screen.width(), height)).into_drawing_area();
        let foot = height as i32 - 30;
        for tick in scale.ticks() {
            let x = scale.place(tick);
            area.draw(&PathElement::new(vec![(x, 6), (x, foot)], GREY.mix(0.25)))
                .map_err(|error| error.to_string())?;
            area.draw(&Text::new(number(tick), (x, foot + 14), text(12.0, &GREY, HPos::Center)))
                .map_err(|error| error.to_string())?;
        }
        paint(&area)?;
        area.present().map_err(|error| error.to_string())?;
    }
    Ok(svg)
}

/// Estimates with their limits, one line each; `reference` is drawn through all.
pub fn intervals(rows: &[Row], reference: Option<f64>, screen: Screen) -> Drawn {
    let values = rows.iter().flat_map(|row| {
        let limits = row.limits.map(|(low, high)| [low, high]).into_iter().flatten();
        row.point.into_iter().chain(limits)
    });
    let scale = Scale::over(values.chain(reference), screen, 260);
    let first = if screen == Screen::Wide { 20 } else { 36 };
    let height = rows.len() as i32 * screen.row() + 48;
    figure(screen, height as u32, &scale, |area| {
        if let Some(reference) = reference {
            let x = scale.place(reference);
            area.draw(&PathElement::new(vec![(x, 6), (x, height - 30)], ACCENT.mix(0.5)))
                .map_err(|error| error.to_string())?;
        }
        for (index, row) in rows.iter().enumerate() {
            let y = index as i32 * screen.row() + first;
            let (place, side) = screen.label(scale.left, y);
            area.draw(&Text::new(row.label.clone(), place, text(13.0, &BLACK, side)))
                .map_err(|error| error.to_string())?;
            if let Some((low, high)) = row.limits {
                let line = vec![(scale.place(low), y), (scale.place(high), y)];
                area.draw(&PathElement::new(line, ACCENT.stroke_width(3)))
                    .map_err(|error| error.to_string())?;
            }
            if let Some(point) = row.point {
                area.draw(&Circle::new((scale.place(point), y), 5, ACCENT.filled()))
                    .map_err(|error| error.to_string())?;
            } else if row.limits.is_none() {
                let place = (scale.left + 4, y);
                area.draw(&Text::new("no number", place, text(12.0, &GREY, HPos::Left)))
                    .map_err(|error| error.to_string())?;
            }
        }
        Ok(())
    })
}

/// Every model's estimate against how much worse than the best it fits (best at the top).
pub fn multiverse(models: &[(f64, f64)], screen: Screen) -> Drawn {
    let scale = Scale::over(models.iter().map(|model| model.0), screen, 110);
    let worst = models.iter().map(|model| model.1).fold(1e-9, f64::max);
    let top = if screen == Screen::Wide { 16 } else { 36 };
    figure(screen, 320, &scale, |area| {
        for (difference, words) in [(0.0, "best fit"), (1.0, "worst shown")] {
            let (place, side) = screen.label(scale.left, top + (difference * 236.0) as i32);
            area.draw(&Text::new(words, place, text(13.0, &BLACK, side)))
                .map_err(|error| error.to_string())?;
        }
        for (population, difference) in models {
            let y = top + (difference / worst * 236.0) as i32;
            area.draw(&Circle::new((scale.place(*population), y), 4, ACCENT.mix(0.75).filled()))
                .map_err(|error| error.to_string())?;
        }
        Ok(())
    })
}

/// How the replicates' estimates are spread; `estimate` is the table's.
pub fn histogram(sorted: &[f64], estimate: f64, screen: Screen) -> Drawn {
    let finite = sorted.partition_point(|x| x.is_finite());
    // The farthest half per cent at either end would squeeze the rest.
    let cut = finite / 200;
    let shown = &sorted[cut..finite - cut];
    let scale = Scale::over(shown.iter().copied().chain([estimate]), screen, 20);
    let width = scale.right - scale.left;
    let mut bars = [0_u32; BARS];
    for &value in shown {
        let share = f64::from(scale.place(value) - scale.left) / f64::from(width);
        bars[((share * BARS as f64) as usize).min(BARS - 1)] += 1;
    }
    let tallest = f64::from(bars.iter().copied().max().unwrap_or(1).max(1));
    figure(screen, 260, &scale, |area| {
        for (index, &bar) in bars.iter().enumerate() {
            let edge = |index: usize| scale.left + index as i32 * width / BARS as i32;
            let corners = [
                (edge(index), 230 - (f64::from(bar) / tallest * 190.0) as i32),
                (edge(index + 1) - 1, 230),
            ];
            area.draw(&Rectangle::new(corners, ACCENT.mix(0.7).filled()))
                .map_err(|error| error.to_string())?;
        }
        let x = scale.place(estimate);
        area.draw(&PathElement::new(vec![(x, 24), (x, 230)], BLACK.stroke_width(2)))
            .map_err(|error| error.to_string())?;
        area.draw(&Text::new("the table itself", (x, 14), text(13.0, &BLACK, HPos::Center)))
            .map_err(|error| error.to_string())?;
        Ok(())
    })
}

/// Bars of a histogram.
const BARS: usize = 60;
