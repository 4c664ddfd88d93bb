## Frame

desk-title = Desk
desk-nav = Sections
desk-sound = Sound
desk-theme = Light or dark
desk-sign-out = Sign out
desk-columns = Columns
desk-visitor = Visitor
desk-choose = Choose who to answer. The first one waits with the best reason.
desk-quiet = Nobody waits. New contacts show up here by themselves.
desk-keys = Keys
desk-key-next = Answer the first in the queue
desk-key-mine = Open one of my conversations
desk-key-write = Write a message
desk-key-panel = What we know

## Queue

queue-title = Queue
queue-places = { $open } of { $places } conversations
queue-mine = My conversations
queue-mine-empty = You have no conversation.
queue-waiting = Waiting
queue-waiting-empty = Nobody waits.
queue-unread = { $count } new
queue-overdue = too long
queue-answer = Answer
queue-more = { $count ->
    [one] 1 more waits.
   *[other] { $count } more wait.
}
shift-start = Start shift
shift-pause = Pause
shift-resume = End pause
shift-end = End shift

## One contact

contact-title = Contact
contact-name = Contact { $label }
contact-since = since { $time }
contact-talk = Conversation
contact-panel = What we know
contact-typing = The visitor is writing.
contact-silent = Nothing was said yet.
contact-join = Join
contact-lane = Lane
contact-lane-to = Move to
contact-lane-move = Move
contact-colleague = Colleague
contact-colleague-who = Who
contact-transfer = Hand over
contact-invite = Ask in
contact-dismiss = Not for us
contact-dismiss-why = Closes the contact. It stays in the lists.
contact-end = End
contact-send-hint = Enter sends, Shift and Enter starts a new line.
contact-gone = The visitor is gone and may come back. What was said is kept.
contact-over = This conversation has ended.
contact-conflict = Somebody else changed this too. Both values are shown; choose which one holds.

## Facts

panel-safety = Safety now
panel-who = Who
panel-what = What happens
panel-needs = Needs
panel-clear = Clear
panel-cleared = nothing
panel-save = Save
panel-saving = Saving
panel-unsaved = Not saved yet. We try again.
panel-saved = Saved { $time }
panel-mine = You wrote
panel-theirs = There now
panel-conflict = Two people changed this at the same time.
panel-conflict-hint = Choose below which one holds, and save.
panel-statute = Under 18 and a commercial sex act: by law a victim of sex trafficking. No force, fraud or third party has to be shown.
panel-statute-source = 22 U.S.C. 7102(11). A rule of law, not a score.

## Safe contact

safe-title = Safe contact
safe-why = A wrong call can put them in danger. Empty means no.
safe-channel = How
safe-phone = Number
safe-email = E-mail
safe-hours = When it is safe
safe-hours-hint = In their own time, for example: Mo to Fr after 16:00.
safe-voicemail = If nobody answers
safe-code-word = Code word
safe-code-word-hint = We say it first, so that they know it is us.
safe-instructions = Anything else

## Services and referrals

match-title = Services that fit
match-empty = Choose a need, and the services that fit show up here.
match-fits = Fits
match-ask = Ask
match-fails = Does not fit
match-beds = Free beds
match-free = { $count ->
    [0] no place free
    [one] 1 place free
   *[other] { $count } places free
}
match-old = call to confirm
match-offer = Ask for a place
referral-until = can answer until { $time }
referral-withdraw = Take back
referral-link = Link for the service, shown once. Read it out or send it:

## Notes

note-title = Notes
note-new = New note
note-hint = Only the team can read it. It can not be changed later.
note-add = Add note

## By hand

hand-title = Enter by hand
hand-lead = For a call on another line, a walk-in, or something that came in earlier.
hand-channel = How it came in
hand-lane = Lane
hand-received = When it came in
hand-received-hint = A duty counts from this moment, not from now.
hand-received-future = This is in the future. Enter when it came in.
hand-narrative = What was said
hand-narrative-hint = Their own words, as far as you can. It is sealed for the team.
hand-save = Save and open
hand-cancel = Cancel

## Lists

list-title = Lists
list-scope = Whose contacts
list-mine = Mine
list-team = My team’s
list-all = All
list-show = Show
list-search = Name or number
list-search-go = Search
list-not-found = Nothing found. Search takes whole names, numbers and e-mail addresses.
list-empty = No contact here yet.
list-contact = Contact
list-received = Came in
list-lane = Lane
list-channel = Channel
list-danger = Danger
list-state = State
list-member = Who
list-pages = Pages
list-first = First page
list-next = Next page

## Board

board-title = Board
board-look = look at it
board-definition = How it is counted
board-of = Of these:
board-empty = Nothing was counted yet.
board-members = On shift
board-nobody = Nobody is on shift.
board-shift = Shift
board-since = Since
board-open = Conversations
board-source = Counted from the event log. The measures command prints the same figures.

## Partner: the answer behind a link

partner-title = Do you have a place?
partner-until = Please answer until { $time }.
partner-nobody = This says nobody’s name. You learn who it is only if you say yes and they agree.
partner-identity = Who it is
partner-identity-why = They agreed that you may know this, for this stay only. Do not pass it on.
partner-accept = Yes, they can come
partner-decline = No
partner-decline-why = Choose why, so that we do not ask you again in vain.
partner-arrived = They arrived
partner-did-not-arrive = They did not arrive
partner-served = They got what they came for
partner-over = There is nothing more to answer here. Thank you.
partner-call = Call the desk: { $number }

## Gallery

gallery-title = Gallery
desk-called = A colleague asks you to join a conversation. It stands in the team list.
