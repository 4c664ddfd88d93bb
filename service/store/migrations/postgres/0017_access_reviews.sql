-- Who looked at the access review of a team's month. Written once; a month without a row was signed by nobody.
CREATE TABLE access_reviews (
    team_id UUID NOT NULL REFERENCES teams (id),
    -- '2026-11', in the organisation's zone.
    month TEXT NOT NULL,
    member_id UUID NOT NULL REFERENCES members (id),
    signed_at BIGINT NOT NULL,
    -- What they found, as a code.
    found TEXT NOT NULL,
    -- How many looks and how many questions the month had when it was signed.
    looks BIGINT NOT NULL,
    questions BIGINT NOT NULL,
    PRIMARY KEY (team_id, month)
);
