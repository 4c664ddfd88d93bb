//! The report's four figures, as SVG without script or outside reference.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::summary::number;

const WIDTH: u32 = 760;
const LABELS: i32 = 260;
const RIGHT: i32 = 740;
const ROW: i32 = 26;
const ACCENT: RGBColor = RGBColor(91, 77, 196);
const GREY: RGBColor = RGBColor(110, 110, 120);

/// The drawing failed; the report says so in the figure's place.
type Drawn = Result<String, Box<dyn std::error::Error>>;

/// One line of an interval plot.
pub struct Row {
    /// What stands at its left.
    pub label: String,
    /// The estimate.
    pub point: Option<f64>,
    /// The limits.
    pub limits: Option<(f64, f64)>,
}

/// A logarithmic scale of persons along the page.
struct Scale {
    low: f64,
    high: f64,
}

impl Scale {
    fn over(values: impl Iterator<Item = f64>) -> Self {
        let (mut low, mut high) = (f64::INFINITY, 0.0);
        for value in values.filter(|value| value.is_finite() && *value > 0.0) {
            low = f64::min(low, value);
            high = f64::max(high, value);
        }
        if high <= 0.0 {
            Self { low: 1.0, high: 10.0 }
        } else {
            Self { low: low / 1.15, high: high * 1.15 }
        }
    }

    fn place(&self, value: f64) -> i32 {
        let share = (value / self.low).ln() / (self.high / self.low).ln();
        LABELS + (share.clamp(0.0, 1.0) * f64::from(RIGHT - LABELS)) as i32
    }

    /// Round numbers within the scale.
    fn ticks(&self) -> Vec<f64> {
        let decades = self.low.log10().floor() as i32..=self.high.log10().ceil() as i32;
        let wide = self.high / self.low > 30.0;
        let steps: &[f64] = if wide { &[1.0, 3.0] } else { &[1.0, 1.5, 2.0, 3.0, 5.0, 7.0] };
        decades
            .flat_map(|decade| steps.iter().map(move |step| step * 10_f64.powi(decade)))
            .filter(|tick| (self.low..=self.high).contains(tick))
            .collect()
    }
}

fn text(size: f64, colour: &RGBColor, side: HPos) -> TextStyle<'_> {
    TextStyle::from(("sans-serif", size)).color(colour).pos(Pos::new(side, VPos::Center))
}

/// Draws `paint` above an axis of persons.
fn figure<P>(height: u32, scale: &Scale, paint: P) -> Drawn
where
    P: FnOnce(
        &DrawingArea<SVGBackend<'_>, plotters::coord::Shift>,
    ) -> Result<(), Box<dyn std::error::Error>>,
{
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, (WIDTH, height)).into_drawing_area();
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
pub fn intervals(rows: &[Row], reference: Option<f64>) -> Drawn {
    let values = rows.iter().flat_map(|row| {
        let limits = row.limits.map(|(low, high)| [low, high]).into_iter().flatten();
        row.point.into_iter().chain(limits)
    });
    let scale = Scale::over(values.chain(reference));
    let height = rows.len() as i32 * ROW + 48;
    figure(height as u32, &scale, |area| {
        if let Some(reference) = reference {
            let x = scale.place(reference);
            area.draw(&PathElement::new(vec![(x, 6), (x, height - 30)], ACCENT.mix(0.5)))
                .map_err(|error| error.to_string())?;
        }
        for (index, row) in rows.iter().enumerate() {
            let y = index as i32 * ROW + 20;
            area.draw(&Text::new(
                row.label.clone(),
                (LABELS - 12, y),
                text(13.0, &BLACK, HPos::Right),
            ))
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
                let place = (LABELS + 4, y);
                area.draw(&Text::new("no number", place, text(12.0, &GREY, HPos::Left)))
                    .map_err(|error| error.to_string())?;
            }
        }
        Ok(())
    })
}

/// Every model's estimate against how much worse than the best it fits (best at the top).
pub fn multiverse(models: &[(f64, f64)]) -> Drawn {
    let scale = Scale::over(models.iter().map(|model| model.0));
    let worst = models.iter().map(|model| model.1).fold(1e-9, f64::max);
    figure(300, &scale, |area| {
        for (difference, words) in [(0.0, "best fit"), (1.0, "worst shown")] {
            let y = 16 + (difference * 236.0) as i32;
            area.draw(&Text::new(words, (LABELS - 12, y), text(13.0, &BLACK, HPos::Right)))
                .map_err(|error| error.to_string())?;
        }
        for (population, difference) in models {
            let y = 16 + (difference / worst * 236.0) as i32;
            area.draw(&Circle::new((scale.place(*population), y), 4, ACCENT.mix(0.55).filled()))
                .map_err(|error| error.to_string())?;
        }
        Ok(())
    })
}

/// How the replicates' estimates are spread; `estimate` is the table's.
pub fn histogram(sorted: &[f64], estimate: f64) -> Drawn {
    let finite = sorted.partition_point(|x| x.is_finite());
    // The farthest half per cent at either end would squeeze the rest.
    let cut = finite / 200;
    let shown = &sorted[cut..finite - cut];
    let scale = Scale::over(shown.iter().copied().chain([estimate]));
    let mut bars = [0_u32; 60];
    for &value in shown {
        let share = f64::from(scale.place(value) - LABELS) / f64::from(RIGHT - LABELS);
        bars[((share * 60.0) as usize).min(59)] += 1;
    }
    let tallest = f64::from(bars.iter().copied().max().unwrap_or(1).max(1));
    figure(250, &scale, |area| {
        for (index, &bar) in bars.iter().enumerate() {
            let left = LABELS + index as i32 * (RIGHT - LABELS) / 60;
            let top = 220 - (f64::from(bar) / tallest * 200.0) as i32;
            area.draw(&Rectangle::new([(left, top), (left + 7, 220)], ACCENT.mix(0.6).filled()))
                .map_err(|error| error.to_string())?;
        }
        let x = scale.place(estimate);
        area.draw(&PathElement::new(vec![(x, 6), (x, 220)], BLACK.stroke_width(2)))
            .map_err(|error| error.to_string())?;
        area.draw(&Text::new(
            "the table itself",
            (LABELS - 12, 20),
            text(13.0, &BLACK, HPos::Right),
        ))
        .map_err(|error| error.to_string())?;
        Ok(())
    })
}
