## Before the first word

chat-start-title = Talk to us
chat-start-reads = Who reads this
chat-start-reads-text = A trained person. Not a robot. Not the police.
chat-start-told = Who else may be told
chat-start-told-text = No one, if you do not say yes. But if you are under 18, or someone may get badly hurt, the law may say we must. We tell you first when we can.
chat-start-phone = What stays on this phone
chat-start-phone-text = We save nothing here. Your phone may list this page as “{ $tab }”.
chat-start-leave = How to leave fast
chat-start-leave-text = Tap “{ layout-leave }” at the top. Or press Shift three times.
chat-start-words = What would you like to say?
chat-start-words-hint = One word is enough. You do not have to give your name.
chat-start-danger = I am in danger right now
chat-start-send = Start the chat
chat-start-more = More on who is told what
chat-start-write = I can not chat now. I want to write.
chat-start-needed = Write one word or more, so that we can answer.

## While talking

chat-title = Chat
chat-messages = Messages
chat-you = You
chat-visitor = Visitor
waiting-seconds = Someone will answer in less than a minute. You can keep writing.
waiting-about_minutes = { $minutes ->
    [one] Someone will answer in about 1 minute. You can keep writing.
   *[other] Someone will answer in about { $minutes } minutes. You can keep writing.
}
waiting-longer_than_usual = Many people need help right now. It takes longer than most times. We keep what you write, and your place.
waiting-cannot_say = Someone is here and will answer. We can not say when. You can keep writing.
waiting-nobody_on_shift = No one is here right now. We keep what you write. Someone reads it when they come.
chat-here = { $name } is here with you.
chat-typing = Someone is writing to you.
chat-lost = The line broke. We try again. What you wrote is safe.
chat-not-sent = Not sent yet. We try again.
chat-refused = This could not be sent. Your words are back in the box.
chat-over = This chat has ended.
chat-live = New messages
chat-live-hint = New messages show up here by themselves.
chat-live-again = Look for new messages
chat-words = Your message
chat-send = Send
chat-end = End this chat
chat-end-hint = You can also just leave. We keep what you wrote.
chat-end-sure = Yes, end it
chat-guest = Guest
chat-guest-hint = Is a guest here, or asked to come? You can say no at any time, and the chat goes on.
chat-guest-go = No guest, please

notice-answered = Someone from our team is here now.
notice-joined = One more person from our team is here.
notice-left = One person from our team has left. You are not alone here.
notice-transferred = Someone else from our team is with you now. They can read what you wrote.
notice-back_in_queue = You are waiting for the next person. Your place is kept.
notice-broken_off = The line broke. What you wrote is kept.
notice-resumed = The line is back.
notice-ended = This chat has ended.
notice-guest_invited = Someone from { $name } was asked to join as a guest. They will see only what is written after they come. To say no, tap “{ chat-end }”, then “{ chat-guest-go }”.
notice-guest_joined = Someone from { $name } is here as a guest. They see what is written from now on, and nothing before.
notice-guest_left = The guest from { $name } is not here any more.

## After

end-title = Thank you for talking with us
end-lead = You can come back at any time.
end-survey = Two short questions, if you like
end-survey-why = They help us get better. No one can tell that it was you.
end-help = Did this help you?
end-help-yes = Yes
end-help-some = A bit
end-help-no = No
end-again = Would you come back if you needed to?
end-again-yes = Yes
end-again-maybe = Not sure
end-again-no = No
end-send = Send
end-sent = Thank you. We have your answers.
end-numbers = Other numbers to call

# Very many reach out at this moment
toll-busy = Many people are writing to us right now.
toll-solving = This takes a few seconds. Then your message is sent by itself.
toll-wait = What you wrote is still here. Please wait { $seconds } seconds. Then press the button again.
toll-danger = Are you in danger right now? Tick the box for it. Then you do not have to wait.
