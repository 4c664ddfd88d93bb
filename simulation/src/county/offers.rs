//! The services of the county: what each is for, for whom, when and where.

use casework::need::Need::{
    self, Advocacy, BasicItems, CaseManagement, Childcare, Education, EmergencyShelter, Employment,
    Extraction, FamilyReunification, FinancialHelp, Food, ImmigrationHelp, Interpretation,
    LegalHelp, LongTermHousing, MedicalCare, MentalHealthCare, OnlineSafety, PeerSupport,
    ReportToPolice, SafetyPlanning, SubstanceUseTreatment, TransitionalHousing, Transportation,
};

/// When a service is open.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Week {
    /// Day and night.
    Always,
    /// Monday to Friday, 8:30 to 17:00.
    Office,
    /// Monday to Saturday, 10:00 to 18:00.
    Days,
    /// Every day, 15:00 to 21:30.
    Evenings,
    /// Every day, 20:00 to 8:00 the next morning.
    Nights,
    /// Monday, Wednesday, Friday 9:00 to 16:00; Tuesday, Thursday 12:00 to 20:00.
    Clinic,
    /// Saturday, 9:00 to 13:00.
    Saturdays,
    /// The first and third Tuesday of the month, 17:00 to 19:00.
    TwoTuesdays,
    /// The directory does not say.
    Unsaid,
}

/// Where a service is given.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Site {
    /// At an address that everybody may know.
    Open,
    /// At an address for partners and staff.
    Partners,
    /// At an address for staff.
    Staff,
    /// By telephone.
    Phone,
}

/// Whom a service serves.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    County(usize),
    Region,
    State,
    /// Within a border on the map around its town.
    Border,
    Unsaid,
}

#[derive(Clone, Copy)]
pub(super) struct Beds {
    pub(super) maximum: u32,
    /// At most this many are free.
    pub(super) free: u32,
    pub(super) population: &'static str,
    pub(super) genders: &'static str,
    pub(super) ages: (u32, u32),
    pub(super) own_child: Option<bool>,
    pub(super) pets: Option<bool>,
    pub(super) affirming: Option<bool>,
    /// About how many minutes ago the number was said.
    pub(super) age: u32,
}

pub(super) struct Offer {
    pub(super) by: &'static str,
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    pub(super) needs: &'static [Need],
    pub(super) ages: (Option<u32>, Option<u32>),
    pub(super) genders: &'static str,
    pub(super) speaks: &'static [&'static str],
    pub(super) interprets: bool,
    pub(super) week: Week,
    pub(super) town: usize,
    pub(super) site: Site,
    pub(super) reach: Reach,
    pub(super) beds: Vec<Beds>,
    pub(super) paused: bool,
    pub(super) apply: &'static str,
}

fn offer(
    by: &'static str,
    name: &'static str,
    about: &'static str,
    town: usize,
    needs: &'static [Need],
) -> Offer {
    Offer {
        by,
        name,
        about,
        needs,
        ages: (None, None),
        genders: ALL,
        speaks: &["en"],
        interprets: false,
        week: Week::Office,
        town,
        site: Site::Open,
        reach: Reach::Region,
        beds: Vec::new(),
        paused: false,
        apply: "Call or come by.",
    }
}

const ALL: &str = "Feminine,Masculine,TransgenderFeminine,TransgenderMasculine,NonConforming";
const GIRLS: &str = "Feminine,TransgenderFeminine";
const BOYS: &str = "Masculine,TransgenderMasculine";

