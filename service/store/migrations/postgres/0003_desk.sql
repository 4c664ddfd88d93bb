-- What the desk's lists, search and board need to stay fast with a million contacts.

-- The lists of a team and of a member by state and lane: any filter reads a few ranges of these.
DROP INDEX contacts_of_team_by_state;
CREATE INDEX contacts_of_team_by_code ON contacts (team_id, state, lane, received_at, id);
CREATE INDEX contacts_of_lead_by_code ON contacts (lead_id, state, lane, received_at, id);

-- What is not over yet: few at any time. The board starts from these, not from the whole log.
CREATE INDEX contacts_not_ended ON contacts (id) WHERE state <> 'ended';

-- 1 once the contact has ended: whoever was with it stays on record, and their open
-- conversations are still found without reading through all that they ever had.
ALTER TABLE participants ADD COLUMN ended BIGINT NOT NULL DEFAULT 0;
UPDATE participants SET ended = 1
    WHERE contact_id IN (SELECT id FROM contacts WHERE state = 'ended');
DROP INDEX participants_now;
CREATE INDEX participants_open ON participants (member_id, contact_id)
    WHERE left_at IS NULL AND ended = 0;
