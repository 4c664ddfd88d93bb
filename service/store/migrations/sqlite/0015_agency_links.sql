-- The link by which an agency reads what the people of a case let it: a hash of the secret in it. The key
-- that the secret gives is a reader of the case (wrapped_keys).
CREATE TABLE agency_links (
    case_id BLOB NOT NULL REFERENCES cases (id),
    organization_id BLOB NOT NULL,
    link BLOB NOT NULL UNIQUE,
    made_by BLOB NOT NULL REFERENCES members (id),
    made_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (case_id, organization_id)
) STRICT;
