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
entries-state = How the check stands
entries-order = Order
entries-none-so = No entry is like that.
entries-none-yet = None among those looked at so far; go on to the next page.
entries_show-due = To be checked within a month
entries_show-never = Never checked
entries_show-late = Check is over
entries_show-soon = Check ends within a month
entries_show-good = Checked
entries_show-all = All
entries_order-day = First what is to be checked first
entries_order-name = By name
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
entry-new = Another service of this organisation
entry-new-title = New service
entry-new-of = Run by { $organization }. It stands beside “{ $service }”.
entry-new-places = It is given at the same places as “{ $service }”
entry-new-then = Beds, hours, area and places come next, on its own page.
entry-elsewhere = Free beds are told by the service’s own link.
entry-no-name = Write a name.
entry-no-url = Write the page with https:// in front.
entry-no-age = Write ages in whole years, 0 to 130.
entry-ages-crossed = The youngest age is above the oldest one.
entry-too-long = A text is too long: at most 4,000 characters, a number at most 60.
entry-many-phones = At most 20 numbers.

terms-title = Beds, hours and area
terms-beds = Groups of beds
terms-beds-hint = One line for each group of people. With a group the service can be given its own link, and a bed can be asked for. A name that you empty takes the group away.
terms-beds-name = For whom
terms-beds-new = One more group: for whom
terms-beds-most = How many there are
terms-beds-free = Free now
terms-hours = Weekly hours
terms-hours-hint = On the clock of this house. A time to close that is not after the time to open means the next day. Hours without a day go.
terms-hours-others = { $count ->
    [one] 1 other rule, such as a holiday, stays as it is.
   *[other] { $count } other rules, such as holidays, stay as they are.
}
terms-hours-days = On these days
terms-hours-new = More hours: on these days
terms-monday = Mon
terms-tuesday = Tue
terms-wednesday = Wed
terms-thursday = Thu
terms-friday = Fri
terms-saturday = Sat
terms-sunday = Sun
terms-opens = From
terms-closes = Until
terms-area = Area, drawn as GeoJSON
terms-area-hint = Where its users must live, as a Polygon or MultiPolygon. Empty: what the directory says otherwise.
terms-many = At most 30 groups and 30 hours.
terms-no-number = Write beds as a whole number, such as 8.
terms-no-free = Write how many of the new beds are free now.
terms-more-free = More beds are free than there are. Look at the numbers again.
terms-no-time = Write times such as 09:00.
terms-no-area = This is no area: paste a GeoJSON Polygon or MultiPolygon.
terms-area-long = This area is too long: at most 20,000 characters. Draw it with fewer corners.

place-title = A place of this service
place-add = Add a place
place-open = Correct a place
place-who = Who may know where it is
place-who-hint = What only staff may know is sealed, and leaves no page or file for others.
place-name = Name of the place
place-address_1 = Street and number
place-address_2 = Second line
place-city = City or town
place-state = State or province
place-postal_code = Postal code
place-country = Country, as two letters
place-latitude = Degrees north
place-longitude = Degrees east
place-no-address = Write street and town.
place-no-country = Write the country as two letters, such as US.
place-no-degrees = Write degrees as numbers, such as 41.5, both or none.
organization-new = New organisation
organization-name = What the organisation is called
organization-about = What it does
organization-first = Its first service
organization-incomplete = Write what the organisation is called and what it does.
