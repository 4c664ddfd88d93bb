-- What the law obliges to: the rules with their history, the duties that they start, the reports that are prepared.

-- Every revision of every rule. Nothing that was ever in force disappears.
CREATE TABLE duty_rules (
    revision BIGINT NOT NULL PRIMARY KEY,
    rule TEXT NOT NULL,
    -- The row as it stands from then on, as a JSON object of its columns; NULL once it was withdrawn.
    row_text TEXT,
    -- Who wrote it; NULL if it came with the software.
    member_id UUID REFERENCES members (id),
    at BIGINT NOT NULL,
    why TEXT NOT NULL
);
CREATE INDEX duty_rules_of_rule ON duty_rules (rule, revision);

-- Since when a fact is known that the rules look at, and what members recorded beside the panel.
CREATE TABLE duty_facts (
    contact_id UUID NOT NULL REFERENCES contacts (id),
    fact TEXT NOT NULL,
    -- 'panel': the panel tells it, and this row tells since when. 'member': a member said so.
    source TEXT NOT NULL,
    holds BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    member_id UUID REFERENCES members (id),
    PRIMARY KEY (contact_id, fact, source)
);

-- One report that has to be made, with its clock. Codes and times only, but for the sealed number.
CREATE TABLE duties (
    id UUID NOT NULL PRIMARY KEY,
    -- About whom: the person of a contact, or one person of a case.
    contact_id UUID REFERENCES contacts (id),
    case_id UUID,
    person_id UUID,
    team_id UUID NOT NULL REFERENCES teams (id),
    recipient TEXT NOT NULL,
    form TEXT NOT NULL,
    -- The rules and the facts that made it, as JSON.
    grounds TEXT NOT NULL,
    owner_id UUID REFERENCES members (id),
    -- Whose it was when they left, and when: it fell to the team.
    left_by UUID REFERENCES members (id),
    left_at BIGINT,
    started_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    escalated TEXT NOT NULL,
    -- When more people have to be told; NULL when everybody was, or it has ended.
    escalates_at BIGINT,
    state TEXT NOT NULL,
    ended_at BIGINT,
    sent_at BIGINT,
    sent_by UUID REFERENCES members (id),
    sent_way TEXT,
    -- 'given', 'not_given' or 'not_oral'.
    number_kind TEXT,
    -- The number of an oral report, sealed to the contact.
    number_sealed BYTEA,
    dispute_reason TEXT,
    dispute_by UUID REFERENCES members (id),
    dispute_at BIGINT,
    agreed_by UUID REFERENCES members (id),
    version BIGINT NOT NULL
);
CREATE INDEX duties_of_contact ON duties (contact_id, started_at, id);
CREATE INDEX duties_of_case ON duties (case_id, started_at, id);
CREATE INDEX duties_open ON duties (team_id, due_at, id) WHERE ended_at IS NULL;
CREATE INDEX duties_ended ON duties (team_id, ended_at, id) WHERE ended_at IS NOT NULL;
CREATE INDEX duties_to_escalate ON duties (escalates_at, id) WHERE escalates_at IS NOT NULL;
CREATE INDEX duties_owned ON duties (owner_id) WHERE ended_at IS NULL;

-- Reports that a member prepares: every version is kept, sealed to the contact.
CREATE TABLE duty_reports (
    duty_id UUID NOT NULL REFERENCES duties (id),
    version BIGINT NOT NULL,
    member_id UUID NOT NULL REFERENCES members (id),
    at BIGINT NOT NULL,
    -- 1 if it was finished: it can be printed and sent by a person.
    finished BIGINT NOT NULL,
    body_sealed BYTEA NOT NULL,
    PRIMARY KEY (duty_id, version)
);
