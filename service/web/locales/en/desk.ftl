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
contact-queue = Queue
contact-queue-why = It waits again, and whoever takes it next reads what was said.
contact-queue-whose = Whose queue
contact-queue-other = Another team can then open it, and yours cannot any more.
contact-queue-give = Give to this queue
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
safe-name = Name
safe-name-why = As they want to be called. Only the team can read it, and find it again.
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
match-free = { $count ->
    [0] no place free
    [one] 1 place free
   *[other] { $count } places free
}
match-old = call to confirm
match-ago = { $time } ago
match-km = { $km } km
match-nearly = Nearly
match-offer = Ask for a place
match-all = All services, other wishes

reason-covers = offers: { $needs }
reason-covers_some = offers: { $needs } (not: { $missing })
reason-covers_none = does not offer what is needed
reason-needs_not_said = does not say what it offers: ask
reason-takes_age = takes this age
reason-takes_some_of_age = takes ages { $ages }: ask
reason-takes_other_ages = takes ages { $ages } only
reason-ages = { $from } to { $to }
reason-ages_from = { $from } and over
reason-ages_not_said = does not say which ages it takes: ask
reason-takes_gender = takes this gender
reason-takes_other_genders = takes other genders only
reason-gender_affirming_not_said = does not say whether people are placed as who they are: ask
reason-genders_not_said = does not say which genders it takes: ask
reason-speaks = speaks the language
reason-interprets = has interpreters
reason-speaks_others = speaks other languages only
reason-languages_not_said = does not say which languages it speaks: ask
reason-serves = serves this county
reason-serves_others = serves other counties only
reason-area_not_said = does not say whom it serves: ask
reason-near = { $km } km away
reason-far = { $km } km away, too far
reason-no_travel = no way to go: by telephone or online
reason-place_confidential = the place is confidential: ask how far
reason-place_not_said = does not say where it is: ask
reason-away_from_danger = away from where they must not be found
reason-in_danger = where they must not be found
reason-danger_not_said = may be where they must not be found: ask
reason-takes_own_child = their own child can come
reason-no_own_child = their own child can not come
reason-own_child_not_said = does not say whether their own child can come: ask
reason-takes_pets = pets can come
reason-no_pets = pets can not come
reason-pets_not_said = does not say whether pets can come: ask
reason-open = open
reason-open_until = open until { $time }
reason-closed = closed
reason-closed_until = closed until { $time }
reason-temporarily_closed = closed for some time
reason-hours_not_said = does not say when it is open: call
reason-no_place_free = no place free
reason-places_old = the number of free places is old: call
reason-places_not_said = does not say whether a place is free: call

wish-title = What to look for
wish-lead = Filled in with what you recorded. Changing it here changes nothing about the person, and nobody else sees it.
wish-need = What is needed
wish-any = Any
wish-language = Language
wish-language-hint = Two letters, such as en or es.
wish-language-wrong = Write two or three letters, such as es.
wish-county-hint = Its code, as in the facts.
wish-county-wrong = A county code has up to 12 letters, digits or hyphens.
wish-near = Near
wish-near-hint = A town or postal code. No street: it is not needed.
wish-near-unknown = The directory knows no place there. Choose a town of the list.
wish-within = Not farther than
wish-anywhere = any distance
wish-also = It must
wish-place = have a free place now
wish-open = be open now
wish-own-child = take their own child too
wish-pet = take a pet too
wish-ask = Look again
wish-looked = { $count ->
    [one] Looked at 1 place in the directory.
   *[other] Looked at { $count } places in the directory.
}
wish-none = Nothing fits, and nothing fails one wish alone. Take a wish out and look again.
wish-wrong = This is not one of the choices. Choose again.

beds-list = Beds asked for
beds-list-held = a bed is kept until { $time }: send the referral before
bed-title = Bed request
bed-asked = Bed asked for at { $time }
bed-until = they can answer until { $time }
bed-silent = no answer yet
bed-kept = keeps a bed until { $time } ({ $left } left).
bed-go-on = Go on with this bed
bed-release = Give the bed back
bed-release-why = The others that were asked can then still say yes.
bed-none = No bed was found. Ask others.
bed-answers = What they said
bed-answers-why = They answer on their own page. If you called, write down what they said.
bed-said-yes = They keep a bed
bed-said-call = They want a call
bed-close-title = No bed needed any more?
bed-close = End this request
bed-close-why = A bed that is kept is given back. Everybody who was asked is told.
bed-ask-title = Ask several for a bed at once
bed-ask-told = They are told: { $told }. Nothing says who it is.
bed-ask-danger = Whether there may be danger now is told too.
bed-ask-tick = Ask for a bed here
bed-ask-send = Ask for a bed
bed-hold = A bed is kept for them here until { $time }. With this, it is theirs.