impl Offer {
    fn ages(mut self, from: u32, to: u32) -> Self {
        self.ages = (Some(from), Some(to));
        self
    }
    fn at_least(mut self, from: u32) -> Self {
        self.ages = (Some(from), None);
        self
    }
    fn genders(mut self, genders: &'static str) -> Self {
        self.genders = genders;
        self
    }
    fn speaks(mut self, codes: &'static [&'static str]) -> Self {
        self.speaks = codes;
        self
    }
    fn interprets(mut self) -> Self {
        self.interprets = true;
        self
    }
    fn week(mut self, week: Week) -> Self {
        self.week = week;
        self
    }
    fn site(mut self, site: Site) -> Self {
        self.site = site;
        self
    }
    fn reach(mut self, reach: Reach) -> Self {
        self.reach = reach;
        self
    }
    fn paused(mut self) -> Self {
        self.paused = true;
        self
    }
    fn apply(mut self, words: &'static str) -> Self {
        self.apply = words;
        self
    }
    /// Beds for everybody whom the service takes.
    fn beds(self, maximum: u32, free: u32, age: u32) -> Self {
        let ages = (self.ages.0.unwrap_or(0), self.ages.1.unwrap_or(120));
        let genders = self.genders;
        let population = "everyone whom the service takes";
        self.beds_for(population, genders, ages, maximum, free, age)
    }
    fn beds_for(
        mut self,
        population: &'static str,
        genders: &'static str,
        ages: (u32, u32),
        maximum: u32,
        free: u32,
        age: u32,
    ) -> Self {
        let (own_child, pets, affirming) = (None, None, Some(genders.contains("Transgender")));
        self.beds.push(Beds {
            maximum,
            free,
            population,
            genders,
            ages,
            own_child,
            pets,
            affirming,
            age,
        });
        self
    }
    fn with_child(mut self, can: bool) -> Self {
        self.beds.iter_mut().for_each(|beds| beds.own_child = Some(can));
        self
    }
    fn with_pets(mut self, can: bool) -> Self {
        self.beds.iter_mut().for_each(|beds| beds.pets = Some(can));
        self
    }
    fn affirming(mut self, is: Option<bool>) -> Self {
        self.beds.iter_mut().for_each(|beds| beds.affirming = is);
        self
    }
}

pub(super) fn offers() -> Vec<Offer> {
    [shelter(), housing(), health(), law(), everyday(), together()].into_iter().flatten().collect()
}

const CALL_FIRST: &str = "Call the hotline or the house at any hour. No papers are needed.";

