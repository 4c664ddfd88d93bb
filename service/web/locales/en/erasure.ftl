## Keeping and erasing

erasure-title = Keeping and erasing
erasure-lead = What waits for a second member, what is over its time, what is held, what was erased. Nothing is erased by itself.
erasure-why = Why
erasure-requests = Waits for a second member
erasure-requests-none = Nobody asked for anything to be erased.
erasure-due = Over its time
erasure-due-which = Which records
erasure-due-contacts = Contacts and tips
erasure-due-cases = Cases
erasure-due-none = Nothing is over its time.
erasure-no-periods = No class of records has a period yet, so everything is kept until somebody erases it.
erasure-tick = Choose
erasure-used = Last used
erasure-over = Erase what is chosen
erasure-held-none = Nothing is held.
erasure-done = Erased last
erasure-done-none = Nothing was erased yet.

periods-title = How long records are kept
periods-lead = Counted from the last use: the end of a contact or the closing of a case. A contact that belongs to a case is kept as long as the case. When the time is over, a supervisor or coordinator erases the record; nothing goes by itself, and nothing that is held goes at all.
periods-none = Kept until somebody erases it.
periods-days = Kept for { $days } days.
periods-field = Days
periods-set = Set

keep-title = Keeping and access
keep-open-record = Open the record
keep-erased = This record was erased. What is left are codes and times.
keep-time = Its time
keep-used = Last used { $time }.
keep-over = Its time is over { $time }.
keep-forever = Its class has no period: it is kept until somebody erases it.
keep-is-open = Something about it is still open: it has not ended, or a report, a task or a referral is due. It cannot be erased before that is settled.
keep-sure = I know that this cannot be undone. Nobody can read it again, and no backup brings it back.
keep-not-sure = Nothing was erased. Tick first that you know that it cannot be undone.
keep-erase-over = Erase now
keep-holds = Legal holds
keep-holds-why = A hold keeps a record whatever its time and whoever asks. A hold of a case holds its contacts, and a hold of a contact holds its case.
keep-not-held = Nothing holds it.
keep-hold-reason = Why it is held
keep-hold = Hold it
keep-lift = Lift the hold
keep-early = Erase before its time
keep-early-why = It takes two: one member asks, another one decides.
keep-other-decides = Another member has to decide.
keep-take-back = Take it back
keep-agree = Agree and erase
keep-decline = Keep the record
keep-ask = Ask for erasing
keep-looks = Who looked
keep-looks-why = Every look at what is sealed stands in the audit.
keep-looks-none = Nobody has opened it yet.
keep-look = { $count ->
    [one] once, { $time }
   *[other] { $count } times, last { $time }
}
keep-closed = Conflict of interest
keep-closed-why = Whoever knows one of the people must not see their record. It is gone from their lists and searches, and break-glass does not open it.
keep-closed-none = It is closed to nobody.
keep-close-whom = Member
keep-close-to = Close it to this member
keep-open-to = Open it again

certificate-title = Certificate of erasure
certificate-says = This record was erased { $time }. Its keys were destroyed, and with them everything that was written in it.
certificate-record = Record
certificate-by = Decided by
certificate-along = Erased with it
certificate-entry = Line of the ledger
certificate-hash = Hash of the ledger
certificate-means = Nobody can read it again: not the staff, not who runs the server, not with an older backup. Before a backup is put into use, everything that the ledger names is erased in it again.
certificate-left = What is left are codes and times, which tell how many people were helped and how fast. They hold no name, no number and no word that somebody wrote.

retention_class-contact = Contact
retention_class-tip = Tip
retention_class-case = Case
retention_class-person = Person
retention_class-note = Note

hold_reason-court_order = A court ordered it
hold_reason-proceeding = A proceeding is under way or expected
hold_reason-authority_asked = An authority asked for it by law
hold_reason-disputed = A report, or what was done, is disputed

erasure_reason-period_over = Its time is over
erasure_reason-person_asked = The person asked for it
erasure_reason-court_ordered = A court ordered it
erasure_reason-recorded_wrongly = It should not have been recorded

erased_part-keys = Keys
erased_part-messages = Messages
erased_part-texts = Notes, names and numbers
erased_part-screenings = Screenings
erased_part-reports = Reports and their numbers
erased_part-released = Released to services
erased_part-case_texts = Names, wishes and plans of the case
erased_part-case_notes = Notes and documents of the case
erased_part-tasks = Tasks
erased_part-agencies = Names of agencies
erased_part-marks = Marks for search
erased_part-ways = Receipts and sessions

sight-OpenContact = opened it
sight-ReadConversation = read the conversation
sight-ReadScreening = read a screening
sight-ExportScreening = saved a screening
sight-OpenCase = opened the case
sight-ReadByGlass = read it by break-glass
