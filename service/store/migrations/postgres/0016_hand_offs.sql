-- Warm hand-offs: somebody of a service in the conversation, from their coming on.

CREATE TABLE hand_offs (
    id UUID NOT NULL PRIMARY KEY,
    contact_id UUID NOT NULL REFERENCES contacts (id),
    referral_id UUID NOT NULL REFERENCES referrals (id),
    -- Only after the young person agreed.
    invited_by UUID NOT NULL REFERENCES members (id),
    expires_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    since BIGINT NOT NULL,
    -- How it ended; only then.
    ended TEXT,
    -- The half of its own key to seal to; the other half is wrapped to the link of the referral.
    public_key BYTEA NOT NULL
);
CREATE INDEX hand_offs_of_contact ON hand_offs (contact_id, since);
CREATE INDEX hand_offs_of_referral ON hand_offs (referral_id, since);

-- What a guest sees: each line since they came, sealed to the key of the hand-off. Gone with its end.
CREATE TABLE guest_lines (
    hand_off_id UUID NOT NULL REFERENCES hand_offs (id),
    seq BIGINT NOT NULL,
    author TEXT NOT NULL,
    -- For a line of the system: what happened.
    code TEXT,
    at BIGINT NOT NULL,
    body_sealed BYTEA NOT NULL,
    PRIMARY KEY (hand_off_id, seq)
);

-- The guest who is in the conversation now, so that each line is sealed for them as well.
ALTER TABLE contacts ADD COLUMN guest_id UUID;
ALTER TABLE contacts ADD COLUMN guest_key BYTEA;
