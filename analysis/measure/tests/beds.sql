-- The measure of free places, counted by SQL alone from the table `beds`, which holds the file as it is. The
-- period is the table `period` (since, until). Written from docs/methods/measures.md, not from the program.

CREATE TABLE enough AS
SELECT county, need FROM beds GROUP BY 1, 2 HAVING max(CAST(maximum AS INTEGER)) >= 3;

CREATE TABLE unit AS
SELECT 'hours_without_place' AS measure, county, need, substr(hour, 1, 10) AS day,
       CASE WHEN strftime('%w', substr(hour, 1, 10)) IN ('0', '6') THEN 'weekend' ELSE 'weekday' END ||
       CASE CAST(substr(hour, 12, 2) AS INTEGER) / 6
       WHEN 0 THEN ' 00-06' WHEN 1 THEN ' 06-12' WHEN 2 THEN ' 12-18' ELSE ' 18-24' END AS time,
       CASE free WHEN '' THEN 'not known' WHEN '0' THEN 'no free place' ELSE 'free place' END AS outcome
FROM beds JOIN enough USING (county, need) JOIN period
WHERE substr(hour, 1, 10) >= period.since AND substr(hour, 1, 10) < period.until;

CREATE TABLE figure AS
SELECT measure, '' AS by_what, '' AS of_whom, outcome, count(*) AS units FROM unit GROUP BY 1, 4
UNION ALL SELECT measure, 'need', need, outcome, count(*) FROM unit GROUP BY 1, 3, 4
UNION ALL SELECT measure, 'county', county, outcome, count(*) FROM unit GROUP BY 1, 3, 4
UNION ALL SELECT measure, 'time', time, outcome, count(*) FROM unit GROUP BY 1, 3, 4
UNION ALL SELECT measure, 'need and county', need || ', ' || county, outcome, count(*) FROM unit GROUP BY 1, 3, 4
UNION ALL SELECT measure, 'month', substr(day, 1, 7), outcome, count(*) FROM unit GROUP BY 1, 3, 4;
