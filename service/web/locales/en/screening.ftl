## Screening: choosing an instrument, filling in its sheet, reading what the answers give

screening-title = Screening
screening-lead = An instrument helps to ask. It is a weak test: what you hear counts for more than any score. Everything that is answered is sealed with this contact.
screening-begun = Begun with this person
screening-none = No screening was begun.
screening-begin = Begin one
screening-begin-one = Begin
screening-another = Begin another
screening-guide = Guide, no score
screening-score-sheet = Score sheet
screening-instrument = Instrument
screening-obtain = Obtain the wording from its publisher. This sheet holds topics in our words; what was studied is the publisher's wording.
screening-cautions = What to know before you use it
screening-other-ages = Other ages
screening-age-unknown = The age is not known closely enough to say whether this was studied with people like this one. Record the age first, or the result carries that label.
screening-age-outside = It was not studied at this age. There is no result, or one with that label.
screening-ages = Studied at ages
screening-ages-none = Nobody states any
screening-years = { $ages } years
screening-settings = Studied in
screening-licence = Licence
screening-completion = How will it be filled in?
screening-load = Whoever runs the program can load the wording that a publisher allows you to use.
screening-version = version { $version }
screening-export = Save as a file
screening-result = What the answers give
screening-open = Open
screening-resting = Rests
screening-finished = Finished

completion-self = By the person alone
completion-read-aloud = Read aloud to the person
completion-professional = By you, from what you know

pause-person-wanted = They want to stop
pause-not-safe = Somebody could see or hear
pause-contact-ended = The contact ended
pause-other-need-first = Something else comes first

sheet-yes = Yes
sheet-no = No
sheet-declined = Prefers not to say
sheet-unknown = Does not know
sheet-not-asked = Not asked
sheet-none = Or why there is no answer
sheet-nothing = Nothing noted
sheet-own = In other words
sheet-number = A number
sheet-date = A day, 2026-03-14; or a month, 2026-03; or a year, 2026
sheet-moment = A day, 2026-03-14; or with its time and zone, 2026-03-14T14:05:00Z
sheet-time = A time of day, 14:05
sheet-code = A code of the publisher's list
sheet-url = A web address
sheet-lines = One answer a line
sheet-fixed = Not filled in here
sheet-number-wrong = This is no number. Write digits only.
sheet-date-wrong = This is no day. Write it as 2026-03-14.
sheet-moment-wrong = This is no time. Write it as 2026-03-14T14:05:00Z.
sheet-time-wrong = This is no time of day. Write it as 14:05.
sheet-too-long = This is too long. Shorten it, or put it into a note.
sheet-refused = The instrument does not take this answer: it is too small, too large, or one too many.
sheet-mend = Some answers could not be kept. They are marked below; all others are saved.
sheet-met = Somebody else answered the same question meanwhile. Their answer stands; yours is shown beside it. Choose again where you want yours.
sheet-conflict = Two answers to one question.
sheet-finish = Finish
sheet-result = What the answers give
sheet-rest = Stop for now
sheet-rest-why = Everything is kept. You or a colleague can go on later, with this contact.

result-sheet = The sheet
result-law = The law, apart from any score
result-stated = An answer states a commercial sex act.
result-record = Record it with the age: then the rule can speak.
result-no-score = This is a guide for a conversation. It has no score, and no number of signs means anything.
result-outside = There is no result: this was studied at ages { $ages }, and the recorded age lies outside.
result-age-unknown = There is no result: this was studied at ages { $ages }, and the age is not known closely enough.
result-record-age = Record the age
result-label = Show it with that label
result-or = or
result-points = { $points } points
result-range = Questions without an answer could still change this.
result-missing = { $questions ->
    [one] 1 question,
   *[other] { $questions } questions,
} { $open ->
    [0] each of them asked.
    [one] 1 not asked.
   *[other] { $open } not asked.
}
result-declined = { $count ->
    [one] 1 they prefer not to answer.
   *[other] { $count } they prefer not to answer.
}
result-unknown = { $count ->
    [one] 1 they do not know.
   *[other] { $count } they do not know.
}
result-doubts = Why it may not hold for this person
result-here = What it means here
result-prevalence = How many in 100 of the young people whom you ask are affected?
result-prevalence-why = Nobody knows. Choose what is likely where you work, and look at more than one.
result-in-hundred = { $percent } in 100
result-own = Or another number in 100
result-own-wrong = Write a number above 0 and below 100.
result-show = Show
result-no-study = No study says how often this score is right, so nothing can be said about what it means.
result-never = What it does not mean
result-studied = For whom it was studied
result-study = Study
result-positive = By this study's cut-off the score is positive
result-not-positive = By this study's cut-off the score is not positive
result-open = Open questions decide on which side of this study's cut-off it lies
result-ppv = Of those with a positive score, affected
result-npv = Of those without one, not affected

people-title = A hundred such young people. The numbers stand below the figure.
people-found = affected, and the score is positive
people-missed = affected, and the score is not positive
people-false-alarm = not affected, and the score is positive all the same
people-other = not affected, and the score is not positive
people-rounded = Rounded to whole people. In brackets below: 95 % intervals from the study's counts.

doubt-outside-ages = Label: it was studied at ages { $ages } only, and this person is not of that age.
doubt-age-unknown = Label: it was studied at ages { $ages } only, and this person's age is not known closely enough.
doubt-ages-not-stated = Nobody states at which ages it was studied.
doubt-other-completion = It was filled in in another way than it was studied.
doubt-other-wording = The words are ours and not those that were studied.
doubt-cut-offs = Its cut-offs were not seen in a source of the publisher.
doubt-no-study = No study of how often it is right is known.
