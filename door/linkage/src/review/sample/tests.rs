use super::*;
use crate::review::Decisions;
use crate::score::weight_of;
use crate::testing::{THREE, linker, rows};

fn edges(pairs: usize) -> Vec<Edge> {
    let probability = |i: usize| (i as f64 + 0.5) / pairs as f64;
    let edge =
        |i| Edge { left: i as u32, right: (i + pairs) as u32, weight: weight_of(probability(i)) };
    (0..pairs).map(edge).collect()
}

#[test]
fn every_band_is_drawn_from_and_knows_its_size() {
    let edges = edges(1_000);
    let drawn = sample(&edges, 20, 1);
    assert_eq!(drawn, sample(&edges, 20, 1), "the same seed draws the same pairs");
    let of_band = |n: usize| drawn.iter().filter(|c| c.band.unwrap().number == n).count();
    assert_eq!((0..8).map(of_band).collect::<Vec<_>>(), [20, 20, 20, 20, 20, 20, 9, 1]);
    let sizes: u64 = (0..8)
        .filter_map(|n| drawn.iter().find_map(|c| c.band.filter(|b| b.number == n)))
        .map(|b| b.pairs)
        .sum();
    assert_eq!(sizes, 1_000);
    let pairs: std::collections::BTreeSet<u32> = drawn.iter().map(|c| c.edge.left).collect();
    assert_eq!(pairs.len(), drawn.len(), "no pair is drawn twice");
}

/// Reviews a sample of calibrated pairs by a coin of their probability, and checks what is estimated.
#[test]
fn intervals_cover_the_quality_as_often_as_they_say() {
    let edges = edges(2_000);
    let data: Vec<String> = (0..4_000).map(|i| format!("{i} 1 1")).collect();
    let lines: Vec<&str> = data.iter().map(String::as_str).collect();
    let linker = linker(THREE, &[&rows(&lines)]);
    let (mut covered, mut asked) = (0, 0);
    for seed in 0..40 {
        let mut coin = Random::new(99, seed);
        let truth: Vec<bool> = edges.iter().map(|e| coin.unit() < e.probability()).collect();
        let mut text = "left_list,left,right_list,right,same,reviewer,band,pairs\n".to_owned();
        for Chosen { edge, band } in sample(&edges, 30, seed) {
            let (same, band) = (u8::from(truth[edge.left as usize]), band.unwrap());
            let (l, r) = (edge.left + 1, edge.right + 1);
            text += &format!("list0,{l},list0,{r},{same},ann,{},{}\n", band.number, band.pairs);
        }
        let mut decisions = Decisions::default();
        decisions.add(&text, &linker).unwrap();
        let quality = decisions.quality(seed);
        let at = quality.iter().find(|q| q.threshold == 0.5).unwrap();
        let sum = |above: bool| {
            let of = edges.iter().zip(&truth).filter(|(e, _)| !above || e.probability() >= 0.5);
            of.fold((0.0, 0.0), |(n, s), (_, &t)| (n + 1.0, s + f64::from(u8::from(t))))
        };
        let ((taken, right), (_, all)) = (sum(true), sum(false));
        for (interval, is) in [(at.precision, right / taken), (at.recall_of_kept, right / all)] {
            asked += 1;
            covered += u32::from((interval.lower..=interval.upper).contains(&is));
        }
    }
    // 90 % intervals: of 80, fewer than 62 would come up once in ten thousand times.
    assert!(covered >= 62, "{covered} of {asked}");
}

#[test]
fn without_a_sample_there_is_no_estimate() {
    assert!(Decisions::default().quality(1).is_empty());
}
