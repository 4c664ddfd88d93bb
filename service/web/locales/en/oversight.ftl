## Looking in the open

glass-title = Break-glass
glass-banner = Opened by break-glass: { $who }.
glass-banner-over = Its time is over, and nobody has looked at it yet.
glass-why = Why
glass-lead = Opens a record that one has no right to, in the open: with a reason, for four hours, and looked at afterwards.
glass-waiting = Waits for you
glass-waiting-none = Nothing waits for a supervisor.
glass-mine = What you asked for
glass-mine-none = You have not asked for any record.
glass-ask = Ask for a record
glass-record = Record
glass-record-hint = The address of a contact or a case, or its id. A colleague can tell it.
glass-reason = Why it cannot wait
glass-seen = The record's team sees who asked and why. Danger opens it at once; for everything else a supervisor of its team has to agree.
glass-ask-do = Ask
glass-none = There is no such record, or it is closed to you.
glass-one = Opening of a record
glass-asked = waits for a supervisor
glass-refused = refused
glass-open = open
glass-over = over, not looked at
glass-reviewed = looked at
glass-until = Open until { $time }.
glass-no-key = The key is not there yet. Only the record's team has it: a supervisor of the team hands it over with one click. Call them.
glass-approve = Agree, open it for four hours
glass-refuse = Refuse
glass-hand-key = Hand the key over
glass-review-why = Ask what was looked for, and write down what you found.
glass-reading = You read this by break-glass: { $reason }. Whose record it is sees at its top that you opened it, why, and until when. Every reading stands in the audit.
glass-reach = How to reach them safely

access-title = Access review
access-lead = Once a month: who opened how much, and what somebody should ask about. A line is a question to a person, never a verdict.
access-month = Month
access-looks = { $count ->
    [one] One look at sealed records.
   *[other] { $count } looks at sealed records.
}
access-none = Nothing asks for a question.
access-question = Ask about
access-whom = Whom
access-count = Looks
access-means = Computed from the audit and the accounts as they stand. Which records were looked at is not shown here; it stands on the page of each record.
access-sign = Signature
access-signed = Looked at and signed: { $who }.
access-what-found = What you found
access-sign-why = Signing says that you looked at this month and asked what had to be asked. It is kept with your name and the day, and cannot be taken back. Whoever a line asks about cannot sign.
access-sign-do = Sign { $month }
access-not-over = A month is signed when it is over.
access-months = Months
access-is-signed = signed
access-nobody = signed by nobody
access-which = Which
access-unsigned = { $count ->
    [one] One month that is over was signed by nobody.
   *[other] { $count } months that are over were signed by nobody.
}
access-unsigned-of = Access review not signed, { $team }: { $months }

access_found-explained = Nothing to ask, or every question was answered
access_found-followed_up = Something is followed up

break_glass_reason-danger_now = Somebody is in danger now
break_glass_reason-owner_unreachable = Whoever may open it cannot be reached
break_glass_reason-court_or_law = A court or a law asks for it
break_glass_reason-complaint = A complaint or an incident

break_glass_finding-justified = There was good reason
break_glass_finding-not_justified = There was no good reason

access_question-broke_glass = Opened by break-glass
access_question-not_in_team = Opened without belonging to the team
access_question-many_looks = Many more than is usual in the team
access_question-outside_shift = Opened outside any shift
access_question-unused = Account not used for two months
