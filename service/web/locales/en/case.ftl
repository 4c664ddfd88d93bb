## Cases

cases-title = Cases
cases-lead = Situations that several people and agencies work on. The most dangerous first, then the oldest.
cases-which = Which
cases-open = Open
cases-closed = Closed
cases-start = Open a case
cases-empty = There is no such case.

case-title = Case
case-changed = Somebody else wrote here meanwhile. What you typed is still in the form; what stands now is under it.
case-stands = Stands now: { $words }
case-name = Case { $label }
case-status = Stands at
case-victims = Potential victims
case-late = Late tasks
case-opened = Opened
case-people = People
case-people-none = Nobody is in this case yet.
case-people-add = Add a person
case-merged = counts under another record
case-pairs = { $count ->
    [one] One pair of records may be the same person. Open one of them to look.
   *[other] { $count } pairs of records may be the same person. Open one of them to look.
}
case-duties = Reports
case-tasks = Tasks
case-tasks-none = Nothing is to be done.
case-task-new = Set a task
case-task-words = What is to be done
case-task-due = By when
case-task-set = Set it
case-contacts = Contacts
case-contacts-none = No contact belongs to this case.
case-contacts-more = Earlier contacts
case-screenings = Screenings of its contacts
case-referrals = Services that were asked
case-join = Add to this case
case-join-title = Case
case-join-hint = The address of a case, or its id.
case-join-new = Open a case from this contact
case-join-in = Belongs to
case-summary = What it is about
case-summary-words = Summary
case-plan = Safety plan
case-plan-hint = Made with the young person. What they do, whom they call, where they go.
case-agencies = Agencies
case-agencies-none = No other agency works on this case.
case-notes = Notes
case-notes-more = Earlier notes
case-note-hint = Stays with your team. It is shown to no other agency, whatever was signed.
case-document = document
case-document-add = Keep as a document
case-settle = Where it stands
case-danger-set = Record
case-follow = Look at it from time to time
case-work = Work on it again
case-close = Close
case-close-referred = Close, another organisation goes on
case-reopen = Open again
case-close-to = Conflict of interest
case-close-to-why = Whoever it is closed to does not see that this case exists.
case-close-to-who = Close it to
case-close-to-do = Close it to them

case_status-Active = Worked on
case_status-FollowUp = Looked at from time to time
case_status-Closed = Closed
case_status-ClosedReferred = Closed, another goes on

task_end-done = Done
task_end-declined_for_now = Declined for now
task_end-not_needed = Not needed

victim_status-PossibleVictimOfTrafficking = potential victim
victim_status-ActualVictimOfTrafficking = victim
victim_status-NotAVictimOfTrafficking = found not to be a victim
exploiter_role-seller = alleged exploiter: sells
exploiter_role-buyer = alleged exploiter: buys
exploiter_role-facilitator = alleged exploiter: makes it possible
other_part-caregiver = looks after them
other_part-family = family
other_part-friend = friend
other_part-witness = witness
other_part-professional = professional
other_part-other = somebody else

## One person of a case

person-title = Person
person-part = Part in this case
person-part-why = Whoever was exploited is a victim, also when they were made to recruit others.
person-wishes = What they want
person-wishes-hint = In their own words. It has the first place on the sheet.
person-name = Name, and other names
person-locked = Locked; only your team opens it.
person-reach = Numbers and addresses
person-reach-hint = One a line. By these and the name, two records of one person are found.
person-about = What else is known
person-same = The same person?
person-same-why = Suggested by equal names or numbers. Two members decide; nothing is lost, and it can be undone.
person-propose = They are the same
person-proposed = { $name } says that they are the same
person-other-member = Another member has to look.
person-agree = I looked: they are the same
person-merged = count as one
person-undo = Part them again
person-elsewhere = Somebody of the same name or number is in

## What became of exploiters

