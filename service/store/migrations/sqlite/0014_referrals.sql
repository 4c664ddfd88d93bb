-- A referral's agreed day, and the code that is told beside its link.

-- When the person is to come, once a day and an hour were agreed.
ALTER TABLE referrals ADD COLUMN scheduled_for INTEGER;
-- A hash of link and spoken code together, where a code was chosen; never the code.
ALTER TABLE referrals ADD COLUMN code_lookup BLOB;
-- How often a wrong code was typed; at five the link leads nowhere.
ALTER TABLE referrals ADD COLUMN code_tries INTEGER NOT NULL DEFAULT 0;

DROP INDEX referrals_open;
CREATE INDEX referrals_open ON referrals (offered_at, id)
    WHERE state IN ('offered', 'accepted', 'scheduled', 'arrived');
