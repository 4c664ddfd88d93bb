figures-title = Figures you can use
figures-lead = How many people became known here, and what we know of them. No figure here can point to one child.
figures-none = No figures of this place are out yet. Those who run this line put them here when they are checked.
figures-tables = The tables
figures-promise = What they tell, and what was done to keep people safe
figures-signed = These figures came here in one signed file. If one digit had been changed, they would not be shown.
figures-files = Files
figures-files-text = The same figures for a sheet or a program. The word list says what each code means.
figures-csv = All tables (CSV)
figures-json = All tables (JSON)
figures-dictionary = Word list (CSV)
figures-others = What others count
figures-others-text = You may have read other numbers. Here is what each one counts, and which ones are wrong.
figures-back = All figures
figures-table-title = One table
figures-largest = The largest count: { $name }, { $value }.
figures-some-withheld = { $withheld ->
    [one] One of { $rows } counts is not shown, to keep people safe.
   *[other] { $withheld } of { $rows } counts are not shown, to keep people safe.
}
figures-within = A little chance was added to each count. In 19 of 20 it lies within { $within } of the truth.
figures-count = Counted: { $of }
figures-sum = Added up: { $of }
figures-row = Group
figures-number = Number
figures-total = All
figures-withheld = not shown
figures-more-rows = { $rows ->
    [one] One more row is in the file.
   *[other] { $rows } more rows are in the file.
}
figures-mean = What it does not mean
figures-mean-known = These are people whom some one saw and helped. How many there are in truth is not known from them.
figures-mean-small = “Not shown” is not zero. It is a small count, or one that would give a small count away.
known-title = What others count
known-lead = Big numbers go around. Few say what they count. Here is what we know of each.
known-rule = Calls are not people. People who were found are not all people. Do not add these up, and do not hold one next to one of another kind.
known-wrong = Wrong, but told everywhere
known-wrong-text = Please do not use these. Next to each you read why.
known-study = What studies found
known-study-text = Each study looked at some young people in some places. None speaks for all.
known-reports = What was reported
known-reports-text = A report is what some one had to tell, or chose to tell. When the law changes, reports change too.
known-records = People who got help
known-records-text = Files of those who help, or of the state. Who was not found is not in them.
known-hotline = What help lines heard
known-hotline-text = It shows who called, and how easy it was to call. It is for all ages. It does not show how much there is.
known-not-seen = We have not seen this source. Look it up first.
known-csv = This list (CSV)
known-json = This list (JSON)
understand-figures = Numbers
understand-figures-text = Do you need numbers? We show what each one counts.
understand-figures-button = See the figures
