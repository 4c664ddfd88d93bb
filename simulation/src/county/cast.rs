//! The organisations of the county, its towns and the people of its hotline.

/// A town: its name, its place. The county lies in the Gulf of Mexico, where nobody lives, so that
/// no point of it is anybody's home.
pub(super) struct Town {
    pub(super) name: &'static str,
    pub(super) county: usize,
    pub(super) latitude: f64,
    pub(super) longitude: f64,
    pub(super) postal_code: &'static str,
}

/// The counties: code and name. No US state has the code 99.
pub(super) const COUNTIES: [(&str, &str); 3] =
    [("99001", "Alderwick"), ("99003", "Barlow Prairie"), ("99005", "Cutler Sound")];

pub(super) const TOWNS: [Town; 10] = [
    town("Alderwick Falls", 0, 27.52, -92.10, "99701"),
    town("Millgate", 0, 27.58, -92.21, "99702"),
    town("Quarry Hill", 0, 27.44, -92.02, "99703"),
    town("Pinter's Ferry", 0, 27.61, -91.95, "99704"),
    town("Long Hollow", 0, 27.36, -92.24, "99705"),
    town("East Tamarack", 0, 27.49, -91.82, "99706"),
    town("Barlow", 1, 27.93, -92.31, "99731"),
    town("Seven Rivers", 1, 27.86, -91.98, "99732"),
    town("Port Cutler", 2, 27.12, -91.76, "99761"),
    town("Garnet Lake", 2, 27.05, -92.15, "99762"),
];

const fn town(
    name: &'static str,
    county: usize,
    latitude: f64,
    longitude: f64,
    postal_code: &'static str,
) -> Town {
    Town { name, county, latitude, longitude, postal_code }
}

/// An organisation: its key (which is also its web name), its name and what it does.
pub(super) struct Body {
    pub(super) key: &'static str,
    pub(super) name: &'static str,
    pub(super) about: &'static str,
}

const fn body(key: &'static str, name: &'static str, about: &'static str) -> Body {
    Body { key, name, about }
}

pub(super) const BODIES: [Body; 27] = [
    body(
        "lantern",
        "Lantern House",
        "Shelter and care for young people who were exploited or are at risk of it.",
    ),
    body(
        "harborlight",
        "Harbor Light Youth Services",
        "Shelter, drop-in and street outreach for young people without a home.",
    ),
    body(
        "marigold",
        "Casa Marigold",
        "Bilingual refuge and counseling for survivors of violence and trafficking, and their children.",
    ),
    body(
        "northfork",
        "North Fork Family Center",
        "Family support, foster care and placement of teenagers.",
    ),
    body(
        "openhand",
        "Open Hand Advocates",
        "Survivor-led advocacy, peer support and court accompaniment.",
    ),
    body(
        "alderwickcac",
        "Alderwick Children's Advocacy Center",
        "Interviews, medical exams and care for children who were abused, in one place.",
    ),
    body(
        "stbrigid",
        "St. Brigid Regional Hospital",
        "Hospital with an emergency department and a forensic nurse program.",
    ),
    body(
        "riverbend",
        "Riverbend Community Health",
        "Clinics where young people can be seen with or without insurance.",
    ),
    body(
        "stillwater",
        "Stillwater Behavioral Health",
        "Counseling, crisis care and treatment for young people and adults.",
    ),
    body("clearpath", "Clear Path Recovery", "Treatment and support with alcohol and drugs."),
    body(
        "legalaid",
        "Alderwick Legal Aid",
        "Free lawyers for people with little money, and for minors.",
    ),
    body(
        "newroots",
        "New Roots Immigrant Services",
        "Help with papers, interpreting and settling in.",
    ),
    body(
        "youthadvocate",
        "Office of the Youth Advocate",
        "A county office that speaks for children in court and in care.",
    ),
    body(
        "sheriff",
        "Alderwick County Sheriff, Special Victims Team",
        "Officers trained to work with young victims together with an advocate.",
    ),
    body(
        "childprotection",
        "Three Counties Child Protection",
        "The public agency that takes reports about children and keeps them safe.",
    ),
    body(
        "schools",
        "Alderwick Unified Schools",
        "Public schools with a liaison for students without a stable home.",
    ),
    body("pantry", "Tamarack Table", "Food, clothes and hygiene things, no questions asked."),
    body(
        "wheels",
        "Ferryman Ride Program",
        "Safe rides to shelters, clinics and courts, day and night.",
    ),
    body(
        "bridgeway",
        "Bridgeway Transitional Living",
        "Apartments and coaching for young adults on their way to their own home.",
    ),
    body(
        "prairie",
        "Barlow Prairie Shelter Network",
        "Small shelters and host homes in the north of the region.",
    ),
    body("cutlersafe", "Cutler Sound Safe Homes", "Refuge and host homes on the coast."),
    body(
        "prism",
        "Prism Center",
        "Community and support for LGBTQ+ young people and their families.",
    ),
    body("fathers", "Second Shore", "Support for boys and young men who were exploited."),
    body("workshop", "Quarry Hill Works", "Paid training and first jobs for young people."),
    body(
        "littleoaks",
        "Little Oaks Childcare",
        "Childcare with places kept for young parents in crisis.",
    ),
    body(
        "tribal",
        "Seven Rivers Native Family Services",
        "Shelter, advocacy and healing led by Native families of the region.",
    ),
    body(
        "ourline",
        "Alderwick Youth Hotline",
        "The hotline for young people, families and everyone who saw something.",
    ),
];

