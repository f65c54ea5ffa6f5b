"""What is known of a partnership: one table an owner, one row a partnership in each.

A table belongs to the step that writes it (a few columns are handed over by others). Memory holds the columns of all
these tables side by side, one wide row a partnership, so that recording and reading from outside take one row.
"""

from sim.state.column import B, Column, F, I, T, columns

#: Partnerships: who belongs to them, and their life (governance).
LIFE_COLUMNS = columns(
    ("districts_at", I, "row", "first of its districts, members or not"),
    ("districts_end", I, "row", "row after its last district"),
    ("researchers_at", I, "row", "first researcher"),
    ("researchers_end", I, "row", "row after its last researcher"),
    ("seats_at", I, "row", "first practice-side seat"),
    ("seats_end", I, "row", "row after its last seat"),
    ("ties_at", I, "row", "first boundary tie"),
    ("ties_end", I, "row", "row after its last tie"),
    ("funder_ties_at", I, "row", "its tie with the first funder"),
    ("start", I, "month", "month in which it starts, or from which its founders ask for a first grant (0-based)"),
    ("is_sought", B, "0/1", "1 while its founders ask for the grant with which it is to start"),
    ("stage", B, "stage", "a code of LIFE_STAGES"),
    ("cause", B, "cause", "why it ended, a code of CAUSES"),
    ("turned_away", B, "cause", "why no district is a member any more, a code of CAUSES; `none` while one is"),
    ("age", F, "months", "months since it started"),
    ("ended_month", F, "month", "month in which it ended; -1 while it goes on", -1),
    ("dormant", F, "months", "months of the present dormancy"),
    ("must_end", B, "cause", "cause by which an event ends it this month, a code of CAUSES; 0 for none"),
    ("no_more_money", F, "0/1", "1 once an event has ended all external support"),
    ("chance_off", I, "bits", "kinds of chance that are switched off for it now, codes of `CHANCES`"),
)

#: Coordinators, one post a partnership (turnover).
COORDINATOR_COLUMNS = columns(
    ("months", F, "months", "months of the coordinator in post"),
    ("left", F, "0/1", "1 in the month in which the coordinator left"),
    ("partnering", F, "share", "coordinator's expertise in partnership work"),
    ("commitment", F, "share", "coordinator's commitment"),
    ("dependability", F, "log odds", "coordinator's reliability"),
    ("stays", F, "log rate", "coordinator's inclination to stay"),
    ("vacant", F, "months", "months until the coordinator's post is filled"),
)

#: Money, in dollars (funding).
FINANCE_COLUMNS = columns(
    ("cash_project", F, "dollars", "grant money tied to project work"),
    ("cash_operating", F, "dollars", "money that may be spent on the partnership itself"),
    ("cash_practice", F, "dollars", "money held by the practice side"),
    ("income", F, "dollars", "money received this month, and time of districts' own people that was used"),
    ("put_in", T, "dollars", "money put in this month: grants, fees, in-kind support, new principal of the endowment"),
    ("endowed", F, "dollars", "principal of the endowment put in so far: the largest that it was"),
    ("spent", T, "dollars", "money spent this month"),
    ("returned", T, "dollars", "unspent project money that went back to funders this month"),
    ("total_in", T, "dollars", "money received so far"),
    ("total_out", T, "dollars", "money spent or returned so far"),
    ("external", F, "dollars", "grant money received this month"),
    ("committed", F, "dollars", "grant money promised for the months to come"),
    ("plan_size", F, "share", "size of the plan that money allows, relative to the first", 1),
    ("core", F, "share", "planned coordination that the plan keeps", 1),
    ("others", F, "share", "other planned work that the plan keeps", 1),
    ("regular", F, "dollars", "fees and endowment yield this month"),
    ("afforded", F, "share", "size of the plan that money in hand and promised would pay", 1),
    ("offered", F, "dollars", "value of staff time that districts offer this month"),
    ("paid_part", F, "share", "what is paid for, of all that planned work takes; the rest is time that people give"),
    ("runway", F, "months", "months of planned work that money in hand and promised would pay, at most 1000", 1000),
    ("in_kind", F, "dollars", "value of districts' staff time that was used this month"),
    ("paid_coordination", F, "share", "share of the planned coordination that could be paid"),
    ("paid_staff", F, "share", "share of the planned research staff that could be paid"),
    ("paid_support", F, "share", "share of the planned teacher support that could be paid"),
    ("paid_release", F, "share", "share of the planned released time that could be paid"),
    ("practice_money", F, "share", "share of recent money that the practice side held"),
    ("rigidity", F, "share", "how far present grants tie the work to promised products"),
    ("gap", F, "months", "months since grant money last came in"),
    ("longest_gap", F, "months", "longest time without grant money so far"),
    ("gaps", T, "gaps", "gaps in grant money so far"),
    ("months_funded", F, "months", "months with grant money so far"),
    ("proposals_written", T, "proposals", "proposals written so far"),
    ("awards", T, "awards", "grants won so far"),
    ("must_refuse", F, "proposals", "proposals that funders will refuse, because an event says so"),
    ("proposal_hours", F, "hours", "hours that proposals of this month take"),
)

