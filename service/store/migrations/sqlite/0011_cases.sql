-- Cases: one situation each, with its people, contacts, agencies, notes and tasks.

-- What identifies somebody is sealed to the key of the case; the rest is codes and times.
CREATE TABLE cases (
    id BLOB NOT NULL PRIMARY KEY,
    team_id BLOB NOT NULL REFERENCES teams (id),
    public_key BLOB NOT NULL,
    owner_id BLOB REFERENCES members (id),
    status TEXT NOT NULL,
    since INTEGER NOT NULL,
    opened_at INTEGER NOT NULL,
    danger TEXT NOT NULL,
    danger_rank INTEGER NOT NULL,
    version INTEGER NOT NULL
) STRICT;
CREATE INDEX cases_open ON cases (team_id, danger_rank, opened_at, id)
    WHERE status IN ('Active', 'FollowUp');
CREATE INDEX cases_closed ON cases (team_id, since, id)
    WHERE status NOT IN ('Active', 'FollowUp');

-- Members to whom a case is closed because of a conflict of interest.
CREATE TABLE case_closed_to (
    case_id BLOB NOT NULL REFERENCES cases (id),
    member_id BLOB NOT NULL REFERENCES members (id),
    since INTEGER NOT NULL,
    PRIMARY KEY (case_id, member_id)
) STRICT;

-- The contacts that belong to a case.
CREATE TABLE case_contacts (
    case_id BLOB NOT NULL REFERENCES cases (id),
    contact_id BLOB NOT NULL REFERENCES contacts (id),
    joined_at INTEGER NOT NULL,
    member_id BLOB NOT NULL REFERENCES members (id),
    PRIMARY KEY (case_id, contact_id)
) STRICT;
CREATE INDEX case_contacts_in_order ON case_contacts (case_id, joined_at, contact_id);
CREATE INDEX case_contacts_of_contact ON case_contacts (contact_id, case_id);

-- The people of a case: each in one part. Names and words about them are in case_texts.
CREATE TABLE case_people (
    id BLOB NOT NULL PRIMARY KEY,
    case_id BLOB NOT NULL REFERENCES cases (id),
    -- 'victim', 'exploiter' or 'other'.
    part TEXT NOT NULL,
    code TEXT NOT NULL,
    since INTEGER NOT NULL
) STRICT;
CREATE INDEX case_people_of_case ON case_people (case_id, since, id);

-- Two records that are said to be one person: proposed, agreed to by another member, or undone.
CREATE TABLE case_merges (
    case_id BLOB NOT NULL REFERENCES cases (id),
    place INTEGER NOT NULL,
    kept_id BLOB NOT NULL REFERENCES case_people (id),
    merged_id BLOB NOT NULL REFERENCES case_people (id),
    proposed_by BLOB NOT NULL REFERENCES members (id),
    agreed_by BLOB REFERENCES members (id),
    agreed_at INTEGER,
    undone_by BLOB REFERENCES members (id),
    undone_at INTEGER,
    PRIMARY KEY (case_id, place)
) STRICT;

-- Keyed hashes of the names and numbers of people, for finding two records of one person. Equal tokens
-- mean equal things: that is their leak, as of blind_index.
CREATE TABLE case_tokens (
    team_id BLOB NOT NULL REFERENCES teams (id),
    token BLOB NOT NULL,
    person_id BLOB NOT NULL REFERENCES case_people (id),
    case_id BLOB NOT NULL REFERENCES cases (id),
    PRIMARY KEY (team_id, token, person_id)
) STRICT;
CREATE INDEX case_tokens_of_person ON case_tokens (person_id);
CREATE INDEX case_tokens_of_case ON case_tokens (case_id);

-- Free text of a case or of one of its people (name, wishes, plan), every version kept.
CREATE TABLE case_texts (
    -- The case or the person.
    record_id BLOB NOT NULL,
    case_id BLOB NOT NULL REFERENCES cases (id),
    field TEXT NOT NULL,
    version INTEGER NOT NULL,
    member_id BLOB NOT NULL REFERENCES members (id),
    at INTEGER NOT NULL,
    body_sealed BLOB NOT NULL,
    PRIMARY KEY (record_id, field, version)
) STRICT;
CREATE INDEX case_texts_of_case ON case_texts (case_id, field, record_id, version);

-- The agencies at the table or asked for something, and until when their papers hold. The name is
-- sealed: whoever types it may name a person, or a house that is kept secret.
CREATE TABLE case_agencies (
    case_id BLOB NOT NULL REFERENCES cases (id),
    organization_id BLOB NOT NULL,
    name_sealed BLOB NOT NULL,
    seat TEXT NOT NULL,
    purpose TEXT NOT NULL,
    agreement_until INTEGER,
    since INTEGER NOT NULL,
    PRIMARY KEY (case_id, organization_id)
) STRICT;

-- Which person of a case a consent is about, and who of the case signed it.
CREATE TABLE case_consents (
    consent_id BLOB NOT NULL PRIMARY KEY REFERENCES consents (id),
    case_id BLOB NOT NULL REFERENCES cases (id),
    person_id BLOB NOT NULL REFERENCES case_people (id),
    signed_by BLOB REFERENCES case_people (id)
) STRICT;
CREATE INDEX case_consents_of_case ON case_consents (case_id, consent_id);

-- Notes and documents that were typed in.
CREATE TABLE case_notes (
    id BLOB NOT NULL PRIMARY KEY,
    case_id BLOB NOT NULL REFERENCES cases (id),
    -- 'note' or 'document'.
    kind TEXT NOT NULL,
    member_id BLOB NOT NULL REFERENCES members (id),
    at INTEGER NOT NULL,
    body_sealed BLOB NOT NULL
) STRICT;
CREATE INDEX case_notes_in_order ON case_notes (case_id, at, id);

-- What somebody has to do by a day.
CREATE TABLE case_tasks (
    id BLOB NOT NULL PRIMARY KEY,
    case_id BLOB NOT NULL REFERENCES cases (id),
    review_id BLOB,
    owner_id BLOB REFERENCES members (id),
    due_at INTEGER NOT NULL,
    set_by BLOB NOT NULL REFERENCES members (id),
    set_at INTEGER NOT NULL,
    end_code TEXT,
    ended_at INTEGER,
    body_sealed BLOB NOT NULL
) STRICT;
CREATE INDEX case_tasks_open ON case_tasks (case_id, due_at, id) WHERE ended_at IS NULL;
CREATE INDEX case_tasks_ended ON case_tasks (case_id, ended_at, id) WHERE ended_at IS NOT NULL;
CREATE INDEX case_tasks_of_owner ON case_tasks (owner_id) WHERE ended_at IS NULL;
