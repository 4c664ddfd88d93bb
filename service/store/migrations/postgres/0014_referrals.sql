-- A referral's agreed day, and the code that is told beside its link.

-- When the person is to come, once a day and an hour were agreed.
ALTER TABLE referrals ADD COLUMN scheduled_for BIGINT;
-- A hash of link and spoken code together, where a code was chosen; never the code.
ALTER TABLE referrals ADD COLUMN code_lookup BYTEA;
-- How often a wrong code was typed; at five the link leads nowhere.
ALTER TABLE referrals ADD COLUMN code_tries BIGINT NOT NULL DEFAULT 0;

DROP INDEX referrals_open;
CREATE INDEX referrals_open ON referrals (offered_at, id)
    WHERE state IN ('offered', 'accepted', 'scheduled', 'arrived');