justice-title = Before the law
justice-lead = What became of the alleged exploiters. No step is taken back: an arrest that led to nothing is an outcome too. Nobody else can stand here.
justice-nobody = There is no alleged exploiter in this case.
justice-none = Nothing is recorded.
justice-alleged = alleged; no court has found them guilty
justice-convicted = found guilty by a court
justice-add = Record what happened
justice-who = Who
justice-what = What happened
justice-statute = Section of the law
justice-statute-hint = For a charge, such as 18 USC 1591(a).
justice-months = { $count ->
    [0] without custody
    [one] 1 month
   *[other] { $count } months
}
justice-months-label = Months in custody
justice-months-hint = For a sentence; 0 for one without custody.
justice-ordered = Restitution ordered
justice-ordered-hint = In whole dollars. Record it again when more was paid.
justice-paid-label = Restitution paid so far
justice-paid = { $ordered } ordered, { $paid } paid

justice_step-reported = Reported to the police
justice_step-investigated = Investigated
justice_step-unfounded = Report found to be untrue
justice_step-arrested = Arrested
justice_step-cleared = Incident cleared
justice_step-charged = Charged
justice_step-disposed = Charge ended
justice_step-sentenced = Sentenced
justice_step-restitution = Restitution

nibrs-64A = 64A, human trafficking, commercial sex acts
nibrs-64B = 64B, human trafficking, involuntary servitude

clearance-arrest = by arrest
clearance-A = A, the offender died
clearance-B = B, prosecution declined
clearance-C = C, in custody elsewhere, extradition denied
clearance-D = D, the victim takes no part
clearance-E = E, juvenile, not taken into custody
clearance-N = N, not cleared

disposition-dismissed = dismissed
disposition-plea = guilty by plea
disposition-convicted = guilty after a trial
disposition-acquitted = not guilty
disposition-diverted = diverted, with conditions

## How the young people are

outcomes-title = How they are
outcomes-lead = Over time, by their own lights. None of it is a condition for help, and nothing ends because somebody declines for now.
outcome-add = Write down how somebody is
outcome-who = Who
outcome-domain = Which part of life
outcome-state = How it is
outcome-words = In their own words
outcome-words-hint = Locked; only your team opens it. Their own goals belong here.
outcome-day = On which day
outcome-keep = Record

wellbeing_domain-safety = Safety
wellbeing_domain-housing = A place to live
wellbeing_domain-health = Health
wellbeing_domain-schooling = School or work
wellbeing_domain-own_goals = Their own goals

wellbeing_state-crisis = in danger or without anything
wellbeing_state-fragile = hard, with some help
wellbeing_state-stable = steady
wellbeing_state-as_wished = as they want it
wellbeing_state-declined_for_now = declined for now
wellbeing_state-returned = came back
wellbeing_state-unknown = not known

harm-title = Treated as an offender
harm-open = { $count ->
    [one] A victim was treated as an offender, and it is not put right.
   *[other] Victims were treated as offenders { $count } times, and it is not put right.
}
harm-settled = { $count ->
    [one] A victim was treated as an offender. It was put right.
   *[other] Victims were treated as offenders { $count } times. It was put right.
}
harm-counted = Victims treated as offenders within a year: { $count }. Not put right: { $open }.
harm-add = Treated as an offender
harm-why = A victim who is arrested, charged or detained for their own exploitation is a failure of the system. It is counted, and this case stays on the agenda until it is put right.
harm-what = What was done
harm-do = Record this failure
harm-put-right = put right { $time }
harm-right-day = Put right on
harm-right-do = It was put right

system_harm-arrested = arrested
system_harm-charged = charged
system_harm-detained = detained
system_harm-adjudicated = convicted or adjudicated

## What each agency sees

