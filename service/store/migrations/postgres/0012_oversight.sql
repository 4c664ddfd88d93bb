-- How long records are kept, what is held, what was erased; and who looked at what in the open.

-- How long records of a class are kept after their last use; a class without a row is kept until
-- somebody erases it.
CREATE TABLE retention_periods (
    class TEXT NOT NULL PRIMARY KEY,
    days BIGINT NOT NULL,
    member_id UUID NOT NULL REFERENCES members (id),
    at BIGINT NOT NULL
);

-- A reason to keep one record whatever its period says. A hold that was lifted stays on file.
CREATE TABLE retention_holds (
    id UUID NOT NULL PRIMARY KEY,
    subject_kind TEXT NOT NULL,
    subject_id UUID NOT NULL,
    reason TEXT NOT NULL,
    held_by UUID NOT NULL REFERENCES members (id),
    since BIGINT NOT NULL,
    lifted_by UUID REFERENCES members (id),
    lifted_at BIGINT
);
CREATE INDEX retention_holds_live ON retention_holds (subject_id) WHERE lifted_at IS NULL;

-- A member says that a record should be erased; another decides, and the row goes.
CREATE TABLE erasure_requests (
    subject_id UUID NOT NULL PRIMARY KEY,
    subject_kind TEXT NOT NULL,
    reason TEXT NOT NULL,
    asked_by UUID NOT NULL REFERENCES members (id),
    asked_at BIGINT NOT NULL
);

-- The ledger of what was erased: codes and times, never content. It only grows, and each row's hash covers
-- the row before. It refers to no other table: put back into an older copy of the records, it names what
-- that copy may never have held.
CREATE TABLE erasures (
    entry BIGINT NOT NULL PRIMARY KEY,
    subject_kind TEXT NOT NULL,
    subject_id UUID NOT NULL UNIQUE,
    class TEXT NOT NULL,
    reason TEXT NOT NULL,
    decided_by UUID NOT NULL,
    agreed_by UUID,
    at BIGINT NOT NULL,
    keys BIGINT NOT NULL,
    -- How many of each part were destroyed, as JSON.
    counts TEXT NOT NULL,
    hash BYTEA NOT NULL
);

-- The contacts that can come to be due: ended, and not erased. Erasing takes the language away, too.
CREATE INDEX contacts_to_erase ON contacts (team_id, since, id)
    WHERE state = 'ended' AND language <> '';

-- One opening of a record by somebody who has no right to it, in the open.
CREATE TABLE break_glass (
    id UUID NOT NULL PRIMARY KEY,
    subject_kind TEXT NOT NULL,
    subject_id UUID NOT NULL,
    -- Whose the record was when it was asked for.
    team_id UUID NOT NULL REFERENCES teams (id),
    asked_by UUID NOT NULL REFERENCES members (id),
    reason TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    -- 'asked', 'refused', 'opened' or 'reviewed'.
    state TEXT NOT NULL,
    -- Who agreed or refused; NULL where danger opened it.
    decided_by UUID REFERENCES members (id),
    opened_at BIGINT,
    open_until BIGINT,
    reviewed_by UUID REFERENCES members (id),
    finding TEXT,
    version BIGINT NOT NULL
);
CREATE INDEX break_glass_of_record ON break_glass (subject_id, asked_at, id);
CREATE INDEX break_glass_of_team ON break_glass (team_id, asked_at, id);
CREATE INDEX break_glass_unreviewed ON break_glass (team_id, asked_at, id)
    WHERE state IN ('asked', 'opened');
CREATE INDEX break_glass_of_member ON break_glass (asked_by, asked_at, id);
