-- The directory of services, consents, and referrals.

-- One import each: what it changed, and the key to which it sealed what is confidential.
CREATE TABLE directory_versions (
    version BIGINT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    -- The record whose key opens this version's sealed entries (wrapped_keys), and its public half.
    key_id UUID NOT NULL,
    public_key BYTEA NOT NULL,
    added BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    removed BIGINT NOT NULL
);

-- Rows of HSDS 3.1: organisations, services, locations and what they name.
CREATE TABLE directory_entries (
    kind TEXT NOT NULL,
    id UUID NOT NULL,
    -- The row as JSON, from which everything confidential is taken out.
    body TEXT NOT NULL,
    -- A keyed hash of the whole row: tells whether an import changes it, and nothing about it.
    mark BYTEA NOT NULL,
    -- The import that wrote it.
    version BIGINT NOT NULL REFERENCES directory_versions (version),
    -- The whole row, sealed, where it holds something confidential, and the key that it is sealed to.
    key_id UUID,
    body_sealed BYTEA,
    PRIMARY KEY (kind, id)
);

-- Free places, as they were said last; newer than the entry of their service.
CREATE TABLE capacities (
    id UUID NOT NULL PRIMARY KEY,
    service_id UUID NOT NULL,
    -- None if what was said cannot be.
    available BIGINT,
    maximum BIGINT,
    -- When it was said, and when it was written down here.
    updated_at BIGINT NOT NULL,
    noted_at BIGINT NOT NULL
);
CREATE INDEX capacities_of_service ON capacities (service_id);
CREATE INDEX capacities_noted ON capacities (noted_at, id);

-- What a person allows: who may receive what, for which purpose, until when.
CREATE TABLE consents (
    id UUID NOT NULL PRIMARY KEY,
    contact_id UUID NOT NULL REFERENCES contacts (id),
    organization_id UUID NOT NULL,
    purpose TEXT NOT NULL,
    -- Codes, separated by spaces.
    scope TEXT NOT NULL,
    signer TEXT NOT NULL,
    abuser_check TEXT NOT NULL,
    given_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    recorded_by UUID NOT NULL REFERENCES members (id),
    revoked_at BIGINT
);
CREATE INDEX consents_of_contact ON consents (contact_id, given_at);

-- One question to a service whether it takes a person, and what came of it.
CREATE TABLE referrals (
    id UUID NOT NULL PRIMARY KEY,
    contact_id UUID NOT NULL REFERENCES contacts (id),
    organization_id UUID NOT NULL,
    service_id UUID NOT NULL,
    -- What both were called then: a later import may not know them any more.
    organization_name TEXT NOT NULL,
    service_name TEXT NOT NULL,
    need TEXT NOT NULL,
    age_band TEXT,
    gender TEXT,
    offered_by UUID NOT NULL REFERENCES members (id),
    offered_at BIGINT NOT NULL,
    -- Until when it can be answered.
    expires_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    since BIGINT NOT NULL,
    decline_reason TEXT,
    -- The consent by which identity may follow, and the one by which it did.
    consent_id UUID REFERENCES consents (id),
    identity_consent_id UUID REFERENCES consents (id),
    -- Grows with every change: an answer to an older one is not taken.
    version BIGINT NOT NULL,
    -- A hash of the secret in the link, and the public half of the key pair that the secret gives.
    link BYTEA NOT NULL UNIQUE,
    link_key BYTEA NOT NULL,
    link_expires_at BIGINT NOT NULL,
    -- What the consent names, sealed to the referral's own key; gone once nobody may read it.
    identity_sealed BYTEA,
    identity_version BIGINT NOT NULL
);
CREATE INDEX referrals_of_contact ON referrals (contact_id, offered_at, id);
CREATE INDEX referrals_open ON referrals (offered_at, id)
    WHERE state IN ('offered', 'accepted', 'arrived');
CREATE INDEX referrals_failed ON referrals (since, id)
    WHERE state IN ('declined', 'expired', 'did_not_arrive');
CREATE INDEX referrals_unanswered ON referrals (expires_at, id) WHERE state = 'offered';
CREATE INDEX referrals_of_consent ON referrals (consent_id) WHERE consent_id IS NOT NULL;
