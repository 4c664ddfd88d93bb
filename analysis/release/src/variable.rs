//! A coded variable: its codes, and the groups that add them up.
//!
//! The nodes of a variable form a tree: the total, then groups, then codes. A table has one cell for
//! every combination of nodes, so every margin and every subtotal is a cell like any other.

use std::collections::BTreeMap;

use serde::Deserialize;

/// A node's place in [`Variable::nodes`]; 0 is the total.
pub type NodeId = usize;

/// The total of every variable.
pub const TOTAL: NodeId = 0;

/// As it stands in the workload file.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VariableText {
    /// The column.
    pub name: String,
    /// Every code that the column may hold. They stand here, not in the data, so that which codes
    /// occur is no news.
    pub codes: Vec<String>,
    /// Groups of codes or of earlier groups; each code belongs to at most one.
    #[serde(default)]
    pub groups: Vec<GroupText>,
}

/// A group in the workload file.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupText {
    /// What it is called in the tables.
    pub name: String,
    /// Codes, or groups named before.
    pub of: Vec<String>,
}

/// One node of a variable's tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The code's or group's name.
    pub name: String,
    /// The node that it adds up to; none for the total.
    pub parent: Option<NodeId>,
    /// What adds up to it; none for a code.
    pub children: Vec<NodeId>,
}

/// A variable with its tree. Codes come first after the total, in the order of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    name: String,
    codes: usize,
    nodes: Vec<Node>,
    by_name: BTreeMap<String, NodeId>,
}

/// Why a variable cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VariableRefused {
    /// Nothing to tabulate.
    #[error("variable `{0}` has no codes; list every code that its column may hold")]
    NoCode(String),
    /// Too many for a byte.
    #[error("variable `{name}` has {found} codes, more than {most}; generalise it first")]
    TooManyCodes {
        /// Which variable.
        name: String,
        /// How many codes.
        found: usize,
        /// At most.
        most: usize,
    },
    /// Two nodes with one name.
    #[error("variable `{name}` names `{node}` twice; every code and group needs its own name")]
    Twice {
        /// Which variable.
        name: String,
        /// The name.
        node: String,
    },
    /// A group of something unknown.
    #[error("group `{group}` of `{name}` holds `{member}`, which is no code and no earlier group")]
    UnknownMember {
        /// Which variable.
        name: String,
        /// Which group.
        group: String,
        /// What it holds.
        member: String,
    },
    /// A node in two groups.
    #[error("`{member}` of `{name}` is in two groups; subtotals must form a tree")]
    TwoGroups {
        /// Which variable.
        name: String,
        /// Which node.
        member: String,
    },
}

/// The most codes a variable may have.
pub const MOST_CODES: usize = 255;

impl Variable {
    /// Builds the tree.
    ///
    /// # Errors
    /// [`VariableRefused`] where codes and groups form none.
    pub fn new(text: &VariableText) -> Result<Self, VariableRefused> {
        let name = text.name.clone();
        if text.codes.is_empty() {
            return Err(VariableRefused::NoCode(name));
        }
        if text.codes.len() > MOST_CODES {
            let (found, most) = (text.codes.len(), MOST_CODES);
            return Err(VariableRefused::TooManyCodes { name, found, most });
        }
        let total = Node { name: "total".to_owned(), parent: None, children: Vec::new() };
        let mut variable =
            Self { name, codes: text.codes.len(), nodes: vec![total], by_name: BTreeMap::new() };
        for code in &text.codes {
            variable.add(code)?;
        }
        for group in &text.groups {
            let id = variable.add(&group.name)?;
            for member in &group.of {
                variable.adopt(id, &group.name, member)?;
            }
        }
        for id in 1..variable.nodes.len() {
            if variable.nodes[id].parent.is_none() {
                variable.nodes[id].parent = Some(TOTAL);
                variable.nodes[TOTAL].children.push(id);
            }
        }
        Ok(variable)
    }

    fn add(&mut self, node: &str) -> Result<NodeId, VariableRefused> {
        let id = self.nodes.len();
        if node == "total" || self.by_name.insert(node.to_owned(), id).is_some() {
            return Err(VariableRefused::Twice { name: self.name.clone(), node: node.to_owned() });
        }
        self.nodes.push(Node { name: node.to_owned(), parent: None, children: Vec::new() });
        Ok(id)
    }

    fn adopt(&mut self, id: NodeId, group: &str, member: &str) -> Result<(), VariableRefused> {
        let name = || self.name.clone();
        let child = self.by_name.get(member).copied().filter(|&child| child != id);
        let Some(child) = child else {
            let (group, member) = (group.to_owned(), member.to_owned());
            return Err(VariableRefused::UnknownMember { name: name(), group, member });
        };
        if self.nodes[child].parent.is_some() {
            return Err(VariableRefused::TwoGroups { name: name(), member: member.to_owned() });
        }
        self.nodes[child].parent = Some(id);
        self.nodes[id].children.push(child);
        Ok(())
    }

    /// Its column.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How many codes it has.
    #[must_use]
    pub fn codes(&self) -> usize {
        self.codes
    }

    /// The tree: the total, the codes, the groups.
    #[must_use]
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The code with this number, counted from 0.
    #[must_use]
    pub fn code(&self, number: usize) -> &str {
        &self.nodes[number + 1].name
    }

    /// The number of a code, counted from 0; `None` for a group or anything else.
    #[must_use]
    pub fn number(&self, code: &str) -> Option<usize> {
        self.by_name.get(code).map(|id| id - 1).filter(|&number| number < self.codes)
    }

    /// Nodes from the codes up: every child stands before its parent.
    #[must_use]
    pub fn upwards(&self) -> Vec<NodeId> {
        let groups = (self.codes + 1..self.nodes.len()).chain([TOTAL]);
        (1..=self.codes).chain(groups).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(groups: &[(&str, &[&str])]) -> VariableText {
        VariableText {
            name: "age".to_owned(),
            codes: ["0-11", "12-14", "15-17", "18+"].map(str::to_owned).to_vec(),
            groups: groups
                .iter()
                .map(|(name, of)| GroupText {
                    name: (*name).to_owned(),
                    of: of.iter().map(|&member| member.to_owned()).collect(),
                })
                .collect(),
        }
    }

    #[test]
    fn groups_stand_between_codes_and_the_total() {
        let age = Variable::new(&text(&[("teenager", &["12-14", "15-17"])])).unwrap();
        assert_eq!(age.nodes()[TOTAL].children, [1, 4, 5]);
        assert_eq!(age.nodes()[5].children, [2, 3]);
        assert_eq!((age.number("18+"), age.number("teenager")), (Some(3), None));
        assert_eq!(age.upwards(), [1, 2, 3, 4, 5, 0]);
    }

    #[test]
    fn what_is_no_tree_is_refused() {
        type Groups = &'static [(&'static str, &'static [&'static str])];
        let cases: [(Groups, &str); 4] = [
            (&[("a", &["12-14"]), ("b", &["12-14"])], "is in two groups"),
            (&[("a", &["17"])], "which is no code and no earlier group"),
            (&[("18+", &["12-14"])], "names `18+` twice"),
            (&[("a", &["a"])], "which is no code and no earlier group"),
        ];
        for (groups, expected) in cases {
            let error = Variable::new(&text(groups)).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        }
    }
}
