-- Every measure of exploiters before the law, counted by SQL alone from the table `justice`, which holds the file
-- as it is. The period is the table `period` (since, until). Written from the definitions in
-- docs/methods/measures.md, not from the program.

CREATE VIEW entry AS
SELECT justice.rowid AS place, exploiter, part, step, day, recorded,
       CASE county WHEN '' THEN 'unknown' ELSE county END AS county
FROM justice, period
WHERE day < period.until;

-- The first entry of each exploiter with each step.
CREATE VIEW first AS
SELECT entry.* FROM entry
WHERE NOT EXISTS (
    SELECT 1 FROM entry AS earlier
    WHERE earlier.exploiter = entry.exploiter AND earlier.step = entry.step
      AND (earlier.day < entry.day OR (earlier.day = entry.day AND earlier.place < entry.place)));

-- From which step to which, within how many days, and the words.
CREATE TABLE wait (measure, since_step, then_step, days, soon);
INSERT INTO wait VALUES
    ('exploiters_arrested', 'reported', 'arrested', 90, 'arrested within 90 days'),
    ('exploiters_charged', 'reported', 'charged', 180, 'charged within 180 days'),
    ('exploiters_convicted', 'reported', 'convicted', 365, 'convicted within 365 days'),
    ('exploiters_sentenced', 'convicted', 'sentenced', 90, 'sentenced within 90 days');

CREATE VIEW unit AS
SELECT measure, first.part, first.county, first.day,
       CASE WHEN julianday(period.until) - julianday(first.day) <= wait.days THEN 'too early to say'
            WHEN julianday(later.day) - julianday(first.day) <= wait.days THEN soon
            ELSE 'not ' || soon END AS outcome
FROM wait JOIN period JOIN first ON first.step = wait.since_step
LEFT JOIN first AS later ON later.exploiter = first.exploiter AND later.step = wait.then_step
WHERE first.day >= period.since
UNION ALL
SELECT 'charges_ended', part, county, day,
       coalesce(
           (SELECT max(step) FROM entry WHERE exploiter = first.exploiter AND step = 'convicted'),
           (SELECT step FROM entry
            WHERE exploiter = first.exploiter AND step IN ('acquitted', 'dismissed', 'diverted')
            ORDER BY day DESC, place DESC LIMIT 1),
           'not ended yet')
FROM first, period
WHERE step = 'charged' AND day >= period.since
UNION ALL
SELECT 'justice_timeliness', part, county, day,
       CASE WHEN recorded = '' THEN 'not known'
            WHEN julianday(recorded) - julianday(day) <= 7 THEN 'within 7 days'
            WHEN julianday(recorded) - julianday(day) <= 30 THEN 'within 30 days'
            ELSE 'later' END
FROM entry, period
WHERE day >= period.since;

CREATE TABLE figure AS
SELECT measure, '' AS by_what, '' AS of_whom, outcome, count(*) AS units FROM unit GROUP BY 1, 4
UNION ALL SELECT measure, 'part', part, outcome, count(*) FROM unit GROUP BY 1, 3, 4
UNION ALL SELECT measure, 'county', county, outcome, count(*) FROM unit GROUP BY 1, 3, 4
UNION ALL SELECT measure, 'month', substr(day, 1, 7), outcome, count(*) FROM unit GROUP BY 1, 3, 4;
