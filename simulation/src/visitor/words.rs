//! What the visitor understands and says, in each language.

use directory::fold::fold;

use super::{Stage, Tongue, Topic};
use crate::random::Random;

/// The words of one language.
#[derive(Debug)]
pub(super) struct Bank {
    pub(super) opens: &'static [&'static str],
    pub(super) leaves: &'static [&'static str],
    pub(super) waits: &'static [&'static str],
    pub(super) accepts: &'static [&'static str],
    /// Folded parts of sentences that ask for a topic, the more particular first.
    asks: &'static [(Topic, &'static [&'static str])],
    warm: &'static [&'static str],
    cold: &'static [&'static str],
    answers: &'static [(Topic, Answers)],
    unclear: &'static [&'static str],
    again: &'static [&'static str],
}

/// Answers to one topic, by how far the visitor has come.
#[derive(Debug)]
struct Answers {
    wary: &'static [&'static str],
    open: &'static [&'static str],
}

/// What was heard in a message.
pub(super) struct Heard {
    pub(super) topics: Vec<Topic>,
    pub(super) warmth: i32,
}

pub(super) fn bank(tongue: Tongue) -> &'static Bank {
    match tongue {
        Tongue::English => &ENGLISH,
        Tongue::Spanish => &SPANISH,
    }
}

/// At most two topics, in the order in which the bank knows them: a teenager answers what they can.
pub(super) fn heard(bank: &Bank, message: &str) -> Heard {
    // Between blanks, so that "they" is not heard as "hey".
    let spaced: String = fold(message)
        .replace('’', "'")
        .chars()
        .map(|letter| if letter.is_alphanumeric() || letter == '\'' { letter } else { ' ' })
        .collect();
    let spaced = format!(" {} ", spaced.split_whitespace().collect::<Vec<_>>().join(" "));
    let holds = |part: &str| spaced.contains(&format!(" {} ", part.trim()));
    let has = |parts: &[&str]| parts.iter().any(|part| holds(part));
    let mut topics: Vec<Topic> =
        bank.asks.iter().filter(|(_, parts)| has(parts)).map(|(topic, _)| *topic).take(2).collect();
    if topics.is_empty() {
        topics.push(Topic::Unclear);
    }
    let count = |parts: &[&str]| parts.iter().filter(|part| holds(part)).count() as i32;
    let shouting = message.chars().filter(|character| character.is_uppercase()).count() > 20;
    let warmth = count(bank.warm).min(2) - 2 * count(bank.cold).min(2) - i32::from(shouting);
    Heard { topics, warmth }
}

impl Bank {
    pub(super) fn answer(
        &'static self,
        topic: Topic,
        stage: Stage,
        again: bool,
        random: &mut Random,
    ) -> &'static str {
        let found = self.answers.iter().find(|(known, _)| *known == topic);
        let Some((_, answers)) = found else { return pick(random, self.unclear) };
        if again && stage == Stage::Wary {
            return pick(random, self.again);
        }
        pick(random, if stage == Stage::Wary { answers.wary } else { answers.open })
    }
}

fn pick(random: &mut Random, of: &'static [&'static str]) -> &'static str {
    random.one::<&str>(of)
}