pub(super) const TEAMS: [(&str, &str); 3] = [
    ("youth", "Young People and Families"),
    ("tips", "Tips and Reports"),
    ("bilingual", "Línea en español / Bilingual"),
];

/// A member of staff: name, role code, teams.
pub(super) const STAFF: [(&str, &str, &[usize]); 18] = [
    ("Amara Okafor", "specialist", &[0]),
    ("Ben Lindqvist", "specialist", &[0]),
    ("Caitlin Roe", "specialist", &[0, 1]),
    ("Darnell Whitfield", "specialist", &[0]),
    ("Elena Marisol Vega", "specialist", &[0, 2]),
    ("Farah Nasser", "specialist", &[1]),
    ("Grace Tallfeather", "specialist", &[0]),
    ("Hugo Santibáñez", "specialist", &[2]),
    ("Imani Brooks", "specialist", &[0, 1]),
    ("Jun Watanabe", "specialist", &[1]),
    ("Lucía Arroyo", "specialist", &[2]),
    ("Ruth Abernathy", "supervisor", &[0, 1]),
    ("Tomás Quiroga", "supervisor", &[0, 2]),
    ("Mei Halloran", "coordinator", &[0]),
    ("Victor Osei", "coordinator", &[0]),
    ("Nadia Petrov", "analyst", &[]),
    ("Sam Delacroix", "administrator", &[]),
    ("Wren Castellan", "administrator", &[]),
];

/// Names of partner people, one for each organisation in turn.
pub(super) const PARTNERS: [&str; 27] = [
    "Joan Pruett",
    "Marcus Bell",
    "Rosa Ibáñez",
    "Dale Hutchins",
    "Tanya Freeman",
    "Priya Raman",
    "Kevin O'Dell",
    "Sandra Moss",
    "Dr. Leah Stein",
    "Rob Castaneda",
    "Helen Voss",
    "Anh Nguyen",
    "Patricia Lyle",
    "Sgt. Dana Merrick",
    "Carol Whitehorse",
    "Neil Ashby",
    "Mrs. Odette Bloom",
    "Frank Dobbs",
    "Keisha Warren",
    "Lorna Jessup",
    "Pete Sandoval",
    "Alex Rivera",
    "Jerome Tate",
    "Wanda Krill",
    "Shirley Oakes",
    "Mary Redcloud",
    "Ruth Abernathy",
];
