## Telling something, one question a page

tip-lead = One sentence is enough. You do not have to say who you are.
tip-skip = You can leave this empty.
tip-step = Step { $number } of { $of }.
tip-next = Next
tip-back = Back
tip-send-now = Send it now
tip-needed = Write at least one sentence. Nothing else is needed.
tip-have-receipt = I have six words
tip-what-hint = Say it in your own words.
tip-danger = Is someone in danger right now?
tip-danger-now = Yes, right now
tip-danger-no = No
tip-danger-unknown = I do not know
tip-call-now = Call { $number } too, if you can. They are faster than we are.
tip-where = Where was it?
tip-where-hint = A street, a town, a shop, a web page. What you know is enough.
tip-when = When was it?
tip-when-hint = A day, a time, or how often. “Last week at night” is fine.
tip-who = Who was there?
tip-who-hint = Names, ages, what they look like, a car, a number. It is fine if you do not know.
tip-holds-receipt = These look like the six words of a tip. Take them out. They open the tip, so keep them to yourself.

## The names of the questions, in front of the answers

tip_step-what = What
tip_step-danger = Danger
tip_step-where = Where
tip_step-when = When
tip_step-who = Who

## Six words

tip-receipt-title = Thank you. Keep these six words
tip-receipt-lead = We have your tip. A person will read it soon.
tip-receipt-once = We show these words only now. We do not keep them. If you lose them, we can not look them up.
tip-receipt-keep = How to keep them
tip-receipt-write = Write them on paper, or learn them by heart.
tip-receipt-hide = Does someone look at this phone? Then do not take a picture of this page.
tip-receipt-lost = Tell no one. Who has the words can read your tip.
tip-receipt-for = What they are for
tip-receipt-use = Come back with them at any time. You see what became of your tip. You can read our questions, and you can tell us more. You do not have to say who you are.
tip-receipt-try = I have them. Try them now

tip-stored-title = Your tip is safe with us
tip-stored-safe = A person will read it soon. You do not have to send it again.
tip-stored-words = Many people write to us right now. Your six words take a little longer. With them you can come back and see what became of your tip.
tip-stored-ask = Show me my six words

## Coming back

tip-return-title = What became of your tip
tip-return-lead = Type the six words that we showed you.
tip-return-words = Your six words
tip-return-hint = With a space after each word.
tip-return-open = Open
tip-return-count = There must be six words. You wrote { $found }.
tip-return-word = Word { $position } is not one of our words. Look at it again.
tip-return-like = Word { $position } is not one of our words. Did you mean “{ $word }”?
tip-return-nothing = These words open no tip. Look at each word and at the order.
tip-return-lost = Did you lose the words?
tip-return-lost-how = Call us or start a chat. A person will ask you about your tip. If they know that it is you, they give you new words.
tip-return-new = Tell us something new

## One tip, as its tipster sees it

tip-mine-title = Your tip
tip-mine-happened = What happened
tip-mine-limits = We can not tell you what others found out.
tip-mine-said = What was said
tip-mine-silent = Nothing was written yet.
tip-mine-add = Tell us more
tip-mine-add-hint = You can answer us here, or add what you know.
tip-mine-leave = Close this on this phone
tip-staff = Our team

tip-status-received = Your tip came in.
tip-status-being_read = A person reads it.
tip-status-routed = We gave it to: { $agency }.
tip-status-acted_on = They did something because of it: { $agency }.
tip-status-nobody = No one could act. { $reason }
tip-status-could_not = They could not act: { $agency }. { $reason }
tip-status-closed = It is closed. You can still write to us.

## Who may get a tip

agency_kind-child_protection = child protection
agency_kind-law_enforcement = the police
agency_kind-missing_children_center = the center for missing children
agency_kind-tribal_authority = a tribe
agency_kind-prosecution = a prosecutor
agency_kind-victim_service = a service that helps victims
agency_kind-health = a clinic
agency_kind-school = a school
agency_kind-juvenile_justice = juvenile justice
agency_kind-labour_or_licensing = an office that checks on businesses
agency_kind-hotline = another helpline
agency_kind-other = another office

## Why nobody could act

could_not_act-not_enough_to_find = There was too little to find who or where it is.
could_not_act-known_already = It was known before.
could_not_act-outside_jurisdiction = No office here may act on it.
could_not_act-nothing_found = They looked, and found nothing that they may act on.
could_not_act-not_about_harm = It is not about harm to someone.
could_not_act-not_told = They do not say.