unmet-title = Unmet need
unmet-lead = Places that were asked for and not found, by what was needed and for whom.
unmet-period = Period
unmet-days = { $count } days
unmet-total = Asked: { $asked }. No place found: { $none }.
unmet-none = No place was asked for in this time.
unmet-not-told = not told
unmet-asked = Asked
unmet-found = Found
unmet-not-found = Not found
unmet-full = Said: full
unmet-declined = Said no
unmet-silent = No answer
unmet-means = Counts questions, not people: somebody who asks three times counts three times. It does not say how many need a place and never asked. For this desk only; small numbers can point at somebody.

offer-title = Ask for a place
offer-phones = Numbers
offer-places = Where
offer-open = Show what is confidential
offer-open-why = The address and numbers for staff. That you looked is recorded.
offer-free = Free places
offer-free-why = Call, and write down what they say: every match counts on it from then on.
offer-free-none = No free places are counted at this service. Whoever keeps the directory can add a group of beds.
offer-free-of = (of { $count })
offer-free-save = They said so now
offer-free-kept = { $count ->
    [one] 1 of them is kept
   *[other] { $count } of them are kept
}
offer-bed-link = Their own link
offer-bed-link-why = Behind it they say how many beds are free, and answer when a bed is needed. No account, one page on a phone.
offer-bed-link-since = They have had one since { $time }. A new one stops it.
offer-bed-link-make = Make the link
bed-link-title = The link to their beds
bed-link-lead = Read it out or send it. It is shown once. They save the page on their phone.
bed-link-back = Back to the service
offer-free-wrong = Write how many places are free as a number, such as 2.
offer-question = What they will be asked
offer-question-why = Only this. Nothing says who it is.
offer-need = What they need
offer-need-missing = Choose what is needed.
offer-not-told = not told
offer-within = Answer within
offer-send = Ask, and get the link
offer-cancel = Not now

offered-title = The link for the service
link-lead = The service needs no account. It says yes or no there, and later whether they arrived. Its answer shows up in the conversation by itself.
link-call = Call { $number }
link-back = Back to the conversation
link-referral = This referral

share-title = Who it is
share-optional = only if they want
share-lead = Write only what they want to be told, in their words. The service can read it after it has said yes, and no longer than they agree to. Saying no changes nothing about the help they get.
share-signer = Who agreed
share-signer-missing = Choose who agreed.
share-abuser = If somebody else agreed: could they be the one who harms them?
share-abuser-hint = Only somebody for whom this was ruled out can agree in their place.
share-lasts = For how long
share-lasts-missing = Choose for how long it holds.
share-days = { $count ->
    [one] 1 day
   *[other] { $count } days
}
share-agreed = I read this to them, and they agreed.
share-not-agreed = Read it to them first. If they agree, tick that they did; if not, empty the fields.
share-nothing = They agreed to nothing yet: write what may be told, or take the tick away.
share-too-long = One of these is too long. Write at most 1,000 characters.
share-send = Tell the service
share-revoke = They took it back
share-revoke-why = What was written for the service is destroyed at once.

referrals-title = Referrals
referrals-team = Team
referrals-none = No service is being asked.
referrals-service = Service
referrals-state = State
referrals-since = For
referrals-waits = Waits for
referrals-contact = Contact
referrals-reason = Why
referrals-failed = Came to nothing in the last day
referrals-failed-why = Somebody still waits for a place. Ask elsewhere.
referrals-again = Ask elsewhere for { $label }
referral-title = Referral
referral-until = can answer until { $time }
referral-until-over = no answer, time was over at { $time }: call
referral-arrival = expected until { $time }
referral-arrival-over = no word since { $time } whether they arrived: call
referral-scheduled = agreed for { $time }
referral-scheduled-over = agreed for { $time }, and no word whether they came: call
referral-service = what became of them, until { $time }
referral-service-over = no word since { $time } what became of them: call
referral-withdraw = Take back
follow-up-title = What became of them
follow-up-why = Call the service, or them as the safe-contact card says. Only a choice is kept.
follow-up-due = { $what }, asked from { $time } on
follow-up-list = Ask how they are
follow-up-list-why = They arrived some time ago, and nobody has asked since.
follow-up-asked = To ask
follow-up-over = overdue: the supervisor sees it too
referral-link = Link for the service, shown once. Read it out or send it:
referral-changed = Somebody else changed this in the meantime, so yours was not taken. You chose: { $wanted }. How it stands now is shown below.
referral-share-changed = Somebody else changed this in the meantime, so yours was not taken. What you wrote is still below; look at how it stands now and send it again.
referral-shared = Who it is
referral-shared-nothing = The service knows only the need.
referral-shared-prepared = Agreed. The service can read it once it says yes.
referral-shared-released = The service can read it.
referral-shared-until = until { $time }
referral-answer = They answered by telephone
referral-answer-why = Write down what they said. With the link they do it themselves.
referral-declined = They said no
referral-over = There is nothing more to do here.
referral-relink = The link
referral-relink-send = Make a new link
referral-relink-why = The old one stops working.