fn shelter() -> Vec<Offer> {
    use Reach::{County, Region, State};
    use Site::{Open, Partners, Staff};
    use Week::{Always, Evenings, Nights};
    vec![
        offer("lantern", "Lantern House Emergency Beds", "A quiet house with staff awake all night, for girls who were exploited. Own room, own key, a doctor within a day.", 0, &[EmergencyShelter, SafetyPlanning, CaseManagement])
            .ages(12, 17).genders(GIRLS).speaks(&["en", "es"]).week(Always).site(Staff).reach(State).beds(8, 3, 35).with_child(false).with_pets(false).apply(CALL_FIRST),
        offer("lantern", "Lantern House for Young Mothers", "Rooms for girls and young women with a baby or small child.", 0, &[EmergencyShelter, Childcare, CaseManagement])
            .ages(14, 20).genders(GIRLS).speaks(&["en", "es"]).week(Always).site(Staff).reach(State).beds(5, 2, 95).with_child(true).with_pets(false).apply(CALL_FIRST),
        offer("lantern", "Lantern Pickup", "Two trained people with an unmarked car bring a young person to safety, day or night.", 0, &[Extraction, Transportation])
            .ages(10, 24).week(Always).site(Site::Phone).reach(Region),
        offer("harborlight", "Harbor Light Overnight", "Beds for the night, supper and breakfast. Doors open at eight in the evening.", 0, &[EmergencyShelter, Food])
            .ages(14, 20).week(Nights).site(Open).reach(Region).beds(16, 6, 20).with_child(false).with_pets(true),
        offer("harborlight", "Harbor Light Drop-in", "Showers, laundry, food, phones to charge, someone to talk to.", 0, &[BasicItems, Food, PeerSupport])
            .ages(12, 24).week(Evenings).speaks(&["en", "es"]),
        offer("harborlight", "Harbor Light Street Outreach", "Workers who walk at night and bring what is needed.", 0, &[BasicItems, SafetyPlanning, Transportation])
            .ages(12, 24).week(Nights).site(Site::Phone),
        offer("marigold", "Casa Marigold Refuge", "Refuge for women, girls and their children who flee violence or trafficking. Spanish at every hour.", 1, &[EmergencyShelter, SafetyPlanning])
            .at_least(16).genders(GIRLS).speaks(&["es", "en"]).week(Always).site(Staff).reach(State).beds(20, 4, 150).with_child(true).with_pets(false).apply(CALL_FIRST),
        offer("northfork", "North Fork Emergency Foster Homes", "Foster families on call who take a teenager tonight.", 2, &[EmergencyShelter])
            .ages(0, 17).week(Always).site(Staff).reach(County(0)).beds_for("children under 12", ALL, (0, 11), 6, 2, 400).beds_for("teenagers", ALL, (12, 17), 5, 2, 400).with_pets(false)
            .apply("Through Three Counties Child Protection."),
        offer("prairie", "Barlow Night Shelter", "A small shelter in the north. Boys and young men, girls and young women on separate floors.", 6, &[EmergencyShelter, Food])
            .ages(16, 24).week(Nights).site(Open).reach(County(1)).beds_for("girls' floor", "Feminine", (16, 24), 6, 3, 1_600).beds_for("boys' floor", "Masculine", (16, 24), 6, 3, 1_600).affirming(None),
        offer("prairie", "Prairie Host Homes", "Families who host a young person for up to three weeks.", 6, &[EmergencyShelter, FamilyReunification])
            .ages(13, 17).week(Always).site(Partners).reach(County(1)).beds(7, 3, 700).with_pets(true),
        offer("cutlersafe", "Cutler Safe House", "Refuge on the coast with a counselor in the house.", 8, &[EmergencyShelter, MentalHealthCare])
            .at_least(18).week(Always).site(Partners).reach(County(2)).beds(12, 4, 60).with_child(true).with_pets(true).affirming(None),
        offer("cutlersafe", "Cutler Host Homes", "A room with a trained family for a teenager.", 8, &[EmergencyShelter])
            .ages(12, 17).week(Always).site(Partners).reach(County(2)).beds(4, 1, 2_100),
        offer("fathers", "Second Shore House", "Five beds for boys who were exploited. Men and women on staff who have been there.", 3, &[EmergencyShelter, PeerSupport, CaseManagement])
            .ages(13, 17).genders(BOYS).week(Always).site(Staff).reach(State).beds(5, 2, 50).with_pets(false).apply(CALL_FIRST),
        offer("prism", "Prism Rooms", "Short stays where LGBTQ+ young people are placed as who they are.", 0, &[EmergencyShelter, MentalHealthCare])
            .ages(14, 21).week(Always).site(Partners).reach(State).beds(6, 2, 130).with_pets(true),
        offer("tribal", "Seven Rivers Refuge", "Refuge for Native women, young people and their children, with healing circles.", 7, &[EmergencyShelter, PeerSupport])
            .at_least(12).week(Always).site(Staff).reach(Region).beds(10, 3, 240).with_child(true).with_pets(true),
        offer("alderwickcac", "Advocacy Center Safe Room", "A room with a bed for a child between an interview and a placement; one night.", 0, &[EmergencyShelter])
            .ages(3, 17).week(Always).site(Partners).reach(Region).beds(2, 1, 15).apply("Through police or child protection."),
        offer("openhand", "Open Hand Motel Nights", "Up to three nights in a motel with a survivor advocate on call, when every bed is taken.", 0, &[EmergencyShelter, Advocacy])
            .at_least(18).week(Always).site(Site::Phone).reach(Region).beds(3, 2, 25).with_child(true),
        offer("stbrigid", "St. Brigid Social Beds", "A hospital bed for a night when a minor has nowhere safe to go.", 0, &[EmergencyShelter, MedicalCare])
            .ages(0, 17).week(Always).reach(Region).beds(2, 1, 180).interprets(),
    ]
}

