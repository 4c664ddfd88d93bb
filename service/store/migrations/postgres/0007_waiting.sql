-- Since when the first of a team waits is asked with each look at a waiting conversation: without
-- this index all who wait would be read for it.
CREATE INDEX contacts_first_waiting ON contacts (team_id, waiting_since)
    WHERE state = 'waiting';
