## Frame of every page

layout-skip = Skip to the text
layout-home = Start
layout-leave = Leave now
layout-more = More pages
layout-safety = Stay safe here
layout-numbers = Numbers to call
layout-before = Who is told what

## Start

start-title = Someone is here to listen
start-lead = Day and night. It is free. You do not have to give your name.
start-help = I need help
start-help-hint = For me, or for someone I know
start-tip = I saw something
start-tip-hint = I am worried about someone
start-question = I want to understand
start-question-hint = Plain answers, and what you can do
start-now = In danger right now? Call { $number }.

## Before: what happens to what you say

before-title = What happens to what you say
before-lead = Read this first. Then you choose.
before-help = When you ask for help
before-help-reader = A trained person reads it. Not a robot. Not the police.
before-help-choice = You choose what to say. You do not have to give your name.
before-help-lock = We lock what you say. Only our team can open it.
before-help-agree = We tell no one else if you do not say yes.
before-help-limit = There are two limits. You may be under 18 and someone hurts you or uses you. Or someone may die or get badly hurt. Then the law may say we must call for help.
before-help-first = If we have to tell, we tell you first when we can. You can ask us: “What would you have to report?”
before-help-stop = You can stop at any time.
before-tip = When you saw something
before-tip-reader = A trained person reads it. Not a robot.
before-tip-name = You do not have to say who you are. We do not keep your internet address.
before-tip-passed = We pass on what you saw to those who can act. That may be child protection or the police.
before-tip-left-out = We leave your name out. We only add it if you say we may.
before-tip-reply = If you say how to reach you, we can ask you more. We may not be free to tell you how it ends.
before-question = When you want to understand
before-question-read = You can read our answers. We do not know who reads them.
before-question-write = If you write to us, a person writes back. That can take some days.
before-question-kept = We do not pass it on.
before-keep = What we keep
before-keep-text = We keep what you write, so that we can help. We do not keep your internet address. We do not count or follow you.
before-chat = Start a chat
before-write = Write to us
before-write-tip = Tell us what you saw
before-answers = Read the answers
before-other = Other ways to reach us

## Safety

safety-title = Stay safe here
safety-lead = Is someone near you? Might they look at this phone? Read this first.
safety-leave = Leave fast
safety-leave-button = “{ layout-leave }” is at the top of each page. It takes you to a weather page.
safety-leave-keys = With a keyboard, press Shift three times.
safety-leave-chat = It ends a chat on this phone. No one can open that chat here after that.
safety-history = Your list of pages
safety-history-kept = Your phone may keep a list of the pages you saw. We can not clear that list.
safety-history-name = This site shows up there as “{ $tab }”.
safety-history-clear = To clear it, open the menu of your browser. Look for “History”. Take out this site only. An empty list can look odd too.
safety-history-private = Next time, use a private window. It keeps no list.
safety-shared = If others use this phone
safety-shared-other = Use a phone that is not yours, if you can. A library or a school may have one.
safety-shared-close = Close the page when you are done.
safety-shared-notes = Do not save our number with a name that gives you away.
safety-cannot = What we can not keep you safe from
safety-cannot-spy = Some people put an app on a phone to watch it. They may see all you type. We can not stop that. If you think so, use another phone.
safety-cannot-text = The phone company keeps a list of your texts. So does your phone.
safety-cannot-bill = Calls and texts can show up on the phone bill. Free numbers can show up too.
safety-cannot-wifi = The owner of the Wi-Fi may see that you came to this site. They can not read what you write.
safety-save = What this site saves
safety-save-nothing = Just looking saves nothing about you.
safety-save-chat = A chat saves one small mark, so that you can go on with it. “{ layout-leave }” wipes it out.

## Numbers

numbers-title = Numbers to call
numbers-lead = These lines are free. They are not run by us. They may show up on the phone bill.
numbers-call = Call
numbers-text = Text
numbers-text-word = Text { $word } to { $number }
numbers-open = Open
numbers-languages = Languages
numbers-always = day and night
numbers-checked = We last checked this on { $date }.
numbers-not-checked = This was checked long ago, on { $date }. It may have changed.

## Write to us

write-help-title = Write to us
write-tip-title = Tell us what you saw
write-question-title = Ask us
write-lead = One sentence is enough. You can leave all the rest empty.
write-words-help = What would you like to tell us?
write-words-tip = What did you see or hear?
write-words-question = What would you like to know?
write-words-hint-help = You do not have to give your name.
write-words-hint-tip = Where was it, and when? What did the people or the car look like?
write-words-hint-question = Do you need help, or did you see something? Then use the other doors. They are faster.
write-danger = Someone is in danger right now
write-danger-hint = If you can, call { $number } too. They are faster than we are.
write-reach = How we may reach you
write-reach-why = Leave it empty if you do not want us to. We will only use the way you choose.
write-reach-way = Which way is safe?
write-reach-text = Text
write-reach-call = Call
write-reach-email = E-mail
write-reach-none = Do not reach me
write-reach-address = Number or e-mail
write-reach-when = When is it safe?
write-reach-morning = Morning
write-reach-afternoon = Afternoon
write-reach-evening = Evening
write-reach-night = Night
write-reach-voicemail = May we leave a voice message?
write-yes = Yes
write-no = No
write-code-word = A code word
write-code-word-hint = A word that only you and we know. We say it first, so that you know it is us.
write-send = Send
write-needed = Write at least one sentence, so that we know how to help. Nothing else is needed.
write-not-sent = This was not sent yet. What you wrote is still here.

thanks-title = Thank you. We got it
thanks-help = A person will read it soon. We answer all day and all night.
thanks-help-reach = We will only reach you in the way you chose.
thanks-help-none = You did not say how to reach you. So we will not try. You can come back here at any time.
thanks-tip = A person will read it soon. If a child may be in danger, we pass it on at once.
thanks-tip-reach = We may ask you more, in the way you chose.
thanks-tip-none = You did not say how to reach you. So we will not ask you more.
thanks-question = A person will read it. It can take some days.
thanks-next = You can close this page now.

## When something does not work

error-title = That did not work
error-not-found = There is no such page here. It may have moved.
error-other-site = This did not come from our page. Go back to our page and send it from there.
error-wrong-fields = Something was missing. Go back, fill in the page, and send it again.
error-too-large = This is too long for one message. Send it in two or more parts.
error-unreadable = Some letters could not be read. Type the text again and send it.
error-rule = This can not be done now.
error-changed = Someone else changed this in the meantime. Look at it again.
error-busy = Many people write to us right now. Wait a few seconds and send it again.
error-ours = Something broke on our side. Nothing was lost. Try again.
error-back = Go to the start

## Dates

date-day = { $month } { $day }, { $year }
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