#: What partners work on (agenda).
AGENDA_COLUMNS = columns(
    ("voice", F, "share", "practitioner voice in the agenda; 0.5 is balance", 0.5),
    ("teacher_voice", F, "share", "how far teachers at the table are heard"),
    ("problem", F, "share", "size of the problem that partners work on"),
    ("need", F, "share", "what is left of it"),
    ("taken_up", F, "0/1", "1 once another problem was taken up, until partners have an idea for it"),
    ("practice_then", F, "share", "mean practice of member districts when it was taken up"),
    ("relevance", F, "share", "relevance of the present work to the district's problems"),
    ("data_open", F, "share", "data of districts that partners may use, mean over those where they may work"),
)

#: Relations between partners, how they work together, and the four components of MHS 2022 (meetings, commitment,
#: learning, conflict, structures).
RELATION_COLUMNS = columns(
    ("trust", F, "share", "mean trust over boundary ties, by authority"),
    ("trust_practice", F, "share", "mean trust of practitioners in researchers"),
    ("trust_research", F, "share", "mean trust of researchers in practitioners"),
    ("contact", F, "share", "how far boundary ties were in contact this month"),
    ("promises_kept", F, "share", "recent share of promises kept"),
    ("promises", T, "promises", "promises that fell due this month"),
    ("promises_kept_now", T, "promises", "promises kept this month"),
    ("commitments", F, "share", "commitments (MHS 2022): the less committed of the two sides"),
    ("structures", F, "share", "structures (MHS 2022): mean of rhythm, protocols, rules, memory, welcome and handover"),
    ("expertise", F, "share", "expertise (MHS 2022): three kinds, who is at the table"),
    ("social_learning", F, "share", "social learning (MHS 2022): what partners learned together this month"),
    ("rhythm", F, "share", "meetings as a habit that somebody keeps up"),
    ("protocols", F, "share", "protocols by which all are heard"),
    ("rules", F, "share", "agreements and norms to which partners hold each other"),
    ("memory", F, "share", "institutional memory: records of what was agreed and why"),
    ("expertise_instruction", F, "share", "expertise in instruction at the table"),
    ("expertise_partnering", F, "share", "expertise in partnership work at the table"),
    ("expertise_context", F, "share", "expertise in the context at the table"),
    ("welcome", F, "share", "how far newcomers are brought in"),
    ("handover", F, "share", "how far whoever leaves passes on relationships and promises"),
    ("added_protocols", F, "share", "protocols that yearly looks have added to what partners intend, of those missing"),
    ("added_rules", F, "share", "the same for rules"),
    ("added_records", F, "share", "the same for records"),
    ("added_welcome", F, "share", "the same for the welcome"),
    ("added_handover", F, "share", "the same for the hand-over"),
    ("commitment_practice", F, "share", "mean commitment of practitioners at the table, by authority"),
    ("commitment_research", F, "share", "mean commitment of researchers"),
    ("trust_lost", T, "share", "trust lost to turnover this month, mean over ties"),
    ("shock", F, "share", "strength of a bad event this month"),
    ("broken", F, "share", "what was at stake in promises to everybody that were broken this month"),
    ("habit", F, "log odds", "habit of keeping promises"),
    ("misfit", F, "log rate", "how badly the partners' interests go together"),
    ("strain", F, "share", "conflict that is open"),
    ("mends", F, "share", "share of that which an event resolves this month"),
    ("strained", F, "months", "months for which partners have spoken of a conflict that is not resolved"),
    ("together", F, "share", "history that people on both sides share, of the longest that matters"),
    ("bad_news", F, "share", "findings that embarrassed partners this month, by strength"),
)

