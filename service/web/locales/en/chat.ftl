chat-wait-now = Someone will answer in less than a minute. You can keep writing.
chat-wait-minutes = { $minutes ->
    [one] Someone will answer in about 1 minute. You can keep writing.
   *[other] Someone will answer in about { $minutes } minutes. You can keep writing.
}
chat-wait-long = Many people need help right now. It may take more than { $minutes } minutes. We keep what you write, and your place.
