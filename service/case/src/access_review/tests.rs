use super::*;

const START: Timestamp = Timestamp::from_seconds(1_800_000_000);

fn member(number: u8) -> MemberId {
    MemberId::new(START, [number; 10])
}

fn team(number: u8) -> TeamId {
    TeamId::new(START, [number; 10])
}

fn look(number: u8) -> Look {
    Look { member: member(number), team: team(1), at: START, on_shift: true, by_break_glass: false }
}

fn account(number: u8) -> Account {
    Account {
        member: member(number),
        roles: [StaffRole::Specialist].into(),
        teams: [team(1)].into(),
        last_signed_in_at: Some(START),
    }
}

fn asked(looks: &[Look], accounts: &[Account]) -> Vec<(Question, MemberId, u32)> {
    let lines = lines(looks, accounts, START + Span::from_days(1));
    lines.into_iter().map(|line| (line.question, line.member, line.looks)).collect()
}

#[test]
fn usual_work_is_not_asked_about() {
    let looks: Vec<Look> = (0..90).map(|at| look(at % 3)).collect();
    assert_eq!(asked(&looks, &[account(0), account(1), account(2)]), []);
}

#[test]
fn each_question_is_asked_of_whom_it_concerns() {
    let looks = [
        Look { by_break_glass: true, team: team(2), ..look(0) },
        Look { team: team(2), ..look(1) },
        Look { on_shift: false, ..look(2) },
        Look { on_shift: false, ..look(2) },
        look(4),
    ];
    let mut accounts: Vec<Account> = (0..4).map(account).collect();
    accounts[3].last_signed_in_at = None;
    let analyst =
        Account { roles: [StaffRole::Analyst].into(), last_signed_in_at: None, ..account(5) };
    accounts.push(analyst);
    assert_eq!(
        asked(&looks, &accounts),
        [
            (Question::BrokeGlass, member(0), 1),
            // Whoever has no account any more belongs to no team.
            (Question::NotInTeam, member(1), 1),
            (Question::NotInTeam, member(4), 1),
            (Question::OutsideShift, member(2), 2),
            (Question::Unused, member(3), 0),
        ]
    );
}

#[test]
fn who_looks_far_more_than_the_team_is_asked_why() {
    let mut looks: Vec<Look> = (0..30).map(|at| look(at % 3)).collect();
    looks.extend((0..41).map(|_| look(3)));
    let accounts: Vec<Account> = (0..4).map(account).collect();
    assert_eq!(asked(&looks, &accounts), [(Question::ManyLooks, member(3), 41)]);
    let fewer = &looks[..looks.len() - 1];
    assert_eq!(asked(fewer, &accounts), [], "four times the median is not yet many");
}
