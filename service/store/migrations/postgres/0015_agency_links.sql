-- The link by which an agency reads what the people of a case let it: a hash of the secret in it. The key
-- that the secret gives is a reader of the case (wrapped_keys).
CREATE TABLE agency_links (
    case_id UUID NOT NULL REFERENCES cases (id),
    organization_id UUID NOT NULL,
    link BYTEA NOT NULL UNIQUE,
    made_by UUID NOT NULL REFERENCES members (id),
    made_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (case_id, organization_id)
);
