//! What the tests of several modules make.

use crate::workload::Workload;

/// A workload of variables with so many codes each, and tables by them.
pub fn workload(codes: &[usize], tables: &[&[usize]], threshold: u64) -> Workload {
    let mut text = format!(
        "dataset = \"test\"\nperiod = \"2026\"\nunit = \"one person\"\npopulation = \"nobody\"\n\
         threshold = {threshold}\n"
    );
    for (number, &codes) in codes.iter().enumerate() {
        let codes: Vec<_> = (0..codes).map(|code| format!("\"c{code}\"")).collect();
        text += &format!("[[variables]]\nname = \"v{number}\"\ncodes = [{}]\n", codes.join(", "));
    }
    for (number, by) in tables.iter().enumerate() {
        let by: Vec<_> = by.iter().map(|by| format!("\"v{by}\"")).collect();
        text += &format!("[[tables]]\nname = \"t{number}\"\nby = [{}]\n", by.join(", "));
    }
    Workload::read(&text).expect("a workload made here is right")
}