invite-title = Hand over warmly
invite-lead = Somebody of the service comes into the conversation by their link. They see what is written from then on, never what was written before. The young person sees that a guest is there, and each of you can end it at any moment.
invite-agreed = I asked them, and they want this.
invite-send = Ask somebody of the service in
invite-end = End it
hand_off_state-invited = Asked in: their link shows it for an hour
hand_off_state-here = In the conversation as a guest
hand_off_state-ended = Over

spoken-choose = Ask for a code that I say on the telephone
spoken-choose-why = For a link that lies in a mailbox others read. They type six digits once in each browser; after five wrong ones the link is closed.
spoken-say = The code. Say it on the telephone, and never write it beside the link:
spoken-asked = This link asks for the code that was said on the telephone.
spoken-shut = Somebody typed five wrong codes, so the link is closed. Call the service before you make a new one.
spoken-shut-short = link closed: five wrong codes

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
hand-received-missing = Enter a date and a time.
hand-ended = When it was over
hand-ended-hint = Leave it empty while you are with them.
hand-ended-future = This is in the future. Leave it empty while it goes on.
hand-ended-before = This is before it came in. Correct one of the two.
hand-ending = How it ended, if it is over
hand-ending-missing = Choose how it ended.
hand-channel-missing = Choose how it came in.
hand-lane-missing = Choose a lane.
hand-danger-now = Somebody is in danger now. Change what you chose about danger, or end it in another way.
hand-county = A county is a code of at most 12 letters and digits, such as 48201.
hand-facts = Two of the answers below do not go together. Choose one.
hand-who = Who it was
hand-who-why = Only if they said so. It is sealed for the team; a number that you know is not a number that is safe to call.
hand-who-long = A name has at most 120 characters, a number 40 and an address 254.
hand-what = What you know
hand-narrative-long = This is too long, or holds a character that can not be read. Shorten it to 20,000 characters.
hand-narrative = What was said
hand-narrative-hint = Their own words, as far as you can. It is sealed for the team.
hand-save = Save and open
hand-cancel = Cancel

## Lists

list-title = Lists
list-scope = Whose contacts
list-mine = Mine
list-team = My team’s
list-of-team = Team
list-all = All
list-show = Show
list-search = Name or number
list-search-go = Search
list-not-found = Nothing found. Search takes whole names, numbers and e-mail addresses.
list-empty = No contact here yet.
list-none-fits = No contact fits these filters.
list-found = { $count ->
    [0] None found
    [one] 1 found
   *[other] { $count } found
}
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
board-of = Of these:
board-period = Today, { $from } to { $to }
board-part = { $part } of { $of }
board-members = On shift
board-nobody = Nobody is on shift.
board-shift = Shift
board-since = Since
board-open = Conversations
board-source = Counted from the event log. The measures command prints the same figures.

## Gallery

gallery-title = Gallery
desk-called = A colleague asks you to join a conversation. It stands in the team list.
plan-title = What if
plan-lead = How many specialists and beds it takes. Change a number and look again; nothing here is stored.
plan-staff = Specialists
plan-staff-button = How many specialists?
plan-contacts = Contacts an hour, in the hour you plan for
plan-minutes = Minutes a contact takes, notes included
plan-goal = Share that is answered in time, in percent
plan-within = In time is within so many seconds
plan-patience = Seconds until somebody gives up, on average (empty: nobody does)
plan-texts = Share of chats and texts, in percent
plan-away = Paid time away from the line, in percent
plan-staff-answer = { $specialists ->
    [one] One specialist at once, { $roster } on the roster.
   *[other] { $specialists } specialists at once, { $roster } on the roster.
}
plan-at-once = At once
plan-in-time = In time
plan-give-up = Give up
plan-waits = Wait
plan-keeps = keeps the goal
plan-staff-means = By Erlang's formulas: contacts come at random, one after the other. A rush after a broadcast needs a reserve. With an empty patience nobody gives up, which asks for more staff.
plan-staff-simulated = Simulated with 20,000 contacts: up to three chats at once, each a fifth slower for every other one beside it. The last digit is chance. A rush after a broadcast needs a reserve.
plan-too-large = With chats this has to be simulated, and more than 100 contacts at once take too long for a page. Set the share of chats to 0 here, or ask “daybreak plan staff”.
plan-beds = Beds for one need
plan-beds-button = How many beds?
plan-days = Days in which requests were counted
plan-met = Requests that found a bed
plan-unmet = Requests that did not
plan-stays = Stays that have ended
plan-stay = Days a stay took, on average
plan-places = Beds there are
plan-turned = Share that may be turned away, in percent
plan-beds-answer = { $median ->
    [one] One bed; { $missing } missing.
   *[other] { $median } beds; { $missing } missing.
}
plan-beds-limits = With what is known it may be { $lower } to { $upper }.
plan-beds-means = Requests of the last 90 days are filled in; who needs a bed and never asks is not in them, so more may be needed. Counts requests, not people.
plan-wrong = Write a number from { $least } to { $most }.
unmet-plan = What if there were more beds?