fn housing() -> Vec<Offer> {
    use Site::Partners;
    vec![
        offer(
            "bridgeway",
            "Bridgeway Apartments",
            "Own apartment with a coach, up to two years.",
            2,
            &[TransitionalHousing, CaseManagement],
        )
        .ages(18, 24)
        .site(Partners)
        .beds(14, 1, 4_000)
        .with_child(true)
        .with_pets(true),
        offer(
            "bridgeway",
            "Bridgeway First Steps",
            "Shared house for young people leaving foster care.",
            1,
            &[TransitionalHousing, Education],
        )
        .ages(17, 21)
        .site(Partners)
        .beds(8, 2, 900),
        offer(
            "bridgeway",
            "Rent Help for Young Adults",
            "First month's rent and deposit, and someone who talks to landlords.",
            2,
            &[LongTermHousing, FinancialHelp],
        )
        .ages(18, 24)
        .week(Week::Days),
        offer(
            "marigold",
            "Marigold Second Year",
            "Small apartments for survivors and their children after the refuge.",
            1,
            &[TransitionalHousing],
        )
        .at_least(18)
        .genders(GIRLS)
        .speaks(&["es", "en"])
        .site(Site::Staff)
        .beds(9, 1, 3_000)
        .with_child(true),
        offer(
            "prairie",
            "Barlow Rooms",
            "Furnished rooms for young workers and students.",
            6,
            &[TransitionalHousing],
        )
        .ages(18, 24)
        .reach(Reach::County(1))
        .beds(10, 4, 1_000),
        offer(
            "northfork",
            "Treatment Foster Homes",
            "Foster families trained in trauma, for months.",
            2,
            &[LongTermHousing, CaseManagement],
        )
        .ages(10, 17)
        .site(Site::Staff)
        .reach(Reach::County(0))
        .beds(11, 2, 2_500),
        offer(
            "tribal",
            "Seven Rivers Kin Homes",
            "Placement with relatives and community families.",
            7,
            &[LongTermHousing, FamilyReunification],
        )
        .ages(0, 17)
        .site(Partners)
        .beds(6, 2, 1_500),
    ]
}

fn health() -> Vec<Offer> {
    use Week::{Always, Clinic, Evenings, Saturdays};
    vec![
        offer("stbrigid", "St. Brigid Forensic Nurses", "Exam and care after an assault, with or without a police report. An advocate can come along.", 0, &[MedicalCare, ReportToPolice]).week(Always).speaks(&["en", "es"]).interprets(),
        offer("stbrigid", "St. Brigid Emergency Department", "For everything that cannot wait.", 0, &[MedicalCare]).week(Always).interprets().reach(Reach::Unsaid),
        offer("riverbend", "Riverbend Teen Clinic", "Check-ups, tests and birth control; minors can be seen alone where the law lets them.", 0, &[MedicalCare]).ages(12, 21).week(Clinic).speaks(&["en", "es"]).interprets(),
        offer("riverbend", "Riverbend Mobile Clinic", "A van with a nurse that stops in the small towns.", 5, &[MedicalCare, BasicItems]).week(Saturdays).speaks(&["en", "es"]).reach(Reach::Border),
        offer("riverbend", "Riverbend Dental Day", "Free dental care, first come first served.", 0, &[MedicalCare]).week(Week::TwoTuesdays),
        offer("stillwater", "Stillwater Crisis Team", "Counselors who come to you within an hour.", 0, &[MentalHealthCare, SafetyPlanning]).week(Always).site(Site::Phone).interprets(),
        offer("stillwater", "Stillwater Trauma Therapy for Teens", "Weekly therapy with people who know trafficking. No cost to survivors.", 0, &[MentalHealthCare]).ages(11, 19).week(Clinic).speaks(&["en", "es"]),
        offer("stillwater", "Stillwater Group for Young Women", "A closed group, ten evenings.", 0, &[MentalHealthCare, PeerSupport]).ages(18, 26).genders(GIRLS).week(Week::TwoTuesdays),
        offer("marigold", "Marigold Counseling", "Counseling in Spanish and English for survivors and their families.", 1, &[MentalHealthCare]).speaks(&["es", "en"]).week(Clinic),
        offer("clearpath", "Clear Path Youth Detox", "Medical withdrawal for teenagers, five to ten days.", 3, &[SubstanceUseTreatment, MedicalCare]).ages(13, 17).week(Always).site(Site::Partners).beds(6, 2, 300),
        offer("clearpath", "Clear Path Outpatient", "Groups and single talks, evenings too.", 3, &[SubstanceUseTreatment]).at_least(16).week(Evenings),
        offer("clearpath", "Clear Path Medicine Clinic", "Medicine that helps to stay off opioids, started the same day.", 0, &[SubstanceUseTreatment]).at_least(16).week(Clinic).interprets(),
        offer("prism", "Prism Counseling", "Free counseling for LGBTQ+ young people; parents are welcome when the young person wants it.", 0, &[MentalHealthCare, PeerSupport]).ages(11, 25).week(Evenings),
    ]
}