const ENGLISH: Bank = Bank {
    opens: &["hi", "is anyone there", "hey is this a real person", "um hi. idk if this is for me"],
    leaves: &["i gotta go", "this was a mistake. bye", "nvm"],
    accepts: &[
        "ok. tell them yes. behind the cinema in like 30 min",
        "ok im going. thank u for staying",
    ],
    waits: &["hello?", "u still there", "ok i guess nobodys here"],
    asks: &[
        (
            Topic::Privacy,
            &[
                "private",
                "confidential",
                "have to tell",
                "have to report",
                "who will be told",
                "between us",
            ],
        ),
        (
            Topic::Safety,
            &["safe", "danger", "hurt", "alone right now", "okay to write", "ok to write"],
        ),
        (
            Topic::Shelter,
            &[
                "bed",
                "beds",
                "shelter",
                "place to stay",
                "somewhere to sleep",
                "a room",
                "pick you up",
                "house",
            ],
        ),
        (Topic::Police, &["police", "officer", "911", "cops"]),
        (Topic::Doctor, &["doctor", "doctors", "nurse", "hospital", "clinic", "sick"]),
        (
            Topic::Family,
            &[
                "parent",
                "parents",
                "mom",
                "dad",
                "family",
                "grown-up",
                "grownup",
                "adult you trust",
            ],
        ),
        (Topic::Age, &["how old", "your age"]),
        (Topic::Name, &["your name", "call you"]),
        (Topic::Place, &["where are you", "which town", "what city", "what town", "county"]),
        (
            Topic::Other,
            &["who is he", "who is she", "boyfriend", "with you", "who is it", "about him"],
        ),
        (
            Topic::Need,
            &[
                "help you",
                "you need",
                "on your mind",
                "what's going on",
                "whats going on",
                "what happened",
                "want to talk",
            ],
        ),
        (Topic::Goodbye, &["goodbye", "bye", "take care"]),
        (Topic::Greeting, &["hi", "hello", "hey", "my name is", "i'm here", "im here"]),
    ],
    warm: &[
        "thank you for",
        "not your fault",
        "glad you",
        "i believe you",
        "take your time",
        "up to you",
        "you decide",
        "you choose",
        "your choice",
        "i'm sorry",
        "im sorry",
        "that sounds",
        "okay if",
        "only if you",
        "before you",
        "i'll stay",
        "ill stay",
    ],
    cold: &[
        "why did you",
        "why didn't you",
        "why didnt you",
        "you should have",
        "calm down",
        "you must",
        "you have to tell me",
        "i need your name",
        "prove",
        "are you lying",
        "stupid",
        "hurry",
    ],
    answers: &[
        (
            Topic::Greeting,
            Answers { wary: &["hi", "hey. are u a bot"], open: &["hi", "ok im here"] },
        ),
        (
            Topic::Safety,
            Answers {
                wary: &["i guess", "for now"],
                open: &[
                    "yeah hes out till like 10",
                    "yes im in the laundry room, nobody comes here",
                ],
            },
        ),
        (
            Topic::Privacy,
            Answers {
                wary: &["so who do u tell", "ok but like do u tell my mom"],
                open: &["ok. thx for saying it before", "ok thats fair"],
            },
        ),
        (
            Topic::Name,
            Answers {
                wary: &["id rather not say", "do i have to"],
                open: &["u can call me jay", "jay. its not my real one"],
            },
        ),
        (
            Topic::Age,
            Answers { wary: &["why", "old enough lol"], open: &["16", "im 16. 17 in march"] },
        ),
        (
            Topic::Place,
            Answers {
                wary: &["why do u need that", "not saying"],
                open: &["millgate. by the old cinema", "in millgate"],
            },
        ),
        (
            Topic::Need,
            Answers {
                wary: &["idk", "i just wanted to see what this is"],
                open: &[
                    "i dont want to go back there tonight",
                    "i just dont know what to do. he says i owe him money",
                ],
            },
        ),
        (
            Topic::Other,
            Answers {
                wary: &["nobody", "just someone i know"],
                open: &[
                    "hes like 24. he was nice in the beginning",
                    "he takes my phone sometimes. he gave it to me so he says its his",
                ],
            },
        ),
        (
            Topic::Shelter,
            Answers {
                wary: &["like a homeless shelter?", "i dont need that"],
                open: &["what is it like there", "ok. can someone pick me up. not at the house"],
            },
        ),
        (
            Topic::Police,
            Answers {
                wary: &["no police", "pls no cops"],
                open: &[
                    "last time they said id get in trouble. do i have to talk to them",
                    "maybe if someone comes with me",
                ],
            },
        ),
        (
            Topic::Family,
            Answers {
                wary: &["they dont care", "not calling my mom"],
                open: &["my aunt is ok. shes in barlow", "my mom thinks im at a friends"],
            },
        ),
        (
            Topic::Doctor,
            Answers {
                wary: &["im fine", "no"],
                open: &["maybe. i cant pay tho", "can they see me without my mom"],
            },
        ),
        (
            Topic::Goodbye,
            Answers {
                wary: &["ok bye"],
                open: &["bye. thx for being nice", "ok. can i write again"],
            },
        ),
    ],
    unclear: &["ok", "idk", "hm", "what do u mean", "yeah"],
    again: &["i said i dont want to say", "u asked that already", "can we not"],
};