#: Joint work: hours, units, learning (joint work).
EFFORT_COLUMNS = columns(
    ("overload", F, "share", "asked hours beyond what practitioners have"),
    ("asked_share", F, "share", "hours asked of practitioners relative to the plan; a review may lower it", 1),
    ("participation", T, "share", "asked practitioner hours that were given"),
    ("kept_up", F, "share", "hours for structures that were there, of those that they take", 1),
    ("progress", F, "share", "visible progress of late"),
    ("rigour", F, "share", "rigour of recent results"),
    ("studies", T, "units", "work units finished so far"),
    ("cycles", T, "units", "design cycles finished so far"),
    ("revisions", T, "units", "work units revised in response to data"),
    ("plan_match", T, "share", "how well the running plan fits what the work has shown"),
    ("reliable_month", F, "month", "first month in which a change worked reliably at one site; -1 before", -1),
    ("trained", F, "hours", "hours of support a month that coaches have whom the partnership trained for the work"),
    ("support_quality", F, "share", "worth of an hour of its support, relative to an expert's", 1),
    ("research_hours_available", F, "hours", "hours that the research side has"),
    ("research_hours", F, "hours", "hours that the research side spent"),
    ("staff_hours", F, "hours", "hours of researchers in post and of paid coordination this month"),
    ("practice_hours_available", T, "hours", "hours that the practice side has"),
    ("practice_hours", T, "hours", "hours that the practice side spent"),
    ("learning_practice", T, "hours", "professional learning of practitioners so far, hours of full learning"),
    ("learning_research", T, "hours", "learning of researchers so far, hours of full learning"),
)

#: What comes of findings (research use).
FINDING_COLUMNS = columns(
    ("reputation", F, "share", "track record with funders and peers"),
    ("credibility", F, "share", "credibility with outsiders"),
    ("knowledge", F, "studies", "knowledge for the field, in rigorous published studies"),
    ("withheld", T, "studies", "results withheld so far"),
)

#: The innovation (ideas, instruction).
INNOVATION_COLUMNS = columns(
    ("worth", F, "worth", "true worth of the innovation when enacted well, mean over member districts: -0.2 to 1"),
    ("belief", F, "worth", "what partners believe it is worth"),
    ("precision", F, "full tests", "how well that is known: weight of the tests so far"),
    ("sunk", F, "months", "full work on it so far"),
    ("idea_months", F, "months", "months since it was taken up"),
    ("is_kept", F, "0/1", "1 once partners thought that it works and is to be kept"),
    ("recruited", F, "share", "how far people were found for the kind of expertise that is missed most"),
    ("found_instruction", F, "share", "the same if that kind is expertise in instruction"),
    ("negative_left", F, "months", "months for which all tests come out negative"),
    ("heard_of", I, "row", "partnership of whose idea they have heard most good, to take it over; -1 for none", -1),
    ("ideas_tried", T, "ideas", "ideas taken up so far"),
    ("ideas_dropped", T, "ideas", "ideas given up so far"),
    ("ideas_kept", T, "ideas", "ideas so far that partners thought to work and kept"),
    ("drop_months", T, "months", "months that dropped ideas were tried, summed"),
    ("usability", F, "share", "how easily teachers can enact it"),
    ("robustness", F, "share", "how well it works in contexts where it was not developed"),
    ("fidelity", F, "share", "implementation fidelity: share of present sites where it is enacted as intended"),
    ("reach", F, "share", "share of member schools meant as sites"),
    ("local_fit", F, "share", "how well it fits the place of its development"),
    ("exposure", F, "share", "political exposure: work at many sites that does not work yet, under pressure"),
    ("spread_districts", F, "districts", "other districts that use the innovation"),
)

