-- Tips with a fate: the receipt that a tip is found by, what happened to it, which tips belong together.

-- By what a tip is found when its tipster comes back. The words of the receipt are stored nowhere; its
-- key is a reader in `wrapped_keys`. A tip has one receipt that works: a new one replaces the old.
CREATE TABLE receipts (
    contact_id UUID NOT NULL PRIMARY KEY REFERENCES contacts (id),
    lookup BYTEA NOT NULL UNIQUE,
    reader_id UUID NOT NULL,
    made_at BIGINT NOT NULL
);

-- What happened to a tip, in codes: all that its tipster is told. A step is never changed.
CREATE TABLE tip_steps (
    contact_id UUID NOT NULL REFERENCES contacts (id),
    seq BIGINT NOT NULL,
    stage TEXT NOT NULL,
    agency TEXT,
    reason TEXT,
    at BIGINT NOT NULL,
    member_id UUID REFERENCES members (id),
    PRIMARY KEY (contact_id, seq)
);

-- What a person decided about two tips: the same, or not. `first_id` is the smaller one.
CREATE TABLE tip_pairs (
    first_id UUID NOT NULL REFERENCES contacts (id),
    second_id UUID NOT NULL REFERENCES contacts (id),
    same BIGINT NOT NULL,
    member_id UUID NOT NULL REFERENCES members (id),
    at BIGINT NOT NULL,
    PRIMARY KEY (first_id, second_id)
);
CREATE INDEX tip_pairs_of_second ON tip_pairs (second_id, first_id);
