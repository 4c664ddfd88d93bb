-- Screenings, and the instruments that a house loaded beside those that come with the program.

-- One version of one instrument: a FHIR Questionnaire, which tells of nobody. A row is never changed:
-- a result must be able to say with which words it was made.
CREATE TABLE instruments (
    url TEXT NOT NULL,
    version TEXT NOT NULL,
    body TEXT NOT NULL,
    loaded_at INTEGER NOT NULL,
    PRIMARY KEY (url, version)
) STRICT;
CREATE INDEX instruments_by_time ON instruments (loaded_at, url, version);

-- One screening of one person. What was answered, and so every score and band, is in the sealed
-- column only; it opens with the contact's key.
CREATE TABLE screenings (
    id BLOB NOT NULL PRIMARY KEY,
    contact_id BLOB NOT NULL REFERENCES contacts (id),
    -- A hash of the form's attempt: a retry finds the screening that the first try made.
    attempt BLOB NOT NULL UNIQUE,
    instrument_url TEXT NOT NULL,
    instrument_version TEXT NOT NULL,
    -- 'open', 'resting' or 'finished'.
    state TEXT NOT NULL,
    begun_by BLOB NOT NULL REFERENCES members (id),
    begun_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    finished_at INTEGER,
    -- Grows with every change, and is bound into the seal.
    edition INTEGER NOT NULL,
    answers_sealed BLOB NOT NULL
) STRICT;
CREATE INDEX screenings_of_contact ON screenings (contact_id, begun_at, id);
