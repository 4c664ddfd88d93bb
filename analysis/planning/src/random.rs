//! Distributions from a source of uniform numbers.

/// A source of numbers between 0 and 1, both excluded.
pub type Uniform<'a> = dyn FnMut() -> f64 + 'a;

/// An exponential number with this mean.
pub fn exponential(mean: f64, uniform: &mut Uniform<'_>) -> f64 {
    -mean * uniform().ln()
}

/// A standard normal number (Box & Muller; the second of each pair is not kept).
fn normal(uniform: &mut Uniform<'_>) -> f64 {
    (-2.0 * uniform().ln()).sqrt() * (std::f64::consts::TAU * uniform()).cos()
}

/// A gamma number with this shape and scale 1 (Marsaglia & Tsang, ACM TOMS 26, 2000).
pub fn gamma(shape: f64, uniform: &mut Uniform<'_>) -> f64 {
    if shape < 1.0 {
        return gamma(shape + 1.0, uniform) * uniform().powf(1.0 / shape);
    }
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / (9.0 * d).sqrt();
    loop {
        let x = normal(uniform);
        let v = (1.0 + c * x).powi(3);
        if v > 0.0 && uniform().ln() < 0.5 * x * x + d - d * v + d * v.ln() {
            return d * v;
        }
    }
}
