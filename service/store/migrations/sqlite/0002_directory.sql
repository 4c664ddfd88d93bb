-- The directory (HSDS 3.1) and referrals.

-- One document an organisation, as the public may see it; what is confidential is cut out.
CREATE TABLE organizations (
    id BLOB NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    document TEXT NOT NULL,
    modified_at INTEGER NOT NULL
) STRICT;

-- One document a service, as the public may see it.
CREATE TABLE services (
    id BLOB NOT NULL PRIMARY KEY,
    organization_id BLOB NOT NULL REFERENCES organizations (id),
    name TEXT NOT NULL,
    document TEXT NOT NULL,
    modified_at INTEGER NOT NULL
) STRICT;
CREATE INDEX services_of_organization ON services (organization_id, id);

-- What only staff may know of an organisation (the whole document), sealed to the staff team.
CREATE TABLE organizations_sealed (
    organization_id BLOB NOT NULL PRIMARY KEY REFERENCES organizations (id),
    document_sealed BLOB NOT NULL
) STRICT;

-- Free places, newest figure only.
CREATE TABLE capacities (
    service_id BLOB NOT NULL REFERENCES services (id),
    unit TEXT NOT NULL,
    available INTEGER NOT NULL,
    maximum INTEGER,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (service_id, unit)
) STRICT;

-- One person sent to one service. The partner's link is kept only as a hash.
CREATE TABLE referrals (
    id BLOB NOT NULL PRIMARY KEY,
    contact_id BLOB NOT NULL REFERENCES contacts (id),
    team_id BLOB NOT NULL REFERENCES teams (id),
    member_id BLOB NOT NULL REFERENCES members (id),
    service_id BLOB NOT NULL REFERENCES services (id),
    organization_id BLOB NOT NULL REFERENCES organizations (id),
    need TEXT NOT NULL,
    age_band TEXT,
    gender TEXT,
    language TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    link BLOB NOT NULL UNIQUE,
    public_key BLOB NOT NULL,
    -- Written by the specialist for the partner after consent: a name, how to meet. NULL before.
    identity_sealed BLOB,
    -- What the consent says, in codes; its signer's name is sealed with the identity.
    consent TEXT,
    offered_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    version INTEGER NOT NULL
) STRICT;
CREATE INDEX referrals_of_contact ON referrals (contact_id, offered_at, id);
CREATE INDEX referrals_of_team_by_state ON referrals (team_id, state, changed_at, id);
