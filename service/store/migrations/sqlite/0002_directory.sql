-- The directory of services, consents, and referrals.

-- One import each: what it changed, and the key to which it sealed what is confidential.
CREATE TABLE directory_versions (
    version INTEGER NOT NULL PRIMARY KEY,
    at INTEGER NOT NULL,
    -- The record whose key opens this version's sealed entries (wrapped_keys), and its public half.
    key_id BLOB NOT NULL,
    public_key BLOB NOT NULL,
    added INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    removed INTEGER NOT NULL
) STRICT;

-- Rows of HSDS 3.1: organisations, services, locations and what they name.
CREATE TABLE directory_entries (
    kind TEXT NOT NULL,
    id BLOB NOT NULL,
    -- The row as JSON, from which everything confidential is taken out.
    body TEXT NOT NULL,
    -- A keyed hash of the whole row: tells whether an import changes it, and nothing about it.
    mark BLOB NOT NULL,
    -- The import that wrote it.
    version INTEGER NOT NULL REFERENCES directory_versions (version),
    -- The whole row, sealed, where it holds something confidential, and the key that it is sealed to.
    key_id BLOB,
    body_sealed BLOB,
    PRIMARY KEY (kind, id)
) STRICT;

-- Free places, as they were said last; newer than the entry of their service.
CREATE TABLE capacities (
    id BLOB NOT NULL PRIMARY KEY,
    service_id BLOB NOT NULL,
    -- None if what was said cannot be.
    available INTEGER,
    maximum INTEGER,
    -- When it was said, and when it was written down here.
    updated_at INTEGER NOT NULL,
    noted_at INTEGER NOT NULL
) STRICT;
CREATE INDEX capacities_of_service ON capacities (service_id);
CREATE INDEX capacities_noted ON capacities (noted_at, id);

-- What a person allows: who may receive what, for which purpose, until when.
CREATE TABLE consents (
    id BLOB NOT NULL PRIMARY KEY,
    contact_id BLOB NOT NULL REFERENCES contacts (id),
    organization_id BLOB NOT NULL,
    purpose TEXT NOT NULL,
    -- Codes, separated by spaces.
    scope TEXT NOT NULL,
    signer TEXT NOT NULL,
    abuser_check TEXT NOT NULL,
    given_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    recorded_by BLOB NOT NULL REFERENCES members (id),
    revoked_at INTEGER
) STRICT;
CREATE INDEX consents_of_contact ON consents (contact_id, given_at);

-- One question to a service whether it takes a person, and what came of it.
CREATE TABLE referrals (
    id BLOB NOT NULL PRIMARY KEY,
    contact_id BLOB NOT NULL REFERENCES contacts (id),
    organization_id BLOB NOT NULL,
    service_id BLOB NOT NULL,
    -- What both were called then: a later import may not know them any more.
    organization_name TEXT NOT NULL,
    service_name TEXT NOT NULL,
    need TEXT NOT NULL,
    age_band TEXT,
    gender TEXT,
    offered_by BLOB NOT NULL REFERENCES members (id),
    offered_at INTEGER NOT NULL,
    -- Until when it can be answered.
    expires_at INTEGER NOT NULL,
    state TEXT NOT NULL,
    since INTEGER NOT NULL,
    decline_reason TEXT,
    -- The consent by which identity may follow, and the one by which it did.
    consent_id BLOB REFERENCES consents (id),
    identity_consent_id BLOB REFERENCES consents (id),
    -- Grows with every change: an answer to an older one is not taken.
    version INTEGER NOT NULL,
    -- A hash of the secret in the link, and the public half of the key pair that the secret gives.
    link BLOB NOT NULL UNIQUE,
    link_key BLOB NOT NULL,
    link_expires_at INTEGER NOT NULL,
    -- What the consent names, sealed to the referral's own key; gone once nobody may read it.
    identity_sealed BLOB,
    identity_version INTEGER NOT NULL
) STRICT;
CREATE INDEX referrals_of_contact ON referrals (contact_id, offered_at, id);
CREATE INDEX referrals_open ON referrals (offered_at, id)
    WHERE state IN ('offered', 'accepted', 'arrived');
CREATE INDEX referrals_failed ON referrals (since, id)
    WHERE state IN ('declined', 'expired', 'did_not_arrive');
CREATE INDEX referrals_unanswered ON referrals (expires_at, id) WHERE state = 'offered';
CREATE INDEX referrals_of_consent ON referrals (consent_id) WHERE consent_id IS NOT NULL;
