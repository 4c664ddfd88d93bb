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
schedule-title = Agree on a day and hour
schedule-again = Agree on another day
schedule-at = When they come
schedule-hint = The day and the hour where you are.
schedule-send = Agreed
schedule-missing = Choose a day and an hour.
schedule-agreed = They come on { $day }.
schedule-day = { $day }, { $time }
partner-served = They got what they came for
partner-over = There is nothing more to answer here. Thank you.
partner-keep = Keep this link: here you also say whether they arrived. Whoever has it can answer for you, so do not pass it on.
partner-gone-title = This link does not work
partner-gone = It may be incomplete, too old, or replaced by a newer one. Nothing is wrong on your side. Call the desk, and they send you a new one.
partner-call = Call the desk: { $number }
partner-need = What they need
partner-age = Age
partner-gender = Gender
partner-county = County
partner-again = Look again

guest-title = Join the conversation
guest-invited = They agreed that one of you joins their conversation as a guest, so that nobody has to tell it twice. You see what is written from when you join, and nothing before. They see that you are there. Everybody can end it at any time.
guest-join = Join as a guest
guest-go-on = Go on with the conversation
guest-lead = You are here as a guest. What you write, everybody here reads. Do not ask for more than you need.
guest-leave = Leave the conversation
guest-over = You are not in this conversation any more.

spoken-title = The code, please
spoken-lead = Whoever sent you this link told you six digits on the telephone. Type them once in this browser.
spoken-label = Six digits
spoken-left = { $count ->
    [one] This is the last try. After a wrong one, this link is closed.
   *[other] You have { $count } tries. Then this link is closed.
}
spoken-send = Open
spoken-wrong = This is not the code. Call the desk if you are not sure.
spoken-no-code = Type six digits, such as 123 456.

refused-time = The time to answer is over. Call the desk.
refused-state = This is over or was answered already. How it stands now is shown below.
refused-day-over = This day and hour are over already. Choose a later time.
refused-day-far = This day is more than 90 days away. Check the date.
refused-not-asked = You were not asked for this bed.
refused-already-held = A bed is kept already. No other is needed now.
refused-nothing-held = No bed is kept any more.
refused-over = Nobody needs this bed any more.
refused-none-free = No bed is free that nobody holds. Say first how many are free.
refused-held = { $count } of these beds are kept for somebody. Take one back first.
refused-more = { $count } free beds of { $most } cannot be. Look at the number again.
refused-not-arrived = They have not arrived, so there is nothing to say yet.
refused-early = It is too early for this. We ask you later.
refused-recorded = This was said already.
refused-other = This could not be kept. Look at how it stands now, and try again or call the desk.

## Beds: the saved link of a service

beds-title = Your beds
beds-lead = Tap to say how many beds are free now. People who look for a bed see it at once.
beds-none = Your beds are not counted yet. Call the desk, and they set it up.
beds-said = { $count ->
    [0] No bed free
    [one] 1 bed free
   *[other] { $count } beds free
}
beds-unknown = Not said yet
beds-of = of { $count }
beds-kept = { $count ->
    [one] 1 of them is kept for somebody
   *[other] { $count } of them are kept for somebody
}
beds-more = One more
beds-fewer = One fewer
beds-still = Still right
beds-undo = Undo: { $count ->
    [one] it was 1
   *[other] it was { $count }
}
beds-old = This number is old. Tap “{ beds-still }” or change it.
beds-now = just now
beds-minutes = { $count ->
    [one] 1 minute ago
   *[other] { $count } minutes ago
}
beds-hours = { $count ->
    [one] 1 hour ago
   *[other] { $count } hours ago
}
beds-days = { $count ->
    [one] 1 day ago
   *[other] { $count } days ago
}
beds-changed = The number has changed since you opened this page. This is how it stands now. Tap again if it is wrong.
beds-waiting = Who needs a bed
beds-waiting-none = Nobody asks for a bed right now. This page looks for new ones by itself.
beds-waiting-nobody = Nobody’s name is here. With your yes, a bed is kept for { $minutes } minutes. Then the desk tells you who comes, if they agree.
beds-danger = They may be in danger now.
beds-until = Please answer until { $time }.
beds-yes = Yes, we keep a bed
beds-yes-of = Yes: { $beds }
beds-found = Yes, we found a bed
beds-found-of = Yes, we found one: { $beds }
beds-call = Call me
beds-no = No
beds-said-no = You said no. You can still say yes.
beds-said-call = You asked for a call. The desk sees it.
beds-said-yes = The bed you kept was given back. You can say yes again.
beds-holds = Beds you keep
beds-held-until = Kept until { $time }.
beds-held-why = The desk calls you or sends a link before that. If not, the bed is free again by itself.
beds-take-back = Take it back
beds-told = Lately
beds-told-found = A bed was found elsewhere, or is not needed any more.
beds-told-over = The time is over. Nothing more to do.
beds-told-given = Your bed was given to them. Your number is one lower now.
beds-keep = Save this page on your phone. Whoever has it can answer for you, so do not pass it on. If you lost it, call the desk for a new one.

