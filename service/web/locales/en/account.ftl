## The door

sign-in-title = Sign in
sign-in-go = Sign in
sign-in-code = Code from your app
sign-in-code-hint = Leave it empty if you did not set one up.
sign-in-wrong = Log-in name, password or code is not right. Try again.
sign-in-wait = Too many tries from here. Wait { $seconds ->
    [one] 1 second
   *[other] { $seconds } seconds
}, then try again. From another place your password works at once.
sign-in-lost = Lost your password? Ask an administrator: with the recovery key they can give you a link to set a new one.

unlock-title = Locked
unlock-lead = { $name }, your desk is locked because nobody touched it. Your conversations go on.
unlock-wrong = This is not your password. Try again, after a moment if you tried often.
unlock-go = Unlock

account-login = Log-in name
account-login-hint = What you type to sign in. It is stored as a hash only.
account-name = Name
account-name-hint = What your colleagues see.
account-password = Password
account-password-hint = At least 12 characters. Four unrelated words are good. Nobody can look it up.

## First run

setup-title = Set up
setup-lead = This page is shown once. It founds your installation and makes the first account.
setup-recovery = Recovery key
setup-recovery-why = Whoever holds this key can open everything. Print this page now or copy the key by hand, and keep the paper in a safe. It is not stored anywhere, and without it a lost password means lost access.
setup-group = Last group of the key
setup-group-hint = Type the last five signs from your print, to be sure that it is there.
setup-organization = Organisation
setup-organization-name = Name of the organisation
setup-hotline = Name of the hotline team
setup-hotline-hint = The team that answers the public pages.
setup-supervisor = First supervisor
setup-supervisor-hint = Leads the hotline team. You get a link for them on the next page.
setup-you = Your account
setup-go = Set up
setup-done = Set up
setup-supervisor-link = Give this link to { $name }. It makes their account, with the key of the team { $team }. You as administrator do not hold that key: you run the system and open nothing.
invite-once = The link works once and for three days, and is not shown again. Put the address of this site in front of it.

## Invitations

join-title = Your account
join-lead = Choose what you sign in with. This link works once.
join-go = Save and sign in

## One's own account

account-title = Account
account-sessions = Where you are signed in
account-sessions-why = A session ends by itself after twelve hours. End one that you do not know, and change your password.
account-since = Since
account-state = State
account-do = Change
account-this = this browser
account-open = open
account-locked = locked
account-end = End
account-lock = Lock my desk now
account-change = Change password
account-change-why = All your other sessions end.
account-old = Password now
account-new = New password

code-title = Code from an app
code-on = A code of your app is asked for whenever you sign in with your password.
code-off = Not set up. With it, somebody who saw you type your password still can not sign in.
code-add = Set up
code-renew = Use another app
code-remove = Take it away
code-scan = Scan this picture with your authenticator app, then type the code that it shows.
code-picture = The secret as a QR code. It is also written out below.
code-type = Or type this into the app:
code-wrong = The code or the password is not right. Wait for the next code and try again.
code-now = Code that the app shows now

## Members

members-title = Members
members-roles = Roles
members-teams = Teams
members-invited = invited
members-active = active
members-suspended = suspended
members-left = left
members-add = Add to { $team }
members-suspend = Suspend
members-restore = Let in again
members-reset = Reset access
members-invite = Invite
members-link = The account is made. Give this link to them yourself, not by e-mail:
members-keys = The key of a hotline team comes from a member of that team. A supervisor gives it with the invitation, or later with the button in the list. An administrator does not hold it: they run the system and open nothing.
reset-title = Reset access
reset-lead = Their password, passkeys and code end now, and so do their sessions. You get a link with which they set new ones. What they could open, they can open again; you can not.
reset-hint = 45 letters and digits from the paper, with or without dashes.
reset-link = Done. Give this link to them yourself, not by e-mail:

## Passkeys

passkey-title = Passkeys
passkey-why = Sign in with a finger, a face or a security key. The passkey itself unlocks your key, so no code is asked for.
passkey-used = Last used
passkey-add = Add a passkey
passkey-remove = Remove
passkey-sign-in = Sign in with a passkey
passkey-failed = That did not work. Sign in with your password.
passkey-no-key = That did not work, or this authenticator can not hold a key (it lacks the PRF extension). Use another one, or keep signing in with your password.
passkey-script = Adding a passkey needs a script in your browser. Your password works without.
