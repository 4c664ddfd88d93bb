//! What is said in the conversations: short, in plain words, nothing graphic.
//!
//! People answered by a person, in the way the hotline's guide asks for: believe, tell first who
//! will be told what, one question at a time, no promise that cannot be kept.

use casework::contact::Lane::{self, Help, Question, Tip};
use casework::need::Need::{
    self, Advocacy, BasicItems, CaseManagement, EmergencyShelter, FamilyReunification, Food,
    ImmigrationHelp, LegalHelp, MedicalCare, MentalHealthCare, OnlineSafety, PeerSupport,
    ReportToPolice, SafetyPlanning, SubstanceUseTreatment, Transportation,
};

pub(super) struct Script {
    pub(super) lane: Lane,
    pub(super) language: &'static str,
    /// Code of `reaching_out`.
    pub(super) who: &'static str,
    pub(super) needs: &'static [Need],
    /// Facts beyond those that every contact may have: field code and value code.
    pub(super) facts: &'static [(&'static str, &'static str)],
    /// In turn, the visitor first; `V` and `S` say who speaks.
    pub(super) lines: &'static [(Speaker, &'static str)],
}

/// Who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speaker {
    /// The person reaching out.
    Visitor,
    /// The hotline.
    Specialist,
}

use Speaker::{Specialist as S, Visitor as V};

