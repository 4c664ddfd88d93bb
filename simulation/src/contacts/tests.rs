use super::*;

/// 2026-11-18 20:00 UTC.
const NOW: Timestamp = Timestamp::from_seconds(1_795_032_000);

fn six_weeks() -> (County, Vec<SimulatedContact>) {
    let county = crate::county(1, NOW);
    let contacts = contacts(1, &county, NOW, 6);
    (county, contacts)
}

#[test]
fn the_same_seed_gives_the_same_contacts() {
    let (county, first) = six_weeks();
    assert_eq!(first, contacts(1, &county, NOW, 6));
    assert_ne!(first, contacts(2, &county, NOW, 6));
}

#[test]
fn about_as_many_come_as_the_rates_say() {
    // 14 a day, six weeks, and six at the end: 594; standard deviation 24.
    let (_, contacts) = six_weeks();
    assert!((500..690).contains(&contacts.len()), "{}", contacts.len());
}

#[test]
fn nights_are_busier_than_mornings() {
    let (_, contacts) = six_weeks();
    let local = |contact: &&SimulatedContact| {
        let at = DateTime::<Utc>::from_timestamp(contact.received_at.seconds(), 0).unwrap();
        at.with_timezone(&ZONE).hour()
    };
    let evening = contacts.iter().filter(|contact| (19..23).contains(&local(contact))).count();
    let morning = contacts.iter().filter(|contact| (4..8).contains(&local(contact))).count();
    assert!(evening > 3 * morning, "{evening} {morning}");
}

#[test]
fn the_stream_looks_like_a_hotline() {
    let (_, contacts) = six_weeks();
    let live: Vec<_> = contacts
        .iter()
        .filter(|contact| matches!(contact.channel, Channel::Chat | Channel::Text | Channel::Phone))
        .collect();
    let abandoned =
        live.iter().filter(|contact| matches!(contact.course, Course::Abandoned { .. })).count();
    let share = abandoned as f64 / live.len() as f64;
    assert!((0.02..0.15).contains(&share), "{share}");
    let talks: Vec<f64> = contacts
        .iter()
        .filter_map(|contact| match contact.course {
            Course::Ended { lasted, .. } => Some(lasted.seconds() as f64),
            _ => None,
        })
        .collect();
    let mean = talks.iter().sum::<f64>() / talks.len() as f64;
    // 18 min 49 s, and twenty seconds to say hello.
    assert!((mean - 1_149.0).abs() < 90.0, "{mean}");
}

#[test]
fn somebody_waits_and_somebody_is_answered_now() {
    for seed in 0..20 {
        let county = crate::county(seed, NOW);
        let contacts = contacts(seed, &county, NOW, 1);
        let waits = |contact: &&SimulatedContact| contact.course == Course::Waiting;
        assert!(contacts.iter().filter(waits).filter(|contact| contact.team == 0).count() >= 3);
        let talks = |contact: &SimulatedContact| matches!(contact.course, Course::Ongoing { .. });
        assert!(contacts.iter().any(talks), "seed {seed}");
    }
}

#[test]
fn nothing_happens_after_now_or_out_of_order() {
    let (county, contacts) = six_weeks();
    for contact in &contacts {
        assert!(contact.received_at < NOW);
        assert!(contact.messages.iter().all(|message| message.at <= NOW));
        assert!(contact.messages.windows(2).all(|pair| pair[0].at <= pair[1].at));
        if let Course::Ended { by, .. } | Course::Ongoing { by, .. } = contact.course {
            assert!(county.staff[by].teams.contains(&contact.team));
            assert!(!contact.facts.is_empty());
        } else {
            assert!(contact.facts.is_empty());
            assert!(contact.messages.len() <= 1);
        }
    }
}

#[test]
fn all_facts_fit_together_as_one_edit() {
    let (_, contacts) = six_weeks();
    for contact in contacts {
        let mut edit = casework::facts::Edit::new();
        for (field, value) in contact.facts {
            assert!(!edit.fields().any(|known| known == field), "{field} twice");
            edit = edit.set(field, value);
        }
    }
}

#[test]
fn danger_is_never_dismissed() {
    let (_, contacts) = six_weeks();
    for contact in contacts.iter().filter(|contact| contact.danger == Danger::Now) {
        if let Course::Ended { ending, .. } = contact.course {
            assert!(!ending.dismisses());
        }
    }
}

#[test]
fn every_language_and_lane_occurs() {
    let (_, contacts) = six_weeks();
    for lane in Lane::ALL {
        assert!(contacts.iter().any(|contact| contact.lane == *lane));
    }
    assert!(contacts.iter().any(|contact| contact.language == "es"));
}

/// Words of the terminology list that no page of ours may use.
#[test]
fn the_words_are_ours() {
    let avoid =
        ["prostitut", "pimp", "sex work", "porn", "john ", "slave", "promiscuous", "rescue"];
    for script in &SCRIPTS {
        for (_, text) in script.lines {
            let folded = directory::fold::fold(text);
            assert!(!avoid.iter().any(|word| folded.contains(word)), "{text}");
        }
    }
}
