-- The ground: people who work here, contacts and what was said, the event log, the audit chain.
-- Two planes: columns that end in `_sealed` hold ciphertext; every other column holds ids, times,
-- states and codes, and identifies nobody. Times are microseconds since 1970 UTC.

-- Settings of the organisation, one row each: public keys, neutral title, exit target.
CREATE TABLE settings (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

-- Teams. The team `staff` holds every member: names of members are sealed to it.
CREATE TABLE teams (
    id BLOB NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    public_key BLOB NOT NULL,
    name_sealed BLOB NOT NULL,
    -- 1 where names and numbers can be searched by blind index, 0 where the team switched it off.
    search INTEGER NOT NULL,
    -- The order of founding: the first hotline team answers the public pages.
    place INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

-- People who work here. `login` is a keyed hash of the log-in name.
CREATE TABLE members (
    id BLOB NOT NULL PRIMARY KEY,
    login BLOB NOT NULL UNIQUE,
    roles TEXT NOT NULL,
    state TEXT NOT NULL,
    public_key BLOB NOT NULL,
    name_sealed BLOB NOT NULL,
    -- The second factor's secret, sealed to the member; NULL until it is set up.
    totp_sealed BLOB,
    -- The last time step that was used, so that a code works once.
    totp_step INTEGER NOT NULL,
    shift TEXT NOT NULL,
    shift_at INTEGER NOT NULL,
    most_at_once INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE member_teams (
    member_id BLOB NOT NULL REFERENCES members (id),
    team_id BLOB NOT NULL REFERENCES teams (id),
    since INTEGER NOT NULL,
    PRIMARY KEY (member_id, team_id)
) STRICT;
CREATE INDEX member_teams_by_team ON member_teams (team_id, member_id);

-- Ways to unlock a member's secret key: password, passkey, recovery. `wrapped` is ciphertext.
CREATE TABLE unlocks (
    id BLOB NOT NULL PRIMARY KEY,
    member_id BLOB NOT NULL REFERENCES members (id),
    kind TEXT NOT NULL,
    -- A passkey's credential id; NULL otherwise.
    credential BLOB UNIQUE,
    -- What the authenticator's library keeps (public key, counter): no secret, no name.
    state_text TEXT,
    wrapped BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    used_at INTEGER NOT NULL
) STRICT;
CREATE INDEX unlocks_by_member ON unlocks (member_id, kind);

-- Sessions of members. The key is a hash of the cookie; the secret key is wrapped under the cookie.
CREATE TABLE member_sessions (
    lookup BLOB NOT NULL PRIMARY KEY,
    member_id BLOB NOT NULL REFERENCES members (id),
    wrapped BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    -- Set by the idle lock: the password or passkey is asked again, conversations go on.
    locked_at INTEGER
) STRICT;
CREATE INDEX member_sessions_by_member ON member_sessions (member_id, created_at);

-- Invitations: the key is a hash of the secret in the link; the keys to hand over are wrapped to it.
CREATE TABLE invitations (
    lookup BLOB NOT NULL PRIMARY KEY,
    member_id BLOB NOT NULL REFERENCES members (id),
    wrapped BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

-- A challenge of a passkey ceremony between its start and its end. Short-lived.
CREATE TABLE ceremonies (
    lookup BLOB NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    state_text TEXT NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

-- The secret key of a record (a contact, a team, a referral) wrapped to one reader.
-- Sharing adds a row, revoking removes it, erasing removes all: then nothing opens any more.
CREATE TABLE wrapped_keys (
    record_id BLOB NOT NULL,
    reader_id BLOB NOT NULL,
    reader_kind TEXT NOT NULL,
    wrapped BLOB NOT NULL,
    granted_at INTEGER NOT NULL,
    PRIMARY KEY (record_id, reader_id)
) STRICT;
CREATE INDEX wrapped_keys_by_reader ON wrapped_keys (reader_id, record_id);

-- One reaching-out by one channel.
CREATE TABLE contacts (
    id BLOB NOT NULL PRIMARY KEY,
    team_id BLOB NOT NULL REFERENCES teams (id),
    -- A hash of the form's attempt: a retry finds the contact that the first try made.
    attempt BLOB NOT NULL UNIQUE,
    public_key BLOB NOT NULL,
    channel TEXT NOT NULL,
    lane TEXT NOT NULL,
    danger TEXT NOT NULL,
    language TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    entered_by BLOB REFERENCES members (id),
    entered_at INTEGER NOT NULL,
    state TEXT NOT NULL,
    since INTEGER NOT NULL,
    waiting_since INTEGER,
    talking_since INTEGER,
    first_answered_at INTEGER,
    loss TEXT,
    ending TEXT,
    -- Who leads now, or led last.
    lead_id BLOB REFERENCES members (id),
    -- Places in the queue's order: smaller comes first.
    danger_rank INTEGER NOT NULL,
    lane_rank INTEGER NOT NULL,
    -- The last message, its time, and the last that a member has seen.
    last_seq INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    seen_seq INTEGER NOT NULL,
    -- When the visitor's browser was last heard of; a member's clock for "broken off".
    visitor_seen_at INTEGER NOT NULL,
    -- Coded facts, each with the version at which it last changed.
    facts TEXT NOT NULL,
    facts_version INTEGER NOT NULL
) STRICT;
CREATE INDEX contacts_queue ON contacts (team_id, danger_rank, lane_rank, waiting_since, id)
    WHERE state = 'waiting';
CREATE INDEX contacts_open ON contacts (state, visitor_seen_at, id)
    WHERE state IN ('waiting', 'active');
CREATE INDEX contacts_of_team ON contacts (team_id, received_at, id);
CREATE INDEX contacts_of_team_by_state ON contacts (team_id, state, received_at, id);
CREATE INDEX contacts_of_lead ON contacts (lead_id, received_at, id);

-- Members in a conversation.
CREATE TABLE participants (
    contact_id BLOB NOT NULL REFERENCES contacts (id),
    member_id BLOB NOT NULL REFERENCES members (id),
    -- The lead first, then in the order of joining.
    place INTEGER NOT NULL,
    joined_at INTEGER NOT NULL,
    left_at INTEGER,
    PRIMARY KEY (contact_id, member_id)
) STRICT;
CREATE INDEX participants_now ON participants (member_id, contact_id) WHERE left_at IS NULL;

-- Members to whom a contact is closed: conflict of interest.
CREATE TABLE closed_to (
    contact_id BLOB NOT NULL REFERENCES contacts (id),
    member_id BLOB NOT NULL REFERENCES members (id),
    since INTEGER NOT NULL,
    PRIMARY KEY (contact_id, member_id)
) STRICT;

-- What was said, in order.
CREATE TABLE messages (
    contact_id BLOB NOT NULL REFERENCES contacts (id),
    seq INTEGER NOT NULL,
    id BLOB NOT NULL UNIQUE,
    -- A hash of the form's token: a retry creates nothing twice.
    token BLOB NOT NULL UNIQUE,
    author TEXT NOT NULL,
    member_id BLOB REFERENCES members (id),
    -- For a line of the system (joined, transferred, ended): its code.
    code TEXT,
    at INTEGER NOT NULL,
    body_sealed BLOB NOT NULL,
    PRIMARY KEY (contact_id, seq)
) STRICT;

-- Free text beside a contact: notes, name, numbers, safe-contact card. Every version is kept.
CREATE TABLE sealed_fields (
    contact_id BLOB NOT NULL REFERENCES contacts (id),
    field TEXT NOT NULL,
    version INTEGER NOT NULL,
    member_id BLOB REFERENCES members (id),
    at INTEGER NOT NULL,
    body_sealed BLOB NOT NULL,
    PRIMARY KEY (contact_id, field, version)
) STRICT;

-- Keyed hashes of names and numbers, for search. Equal words have equal tokens: that is its leak.
CREATE TABLE blind_index (
    team_id BLOB NOT NULL REFERENCES teams (id),
    token BLOB NOT NULL,
    contact_id BLOB NOT NULL REFERENCES contacts (id),
    PRIMARY KEY (team_id, token, contact_id)
) STRICT;
CREATE INDEX blind_index_of_contact ON blind_index (contact_id);

-- A visitor's browser session. The key is a hash of the cookie; the key pair comes from the cookie.
CREATE TABLE visitor_sessions (
    lookup BLOB NOT NULL PRIMARY KEY,
    contact_id BLOB NOT NULL REFERENCES contacts (id),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX visitor_sessions_of_contact ON visitor_sessions (contact_id);

-- The event log: what happened when, in codes. Every measure is counted from it.
CREATE TABLE events (
    seq INTEGER NOT NULL PRIMARY KEY,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    contact_id BLOB,
    -- The event with its codes, as JSON.
    detail TEXT NOT NULL
) STRICT;
CREATE INDEX events_by_time ON events (at, seq);
CREATE INDEX events_of_contact ON events (contact_id, seq);

-- The audit chain: who did what to which record, and why; never content.
CREATE TABLE audit (
    seq INTEGER NOT NULL PRIMARY KEY,
    at INTEGER NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id BLOB,
    act TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id BLOB,
    why TEXT NOT NULL,
    hash BLOB NOT NULL
) STRICT;
CREATE INDEX audit_of_subject ON audit (subject_id, seq);