## What became of them

partner-follow-up = How are they now?
partner-follow-up-why = A short word helps us learn what works. Only a choice, nothing about them.

## Codes

milestone-2_days = Two days after they arrived
milestone-30_days = Thirty days after they arrived

follow_up-still_there = Still there, and helped
follow_up-moved_on = Somewhere else that is safe
follow_up-left = They left, nobody knows where to
follow_up-back_in_danger = Back with somebody who harms them
follow_up-not_reached = Nobody could be asked
follow_up-does_not_want = They do not want to be asked

bed_request_state-open = Asked
bed_request_state-held = Bed kept
bed_request_state-closed = Over
bed_request_state-expired = No bed found

bed_reply-yes = Yes
bed_reply-no = No
bed_reply-call_me = Call them

referral_state-offered = Asked, no answer yet
referral_state-accepted = Accepted
referral_state-scheduled = Day agreed
referral_state-declined = Declined
referral_state-arrived = Arrived
referral_state-did_not_arrive = Did not arrive
referral_state-served = Got what they came for
referral_state-withdrawn = Taken back
referral_state-expired = Not answered in time

decline_reason-full = No place free
decline_reason-age = Not the age we take
decline_reason-gender = Not the gender we take
decline_reason-area = Too far, or outside our area
decline_reason-needs_beyond_service = Needs more than we can give
decline_reason-safety = We could not keep everybody safe
decline_reason-language = Nobody here speaks the language
decline_reason-call_first = Call us first
decline_reason-other = Something else

consent_scope-name = What to call them
consent_scope-safe_contact = How to reach them safely
consent_scope-age = Their exact age or date of birth
consent_scope-location = Where they are, or where to pick them up
consent_scope-needs = What they need, and what was done so far
consent_scope-situation = What happened to them

age_band-under_12 = Under 12
age_band-12_14 = 12 to 14
age_band-15_17 = 15 to 17
age_band-under_18 = Under 18
age_band-18_20 = 18 to 20
age_band-21_24 = 21 to 24
age_band-25_plus = 25 or over
age_band-18_plus = 18 or over

gender-Feminine = Girl or woman
gender-Masculine = Boy or man
gender-TransgenderFeminine = Trans girl or woman
gender-TransgenderMasculine = Trans boy or man
gender-NonConforming = Non-binary

need-emergency_shelter = A safe bed tonight
need-extraction = To be picked up
need-transportation = A ride
need-medical_care = Doctor or clinic
need-mental_health_care = Somebody trained to talk to
need-substance_use_treatment = Help with alcohol or drugs
need-legal_help = Lawyer
need-immigration_help = Help with papers of stay
need-food = Food
need-basic_items = Clothes, phone, hygiene
need-transitional_housing = A place for months
need-long_term_housing = A place for good
need-case_management = One worker who stays
need-advocacy = Somebody who goes along
need-peer_support = Other survivors
need-education = School
need-employment = Work
need-financial_help = Urgent money
need-childcare = Care for their child
need-interpretation = Interpreter
need-family_reunification = Family again, where safe
need-report_to_police = Tell the police, with support
need-safety_planning = Safety plan
need-online_safety = Images or accounts taken down
need-other = Something else
