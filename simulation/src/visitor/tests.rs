use super::*;

fn talk(visitor: &mut Visitor, messages: &[&str]) -> Vec<String> {
    messages.iter().flat_map(|message| visitor.answers(message)).map(|line| line.text).collect()
}

const KIND: [&str; 4] = [
    "Hi, thank you for writing. I'm sorry you are alone with this. It's not your fault.",
    "Before you say more: you decide what you tell me. I believe you.",
    "Take your time. I'm glad you are here. What's going on?",
    "Thank you for telling me. It's up to you. There is a bed in a quiet house tonight.",
];

#[test]
fn the_same_seed_says_the_same() {
    let say = |seed| talk(&mut Visitor::new(seed, Tongue::English), &KIND);
    assert_eq!(say(5), say(5));
    assert!((0..20).any(|seed| say(seed) != say(5)));
}

#[test]
fn kindness_opens_and_a_second_offer_of_a_bed_is_taken() {
    let mut visitor = Visitor::new(3, Tongue::English);
    let _ = talk(&mut visitor, &KIND);
    assert_eq!(visitor.stage(), Stage::Planning);
    let _ =
        talk(&mut visitor, &["They can pick you up, you choose where. Shall I ask for the bed?"]);
    assert_eq!(visitor.stage(), Stage::LeavingWell);
    assert_eq!(visitor.waits(), None);
}

#[test]
fn they_is_not_hey_and_this_is_not_hi() {
    let heard = words::heard(words::bank(Tongue::English), "Which of this did they think?");
    assert_eq!(heard.topics, [Topic::Unclear]);
}

#[test]
fn pressure_drives_the_visitor_away() {
    let mut visitor = Visitor::new(3, Tongue::English);
    let said = talk(
        &mut visitor,
        &["You must tell me everything. I need your name.", "Why didn't you call the police?"],
    );
    assert_eq!(visitor.stage(), Stage::Gone);
    assert!(!said.is_empty());
    assert!(visitor.answers("hello?").is_empty());
}

#[test]
fn a_name_is_not_given_to_a_stranger() {
    for seed in 0..50 {
        let mut visitor = Visitor::new(seed, Tongue::English);
        let said = talk(&mut visitor, &["What is your name?"]);
        assert!(!said.iter().any(|text| text.contains("jay")), "{said:?}");
    }
}

#[test]
fn it_understands_spanish_with_and_without_accents() {
    for question in ["¿Cuántos años tienes?", "cuantos anos tienes"] {
        let mut visitor = Visitor::new(1, Tongue::Spanish);
        let _ = talk(
            &mut visitor,
            &[
                "Hola, gracias por escribir. No es tu culpa.",
                "Te creo. Tú decides. Me alegra que estés aquí.",
            ],
        );
        let said = talk(&mut visitor, &[question]);
        assert!(said.iter().any(|text| text.contains("16")), "{said:?}");
    }
}

#[test]
fn an_answer_takes_as_long_as_typing_on_a_phone() {
    let mut visitor = Visitor::new(9, Tongue::English);
    let line = visitor.opens();
    assert!(line.after >= Span::from_seconds(2) && line.after <= Span::from_seconds(60));
}
