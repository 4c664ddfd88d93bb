-- What became of exploiters, how victims are, and the weekly review.

-- A record names a person in one part only: these two columns together are what the tables below refer to,
-- so that the database itself refuses a victim among offenders.
CREATE UNIQUE INDEX case_people_in_part ON case_people (id, part);

-- What became of an alleged exploiter before the law, step by step. A citation is text that somebody types,
-- so it is sealed to the case.
CREATE TABLE case_justice (
    exploiter_id BLOB NOT NULL,
    place INTEGER NOT NULL,
    part TEXT NOT NULL CHECK (part = 'exploiter'),
    case_id BLOB NOT NULL REFERENCES cases (id),
    step TEXT NOT NULL,
    code TEXT,
    months INTEGER,
    ordered INTEGER,
    paid INTEGER,
    statute_sealed BLOB,
    happened_at INTEGER NOT NULL,
    member_id BLOB NOT NULL REFERENCES members (id),
    recorded_at INTEGER NOT NULL,
    PRIMARY KEY (exploiter_id, place),
    FOREIGN KEY (exploiter_id, part) REFERENCES case_people (id, part)
) STRICT;
CREATE INDEX case_justice_of_case ON case_justice (case_id, happened_at, place);

-- How a potential victim is, one look at one part of life at a time. Their own words are sealed to the case.
CREATE TABLE case_wellbeing (
    victim_id BLOB NOT NULL,
    place INTEGER NOT NULL,
    part TEXT NOT NULL CHECK (part = 'victim'),
    case_id BLOB NOT NULL REFERENCES cases (id),
    domain TEXT NOT NULL,
    state TEXT NOT NULL,
    words_sealed BLOB,
    happened_at INTEGER NOT NULL,
    member_id BLOB NOT NULL REFERENCES members (id),
    recorded_at INTEGER NOT NULL,
    PRIMARY KEY (victim_id, place),
    FOREIGN KEY (victim_id, part) REFERENCES case_people (id, part)
) STRICT;
CREATE INDEX case_wellbeing_of_case ON case_wellbeing (case_id, happened_at, place);

-- A victim was treated as an offender: a failure of the system, counted, open until it is put right.
CREATE TABLE case_harms (
    victim_id BLOB NOT NULL,
    place INTEGER NOT NULL,
    part TEXT NOT NULL CHECK (part = 'victim'),
    case_id BLOB NOT NULL REFERENCES cases (id),
    harm TEXT NOT NULL,
    happened_at INTEGER NOT NULL,
    member_id BLOB NOT NULL REFERENCES members (id),
    recorded_at INTEGER NOT NULL,
    put_right_at INTEGER,
    put_right_by BLOB REFERENCES members (id),
    PRIMARY KEY (victim_id, place),
    FOREIGN KEY (victim_id, part) REFERENCES case_people (id, part)
) STRICT;
CREATE INDEX case_harms_of_case ON case_harms (case_id, happened_at, place);
CREATE INDEX case_harms_in_order ON case_harms (happened_at);

-- The forms by which cases were opened: each makes one case, however often it is sent.
CREATE TABLE case_attempts (
    attempt BLOB NOT NULL PRIMARY KEY,
    case_id BLOB NOT NULL REFERENCES cases (id)
) STRICT;

-- Who may sit at the table of a team's weekly review, and until when their papers hold. Names are sealed to
-- the team.
CREATE TABLE review_seats (
    id BLOB NOT NULL PRIMARY KEY,
    team_id BLOB NOT NULL REFERENCES teams (id),
    -- The member who sits there; none for somebody of another agency.
    member_id BLOB REFERENCES members (id),
    organization_id BLOB NOT NULL,
    name_sealed BLOB NOT NULL,
    agency_sealed BLOB NOT NULL,
    confidentiality_until INTEGER,
    memorandum_until INTEGER,
    since INTEGER NOT NULL,
    version INTEGER NOT NULL
) STRICT;
CREATE INDEX review_seats_of_team ON review_seats (team_id, since, id);

-- One meeting of the weekly review.
CREATE TABLE reviews (
    id BLOB NOT NULL PRIMARY KEY,
    team_id BLOB NOT NULL REFERENCES teams (id),
    -- A hash of the form's attempt.
    attempt BLOB NOT NULL UNIQUE,
    held_at INTEGER NOT NULL,
    member_id BLOB NOT NULL REFERENCES members (id)
) STRICT;
CREATE INDEX reviews_of_team ON reviews (team_id, held_at, id);

-- The cases of a meeting's agenda, why they are on it, and when they were spoken about.
CREATE TABLE review_places (
    review_id BLOB NOT NULL REFERENCES reviews (id),
    case_id BLOB NOT NULL REFERENCES cases (id),
    place INTEGER NOT NULL,
    -- Codes, separated by spaces.
    because TEXT NOT NULL,
    spoken_at INTEGER,
    PRIMARY KEY (review_id, case_id)
) STRICT;
CREATE INDEX review_places_of_case ON review_places (case_id, review_id);

-- Who was there.
CREATE TABLE review_present (
    review_id BLOB NOT NULL REFERENCES reviews (id),
    seat_id BLOB NOT NULL REFERENCES review_seats (id),
    organization_id BLOB NOT NULL,
    PRIMARY KEY (review_id, seat_id)
) STRICT;

-- What was said about a case, every version kept. Sealed to the case: whom it is closed to reads nothing of it.
CREATE TABLE review_minutes (
    review_id BLOB NOT NULL REFERENCES reviews (id),
    case_id BLOB NOT NULL REFERENCES cases (id),
    version INTEGER NOT NULL,
    member_id BLOB NOT NULL REFERENCES members (id),
    at INTEGER NOT NULL,
    body_sealed BLOB NOT NULL,
    PRIMARY KEY (review_id, case_id, version)
) STRICT;
CREATE INDEX review_minutes_of_case ON review_minutes (case_id, at);
