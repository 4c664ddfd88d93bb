-- Cases: one situation each, with its people, contacts, agencies, notes and tasks.

-- What identifies somebody is sealed to the key of the case; the rest is codes and times.
CREATE TABLE cases (
    id UUID NOT NULL PRIMARY KEY,
    team_id UUID NOT NULL REFERENCES teams (id),
    public_key BYTEA NOT NULL,
    owner_id UUID REFERENCES members (id),
    status TEXT NOT NULL,
    since BIGINT NOT NULL,
    opened_at BIGINT NOT NULL,
    danger TEXT NOT NULL,
    danger_rank BIGINT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX cases_open ON cases (team_id, danger_rank, opened_at, id)
    WHERE status IN ('Active', 'FollowUp');
CREATE INDEX cases_closed ON cases (team_id, since, id)
    WHERE status NOT IN ('Active', 'FollowUp');

-- Members to whom a case is closed because of a conflict of interest.
CREATE TABLE case_closed_to (
    case_id UUID NOT NULL REFERENCES cases (id),
    member_id UUID NOT NULL REFERENCES members (id),
    since BIGINT NOT NULL,
    PRIMARY KEY (case_id, member_id)
);

-- The contacts that belong to a case.
CREATE TABLE case_contacts (
    case_id UUID NOT NULL REFERENCES cases (id),
    contact_id UUID NOT NULL REFERENCES contacts (id),
    joined_at BIGINT NOT NULL,
    member_id UUID NOT NULL REFERENCES members (id),
    PRIMARY KEY (case_id, contact_id)
);
CREATE INDEX case_contacts_in_order ON case_contacts (case_id, joined_at, contact_id);
CREATE INDEX case_contacts_of_contact ON case_contacts (contact_id, case_id);

-- The people of a case: each in one part. Names and words about them are in case_texts.
CREATE TABLE case_people (
    id UUID NOT NULL PRIMARY KEY,
    case_id UUID NOT NULL REFERENCES cases (id),
    -- 'victim', 'exploiter' or 'other'.
    part TEXT NOT NULL,
    code TEXT NOT NULL,
    since BIGINT NOT NULL
);
CREATE INDEX case_people_of_case ON case_people (case_id, since, id);

-- Two records that are said to be one person: proposed, agreed to by another member, or undone.
CREATE TABLE case_merges (
    case_id UUID NOT NULL REFERENCES cases (id),
    place BIGINT NOT NULL,
    kept_id UUID NOT NULL REFERENCES case_people (id),
    merged_id UUID NOT NULL REFERENCES case_people (id),
    proposed_by UUID NOT NULL REFERENCES members (id),
    agreed_by UUID REFERENCES members (id),
    agreed_at BIGINT,
    undone_by UUID REFERENCES members (id),
    undone_at BIGINT,
    PRIMARY KEY (case_id, place)
);

-- Keyed hashes of the names and numbers of people, for finding two records of one person. Equal tokens
-- mean equal things: that is their leak, as of blind_index.
CREATE TABLE case_tokens (
    team_id UUID NOT NULL REFERENCES teams (id),
    token BYTEA NOT NULL,
    person_id UUID NOT NULL REFERENCES case_people (id),
    case_id UUID NOT NULL REFERENCES cases (id),
    PRIMARY KEY (team_id, token, person_id)
);
CREATE INDEX case_tokens_of_person ON case_tokens (person_id);
CREATE INDEX case_tokens_of_case ON case_tokens (case_id);

-- Free text of a case or of one of its people (name, wishes, plan), every version kept.
CREATE TABLE case_texts (
    -- The case or the person.
    record_id UUID NOT NULL,
    case_id UUID NOT NULL REFERENCES cases (id),
    field TEXT NOT NULL,
    version BIGINT NOT NULL,
    member_id UUID NOT NULL REFERENCES members (id),
    at BIGINT NOT NULL,
    body_sealed BYTEA NOT NULL,
    PRIMARY KEY (record_id, field, version)
);
CREATE INDEX case_texts_of_case ON case_texts (case_id, field, record_id, version);

-- The agencies at the table or asked for something, and until when their papers hold. The name is
-- sealed: whoever types it may name a person, or a house that is kept secret.
CREATE TABLE case_agencies (
    case_id UUID NOT NULL REFERENCES cases (id),
    organization_id UUID NOT NULL,
    name_sealed BYTEA NOT NULL,
    seat TEXT NOT NULL,
    purpose TEXT NOT NULL,
    agreement_until BIGINT,
    since BIGINT NOT NULL,
    PRIMARY KEY (case_id, organization_id)
);

-- Which person of a case a consent is about, and who of the case signed it.
CREATE TABLE case_consents (
    consent_id UUID NOT NULL PRIMARY KEY REFERENCES consents (id),
    case_id UUID NOT NULL REFERENCES cases (id),
    person_id UUID NOT NULL REFERENCES case_people (id),
    signed_by UUID REFERENCES case_people (id)
);
CREATE INDEX case_consents_of_case ON case_consents (case_id, consent_id);

-- Notes and documents that were typed in.
CREATE TABLE case_notes (
    id UUID NOT NULL PRIMARY KEY,
    case_id UUID NOT NULL REFERENCES cases (id),
    -- 'note' or 'document'.
    kind TEXT NOT NULL,
    member_id UUID NOT NULL REFERENCES members (id),
    at BIGINT NOT NULL,
    body_sealed BYTEA NOT NULL
);
CREATE INDEX case_notes_in_order ON case_notes (case_id, at, id);

-- What somebody has to do by a day.
CREATE TABLE case_tasks (
    id UUID NOT NULL PRIMARY KEY,
    case_id UUID NOT NULL REFERENCES cases (id),
    review_id UUID,
    owner_id UUID REFERENCES members (id),
    due_at BIGINT NOT NULL,
    set_by UUID NOT NULL REFERENCES members (id),
    set_at BIGINT NOT NULL,
    end_code TEXT,
    ended_at BIGINT,
    body_sealed BYTEA NOT NULL
);
CREATE INDEX case_tasks_open ON case_tasks (case_id, due_at, id) WHERE ended_at IS NULL;
CREATE INDEX case_tasks_ended ON case_tasks (case_id, ended_at, id) WHERE ended_at IS NOT NULL;
CREATE INDEX case_tasks_of_owner ON case_tasks (owner_id) WHERE ended_at IS NULL;
