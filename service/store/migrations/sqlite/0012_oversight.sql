-- How long records are kept, what is held, what was erased; and who looked at what in the open.

-- How long records of a class are kept after their last use; a class without a row is kept until
-- somebody erases it.
CREATE TABLE retention_periods (
    class TEXT NOT NULL PRIMARY KEY,
    days INTEGER NOT NULL,
    member_id BLOB NOT NULL REFERENCES members (id),
    at INTEGER NOT NULL
) STRICT;

-- A reason to keep one record whatever its period says. A hold that was lifted stays on file.
CREATE TABLE retention_holds (
    id BLOB NOT NULL PRIMARY KEY,
    subject_kind TEXT NOT NULL,
    subject_id BLOB NOT NULL,
    reason TEXT NOT NULL,
    held_by BLOB NOT NULL REFERENCES members (id),
    since INTEGER NOT NULL,
    lifted_by BLOB REFERENCES members (id),
    lifted_at INTEGER
) STRICT;
CREATE INDEX retention_holds_live ON retention_holds (subject_id) WHERE lifted_at IS NULL;

-- A member says that a record should be erased; another decides, and the row goes.
CREATE TABLE erasure_requests (
    subject_id BLOB NOT NULL PRIMARY KEY,
    subject_kind TEXT NOT NULL,
    reason TEXT NOT NULL,
    asked_by BLOB NOT NULL REFERENCES members (id),
    asked_at INTEGER NOT NULL
) STRICT;

-- The ledger of what was erased: codes and times, never content. It only grows, and each row's hash covers
-- the row before. It refers to no other table: put back into an older copy of the records, it names what
-- that copy may never have held.
CREATE TABLE erasures (
    entry INTEGER NOT NULL PRIMARY KEY,
    subject_kind TEXT NOT NULL,
    subject_id BLOB NOT NULL UNIQUE,
    class TEXT NOT NULL,
    reason TEXT NOT NULL,
    decided_by BLOB NOT NULL,
    agreed_by BLOB,
    at INTEGER NOT NULL,
    keys INTEGER NOT NULL,
    -- How many of each part were destroyed, as JSON.
    counts TEXT NOT NULL,
    hash BLOB NOT NULL
) STRICT;

-- The contacts that can come to be due: ended, and not erased. Erasing takes the language away, too.
CREATE INDEX contacts_to_erase ON contacts (team_id, since, id)
    WHERE state = 'ended' AND language <> '';

-- One opening of a record by somebody who has no right to it, in the open.
CREATE TABLE break_glass (
    id BLOB NOT NULL PRIMARY KEY,
    subject_kind TEXT NOT NULL,
    subject_id BLOB NOT NULL,
    -- Whose the record was when it was asked for.
    team_id BLOB NOT NULL REFERENCES teams (id),
    asked_by BLOB NOT NULL REFERENCES members (id),
    reason TEXT NOT NULL,
    asked_at INTEGER NOT NULL,
    -- 'asked', 'refused', 'opened' or 'reviewed'.
    state TEXT NOT NULL,
    -- Who agreed or refused; NULL where danger opened it.
    decided_by BLOB REFERENCES members (id),
    opened_at INTEGER,
    open_until INTEGER,
    reviewed_by BLOB REFERENCES members (id),
    finding TEXT,
    version INTEGER NOT NULL
) STRICT;
CREATE INDEX break_glass_of_record ON break_glass (subject_id, asked_at, id);
CREATE INDEX break_glass_of_team ON break_glass (team_id, asked_at, id);
CREATE INDEX break_glass_unreviewed ON break_glass (team_id, asked_at, id)
    WHERE state IN ('asked', 'opened');
CREATE INDEX break_glass_of_member ON break_glass (asked_by, asked_at, id);