#: Districts of a partnership together, members or not, and what members gain (observation, membership).
MEMBER_COLUMNS = columns(
    ("balance", T, "share", "balance of the four components: 1 is even"),
    ("teachers", T, "people", "teachers in its districts"),
    ("sites", T, "schools", "schools in which the joint work takes place"),
    ("practice", F, "share", "mean instructional practice in its districts"),
    ("users", F, "share", "teachers of its districts who use the innovation"),
    ("depth", T, "share", "mean practice among users"),
    ("deep", F, "share", "teachers who use the innovation and whose practice is above the depth threshold"),
    ("lasting", T, "share", "teachers who used it deeply when grants last paid, and still do in the same post"),
    ("schools", T, "schools", "schools in its districts"),
    ("schools_in", T, "schools", "schools that take part"),
    ("schools_left", T, "schools", "schools that left the work this month"),
    ("reached", T, "share", "member schools in which somebody uses the innovation"),
    ("adopted", T, "share", "member districts that adopted the innovation"),
    ("ownership", T, "share", "teacher support delivered by district people"),
    ("support", T, "hours", "teacher support delivered this month"),
    ("own_line", T, "dollars", "what member districts paid this month for teacher support from a budget of their own"),
    ("practice_gap", T, "share", "mean practice, low-poverty minus high-poverty schools"),
    ("access_gap", T, "hours a month", "support per teacher, low-poverty minus high-poverty schools"),
    ("informed", T, "share", "chance that research informs what its districts decide this month"),
    ("capacity", T, "share", "capacity of its districts to use research"),
    ("asking", T, "share", "how far leaders of its districts ask for findings"),
    ("decisions", T, "decisions", "decisions that its districts have taken so far"),
    ("decided_well", T, "decisions", "those among them that took the better option"),
    ("programmes", T, "share", "how well what its districts run fits together, mean"),
    ("practice_without", T, "share", "mean practice in districts without any partnership, for comparison"),
    ("programmes_without", T, "share", "how well what these run fits together, mean"),
    ("leaders_left", T, "people", "leaders of its districts who left this month"),
    ("superintendents_left", T, "people", "superintendents of its districts who left this month"),
    ("carriers", T, "share", "seats whose holder has taken part, weighted by commitment"),
    ("routines", T, "share", "integration of the work, mean over member districts"),
    ("districts", T, "districts", "districts that are members now"),
    ("benefit_districts", T, "benefit", "what districts that are members get less what they give, mean"),
    ("benefit_research", F, "benefit", "what the research side gets less what it gives, as it sees it: -1 to 1"),
    ("benefit_teachers", F, "benefit", "what teachers of its districts get: support, and practice gained"),
    ("benefit_low_poverty", F, "benefit", "learning gained by students of low-poverty schools, of the most possible"),
    ("benefit_high_poverty", F, "benefit", "learning gained by students of high-poverty schools, of the most possible"),
    ("benefit_least", T, "benefit", "benefit of whoever gains least among these"),
    ("student_learning_sd", T, "SD", "student learning (effect size): practice gained, times its worth"),
)

#: Tables of partnerships beside `partnerships` itself, and what their columns are called in the wide row.
PARTS: dict[str, tuple[tuple[Column, ...], str]] = {
    "coordinators": (COORDINATOR_COLUMNS, "coordinator_"),
    "finances": (FINANCE_COLUMNS, ""),
    "agendas": (AGENDA_COLUMNS, ""),
    "relations": (RELATION_COLUMNS, ""),
    "efforts": (EFFORT_COLUMNS, ""),
    "findings": (FINDING_COLUMNS, ""),
    "innovations": (INNOVATION_COLUMNS, ""),
    "members": (MEMBER_COLUMNS, ""),
}
#: The wide row: everything about a partnership.
PARTNERSHIP_COLUMNS = LIFE_COLUMNS + tuple(
    c.called(prefix + c.name) for part, prefix in PARTS.values() for c in part
)
