//! Cases of a fictional county as HTCDS 2.0, with all that identifies in them: what must never get
//! through the door.

use std::io::{self, Write};

use case::htcds::list;
use simulation::hidden::Truth;

/// Places with their county's code.
pub const COUNTIES: [(&str, &str); 5] = [
    ("Northfield", "north"),
    ("Lakeside", "lake"),
    ("Easton Mills", "east"),
    ("Harrow Creek", "harrow"),
    ("Tiny Hollow", "tiny"),
];

/// The columns that the cases have.
pub const HEADING: &str = "section,id,of,prs_FirstName,prs_SecondName,prs_Birthdate,prs_Gender,\
prs_MobilePhone,prs_MailingCity,prs_MailingStreet,vic_RelationshipToTrafficker,\
vic_MethodOfRecruitment,vic_MethodsOfControl,vic_TypeOfExploitation,vic_DetailsOfVulnerabilities,\
cas_Status,cas_IncomingReferralDate,cas_IncomingReferralDetails";

/// What may leave the simulated county.
pub const RULES: &str = r#"# What leaves a case. Everything that does not stand here stays behind.
k = 11
keep = [
    "cas_Status",
    "vic_RelationshipToTrafficker",
    "vic_MethodOfRecruitment",
    "vic_MethodsOfControl",
    "vic_TypeOfExploitation",
]

# Few people each: told together, so that nobody stands out.
[[merge]]
field = "prs_Gender"
codes = ["TransgenderFeminine", "TransgenderMasculine"]
to = "NonConforming"

[counties]
"Northfield" = "north"
"Lakeside" = "lake"
"Easton Mills" = "east"
"Harrow Creek" = "harrow"
"Tiny Hollow" = "tiny"
"#;

/// The tables that the simulated county publishes.
pub const WORKLOAD: &str = r#"dataset = "fictional county"
period = "2026"
unit = "one potential victim in one case"
population = "potential victims known to the agencies of a fictional county"
threshold = 11

[[variables]]
name = "county"
codes = ["north", "lake", "east", "harrow", "tiny", "unknown"]

[[variables]]
name = "age_band"
codes = ["0-11", "12-14", "15-17", "18-24", "25+", "unknown"]
groups = [{ name = "under 18", of = ["0-11", "12-14", "15-17"] }]

[[variables]]
name = "prs_Gender"
codes = ["Feminine", "Masculine", "TransgenderFeminine", "TransgenderMasculine", "NonConforming", "NonSpecifiedUnknown"]

[[variables]]
name = "vic_RelationshipToTrafficker"
codes = ["Familial", "Acquainted", "Unaquainted", "unknown"]

[[variables]]
name = "cas_Status"
codes = ["Active", "FollowUp", "Closed", "ClosedReferred", "unknown"]

[[tables]]
name = "age by gender"
by = ["age_band", "prs_Gender"]

[[tables]]
name = "county by age"
by = ["county", "age_band"]

[[tables]]
name = "relationship by age"
by = ["vic_RelationshipToTrafficker", "age_band"]

[[tables]]
name = "relationship by gender"
by = ["vic_RelationshipToTrafficker", "prs_Gender"]

[[tables]]
name = "county by status"
by = ["county", "cas_Status"]

[dictionary.county]
about = "Where the agency saw the person; the counties are invented"

[dictionary.age_band]
about = "Age in years when an agency first knew"
codes = { unknown = "nobody wrote it down" }

[dictionary.prs_Gender]
about = "Gender as recorded, by the codes of the Human Trafficking Case Data Standard"
codes = { Feminine = "girls and women", Masculine = "boys and men", TransgenderFeminine = "trans girls and women", TransgenderMasculine = "trans boys and men", NonConforming = "neither, or both", NonSpecifiedUnknown = "nobody wrote it down" }

[dictionary.vic_RelationshipToTrafficker]
about = "Who the exploiter was to the person"
codes = { Familial = "family", Acquainted = "somebody they knew", Unaquainted = "somebody they did not know", unknown = "nobody wrote it down" }

[dictionary.cas_Status]
about = "What state the case is in"
codes = { Active = "open", FollowUp = "open, followed up", Closed = "closed", ClosedReferred = "closed, handed to another agency", unknown = "nobody wrote it down" }
"#;

/// Writes the rows of one person's case: the case, the person, the person as a victim.
///
/// # Errors
/// Whatever `out` fails with.
pub fn write(out: &mut impl Write, truth: &Truth, seed: u64) -> io::Result<()> {
    let number = truth.person;
    let month = u32::from(truth.month) + 1;
    let status = list::CASE_STATUS[(number % 4) as usize];
    // Free text that names people, as case notes do: it must stay behind.
    writeln!(
        out,
        "case,C{number},,,,,,,,,,,,,,{status},2026-{month:02}-{:02},\"Told by Planted Narrative{number}, 555-01{:02}\"",
        1 + number % 28,
        number % 100
    )?;
    let born = 2026 - i32::from(truth.age) - 1;
    let place = COUNTIES[usize::from(truth.county)].0;
    let gender = list::GENDER[usize::from(truth.gender)];
    writeln!(
        out,
        "person,P{number},,Plantedname{number},Plantedsurname{seed},{born}-12-{:02},{gender},+1555010{:04},{place},{} Planted Street,,,,,,,,",
        1 + number % 28,
        number % 10_000,
        number % 900
    )?;
    let control: Vec<_> = (0..list::METHODS_OF_CONTROL.len())
        .filter(|method| truth.control >> method & 1 == 1)
        .map(|method| list::METHODS_OF_CONTROL[method])
        .collect();
    let recruitment = list::METHOD_OF_RECRUITMENT[usize::from(truth.recruitment)];
    let relation = list::RELATIONSHIP_TO_TRAFFICKER[usize::from(truth.relation)];
    writeln!(
        out,
        "victim,V{number},P{number},,,,,,,,{relation},{recruitment},{},SexualExploitation,Planted vulnerability of Plantedname{number},,,",
        control.join(";")
    )
}

/// Requests for places of half a year, in proportion to the people.
#[must_use]
pub fn needs(people: u32) -> String {
    let mut text = String::from("county,need,days,met,unmet,stays,stay_days,places\n");
    let scale = f64::from(people) / 5_000.0;
    for (county, share) in [("north", 0.5), ("lake", 0.25), ("east", 0.15)] {
        for (need, asked, met, days) in
            [("emergency shelter", 120.0, 0.55, 21.0), ("long-term housing", 40.0, 0.3, 180.0)]
        {
            let requests = asked * share * scale;
            let placed = (requests * met).round();
            let unmet = (requests - placed).round();
            let stays = (placed * 0.8).round();
            text += &format!(
                "{county},{need},182,{placed},{unmet},{stays},{},{}\n",
                (stays * days).round(),
                (placed * days / 182.0).ceil()
            );
        }
    }
    text
}
