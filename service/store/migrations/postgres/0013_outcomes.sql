-- What became of exploiters, how victims are, and the weekly review.

-- A record names a person in one part only: these two columns together are what the tables below refer to,
-- so that the database itself refuses a victim among offenders.
CREATE UNIQUE INDEX case_people_in_part ON case_people (id, part);

-- What became of an alleged exploiter before the law, step by step. A citation is text that somebody types,
-- so it is sealed to the case.
CREATE TABLE case_justice (
    exploiter_id UUID NOT NULL,
    place BIGINT NOT NULL,
    part TEXT NOT NULL CHECK (part = 'exploiter'),
    case_id UUID NOT NULL REFERENCES cases (id),
    step TEXT NOT NULL,
    code TEXT,
    months BIGINT,
    ordered BIGINT,
    paid BIGINT,
    statute_sealed BYTEA,
    happened_at BIGINT NOT NULL,
    member_id UUID NOT NULL REFERENCES members (id),
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (exploiter_id, place),
    FOREIGN KEY (exploiter_id, part) REFERENCES case_people (id, part)
);
CREATE INDEX case_justice_of_case ON case_justice (case_id, happened_at, place);

-- How a potential victim is, one look at one part of life at a time. Their own words are sealed to the case.
CREATE TABLE case_wellbeing (
    victim_id UUID NOT NULL,
    place BIGINT NOT NULL,
    part TEXT NOT NULL CHECK (part = 'victim'),
    case_id UUID NOT NULL REFERENCES cases (id),
    domain TEXT NOT NULL,
    state TEXT NOT NULL,
    words_sealed BYTEA,
    happened_at BIGINT NOT NULL,
    member_id UUID NOT NULL REFERENCES members (id),
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (victim_id, place),
    FOREIGN KEY (victim_id, part) REFERENCES case_people (id, part)
);
CREATE INDEX case_wellbeing_of_case ON case_wellbeing (case_id, happened_at, place);

-- A victim was treated as an offender: a failure of the system, counted, open until it is put right.
CREATE TABLE case_harms (
    victim_id UUID NOT NULL,
    place BIGINT NOT NULL,
    part TEXT NOT NULL CHECK (part = 'victim'),
    case_id UUID NOT NULL REFERENCES cases (id),
    harm TEXT NOT NULL,
    happened_at BIGINT NOT NULL,
    member_id UUID NOT NULL REFERENCES members (id),
    recorded_at BIGINT NOT NULL,
    put_right_at BIGINT,
    put_right_by UUID REFERENCES members (id),
    PRIMARY KEY (victim_id, place),
    FOREIGN KEY (victim_id, part) REFERENCES case_people (id, part)
);
CREATE INDEX case_harms_of_case ON case_harms (case_id, happened_at, place);
CREATE INDEX case_harms_in_order ON case_harms (happened_at);

-- The forms by which cases were opened: each makes one case, however often it is sent.
CREATE TABLE case_attempts (
    attempt BYTEA NOT NULL PRIMARY KEY,
    case_id UUID NOT NULL REFERENCES cases (id)
);

-- Who may sit at the table of a team's weekly review, and until when their papers hold. Names are sealed to
-- the team.
CREATE TABLE review_seats (
    id UUID NOT NULL PRIMARY KEY,
    team_id UUID NOT NULL REFERENCES teams (id),
    -- The member who sits there; none for somebody of another agency.
    member_id UUID REFERENCES members (id),
    organization_id UUID NOT NULL,
    name_sealed BYTEA NOT NULL,
    agency_sealed BYTEA NOT NULL,
    confidentiality_until BIGINT,
    memorandum_until BIGINT,
    since BIGINT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX review_seats_of_team ON review_seats (team_id, since, id);

-- One meeting of the weekly review.
CREATE TABLE reviews (
    id UUID NOT NULL PRIMARY KEY,
    team_id UUID NOT NULL REFERENCES teams (id),
    -- A hash of the form's attempt.
    attempt BYTEA NOT NULL UNIQUE,
    held_at BIGINT NOT NULL,
    member_id UUID NOT NULL REFERENCES members (id)
);
CREATE INDEX reviews_of_team ON reviews (team_id, held_at, id);

-- The cases of a meeting's agenda, why they are on it, and when they were spoken about.
CREATE TABLE review_places (
    review_id UUID NOT NULL REFERENCES reviews (id),
    case_id UUID NOT NULL REFERENCES cases (id),
    place BIGINT NOT NULL,
    -- Codes, separated by spaces.
    because TEXT NOT NULL,
    spoken_at BIGINT,
    PRIMARY KEY (review_id, case_id)
);
CREATE INDEX review_places_of_case ON review_places (case_id, review_id);

-- Who was there.
CREATE TABLE review_present (
    review_id UUID NOT NULL REFERENCES reviews (id),
    seat_id UUID NOT NULL REFERENCES review_seats (id),
    organization_id UUID NOT NULL,
    PRIMARY KEY (review_id, seat_id)
);

-- What was said about a case, every version kept. Sealed to the case: whom it is closed to reads nothing of it.
CREATE TABLE review_minutes (
    review_id UUID NOT NULL REFERENCES reviews (id),
    case_id UUID NOT NULL REFERENCES cases (id),
    version BIGINT NOT NULL,
    member_id UUID NOT NULL REFERENCES members (id),
    at BIGINT NOT NULL,
    body_sealed BYTEA NOT NULL,
    PRIMARY KEY (review_id, case_id, version)
);
CREATE INDEX review_minutes_of_case ON review_minutes (case_id, at);
