-- The ground: people who work here, contacts and what was said, the event log, the audit chain.
-- Two planes: columns that end in `_sealed` hold ciphertext; every other column holds ids, times,
-- states and codes, and identifies nobody. Times are microseconds since 1970 UTC.

-- Settings of the organisation, one row each: public keys, neutral title, exit target.
CREATE TABLE settings (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

-- Teams. The team `staff` holds every member: names of members are sealed to it.
CREATE TABLE teams (
    id UUID NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    public_key BYTEA NOT NULL,
    name_sealed BYTEA NOT NULL,
    -- 1 where names and numbers can be searched by blind index, 0 where the team switched it off.
    search BIGINT NOT NULL,
    -- The order of founding: the first hotline team answers the public pages.
    place BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

-- People who work here. `login` is a keyed hash of the log-in name.
CREATE TABLE members (
    id UUID NOT NULL PRIMARY KEY,
    login BYTEA NOT NULL UNIQUE,
    roles TEXT NOT NULL,
    state TEXT NOT NULL,
    public_key BYTEA NOT NULL,
    name_sealed BYTEA NOT NULL,
    -- The second factor's secret, sealed to the member; NULL until it is set up.
    totp_sealed BYTEA,
    -- The last time step that was used, so that a code works once.
    totp_step BIGINT NOT NULL,
    shift TEXT NOT NULL,
    shift_at BIGINT NOT NULL,
    most_at_once BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE member_teams (
    member_id UUID NOT NULL REFERENCES members (id),
    team_id UUID NOT NULL REFERENCES teams (id),
    since BIGINT NOT NULL,
    PRIMARY KEY (member_id, team_id)
);
CREATE INDEX member_teams_by_team ON member_teams (team_id, member_id);

-- Ways to unlock a member's secret key: password, passkey, recovery. `wrapped` is ciphertext.
CREATE TABLE unlocks (
    id UUID NOT NULL PRIMARY KEY,
    member_id UUID NOT NULL REFERENCES members (id),
    kind TEXT NOT NULL,
    -- A passkey's credential id; NULL otherwise.
    credential BYTEA UNIQUE,
    -- What the authenticator's library keeps (public key, counter): no secret, no name.
    state_text TEXT,
    wrapped BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    used_at BIGINT NOT NULL
);
CREATE INDEX unlocks_by_member ON unlocks (member_id, kind);

-- Sessions of members. The key is a hash of the cookie; the secret key is wrapped under the cookie.
CREATE TABLE member_sessions (
    lookup BYTEA NOT NULL PRIMARY KEY,
    member_id UUID NOT NULL REFERENCES members (id),
    wrapped BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    -- Set by the idle lock: the password or passkey is asked again, conversations go on.
    locked_at BIGINT
);
CREATE INDEX member_sessions_by_member ON member_sessions (member_id, created_at);

-- Invitations: the key is a hash of the secret in the link; the keys to hand over are wrapped to it.
CREATE TABLE invitations (
    lookup BYTEA NOT NULL PRIMARY KEY,
    member_id UUID NOT NULL REFERENCES members (id),
    wrapped BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

-- A challenge of a passkey ceremony between its start and its end. Short-lived.
CREATE TABLE ceremonies (
    lookup BYTEA NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    state_text TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);

-- The secret key of a record (a contact, a team, a referral) wrapped to one reader.
-- Sharing adds a row, revoking removes it, erasing removes all: then nothing opens any more.
CREATE TABLE wrapped_keys (
    record_id UUID NOT NULL,
    reader_id UUID NOT NULL,
    reader_kind TEXT NOT NULL,
    wrapped BYTEA NOT NULL,
    granted_at BIGINT NOT NULL,
    PRIMARY KEY (record_id, reader_id)
);
CREATE INDEX wrapped_keys_by_reader ON wrapped_keys (reader_id, record_id);

-- One reaching-out by one channel.
CREATE TABLE contacts (
    id UUID NOT NULL PRIMARY KEY,
    team_id UUID NOT NULL REFERENCES teams (id),
    -- A hash of the form's attempt: a retry finds the contact that the first try made.
    attempt BYTEA NOT NULL UNIQUE,
    public_key BYTEA NOT NULL,
    channel TEXT NOT NULL,
    lane TEXT NOT NULL,
    danger TEXT NOT NULL,
    language TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    entered_by UUID REFERENCES members (id),
    entered_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    since BIGINT NOT NULL,
    waiting_since BIGINT,
    talking_since BIGINT,
    first_answered_at BIGINT,
    loss TEXT,
    ending TEXT,
    -- Who leads now, or led last.
    lead_id UUID REFERENCES members (id),
    -- Places in the queue's order: smaller comes first.
    danger_rank BIGINT NOT NULL,
    lane_rank BIGINT NOT NULL,
    -- The last message, its time, and the last that a member has seen.
    last_seq BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    seen_seq BIGINT NOT NULL,
    -- When the visitor's browser was last heard of; a member's clock for "broken off".
    visitor_seen_at BIGINT NOT NULL,
    -- Coded facts, each with the version at which it last changed.
    facts TEXT NOT NULL,
    facts_version BIGINT NOT NULL
);
CREATE INDEX contacts_queue ON contacts (team_id, danger_rank, lane_rank, waiting_since, id)
    WHERE state = 'waiting';
CREATE INDEX contacts_open ON contacts (state, visitor_seen_at, id)
    WHERE state IN ('waiting', 'active');
CREATE INDEX contacts_of_team ON contacts (team_id, received_at, id);
CREATE INDEX contacts_of_team_by_state ON contacts (team_id, state, received_at, id);
CREATE INDEX contacts_of_lead ON contacts (lead_id, received_at, id);

-- Members in a conversation.
CREATE TABLE participants (
    contact_id UUID NOT NULL REFERENCES contacts (id),
    member_id UUID NOT NULL REFERENCES members (id),
    -- The lead first, then in the order of joining.
    place BIGINT NOT NULL,
    joined_at BIGINT NOT NULL,
    left_at BIGINT,
    PRIMARY KEY (contact_id, member_id)
);
CREATE INDEX participants_now ON participants (member_id, contact_id) WHERE left_at IS NULL;

-- Members to whom a contact is closed: conflict of interest.
CREATE TABLE closed_to (
    contact_id UUID NOT NULL REFERENCES contacts (id),
    member_id UUID NOT NULL REFERENCES members (id),
    since BIGINT NOT NULL,
    PRIMARY KEY (contact_id, member_id)
);

-- What was said, in order.
CREATE TABLE messages (
    contact_id UUID NOT NULL REFERENCES contacts (id),
    seq BIGINT NOT NULL,
    id UUID NOT NULL UNIQUE,
    -- A hash of the form's token: a retry creates nothing twice.
    token BYTEA NOT NULL UNIQUE,
    author TEXT NOT NULL,
    member_id UUID REFERENCES members (id),
    -- For a line of the system (joined, transferred, ended): its code.
    code TEXT,
    at BIGINT NOT NULL,
    body_sealed BYTEA NOT NULL,
    PRIMARY KEY (contact_id, seq)
);

-- Free text beside a contact: notes, name, numbers, safe-contact card. Every version is kept.
CREATE TABLE sealed_fields (
    contact_id UUID NOT NULL REFERENCES contacts (id),
    field TEXT NOT NULL,
    version BIGINT NOT NULL,
    member_id UUID REFERENCES members (id),
    at BIGINT NOT NULL,
    body_sealed BYTEA NOT NULL,
    PRIMARY KEY (contact_id, field, version)
);

-- Keyed hashes of names and numbers, for search. Equal words have equal tokens: that is its leak.
CREATE TABLE blind_index (
    team_id UUID NOT NULL REFERENCES teams (id),
    token BYTEA NOT NULL,
    contact_id UUID NOT NULL REFERENCES contacts (id),
    PRIMARY KEY (team_id, token, contact_id)
);
CREATE INDEX blind_index_of_contact ON blind_index (contact_id);

-- A visitor's browser session. The key is a hash of the cookie; the key pair comes from the cookie.
CREATE TABLE visitor_sessions (
    lookup BYTEA NOT NULL PRIMARY KEY,
    contact_id UUID NOT NULL REFERENCES contacts (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX visitor_sessions_of_contact ON visitor_sessions (contact_id);

-- The event log: what happened when, in codes. Every measure is counted from it.
CREATE TABLE events (
    seq BIGINT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    contact_id UUID,
    -- The event with its codes, as JSON.
    detail TEXT NOT NULL
);
CREATE INDEX events_by_time ON events (at, seq);
CREATE INDEX events_of_contact ON events (contact_id, seq);

-- The audit chain: who did what to which record, and why; never content.
CREATE TABLE audit (
    seq BIGINT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id UUID,
    act TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id UUID,
    why TEXT NOT NULL,
    hash BYTEA NOT NULL
);
CREATE INDEX audit_of_subject ON audit (subject_id, seq);