const SPANISH: Bank = Bank {
    opens: &["hola", "hay alguien", "eres una persona de verdad", "hola no sé si esto es para mí"],
    leaves: &["me tengo que ir", "mejor no. adios", "olvídalo"],
    accepts: &[
        "bueno. diles que sí. detrás del cine en 30 min",
        "ok voy a ir. gracias por quedarte",
    ],
    waits: &["hola?", "sigues ahí", "bueno creo que no hay nadie"],
    asks: &[
        (
            Topic::Privacy,
            &[
                "privado",
                "confidencial",
                "tengo que avisar",
                "tengo que decir",
                "entre nosotros",
                "entre nosotras",
            ],
        ),
        (Topic::Safety, &["a salvo", "segura", "seguro", "peligro", "puedes escribir"]),
        (
            Topic::Shelter,
            &["cama", "refugio", "donde dormir", "un cuarto", "recoger", "recogerte", "casa"],
        ),
        (Topic::Police, &["policia", "agente", "911"]),
        (Topic::Doctor, &["medico", "doctora", "enfermera", "hospital", "clinica"]),
        (Topic::Family, &["tus papas", "tu mama", "tu papa", "familia", "adulto"]),
        (Topic::Age, &["cuantos anos", "tu edad"]),
        (Topic::Name, &["tu nombre", "como te llamas", "llamarte"]),
        (Topic::Place, &["donde estas", "que ciudad", "que pueblo", "condado"]),
        (Topic::Other, &["quien es", "novio", "contigo", "con quien"]),
        (
            Topic::Need,
            &[
                "ayudar",
                "ayudarte",
                "necesitas",
                "te hace falta",
                "que paso",
                "que pasa",
                "quieres hablar",
            ],
        ),
        (Topic::Goodbye, &["adios", "hasta luego", "cuidate"]),
        (Topic::Greeting, &["hola", "buenas", "soy ", "aqui estoy"]),
    ],
    warm: &[
        "gracias por",
        "no es tu culpa",
        "no tienes la culpa",
        "me alegra",
        "te creo",
        "con calma",
        "tu decides",
        "tu eliges",
        "lo siento",
        "si quieres",
        "antes de",
        "me quedo",
    ],
    cold: &[
        "por que no",
        "por que hiciste",
        "debiste",
        "calmate",
        "tienes que decirme",
        "necesito tu nombre",
        "mientes",
        "tonta",
        "tonto",
        "apurate",
    ],
    answers: &[
        (
            Topic::Greeting,
            Answers { wary: &["hola", "eres un robot"], open: &["hola", "aqui estoy"] },
        ),
        (
            Topic::Safety,
            Answers {
                wary: &["creo que sí", "por ahora"],
                open: &["sí él no está, vuelve como a las 10", "sí estoy en la lavandería"],
            },
        ),
        (
            Topic::Privacy,
            Answers {
                wary: &["y a quién le dicen", "pero le dicen a mi mamá"],
                open: &["ok gracias por decirme antes", "está bien"],
            },
        ),
        (
            Topic::Name,
            Answers {
                wary: &["prefiero no decir", "tengo que"],
                open: &["me puedes decir Jay", "Jay. no es mi nombre de verdad"],
            },
        ),
        (
            Topic::Age,
            Answers {
                wary: &["por qué", "suficientes jaja"],
                open: &["16", "tengo 16, en marzo 17"],
            },
        ),
        (
            Topic::Place,
            Answers {
                wary: &["para qué", "no voy a decir"],
                open: &["en millgate, por el cine viejo", "en millgate"],
            },
        ),
        (
            Topic::Need,
            Answers {
                wary: &["no sé", "solo quería ver qué es esto"],
                open: &[
                    "no quiero volver ahí esta noche",
                    "no sé qué hacer. dice que le debo dinero",
                ],
            },
        ),
        (
            Topic::Other,
            Answers {
                wary: &["nadie", "alguien que conozco"],
                open: &[
                    "tiene como 24. al principio era bueno",
                    "a veces me quita el teléfono. dice que es de él",
                ],
            },
        ),
        (
            Topic::Shelter,
            Answers {
                wary: &["como un albergue?", "no necesito eso"],
                open: &["cómo es ahí", "bueno. me pueden recoger? no en la casa"],
            },
        ),
        (
            Topic::Police,
            Answers {
                wary: &["policía no", "por favor no"],
                open: &[
                    "la otra vez dijeron que me iba a meter en problemas. tengo que hablar con ellos?",
                    "tal vez si alguien va conmigo",
                ],
            },
        ),
        (
            Topic::Family,
            Answers {
                wary: &["no les importa", "no voy a llamar a mi mamá"],
                open: &["mi tía es buena. vive en barlow", "mi mamá cree que estoy con una amiga"],
            },
        ),
        (
            Topic::Doctor,
            Answers {
                wary: &["estoy bien", "no"],
                open: &["tal vez. pero no puedo pagar", "me pueden ver sin mi mamá"],
            },
        ),
        (
            Topic::Goodbye,
            Answers {
                wary: &["bueno adios"],
                open: &["adios. gracias por ser buena gente", "puedo escribir otra vez?"],
            },
        ),
    ],
    unclear: &["ok", "no sé", "mm", "cómo", "sí"],
    again: &["ya dije que no quiero decir", "eso ya me preguntaste", "mejor no"],
};