sharing-title = Who sees what
sharing-lead = Computed now, from the consents that hold at this moment. What is taken back is gone with the next page.
sharing-nobody = There is no potential victim in this case yet.
sharing-of-whom = About whom
sharing-field = Field
sharing-sees = Sees it
sharing-yes = yes
sharing-no = no
sharing-why-own = It is the team’s own case.
sharing-why-work = The agencies work on it together; it tells nothing about the person.
sharing-why-consent = The person allows it until { $time }.
sharing-papers = papers hold until { $time }
sharing-papers-none = no agreement on file
sharing-drop = Not any more
sharing-consents = What people allowed
sharing-consents-none = Nobody has allowed anything.
sharing-revoked = taken back { $time }
sharing-expired = ended { $time }
sharing-revoke = Taken back
sharing-agency-add = Add an agency
sharing-agency-name = Name of the agency
sharing-agency-do = Add
sharing-seat = Its place
sharing-purpose = What for
sharing-papers-until = Agreement and memorandum hold until
sharing-papers-hint = Both have to be signed. Empty if they are not on file.
sharing-consent-add = Record a consent
sharing-consent-why = Never a condition for help. It can be taken back at any time.
sharing-recipient = Who may receive it
sharing-recipient-gone = an agency that works on it no more
sharing-scope = What may be told
sharing-signer = Who signs
sharing-signed-by = Who of this case is the signer
sharing-signed-by-choose = Choose, if another person signs
sharing-signed-by-nobody = Nobody of this case
sharing-signer-missing = Say whether the one who signs for them is somebody of this case.
sharing-abuser = May the signer be the one who harms them
sharing-said-in = They said so in
sharing-lasts = Holds for
sharing-days = { $count } days
sharing-consent-do = Record

case_item-wishes = What they want
case_item-name = Name
case_item-age = Age
case_item-safe_contact = Safe contact
case_item-location = Where they are
case_item-needs = Needs
case_item-wellbeing = How they are over time
case_item-situation = What happened
case_item-safety_plan = Safety plan
case_item-tasks = Tasks
case_item-duties = Reports
case_item-justice = What became of the alleged exploiters
case_item-screenings = Screenings
case_item-notes = Notes of the advocate

case_seat-own_team = own team
case_seat-review = at the table
case_seat-partner = asked for a service
case_seat-analyst = analyst
case_seat-administrator = administrator

case_why_not-conflict_of_interest = The case is closed to them.
case_why_not-role_opens_nothing = This role never opens what is locked.
case_why_not-no_agreement = No confidentiality agreement and memorandum on file that holds.
case_why_not-never_leaves = It never leaves the agency that wrote it.
case_why_not-not_for_partners = It is the work of the table, not of a partner.
case_why_not-signed_by_exploiter = Whoever signed turned out to be an alleged exploiter.
case_why_not-revoked = The consent was taken back.
case_why_not-expired = The consent has ended.
case_why_not-other_purpose = The consent was given for something else.
case_why_not-not_in_scope = The consent does not name this.
case_why_not-no_consent = No consent names this agency.

consent_purpose-provide_service = to provide a service
consent_purpose-coordinate_care = to plan help together
consent_purpose-report_for_person = to make a report that the person wants

## A case as a file

export-title = Copy as a file
export-lead = By the Human Trafficking Case Data Standard (HTCDS 2.0), as CSV. Below is what the file would hold at this moment, before anything leaves the house.
export-own = Everything that this case has, names too. Whoever has the file reads them. To give it to an agency, choose the agency.
export-no-consent = No consent that holds names this agency and this purpose.
export-consent = consent until { $time }
export-field = Field of the standard
export-item = Belongs to
export-goes = In the file
export-count = { $told } of { $held }
export-take = Save the file
export-not-yours = Supervisors and coordinators take a copy.

import-title = Take in a file
import-lead = A case by the Human Trafficking Case Data Standard (HTCDS 2.0), as this house writes it. It becomes a new case, all of it or nothing. No consent comes with a file: ask for it anew.
import-file = Content of the file
import-file-hint = Open the file in a text editor, copy everything and paste it here: about 500 KB at most.
import-victims = Whoever has a victim’s and a perpetrator’s part in the file is a victim. What it says of them as a perpetrator is left out.
import-do = Take it in
import-refused = { $count ->
    [one] One cell is wrong. Nothing was taken in.
   *[other] { $count } cells are wrong. Nothing was taken in.
}
import-problems = What is wrong
import-line = Line
import-column = Column
import-what = What is wrong and what to do

## The weekly review