pub(super) const SCRIPTS: [Script; 17] = [
    Script {
        lane: Help,
        language: "en",
        who: "potential_victim",
        needs: &[EmergencyShelter, SafetyPlanning],
        facts: &[
            ("living_situation", "with_exploiter"),
            ("relation", "Acquainted"),
            ("exploiter", "intimate_partner"),
            ("control", "ThreatensChildrenFamily"),
        ],
        lines: &[
            (V, "hi. is this really a person"),
            (S, "Yes, I'm a real person. My name is Amara. Are you somewhere safe to write?"),
            (V, "kind of. hes out til later"),
            (
                S,
                "Thank you for telling me. Before you say more: I keep what you write private. If a child is in danger I may have to tell the people whose job is to keep children safe, and I would tell you first. Is that okay?",
            ),
            (V, "ok"),
            (V, "i want to leave but he says hell go to my sisters school"),
            (
                S,
                "That is a frightening thing to be told. It is not your fault. Would it help to plan a way out together, with your sister in mind?",
            ),
            (V, "yes. i dont know where id even go"),
            (
                S,
                "There is a house with a free room tonight. Staff are awake all night and nobody there tells anyone your name. I can ask them for a bed without saying who you are.",
            ),
            (V, "ok ask them"),
            (
                S,
                "I'm asking now. They have a place. Someone can pick you up near you, whenever it is safe. You choose the place.",
            ),
            (V, "behind the library. in one hour"),
            (S, "I'll stay here with you until they come."),
            (V, "thank you"),
        ],
    },
    Script {
        lane: Help,
        language: "en",
        who: "potential_victim",
        needs: &[EmergencyShelter, Food, BasicItems],
        facts: &[
            ("living_situation", "unsheltered"),
            ("vulnerability", "running_away_or_homelessness"),
        ],
        lines: &[
            (V, "do u guys help if u left home"),
            (S, "We do. I'm glad you wrote. Are you safe right now?"),
            (V, "im at the bus station its fine till it closes at 11"),
            (S, "Okay, so we have some time. Would you like a bed for tonight, or to talk first?"),
            (
                V,
                "bed i guess. theres a guy here who says i can stay at his place but he is weird about it",
            ),
            (
                S,
                "I hear you, and I'm glad you are listening to that feeling. There is a youth shelter that opens at eight. They have supper and you can bring your bag.",
            ),
            (V, "do they call my mom"),
            (
                S,
                "Fair question. They have to let a parent or the county know within a set time that a minor is safe. They don't have to send you back. You can ask them how they do it before you give your name.",
            ),
            (V, "ok"),
            (S, "I can arrange a ride, free. Shall I?"),
            (V, "yes pls"),
        ],
    },
    Script {
        lane: Help,
        language: "en",
        who: "potential_victim",
        needs: &[OnlineSafety, MentalHealthCare],
        facts: &[
            ("venue", "online"),
            ("relation", "Unaquainted"),
            ("exploiter", "individual"),
            ("control", "PsychologicalAbuse"),
        ],
        lines: &[
            (V, "someone has pics of me and wants more or hell post them"),
            (
                S,
                "I'm so sorry this is happening to you. You are not in trouble here. Is anyone with you, or hurting you right now?",
            ),
            (V, "no im in my room"),
            (
                S,
                "Okay. Please don't delete the messages and don't send anything else, even if he threatens. There are people whose job is to take pictures down, and they don't need your name.",
            ),
            (V, "he said if i tell anyone he posts them"),
            (
                S,
                "Many people are told that. It is meant to keep you alone. You did the right thing by telling someone.",
            ),
            (V, "my parents will kill me"),
            (
                S,
                "It sounds scary to think of telling them. Is there one grown-up you trust a little? An aunt, a teacher?",
            ),
            (V, "my aunt maybe"),
            (
                S,
                "We could think about what to say to her, word by word. And in the meantime I can help you start the removal.",
            ),
            (V, "ok lets do that"),
        ],
    },
    Script {
        lane: Help,
        language: "en",
        who: "potential_victim",
        needs: &[MedicalCare, Advocacy],
        facts: &[("living_situation", "staying_with_others"), ("vulnerability", "child_welfare")],
        lines: &[
            (V, "i think i need a doctor but i cant pay and im 16"),
            (
                S,
                "You can see a doctor here without paying and, for many things, without anyone else. Is it something that can't wait?",
            ),
            (V, "its been a few days. i feel sick"),
            (
                S,
                "Then today would be good. The hospital has nurses for exactly this. Someone on your side can go with you, from the first minute to the last.",
            ),
            (V, "do i have to say what happened"),
            (
                S,
                "No. You can get care and say as little as you like. If they have to tell someone, they should explain it to you first, and the person with you will make sure they do.",
            ),
            (V, "ok. can the person be a girl"),
            (S, "Yes. Her name is Tanya. Where should she meet you?"),
        ],
    },
    Script {
        lane: Help,
        language: "en",
        who: "friend",
        needs: &[SafetyPlanning, PeerSupport],
        facts: &[("relation", "Acquainted")],
        lines: &[
            (V, "asking for a friend but like really for a friend"),
            (S, "I believe you. It's good of you to look out for them. What worries you?"),
            (
                V,
                "her new bf is like 25 and buys her stuff and now she has to do things for his friends. shes 15",
            ),
            (
                S,
                "Thank you for saying it so clearly. What you describe is not her fault, and at 15 the law calls it trafficking. Is she in danger right now?",
            ),
            (V, "idk shes at school tmrw usually"),
            (
                S,
                "Okay. You don't have to fix this. You can tell her: I'm your friend whatever happens, and I know people you can write to without saying your name.",
            ),
            (V, "what if she gets mad"),
            (
                S,
                "She may. People often need to hear it a few times. You can write to us any time, also just to think it through.",
            ),
            (V, "thx. do u have to report it"),
            (
                S,
                "If you tell me who she is, I may have to, because she is a child. You can also talk to me without names first. I wanted you to know before you decide.",
            ),
        ],
    },
    Script {
        lane: Help,
        language: "en",
        who: "family",
        needs: &[FamilyReunification, CaseManagement],
        facts: &[("vulnerability", "prior_missing_episodes"), ("living_situation", "family")],
        lines: &[
            (
                V,
                "My daughter has been gone since Friday. The police say she is a runaway and will come back.",
            ),
            (S, "I'm very sorry. That is a hard weekend. How old is she?"),
            (V, "Fourteen."),
            (
                S,
                "Then the police must enter her as a missing child at once, whatever the reason she left. I can give you the sentence to say and the person to ask for, and stay on the line.",
            ),
            (V, "She left with a girl who came back with new clothes last time."),
            (
                S,
                "That is worth telling them, in those words. May I connect you with an advocate who knows the officers who handle this?",
            ),
            (V, "Please."),
        ],
    },
    Script {
        lane: Help,
        language: "en",
        who: "potential_victim",
        needs: &[LegalHelp, PeerSupport],
        facts: &[("age_band", "18_20")],
        lines: &[
            (V, "i got charged for something i was made to do when i was 17. can that go away"),
            (
                S,
                "It may. There is a way to ask a court to clear it when someone was forced. Lawyers here do it for free.",
            ),
            (V, "i dont want to tell it all again"),
            (
                S,
                "You shouldn't have to tell it to me at all. They will need some of it, in your own time, with someone next to you if you want.",
            ),
            (V, "ok can u give me the number"),
            (S, "Yes. May I also ask them to call you, or is it better if you call?"),
            (V, "ill call. thanks for not asking"),
        ],
    },
    Script {
        lane: Help,
        language: "en",
        who: "potential_victim",
        needs: &[SubstanceUseTreatment, EmergencyShelter],
        facts: &[
            ("living_situation", "hotel_or_motel"),
            ("vulnerability", "substance_use"),
            ("control", "PsychoactiveSubstance"),
        ],
        lines: &[
            (V, "u there"),
            (S, "I'm here. Take your time."),
            (V, "im so tired. i want to stop but i get sick when i stop"),
            (
                S,
                "That sounds exhausting, and getting sick is real, it isn't weakness. There are doctors who make the first days easier.",
            ),
            (V, "he gives it to me"),
            (S, "Thank you for telling me. It is not your fault. Are you safe in the next hour?"),
            (V, "yes hes asleep"),
            (
                S,
                "There is a place for people your age with a bed and a nurse. They don't lock the door. I can ask for a bed without your name.",
            ),
            (V, "i have to think"),
            (
                S,
                "Of course. I'll keep the question open until morning. You can come back to this chat the same way.",
            ),
        ],
    },
    Script {
        lane: Tip,
        language: "en",
        who: "professional",
        needs: &[],
        facts: &[("venue", "hotel_or_motel"), ("relation", "Unaquainted")],
        lines: &[
            (
                V,
                "I work nights at a motel off the highway. Room 214 has had a lot of different men since Thursday and there is a girl who looks maybe 15.",
            ),
            (
                S,
                "Thank you for telling us. Is she there now, and is anyone in danger at this minute?",
            ),
            (
                V,
                "The room is still rented until tomorrow. I saw her an hour ago at the vending machine.",
            ),
            (
                S,
                "I will pass this on right away to officers who come with an advocate. You stay anonymous if you wish. Please don't go to the room yourself.",
            ),
            (V, "What will happen?"),
            (
                S,
                "You get a code at the end. With it you can see when somebody has taken it on. I can't tell you details about her, to protect her.",
            ),
            (V, "Okay. The car is a silver van, plate starts with 4."),
        ],
    },
    Script {
        lane: Tip,
        language: "en",
        who: "community_member",
        needs: &[],
        facts: &[("venue", "truck_stop"), ("exploiter", "individual")],
        lines: &[
            (
                V,
                "Truck driver here. Saw two young girls going from cab to cab at the Long Hollow stop, a man in a black pickup was watching them.",
            ),
            (S, "Thank you. When was that?"),
            (V, "About twenty minutes ago. I'm down the road now."),
            (S, "Can you say what the man or the pickup looked like? Only what you saw."),
            (V, "Forties, cap, truck had a ladder rack. I didn't get the plate."),
            (
                S,
                "That helps. It goes to the people on duty now. Your receipt code lets you follow up without giving a name.",
            ),
        ],
    },
    Script {
        lane: Tip,
        language: "en",
        who: "professional",
        needs: &[],
        facts: &[
            ("relation", "Familial"),
            ("exploiter", "family_member"),
            ("vulnerability", "school_absence"),
        ],
        lines: &[
            (
                V,
                "I teach eighth grade. A student told me her uncle makes her go with him on weekends and she gets a phone for it. I know I must report. I want to do it right.",
            ),
            (
                S,
                "You are doing it right. The report goes to child protection, today. I can tell you what to write and what not to ask her again.",
            ),
            (V, "I told her I'd keep it secret, before I knew."),
            (
                S,
                "That happens. You can tell her now that you care about her too much to keep it, and what will happen next, so that it isn't a surprise.",
            ),
            (V, "Will the uncle hear it was me?"),
            (
                S,
                "Your name is kept from the family. I'll send you the number and the hours; they answer day and night.",
            ),
        ],
    },
    Script {
        lane: Tip,
        language: "en",
        who: "community_member",
        needs: &[],
        facts: &[("venue", "online")],
        lines: &[
            (V, "there is an ad online with a girl who looks like she goes to my kids school"),
            (
                S,
                "Thank you for writing. Please don't save or send the pictures, that can harm her. The web address is enough.",
            ),
            (V, "ok i have the address"),
            (
                S,
                "You can put it here. It goes to investigators who work on this and to a center that looks for missing children.",
            ),
            (V, "sent. hope shes ok"),
        ],
    },
    Script {
        lane: Question,
        language: "en",
        who: "professional",
        needs: &[],
        facts: &[],
        lines: &[
            (
                V,
                "Hello, I run the front desk training for a clinic. Do you have material on how to notice trafficking?",
            ),
            (S, "Gladly. There is a one-hour course and a desk card. Where may I send the link?"),
            (V, "This chat is fine."),
            (
                S,
                "Here it is. If you want someone to come by, the coordinator does that every second month.",
            ),
        ],
    },
    Script {
        lane: Question,
        language: "en",
        who: "community_member",
        needs: &[],
        facts: &[],
        lines: &[
            (V, "how can i volunteer"),
            (
                S,
                "Thank you for asking. There is a page with the next course; it takes 40 hours before the first shift.",
            ),
            (V, "ok cool thanks"),
        ],
    },
    Script {
        lane: Help,
        language: "es",
        who: "potential_victim",
        needs: &[EmergencyShelter, ImmigrationHelp],
        facts: &[("living_situation", "with_exploiter"), ("control", "WithholdsDocuments")],
        lines: &[
            (V, "hola hablan español"),
            (S, "Sí, hola. Soy Lucía. ¿Estás en un lugar seguro para escribir?"),
            (V, "mas o menos. estoy en el baño"),
            (
                S,
                "Gracias por decírmelo. Si tienes que irte, no pasa nada, puedes volver. ¿Qué necesitas hoy?",
            ),
            (
                V,
                "quiero irme de esta casa. el señor tiene mis papeles y dice que me van a deportar",
            ),
            (
                S,
                "Eso que te dice es para asustarte. Hay abogadas que ayudan gratis y hay una visa para personas a quienes les hicieron esto. No tienes la culpa.",
            ),
            (V, "tengo 17"),
            (
                S,
                "Entonces la ley te protege todavía más. Puedo preguntar por una cama esta noche sin decir tu nombre. ¿Quieres?",
            ),
            (V, "si por favor"),
            (
                S,
                "Hay lugar en una casa donde hablan español. Te pueden recoger. Tú dices dónde y cuándo.",
            ),
            (V, "gracias"),
        ],
    },
    Script {
        lane: Help,
        language: "es",
        who: "family",
        needs: &[MentalHealthCare, LegalHelp],
        facts: &[("relation", "Acquainted"), ("vulnerability", "prior_sexual_abuse")],
        lines: &[
            (V, "Buenas noches. Mi hijo de 14 años me contó algo y no sé qué hacer."),
            (
                S,
                "Buenas noches. Me alegra que le haya creído y que haya llamado. ¿Su hijo está a salvo ahora?",
            ),
            (V, "Sí, está conmigo. Fue un hombre del equipo, le daba dinero."),
            (
                S,
                "Lo siento mucho. Los muchachos también son víctimas y no es culpa de él. Hay un lugar donde habla una sola vez, con una persona preparada, y no muchas veces con mucha gente.",
            ),
            (V, "¿Tengo que ir a la policía?"),
            (
                S,
                "Como es menor, hay que avisar. Una persona de apoyo puede ir con ustedes y explicarles cada paso antes.",
            ),
            (V, "Está bien. Gracias."),
        ],
    },
    Script {
        lane: Tip,
        language: "es",
        who: "community_member",
        needs: &[ReportToPolice, Transportation],
        facts: &[("venue", "residential_brothel")],
        lines: &[
            (V, "En la casa de al lado traen muchachas muy jóvenes y no las dejan salir."),
            (S, "Gracias por avisar. ¿Cree que alguien corre peligro ahora mismo?"),
            (V, "Hoy oí que una lloraba y decía que la dejaran irse."),
            (
                S,
                "Voy a pasarlo ya a las personas de turno. Usted puede quedar en el anonimato. Por favor no vaya a la casa.",
            ),
            (V, "Bueno. Es la casa verde, con reja."),
            (S, "Anotado. Con el código puede ver después si alguien ya lo atiende."),
        ],
    },
];
