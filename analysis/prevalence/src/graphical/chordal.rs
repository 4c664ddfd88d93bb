//! Decomposable graphs: those in which every cycle of four or more has a chord.

use crate::model::Model;

/// A decomposable graph by its cliques and separators, as sets of lists in bits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Graph {
    /// The maximal complete sets.
    pub cliques: Vec<u32>,
    /// Their separators, with multiplicity; 0 between components.
    pub separators: Vec<u32>,
}

impl Graph {
    /// All decomposable graphs over `lists` lists: 2, 8, 61, 822, 18,154 for two to six.
    #[must_use]
    pub fn all_decomposable(lists: usize) -> Vec<Self> {
        let edges: Vec<(usize, usize)> = record::overlap::pairs(lists).collect();
        (0..1_u64 << edges.len())
            .filter_map(|chosen| {
                let mut neighbours = vec![0_u32; lists];
                for (index, &(a, b)) in edges.iter().enumerate() {
                    if chosen >> index & 1 == 1 {
                        neighbours[a] |= 1 << b;
                        neighbours[b] |= 1 << a;
                    }
                }
                Self::from_neighbours(&neighbours)
            })
            .collect()
    }

    /// Maximum cardinality search (Tarjan & Yannakakis 1984, SIAM J. Comput. 13): a graph is
    /// decomposable iff each vertex's earlier neighbours are complete; where their number does not
    /// grow, a clique ends and the neighbours are the next separator.
    fn from_neighbours(neighbours: &[u32]) -> Option<Self> {
        let mut graph = Self { cliques: Vec::new(), separators: Vec::new() };
        let (mut visited, mut clique) = (0_u32, 0_u32);
        for _ in 0..neighbours.len() {
            let vertex = (0..neighbours.len())
                .filter(|vertex| visited >> vertex & 1 == 0)
                .max_by_key(|&vertex| {
                    ((neighbours[vertex] & visited).count_ones(), std::cmp::Reverse(vertex))
                })?;
            let earlier = neighbours[vertex] & visited;
            let mut rest = earlier;
            while rest != 0 {
                let member = rest.trailing_zeros() as usize;
                rest &= rest - 1;
                if rest & !neighbours[member] != 0 {
                    return None;
                }
            }
            if earlier != clique {
                graph.cliques.push(clique);
                graph.separators.push(earlier);
            }
            clique = earlier | 1 << vertex;
            visited |= 1 << vertex;
        }
        graph.cliques.push(clique);
        Some(graph)
    }

    /// The graph as a model in brackets.
    pub(super) fn model(&self, lists: usize) -> String {
        Model::generated(lists, self.cliques.iter().copied()).to_string()
    }
}
