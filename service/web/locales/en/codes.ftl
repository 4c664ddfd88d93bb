## Labels of code lists: the list's name and the code. The code never changes; a label may.

lane-help = Help
lane-tip = Tip
lane-question = Question

channel-chat = Chat
channel-text = Text
channel-phone = Phone
channel-web_form = Web form
channel-walk_in = Walk-in
channel-email = E-mail

danger-now = In danger now
danger-raised = Signs of danger
danger-unknown = Danger not known
danger-none_known = No danger known

contact_state-waiting = Waiting
contact_state-active = Talking
contact_state-broken_off = Broken off
contact_state-ended = Ended

queue_reason-danger_now = first: in danger now
queue_reason-danger_raised = before others: signs of danger
queue_reason-danger_unknown = before the next: nobody has asked about danger yet
queue_reason-help_lane = before the next: help comes before tips and questions
queue_reason-tip_lane = before the next: tips come before questions
queue_reason-waited_longer = before the next: has waited longer
queue_reason-last = nobody stands behind

ending-finished = Done what could be done
ending-visitor_left = The person left
ending-no_reply = No reply any more
ending-handed_on = Handed on to another service
ending-out_of_scope = Not what this line is for
ending-by_mistake = Wrong number or by mistake
ending-silent = Silent
ending-prank = Prank
ending-question_answered = Question answered
ending-duplicate = Same as another contact
ending-test = Test or drill
ending-harassment = Harassment

shift_state-off = Off shift
shift_state-on = On shift
shift_state-paused = On a pause

safe_channel-do_not_contact = Do not contact
safe_channel-call = Call
safe_channel-text = Text
safe_channel-email = E-mail
safe_channel-in_person = In person, through somebody they trust

voicemail-never = Never leave a message
voicemail-neutral_only = Only a neutral sentence, without our name
voicemail-allowed = A message is safe

weekday-MO = Monday
weekday-TU = Tuesday
weekday-WE = Wednesday
weekday-TH = Thursday
weekday-FR = Friday
weekday-SA = Saturday
weekday-SU = Sunday

consent_signer-adult_themself = They themself, an adult
consent_signer-minor_themself = They themself, under 18
consent_signer-parent = A parent
consent_signer-guardian = A guardian or the agency with custody
consent_signer-court_appointed = Somebody appointed by a court

abuser_check-ruled_out = Ruled out
abuser_check-alleged = It is alleged
abuser_check-not_checked = Not asked

staff_role-specialist = Specialist
staff_role-supervisor = Supervisor
staff_role-coordinator = Coordinator
staff_role-analyst = Analyst
staff_role-administrator = Administrator

## Facts: what is asked, why, and what can be chosen

answer-unknown = Not known
answer-prefers_not_to_say = Prefers not to say

fact-reaching_out = Who is reaching out
fact-reaching_out-why = Decides the lane and who may consent.
reaching_out-potential_victim = The person themself
reaching_out-family = Family
reaching_out-friend = Friend
reaching_out-community_member = Somebody who saw something
reaching_out-professional = Professional
reaching_out-partner = Partner service
reaching_out-other = Somebody else

fact-danger_now = Danger at this moment
fact-danger_now-why = The queue puts danger first, and the law may oblige us to act.

fact-age_band = Age
fact-age_band-why = Decides which services take them and which laws protect them.

fact-gender = Gender
fact-gender-why = Some services take only some; a person is placed as who they are.

fact-county = County
fact-county-why = Finds services near them and who is responsible there.

fact-living_situation = Where they live now
fact-living_situation-why = Tells whether they have a safe place tonight.
living_situation-family = With family
living_situation-foster_care = Foster care
living_situation-group_home = Group home
living_situation-shelter = Shelter
living_situation-staying_with_others = With friends, on a couch
living_situation-unsheltered = Outside, in a car
living_situation-hotel_or_motel = Hotel or motel
living_situation-with_exploiter = With the exploiter
living_situation-own_home = On their own
living_situation-detention = Detention or jail
living_situation-hospital = Hospital or treatment
living_situation-other = Somewhere else

fact-needs = What they need
fact-needs-why = Finds services that really fit.

fact-commercial_sex_act = Anything given or promised for a sex act
fact-commercial_sex_act-why = Under 18, this alone makes it trafficking by law. Nothing else has to be shown.
commercial_sex_act-yes = Yes
commercial_sex_act-no = No

fact-venue = Where it happens
fact-venue-why = Tells who can look and what to watch for.
venue-online = Online or app
venue-fake_massage_business = Fake massage business
venue-residential_brothel = Home or flat used for it
venue-street = Street
venue-truck_stop = Truck stop
venue-strip_club = Strip club
venue-hotel_or_motel = Hotel or motel
venue-event = Event
venue-home = Their home or the exploiter’s
venue-escort_service = Escort service
venue-other = Somewhere else

fact-exploiter = Who exploits
fact-exploiter-why = Decides what is safe to do next. Alleged, until a court says otherwise.
exploiter-crime_network = Crime network
exploiter-gang = Gang
exploiter-individual = One person
exploiter-business_owner = Business owner
exploiter-intimate_partner = Intimate partner
exploiter-family_member = Family member
exploiter-other = Somebody else

fact-relation = How they know each other
fact-relation-why = If it is family, going home is not safe.
relation-Familial = Family
relation-Acquainted = Knew each other
relation-Unaquainted = Strangers

fact-control = How they are controlled
fact-control-why = Shapes the safety plan.
control-PhysicalThreats = Threats of violence
control-ThreatsLawEnforcement = Threats with police or deportation
control-ThreatensChildrenFamily = Threats against their family
control-DebtBondage = A debt to work off
control-FalsePromises = False promises
control-PhysicalAbuse = Physical abuse
control-SexualAbuse = Sexual abuse
control-TakesEarnings = Takes what they get
control-RestrictsFinancialAccess = No access to money
control-RestrictsMedicalCare = Kept from doctors
control-WithholdsNecessities = Food or sleep withheld
control-PsychologicalAbuse = Psychological abuse
control-PsychoactiveSubstance = Drugs or alcohol
control-ExcessiveWorkingHours = Excessive hours
control-WithholdsDocuments = Papers withheld
control-Other = Something else

fact-vulnerability = What made them easier to exploit
fact-vulnerability-why = Points to help they should have had. The cause is always the exploiter.
vulnerability-prior_sexual_abuse = Abused or exploited before
vulnerability-running_away_or_homelessness = Ran away or has no home
vulnerability-child_welfare = Foster care or child welfare
vulnerability-rejected_orientation_or_identity = Rejected for orientation or identity
vulnerability-substance_use = Substance use, own or at home
vulnerability-disability = Disability
vulnerability-school_absence = Missing school
vulnerability-prior_missing_episodes = Missing before
vulnerability-other = Something else
