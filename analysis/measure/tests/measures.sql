-- Every measure of victims, counted by SQL alone from the table `steps`, which holds the file as it is. The period is
-- the table `period` (since, until). Written from the definitions in docs/methods/measures.md, not from the program.

CREATE VIEW step AS
SELECT steps.rowid AS place, person, agency, step, day, recorded, about, due,
       CASE county WHEN '' THEN 'unknown' ELSE county END AS county,
       CASE age_band WHEN '' THEN 'unknown' ELSE age_band END AS age_band,
       CASE gender WHEN '' THEN 'NonSpecifiedUnknown' ELSE gender END AS gender
FROM steps, period
WHERE day < period.until;

CREATE VIEW person AS
SELECT step.*
FROM step, period
WHERE step.step = 'identified' AND step.day >= period.since
  AND NOT EXISTS (
      SELECT 1 FROM step AS earlier
      WHERE earlier.person = step.person AND earlier.step = 'identified'
        AND (earlier.day < step.day OR (earlier.day = step.day AND earlier.place < step.place)));

CREATE VIEW unit AS
SELECT 'identified' AS measure, agency, county, age_band, gender, day, 'identified' AS outcome FROM person
UNION ALL
SELECT 'missed_contacts', agency, county, age_band, gender, day,
       CASE (SELECT count(*) FROM step
             WHERE step.person = person.person AND step.step = 'contact' AND step.day < person.day)
       WHEN 0 THEN 'none' WHEN 1 THEN 'one' WHEN 2 THEN 'two' ELSE 'three or more' END
FROM person
UNION ALL
SELECT 'first_service', agency, county, age_band, gender, day,
       CASE WHEN julianday(until) - julianday(day) <= 30 THEN 'too early to say'
            WHEN days <= 0 THEN 'same day or before'
            WHEN days <= 3 THEN 'within 3 days'
            WHEN days <= 7 THEN 'within 7 days'
            WHEN days <= 30 THEN 'within 30 days'
            ELSE 'later or not yet' END
FROM (SELECT person.*, period.until AS until,
             (SELECT min(julianday(step.day)) FROM step
              WHERE step.person = person.person AND step.step = 'arrived') - julianday(person.day) AS days
      FROM person, period)
UNION ALL
SELECT 'victims_arrested', agency, county, age_band, gender, day,
       CASE WHEN EXISTS (SELECT 1 FROM step WHERE step.person = person.person AND step.step = 'arrested')
       THEN 'arrested or detained' ELSE 'not' END
FROM person
UNION ALL
SELECT 'returned', agency, county, age_band, gender, day,
       CASE WHEN julianday(period.until) - julianday(person.day) <= 180 THEN 'too early to say'
       WHEN EXISTS (
           SELECT 1 FROM step
           WHERE step.person = person.person AND step.step = 'returned'
             AND julianday(step.day) - julianday(person.day) BETWEEN 0 AND 180)
       THEN 'returned within 180 days'
       ELSE 'not known to have returned' END
FROM person, period
UNION ALL
SELECT 'unmet_need', agency, county, age_band, gender, day,
       CASE WHEN EXISTS (SELECT 1 FROM step WHERE step.about = asked.about AND step.step = 'accepted')
            THEN 'accepted'
            WHEN EXISTS (SELECT 1 FROM step
                         WHERE step.about = asked.about AND step.step IN ('declined', 'lapsed'))
            THEN 'not found' ELSE 'open' END
FROM step AS asked, period
WHERE asked.step = 'asked' AND asked.day >= period.since
UNION ALL
SELECT 'referral_outcome', agency, county, age_band, gender, day,
       CASE WHEN julianday(period.until) - julianday(accepted.day) <= 30 THEN 'too early to say'
       WHEN EXISTS (
           SELECT 1 FROM step
           WHERE step.about = accepted.about AND step.step = 'arrived'
             AND julianday(step.day) - julianday(accepted.day) BETWEEN 0 AND 30)
       THEN 'arrived within 30 days'
       ELSE 'did not arrive within 30 days' END
FROM step AS accepted, period
WHERE accepted.step = 'accepted' AND accepted.day >= period.since
UNION ALL
SELECT 'duties_on_time', agency, county, age_band, gender, due,
       CASE WHEN sent IS NULL THEN 'not sent' WHEN sent <= due THEN 'sent in time' ELSE 'sent late' END
FROM (SELECT duty.*, (SELECT min(step.day) FROM step
                      WHERE step.about = duty.about AND step.step = 'duty_sent') AS sent
      FROM step AS duty, period
      WHERE duty.step = 'duty_begun' AND duty.due >= period.since AND duty.due < period.until)
UNION ALL
SELECT 'completeness', agency, county, age_band, gender, day,
       CASE (county <> 'unknown') + (age_band <> 'unknown') + (gender <> 'NonSpecifiedUnknown')
       WHEN 3 THEN 'all three known' WHEN 2 THEN 'two known' WHEN 1 THEN 'one known' ELSE 'none known' END
FROM step, period
WHERE step IN ('contact', 'identified') AND day >= period.since
UNION ALL
SELECT 'timeliness', agency, county, age_band, gender, day,
       CASE WHEN recorded = '' THEN 'not known'
            WHEN julianday(recorded) - julianday(day) <= 7 THEN 'within 7 days'
            WHEN julianday(recorded) - julianday(day) <= 30 THEN 'within 30 days'
            ELSE 'later' END
FROM step, period
WHERE step IN ('contact', 'identified') AND day >= period.since;

CREATE TABLE figure AS
SELECT measure, '' AS by_what, '' AS of_whom, outcome, count(*) AS units FROM unit GROUP BY 1, 4
UNION ALL SELECT measure, 'agency', agency, outcome, count(*) FROM unit GROUP BY 1, 3, 4
UNION ALL SELECT measure, 'county', county, outcome, count(*) FROM unit GROUP BY 1, 3, 4
UNION ALL SELECT measure, 'age_band', age_band, outcome, count(*) FROM unit GROUP BY 1, 3, 4
UNION ALL SELECT measure, 'gender', gender, outcome, count(*) FROM unit GROUP BY 1, 3, 4
UNION ALL SELECT measure, 'month', substr(day, 1, 7), outcome, count(*) FROM unit GROUP BY 1, 3, 4;