fn law() -> Vec<Offer> {
    use Week::{Always, Days};
    vec![
        offer("legalaid", "Legal Aid for Minors", "A lawyer of one's own: court, school, placement, records.", 0, &[LegalHelp]).ages(0, 20).interprets(),
        offer("legalaid", "Protection Orders", "Help to ask a judge for protection, often the same day.", 0, &[LegalHelp, SafetyPlanning]).interprets(),
        offer("legalaid", "Clearing Records", "For people who were charged with what they were forced to do.", 0, &[LegalHelp]).week(Days),
        offer("newroots", "New Roots Papers", "T visas, continued presence, asylum, juvenile status.", 1, &[ImmigrationHelp, LegalHelp]).speaks(&["es", "en", "vi", "ht", "fr"]).interprets(),
        offer("newroots", "New Roots Interpreters", "Interpreters by phone in sixty languages, in person in five.", 1, &[Interpretation]).week(Always).site(Site::Phone).speaks(&["es", "en", "vi", "ht", "fr"]).interprets(),
        offer("youthadvocate", "Guardian for the Child", "Someone who speaks for the child alone, in every hearing.", 0, &[Advocacy, LegalHelp]).ages(0, 17).interprets(),
        offer("openhand", "Open Hand Advocates on Call", "A survivor who comes along: to police, to the hospital, to court.", 0, &[Advocacy, PeerSupport]).at_least(12).week(Always).speaks(&["en", "es"]).site(Site::Phone),
        offer("openhand", "Open Hand Case Managers", "One person who stays, for as long as it takes.", 0, &[CaseManagement, Advocacy]).ages(12, 26).speaks(&["en", "es"]),
        offer("sheriff", "Special Victims Team", "Talk to an officer in plain clothes, with an advocate. You decide how far it goes, except where a child must be kept safe.", 0, &[ReportToPolice]).week(Always).speaks(&["en", "es"]).interprets().reach(Reach::County(0)),
        offer("childprotection", "Child Protection Intake", "Takes reports about children day and night.", 0, &[ReportToPolice, CaseManagement]).ages(0, 17).week(Always).site(Site::Phone).interprets(),
        offer("alderwickcac", "Child Interviews", "One talk with a trained person instead of many.", 0, &[Advocacy, MedicalCare]).ages(3, 17).speaks(&["en", "es"]).apply("Through police or child protection."),
        offer("ourline", "Image Removal Help", "Help to take down pictures and videos and to lock accounts.", 0, &[OnlineSafety]).ages(10, 25).week(Days).site(Site::Phone).reach(Reach::State),
    ]
}

