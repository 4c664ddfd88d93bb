-- The directory (HSDS 3.1) and referrals.

-- One document an organisation, as the public may see it; what is confidential is cut out.
CREATE TABLE organizations (
    id UUID NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    document TEXT NOT NULL,
    modified_at BIGINT NOT NULL
);

-- One document a service, as the public may see it.
CREATE TABLE services (
    id UUID NOT NULL PRIMARY KEY,
    organization_id UUID NOT NULL REFERENCES organizations (id),
    name TEXT NOT NULL,
    document TEXT NOT NULL,
    modified_at BIGINT NOT NULL
);
CREATE INDEX services_of_organization ON services (organization_id, id);

-- What only staff may know of an organisation (the whole document), sealed to the staff team.
CREATE TABLE organizations_sealed (
    organization_id UUID NOT NULL PRIMARY KEY REFERENCES organizations (id),
    document_sealed BYTEA NOT NULL
);

-- Free places, newest figure only.
CREATE TABLE capacities (
    service_id UUID NOT NULL REFERENCES services (id),
    unit TEXT NOT NULL,
    available BIGINT NOT NULL,
    maximum BIGINT,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (service_id, unit)
);

-- One person sent to one service. The partner's link is kept only as a hash.
CREATE TABLE referrals (
    id UUID NOT NULL PRIMARY KEY,
    contact_id UUID NOT NULL REFERENCES contacts (id),
    team_id UUID NOT NULL REFERENCES teams (id),
    member_id UUID NOT NULL REFERENCES members (id),
    service_id UUID NOT NULL REFERENCES services (id),
    organization_id UUID NOT NULL REFERENCES organizations (id),
    need TEXT NOT NULL,
    age_band TEXT,
    gender TEXT,
    language TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    link BYTEA NOT NULL UNIQUE,
    public_key BYTEA NOT NULL,
    -- Written by the specialist for the partner after consent: a name, how to meet. NULL before.
    identity_sealed BYTEA,
    -- What the consent says, in codes; its signer's name is sealed with the identity.
    consent TEXT,
    offered_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX referrals_of_contact ON referrals (contact_id, offered_at, id);
CREATE INDEX referrals_of_team_by_state ON referrals (team_id, state, changed_at, id);
