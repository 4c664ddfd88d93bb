//! The first draft of rows: each variable given the one that tells most about it.

use super::lots::Lots;
use crate::consistent::Measured;

/// Draws columns for variables with so many codes.
pub fn columns(tables: &[Measured], codes: &[usize], rows: usize, lots: &mut Lots) -> Vec<Vec<u8>> {
    let mut columns = vec![Vec::new(); codes.len()];
    for (variable, parent) in order(tables, codes.len()) {
        columns[variable] = match parent {
            None => {
                let margin = margin(tables, &[variable], codes);
                let cumulated = cumulate(&margin);
                (0..rows).map(|_| pick(&cumulated, lots)).collect()
            }
            Some(parent) => {
                let joint = joint(tables, parent, variable, codes);
                let rows_of = joint.chunks(codes[variable]).map(cumulate).collect::<Vec<_>>();
                let given: Vec<u8> = columns[parent].clone();
                given.iter().map(|&code| pick(&rows_of[usize::from(code)], lots)).collect()
            }
        };
    }
    columns
}

/// Variables with their parents, each parent first (Prim's algorithm on mutual information).
fn order(tables: &[Measured], variables: usize) -> Vec<(usize, Option<usize>)> {
    let mut order: Vec<(usize, Option<usize>)> = Vec::new();
    let mut left: Vec<usize> = (0..variables).collect();
    while !left.is_empty() {
        let best = left
            .iter()
            .flat_map(|&next| order.iter().map(move |&(known, _)| (next, known)))
            .filter_map(|(next, known)| Some((information(tables, known, next)?, next, known)))
            .max_by(|a, b| a.0.total_cmp(&b.0));
        let chosen = match best {
            Some((_, next, known)) => (next, Some(known)),
            None => (left[0], None),
        };
        left.retain(|&variable| variable != chosen.0);
        order.push(chosen);
    }
    order
}

fn information(tables: &[Measured], one: usize, other: usize) -> Option<f64> {
    let table = tables.iter().find(|t| t.by.contains(&one) && t.by.contains(&other))?;
    let (a, b) = (table.margin(&[one]), table.margin(&[other]));
    let joint = table.margin(&[one, other]);
    let total: f64 = a.iter().sum();
    if total <= 0.0 {
        return Some(0.0);
    }
    let terms = joint
        .iter()
        .enumerate()
        .filter(|(_, n)| **n > 0.0)
        .map(|(at, &n)| n / total * (n * total / (a[at / b.len()] * b[at % b.len()])).ln());
    Some(terms.sum())
}

fn margin(tables: &[Measured], of: &[usize], codes: &[usize]) -> Vec<f64> {
    let table = tables.iter().find(|table| of.iter().all(|variable| table.by.contains(variable)));
    let all = of.iter().map(|&variable| codes[variable]).product();
    table.map_or_else(|| vec![1.0; all], |table| table.margin(of))
}

/// Rows of the parent's codes, each with the child's.
fn joint(tables: &[Measured], parent: usize, child: usize, codes: &[usize]) -> Vec<f64> {
    margin(tables, &[parent, child], codes)
}

fn cumulate(weights: &[f64]) -> Vec<f64> {
    let mut sum = 0.0;
    let cumulated = weights.iter().map(|weight| {
        sum += weight.max(0.0);
        sum
    });
    cumulated.collect()
}

/// A code drawn by cumulated weights; any code where all weigh nothing.
fn pick(cumulated: &[f64], lots: &mut Lots) -> u8 {
    let total = cumulated.last().copied().unwrap_or_default();
    let at = if total > 0.0 {
        let drawn = lots.share() * total;
        cumulated.partition_point(|&below| below <= drawn)
    } else {
        lots.below(cumulated.len())
    };
    at.min(cumulated.len() - 1) as u8
}
