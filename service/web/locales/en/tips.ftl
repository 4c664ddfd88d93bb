## Tips on the desk

tips-title = Tips
tips-lead = Tips of which nobody has said the end, and tipsters who wait for an answer. The most dangerous first, then what has not moved for longest.
tips-empty = No tip is open.
tips-more = Only the first 200 are shown.
tips-tip = Tip
tips-stage = Stands at
tips-since = For
tips-still = has not moved for more than a day
tips-answer = Tipster
tips-waits = waits for an answer, { $time }
tips-waits-for = waits for { $agency }

tips-follow-title = Tip
tips-fate = What became of it
tips-fate-why = The tipster sees each step with its day, and nothing else of what is done.
tips-no-tip = This contact does not stand in the tip lane.
tips-no-receipt = This tip has no receipt, so its tipster cannot come back.
tips-give = Make six words
tips-give-why = You read them out to the tipster once. They are kept nowhere.
tips-read = I read this tip
tips-read-again = Read it again
tips-agency = Kind of agency
tips-agency-none = None
tips-agency-missing = Choose which kind of agency it was.
tips-route = We gave it to them
tips-acted = They did something
tips-reason = Why nobody could act
tips-reason-missing = Choose why nobody could act.
tips-could-not = They could not act
tips-close = Close
tips-reply = Write to the tipster
tips-reply-hint = They read it when they come back with their six words. Say nothing of what others do.
tips-holds-receipt = This holds six words of a receipt. Take them out: whoever reads this message could open the tip.

tips-alike = The same thing?
tips-alike-why = Suggested by numbers, names, words and facts. A person decides; nothing is merged.
tips-alike-off = Your team does not search, so names and numbers are not compared.
tips-alike-none = No other tip looks like this one.
tips-linked = tells of the same
tips-part = Not the same after all
tips-look = Look at { $label }
tips-same = The same
tips-other = Another matter

tips-lost = The tipster lost the six words
tips-lost-why = Ask what only the tipster can know, without saying what is recorded. At least three facts must agree, and more must agree than differ. The old words stop working.
tips-lost-vouch = I believe that this is the same person
tips-lost-give = Make new words

tips-given-title = Six words for the tipster
tips-given-read = Read these words out slowly, twice, and let the tipster say them back.
tips-given-once = They are shown only now and kept nowhere. Do not write them down here or on paper.
tips-given-done = The tipster has them: go to tip { $label }

tip_stage-received = Received
tip_stage-being_read = Being read
tip_stage-routed = Given to
tip_stage-acted_on = Acted on
tip_stage-could_not_act = Could not act
tip_stage-closed = Closed

tip_likeness-same_text = the same words
tip_likeness-same_name = the same number, plate or account
tip_likeness-county = county
tip_likeness-age_band = age
tip_likeness-gender = gender
tip_likeness-venue = kind of place
tip_likeness-exploiter = kind of exploiter
tip_likeness-relation = relation
tip_likeness-control = means of control
tip_likeness_strength-strong = Likely the same
tip_likeness_strength-possible = Possibly the same