fn everyday() -> Vec<Offer> {
    use Week::{Always, Days, Evenings, Saturdays};
    vec![
        offer(
            "pantry",
            "Tamarack Table Pantry",
            "A bag of food for three days, once a week.",
            5,
            &[Food],
        )
        .week(Days)
        .speaks(&["en", "es"]),
        offer("pantry", "Tamarack Hot Meals", "Supper every evening at long tables.", 5, &[Food])
            .week(Evenings),
        offer(
            "pantry",
            "Clothes Closet",
            "Clothes, shoes, backpacks and hygiene kits.",
            0,
            &[BasicItems],
        )
        .week(Saturdays),
        offer(
            "pantry",
            "Phones for Safety",
            "A new number and a charged phone.",
            0,
            &[BasicItems, SafetyPlanning],
        )
        .ages(12, 24)
        .week(Days)
        .paused(),
        offer(
            "wheels",
            "Ferryman Night Rides",
            "A ride to a shelter or a hospital at night; the driver asks nothing.",
            0,
            &[Transportation],
        )
        .week(Week::Nights)
        .site(Site::Phone),
        offer(
            "wheels",
            "Ferryman Day Rides",
            "Rides to court, clinic, school and work.",
            0,
            &[Transportation],
        )
        .week(Days)
        .site(Site::Phone),
        offer(
            "wheels",
            "Bus Tickets Home",
            "A ticket for a young person who wants to go home, after a call that home is safe.",
            0,
            &[Transportation, FamilyReunification],
        )
        .ages(12, 21)
        .week(Always)
        .site(Site::Phone)
        .reach(Reach::State),
        offer(
            "schools",
            "Student Liaison",
            "Enrolls students without papers or address, finds buses and books.",
            0,
            &[Education],
        )
        .ages(5, 21)
        .reach(Reach::County(0))
        .interprets(),
        offer(
            "schools",
            "Evening Diploma",
            "Finish school in the evening, with childcare.",
            2,
            &[Education, Childcare],
        )
        .ages(16, 24)
        .week(Evenings)
        .reach(Reach::County(0)),
        offer(
            "workshop",
            "Paid Training",
            "Twelve weeks in kitchen, carpentry or office, paid from day one.",
            2,
            &[Employment, Education],
        )
        .ages(16, 24),
        offer(
            "workshop",
            "First Job Desk",
            "Applications, interviews, work permits.",
            2,
            &[Employment],
        )
        .ages(15, 24)
        .week(Days),
        offer(
            "littleoaks",
            "Little Oaks Crisis Places",
            "Childcare the same day, while a young parent sees a doctor, a lawyer or a school.",
            0,
            &[Childcare],
        )
        .week(Days)
        .beds_for("children from 6 weeks to 5 years", ALL, (0, 120), 6, 3, 90),
        offer(
            "openhand",
            "Survivor Fund",
            "Small sums within a day: a lock, a bus pass, a birth certificate.",
            0,
            &[FinancialHelp],
        )
        .at_least(14),
        offer(
            "newroots",
            "New Roots Settling In",
            "Someone who speaks your language and knows the way.",
            1,
            &[CaseManagement, Interpretation],
        )
        .speaks(&["es", "vi", "ht", "fr", "en"])
        .week(Days),
    ]
}

fn together() -> Vec<Offer> {
    use Week::{Evenings, TwoTuesdays};
    vec![
        offer("northfork", "Coming Home", "Meets with family and young person before and after a return, only where home is safe.", 2, &[FamilyReunification, MentalHealthCare]).ages(10, 20).reach(Reach::County(0)),
        offer("northfork", "Parents of Missing Teens", "A group for parents, led by parents.", 2, &[PeerSupport]).at_least(18).week(TwoTuesdays),
        offer("fathers", "Second Shore Group", "Young men who went through it, on Tuesday evenings.", 3, &[PeerSupport]).ages(15, 25).genders(BOYS).week(TwoTuesdays),
        offer("prism", "Prism Evenings", "Games, food, homework, people like you.", 0, &[PeerSupport]).ages(12, 21).week(Evenings),
        offer("tribal", "Healing Circle", "Elders and young people, every week. Ask for the place.", 7, &[PeerSupport, MentalHealthCare]).week(Week::Unsaid).reach(Reach::Unsaid),
        offer("cutlersafe", "Coast Peer Line", "Survivors who answer in the evening.", 8, &[PeerSupport, SafetyPlanning]).at_least(13).week(Evenings).site(Site::Phone).reach(Reach::County(2)),
        offer("youthadvocate", "Youth in Care Council", "Young people in care who help others in care.", 0, &[PeerSupport, Advocacy]).ages(13, 21).week(TwoTuesdays),
    ]
}
