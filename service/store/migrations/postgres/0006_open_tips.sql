-- What staff need to follow tips: where each stands now, and by what likely duplicates are found.

-- Where a tip stands: the last of its steps, so that the list of open tips is read by an index.
CREATE TABLE tips (
    contact_id UUID NOT NULL PRIMARY KEY REFERENCES contacts (id),
    stage TEXT NOT NULL,
    since BIGINT NOT NULL,
    -- Since when words of the tipster wait for somebody; NULL when none do.
    unanswered_since BIGINT
);
CREATE INDEX tips_open ON tips (since, contact_id)
    WHERE stage <> 'closed' OR unanswered_since IS NOT NULL;
INSERT INTO tips (contact_id, stage, since, unanswered_since)
SELECT s.contact_id, s.stage, s.at, NULL FROM tip_steps s
WHERE s.seq = (SELECT max(t.seq) FROM tip_steps t WHERE t.contact_id = s.contact_id);

-- Keyed hashes of the numbers, names and words of a tip, made when a member with the team's key opens
-- it and the team searches. Equal tokens mean equal things: that is their leak, as of `blind_index`.
CREATE TABLE tip_tokens (
    team_id UUID NOT NULL REFERENCES teams (id),
    token BYTEA NOT NULL,
    contact_id UUID NOT NULL REFERENCES contacts (id),
    -- 'text' for the whole text, 'named' for what identifies by itself.
    kind TEXT NOT NULL,
    PRIMARY KEY (team_id, token, contact_id)
);
CREATE INDEX tip_tokens_of_contact ON tip_tokens (contact_id);