agenda-title = Weekly review
agenda-lead = Open cases that have to be spoken about, the most urgent first. Made from the cases each time this page opens.
agenda-since = Day of the last meeting
agenda-show = Show
agenda-empty = No case has a reason to be on the agenda.
review-title = Review sheet
review-open = Open
review-for = For whom
review-own = Own team
review-own-only = For the own team alone. Choose an agency to print what it may read.
review-agency-only = As { $agency } may read it now. It holds until a consent is taken back or ends.
review-printed = { $time }
review-print-how = To print it, use the print command of your browser. Nobody else is told.
review-others = It tells of others in this case too. It is shown when each of them allows it.
review-task-sealed = A task
review-nothing = Not written down.

on_agenda-danger = somebody is in danger now
on_agenda-harm_by_system = a victim was treated as an offender
on_agenda-overdue = a report or a task is overdue
on_agenda-new = new
on_agenda-no_contact = no word from them for 14 days
on_agenda-carried_over = not spoken about last time

## Agency: what it reads behind its link

agency-title = What you may know of a case
agency-why = This is what the people of this case let you read at { $time }. They can change that at any time, so look again instead of keeping a copy.
agency-nothing = Nothing is shared with you now. If you expected something, call the desk.
agency-person = Young person { $number }
agency-work = What we work on together
agency-again = Look again
agency-keep = Whoever has this link reads what you read: do not pass it on. Every look is written down.
agency-link-title = The link of an agency
agency-link-lead = Give it to the person of that agency who works on this case, on a way that you trust. It is shown once, and works for 90 days.
agency-link-care = It opens what the page of this case says that they see, and nothing else. With the next request it follows a consent that is given or taken back.
agency-link-back = Back to who sees what
agency-link-since = They have had a link since { $time }. A new one stops it.
agency-link-why = By a link they read here what is marked with yes above, without an account.
agency-link-make = Make a link
agency-link-drop = Take the link away
on_agenda-not_done = decided in a meeting and not done
on_agenda-asked = somebody asked for it

reviews-title = Meetings
reviews-lead = The weekly reviews of the team. A meeting begins with the agenda of that moment; what is not spoken about, and what is decided and not done, is on the next one.
reviews-open = Open a meeting
reviews-empty = No meeting was held yet.
reviews-when = When
reviews-present = There
reviews-cases = Cases
reviews-spoken = Spoken about
reviews-more = Earlier meetings

meeting-title = Meeting
meeting-there = Who is there
meeting-is-there = there
meeting-come = Is there
meeting-go = Not there after all
meeting-cases = Agenda
meeting-cases-why = What is said about a case is written there, and locked with its key.
meeting-spoken = spoken about
meeting-ask = Put it on the agenda
sheets-title = Review sheets
sheets-empty = No young person is in the cases of this agenda, or none that this agency takes part in.
sheets-count = { $count ->
    [one] One sheet. To print it, use the print command of your browser.
   *[other] { $count } sheets. To print them, use the print command of your browser: each begins a new page.
}

seats-title = Who may sit at the table
seats-lead = Nobody sits there without a confidentiality agreement that they signed and a memorandum of their agency, both in force on that day. No account is needed.
seats-empty = Nobody is on file yet.
seats-add = Add somebody
seats-name = Name
seats-agency = Agency
seats-locked = Locked; only your team opens it.
seats-member = Who they are here
seats-member-hint = A decision of the meeting can be given to a member of the team only.
seats-no-member = Nobody of the team
seats-confidentiality = Agreement holds until
seats-memorandum = Memorandum holds until
seats-papers-hold = papers hold
seats-papers-missing = a paper is missing
seats-none = not on file
seats-incomplete = Write a name and an agency.

minutes-title = Minutes
minutes-lead = What meetings said about this case and decided. Locked with its key: whom the case is closed to reads nothing of it.
minutes-none = No meeting had this case on its agenda yet.
minutes-say = What was said
minutes-words = Minutes
minutes-hint = Without words it is noted that you spoke about it.
minutes-decide = Decide
minutes-owner = Who does it
minutes-decide-do = Decide it
minutes-write = Write about this meeting
