### The entries of the directory, for those who keep it.

entries-title = Directory
entries-lead = { $count ->
    [one] 1 service. An entry that nobody checked for long sends people to closed doors.
   *[other] { $count } services. An entry that nobody checked for long sends people to closed doors.
}
entries-overdue = To be checked now
entries-within-month = Within a month
entries-which = Which entries
entries-due = To be checked
entries-all = All, by name
entries-named = Names that begin with
entries-none-named = No service has a name that begins so.
entries-all-checked = Every entry was checked, and none has to be checked again within a month.
entries-never = Never checked
entries-late = Was to be checked by { $day }
entries-soon = To be checked by { $day }
entries-until = Checked, counts until { $day }
entries-active = Offered
entries-inactive = Not offered at present
entries-defunct = Ended
entries-closed = Closed for a time

entry-title = Entry of the directory
entry-checked = Checked on { $day }
entry-checked-until = Checked on { $day }; counts until { $until }
entry-confidential = Holds what not everybody may know
entry-saved = Saved. The desk and the public directory show it now.
entry-stands = What stands now, where it differs from what you typed
entry-empty = nothing
entry-status = Is it offered?
entry-name = Name
entry-alternate_name = Another name in use
entry-description = What it does
entry-eligibility_description = Who may use it, in words
entry-minimum_age = Youngest age, in years
entry-maximum_age = Oldest age, in years
entry-application_process = How to get it
entry-fees_description = What it costs
entry-alert = A notice that matters now
entry-url = Its page
entry-email = Its mail address
entry-genders = Genders served
entry-genders-hint = None ticked means not known: the desk then has to ask.
entry-phones = Numbers to call
entry-phones-hint = A number that you empty goes away.
entry-phone = Number
entry-phone-new = One more number
entry-phone-for = What it is for
entry-phone-who = Who may see it
confidentiality-public = Everybody
confidentiality-partner = Partner agencies and staff
confidentiality-staff = Staff only
entry-check = I checked this entry today with the service
entry-months = For how long that counts
entry-months-count = { $count ->
    [one] 1 month
   *[other] { $count } months
}
entry-elsewhere = Places, hours and beds come with the imported directory; free beds are told by the service’s own link.
entry-no-name = Write a name.
entry-no-url = Write the page with https:// in front.
entry-no-age = Write ages in whole years, 0 to 130.
entry-ages-crossed = The youngest age is above the oldest one.
entry-too-long = A text is too long: at most 4,000 characters, a number at most 60.
entry-many-phones = At most 20 numbers.
