-- Beds that are asked for and kept, and the saved links by which services tell of them.

-- What was said before the last word, to take that back.
ALTER TABLE capacities ADD COLUMN previous BIGINT;

-- The link by which a service tells of its beds: a hash of the secret in it.
CREATE TABLE bed_links (
    service_id UUID NOT NULL PRIMARY KEY,
    link BYTEA NOT NULL UNIQUE,
    made_by UUID NOT NULL REFERENCES members (id),
    made_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

-- One question to several services whether one has a bed. It names nobody.
CREATE TABLE bed_requests (
    id UUID NOT NULL PRIMARY KEY,
    contact_id UUID NOT NULL REFERENCES contacts (id),
    -- One attempt of the form: sent twice, it asks once.
    attempt BYTEA NOT NULL UNIQUE,
    need TEXT NOT NULL,
    age_band TEXT,
    gender TEXT,
    county TEXT,
    danger TEXT NOT NULL,
    asked_by UUID NOT NULL REFERENCES members (id),
    asked_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    since BIGINT NOT NULL,
    -- When time alone changes it; none once it is over.
    due_at BIGINT,
    -- Grows with every change.
    version BIGINT NOT NULL
);
CREATE INDEX bed_requests_of_contact ON bed_requests (contact_id, asked_at, id);
CREATE INDEX bed_requests_asked ON bed_requests (asked_at, id);
CREATE INDEX bed_requests_due ON bed_requests (due_at, id) WHERE due_at IS NOT NULL;

-- One service that was asked, and what it said last.
CREATE TABLE bed_asks (
    request_id UUID NOT NULL REFERENCES bed_requests (id),
    service_id UUID NOT NULL,
    place BIGINT NOT NULL,
    organization_id UUID NOT NULL,
    -- What both were called then: a later import may not know them any more.
    organization_name TEXT NOT NULL,
    service_name TEXT NOT NULL,
    phone TEXT,
    asked_at BIGINT NOT NULL,
    reply TEXT,
    reason TEXT,
    answered_at BIGINT,
    PRIMARY KEY (request_id, service_id)
);
CREATE INDEX bed_asks_of_service ON bed_asks (service_id, asked_at);

-- A bed that is kept for somebody.
CREATE TABLE bed_holds (
    id UUID NOT NULL PRIMARY KEY,
    request_id UUID NOT NULL REFERENCES bed_requests (id),
    service_id UUID NOT NULL,
    -- Among which of its beds; a later import may not know them any more.
    capacity_id UUID NOT NULL,
    made_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    since BIGINT NOT NULL,
    referral_id UUID REFERENCES referrals (id)
);
-- Never two for one request, whatever a program does wrong.
CREATE UNIQUE INDEX bed_holds_of_request ON bed_holds (request_id) WHERE state = 'held';
CREATE INDEX bed_holds_past ON bed_holds (request_id, made_at);
CREATE INDEX bed_holds_live ON bed_holds (capacity_id, expires_at) WHERE state = 'held';
CREATE INDEX bed_holds_of_service ON bed_holds (service_id, expires_at) WHERE state = 'held';
CREATE INDEX bed_holds_of_referral ON bed_holds (referral_id) WHERE referral_id IS NOT NULL;

-- What was asked in a period, for counting what found no place.
CREATE INDEX referrals_offered ON referrals (offered_at, id);

-- When the person of a referral arrived: two and thirty days later somebody asks what became of them.
ALTER TABLE referrals ADD COLUMN arrived_at BIGINT;
CREATE INDEX referrals_arrived ON referrals (arrived_at, id) WHERE arrived_at IS NOT NULL;

-- What became of them, as a code.
CREATE TABLE follow_ups (
    referral_id UUID NOT NULL REFERENCES referrals (id),
    milestone TEXT NOT NULL,
    outcome TEXT NOT NULL,
    at BIGINT NOT NULL,
    -- Who wrote it down; none if the service did.
    member_id UUID REFERENCES members (id),
    PRIMARY KEY (referral_id, milestone)
);
