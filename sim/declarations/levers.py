"""Design levers: what partners and their funders choose, one value per partnership.

A partnership type is a set of these values in a file under ``scenarios/types/``; no rule asks for the type.
"""

from sim.declarations.parameters import Declarations

# fmt: off
declare = Declarations(kind="lever", scope="partnership", grade="choice")

# --- work: what the joint work looks like over one work unit -----------------------------------------------
declare("work.collaboration_start", default=0.6, low=0, high=1, unit="share", source="CPG 2013 (types)",
        meaning="how far both sides work together when a study or cycle is planned", label="joint planning of studies")
declare("work.collaboration_middle", default=0.4, low=0, high=1, unit="share", source="CPG 2013 (types)",
        meaning="how far both sides work together while it runs", label="joint work while studies run")
declare("work.collaboration_end", default=0.6, low=0, high=1, unit="share", source="CPG 2013 (types)",
        meaning="how far both sides interpret the results together", label="joint interpretation of results")
declare("work.unit_months", default=9, low=0.5, high=24, unit="months", source="CPG 2013 (types); MB",
        meaning="planned length of one study, design cycle or PDSA test", label="length of a study or cycle")
declare("work.design_share", default=0.5, low=0, high=1, unit="share", source="CPG 2013 (design research)",
        meaning="share of research time for building and testing an innovation rather than for studies of policy",
        label="research time for design")
declare("work.rapid_response_share", default=0.1, low=0, high=0.6, maximum=0.9, unit="share",
        source="CPG 2013 (timelines)", meaning="share of research time kept free for short requests of the district",
        label="research time for short requests")
declare("work.interim_products", default=0.3, low=0, high=1, unit="share", source="CPG 2013 (timelines)",
        meaning="how much of a running study is reported before its end", label="reports before a study ends")
declare("work.existing_research", default=0, low=0, high=0.6, maximum=0.8, unit="share",
        source="MB (study councils); MB (communities of practice)",
        meaning="share of joint time in which partners read and discuss what others have found",
        label="joint time for existing research")
declare("work.translation", default=0.3, low=0, high=1, unit="share", source="CPG 2013 (Boston); MB",
        meaning="how far findings are put into forms that practitioners can use: briefs, tools, presentations",
        label="findings put into usable forms")
declare("work.practitioner_data_share", default=0.2, low=0, high=0.9, unit="share", source="CPG 2013 (NICs)",
        meaning="share of data collection and analysis done by practitioners", label="data work done by practitioners")
declare("work.demand_hours", default=6, low=0, high=16, maximum=60, unit="hours a month",
        source="MB (demand continuum)", meaning="hours asked of each practitioner at the table",
        label="hours asked of each practitioner")
declare("work.released_time", default=0.3, low=0, high=1, unit="share", source="MB (resources); CPG 2013 (roles)",
        meaning="share of the asked hours that practitioners are released for, at a cost",
        label="released time for practitioners")
declare("work.policy_weight", default=0.4, low=0, high=1, unit="weight", source="CPG 2013 (aims)",
        meaning="weight on answering questions of local policy", label="aim: questions of local policy")
declare("work.field_weight", default=0.3, low=0, high=1, unit="weight", source="CPG 2013 (aims)",
        meaning="weight on knowledge for the field beyond the district", label="aim: knowledge for the field")
declare("work.local_capacity_weight", default=0.3, low=0, high=1, unit="weight", source="CPG 2013 (aims)",
        meaning="weight on the district's own capacity to improve", label="aim: the district's own capacity")
declare("work.practical_measures", default=0.2, low=0, high=1, unit="share", source="MHS 2022 (InquiryHub)",
        meaning="how far quick classroom measures such as exit tickets feed each cycle",
        label="quick classroom measures")

# --- structure: agreements and routines ---------------------------------------------------------------------
declare("structure.board", default=0, low=0, high=1, unit="share", source="CPG 2013 (mutualism)",
        meaning="how far a governing board of both sides sets the agenda", label="governing board of both sides")
declare("structure.decision_rule", default=0.5, low=0, high=1, unit="share", source="MHS 2022 (decision-making)",
        meaning="formal weight of practitioners in decisions: 0 researchers decide, 0.5 consensus, 1 practitioners"
                " decide", label="practitioners' weight in decisions")
declare("structure.agreements", default=0.5, low=0, high=1, unit="share", source="MHS 2022 (commitments)",
        meaning="written agreements and shared norms that make promises visible", label="written agreements and norms")
declare("structure.no_surprises", default=0.5, low=0, high=1, unit="share", source="CPG 2013 (trust)",
        meaning="share of findings that the district sees before release", label="findings shown before release")
declare("structure.partner_approval", default=0, low=0, high=1, unit="share", source="CPG 2013 (Gardner Center)",
        meaning="share of findings that are published only with the partners' consent",
        label="findings that need consent")
declare("structure.independence", default=0.4, low=0, high=1, unit="share",
        source="CPG 2013 (independence and joint work)",
        meaning="how far researchers keep apart from design and decisions", label="researchers' independence")
declare("structure.data_agreement", default=0.5, low=0, high=1, unit="share", source="CPG 2013 (archives); DQC",
        meaning="how complete a standing data-sharing agreement is", label="standing data-sharing agreement")
declare("structure.data_archive", default=0.2, low=0, high=1, unit="share", source="CPG 2013 (archives)",
        meaning="how far linked data are held ready for analysis", label="archive of linked data")
declare("structure.knowledge_management", default=0.3, low=0, high=1, unit="share", source="MHS 2022 (structures)",
        meaning="how well documents, decisions and tools are kept for later members",
        label="records kept for later members")
declare("structure.facilitation", default=0.3, low=0, high=1, unit="share", source="CPG 2013 (mutualism)",
        meaning="how far protocols let every role be heard", label="protocols so that all are heard")
declare("structure.reflective_routines", default=0.4, low=0, high=1, unit="share", source="MHS 2022 (social learning)",
        meaning="share of joint time in which partners look at evidence and revise what they do",
        label="joint time for reflection")

# --- contact: how partners meet -----------------------------------------------------------------------------
declare("contact.meetings", default=2, low=0.25, high=6, minimum=0, maximum=20, unit="meetings a month",
        source="MHS 2022 (structures)", meaning="joint meetings a month, on average over the year",
        label="meetings a month")
declare("contact.face_to_face", default=0.5, low=0, high=1, unit="share", source="CPG 2013 (mutualism)",
        meaning="share of meetings in person and on site", label="meetings in person")
declare("contact.burst_months", default=1, low=1, high=6, maximum=24, prior="integer", unit="months",
        source="CPG 2013 (presence)",
        meaning="months between meeting periods: 1 is steady contact, 6 puts half a year of meetings into one month",
        label="months between meeting periods")
declare("contact.small_first", default=0, low=0, high=1, unit="share", source="CPG 2013 (trust)",
        meaning="how far promises are kept small until trust has grown", label="small promises first")
declare("contact.stake", default=0.5, low=0.1, high=1, unit="share", source="CPG 2013 (trust)",
        meaning="size of the promises that partners make to each other when nothing holds them back",
        label="size of promises")

# --- breadth: who is tied in --------------------------------------------------------------------------------
declare("breadth.superintendent", default=1, low=0, high=1, prior="integer", unit="people a district",
        source="CPG 2013 (Bellevue)", meaning="whether the superintendent takes part",
        label="superintendent takes part")
declare("breadth.central_office", default=2, low=0, high=4, maximum=12, prior="integer", unit="people a district",
        source="CPG 2013 (Bellevue)", meaning="central-office leaders who take part",
        label="central-office leaders at the table")
declare("breadth.principals", default=2, low=0, high=6, maximum=40, prior="integer", unit="people a district",
        source="CPG 2013 (Bellevue)", meaning="principals who take part", label="principals at the table")
declare("breadth.coaches", default=2, low=0, high=6, maximum=40, prior="integer", unit="people a district",
        source="CPG 2013 (Bellevue)", meaning="instructional coaches who take part", label="coaches at the table")
declare("breadth.teachers", default=3, low=0, high=10, maximum=60, prior="integer", unit="people a district",
        source="MHS 2022 (expertise)", meaning="teachers who take part in the joint work",
        label="teachers at the table")
declare("breadth.senior_buy_in", default=0.6, low=0, high=1, unit="share", source="MHS 2022 (commitments)",
        meaning="how far senior central-office staff were won before the start", label="senior leaders won beforehand")

# --- coordination -------------------------------------------------------------------------------------------
declare("coordination.fte", default=0.5, low=0, high=2, maximum=6, unit="full-time posts",
        source="CPG 2013 (devote resources)", meaning="staff time for keeping the partnership going",
        label="coordinators (full-time posts)")
declare("coordination.employer", default="research", low=0, high=2, choices=("research", "district", "neutral"),
        unit="organisation", source="CPG 2013 (SERP)", meaning="who employs the coordinator",
        label="employer of the coordinator")

# --- continuity ---------------------------------------------------------------------------------------------
declare("continuity.onboarding", default=0.3, low=0, high=1, unit="share", source="MHS 2022",
        meaning="how far newcomers on either side are brought in on purpose", label="onboarding of newcomers")
declare("continuity.handover", default=0.3, low=0, high=1, unit="share", source="CPG 2013 (turnover)",
        meaning="how far relationships and promises pass from a leaver to the successor",
        label="hand-over by people who leave")

# --- capacity -----------------------------------------------------------------------------------------------
declare("capacity.training", default=0.2, low=0, high=1, unit="share", source="CPG 2013 (funders)",
        meaning="capacity building for practitioners: using evidence, leading improvement",
        label="capacity building for practitioners")
declare("capacity.boundary_spanning", default=0.2, low=0, high=1, unit="share", source="CPG 2013 (funders)",
        meaning="training of both sides to work across the boundary", label="training to work across the boundary")
declare("capacity.recruiting", default=0, low=0, high=1, unit="share", source="MHS 2022 (expertise)",
        meaning="how far partners look for people with the kind of expertise that they miss most; in full for half a post",
        label="search for missing expertise")
declare("capacity.support_hours", default=24, low=0, high=100, maximum=200, unit="hours a teacher a year",
        source="Yoon et al. 2007; Better Math Teaching Network",
        meaning="professional development and coaching that the partnership offers to teachers in its schools",
        label="hours of support for each teacher")

# --- scale --------------------------------------------------------------------------------------------------
declare("scale.districts", default=1, low=1, high=6, maximum=200, prior="integer", unit="districts",
        source="CPG 2013 (types)", meaning="member districts, unless the scenario lists them", label="member districts")
declare("scale.members_start", default=1, low=0.25, high=1, unit="share of districts", source="CPG 2013 (NICs); MB",
        meaning="districts that are members from the start, at least one; the others may join at a renewal",
        label="share of districts at the start")
declare("scale.sites_start", default=0.2, low=0.02, high=1, unit="share of schools", source="CPG 2013 (small or big)",
        meaning="schools in which the joint work starts", label="share of schools at the start")
declare("scale.expansion_factor", default=2, low=1, high=6, maximum=20, unit="times", source="CPG 2013 (NICs)",
        meaning="factor by which sites grow once a change works reliably", label="growth of sites at each step")
declare("scale.tailoring", default=0.4, low=0, high=1, unit="share",
        source="CPG 2013 (local relevance and scalability)",
        meaning="how far the innovation is fitted to the place where it is developed", label="tailoring to the place")
declare("scale.codesign_providers", default=0.2, low=0, high=1, unit="share", source="CPG 2013 (LeTUS)",
        meaning="how far teachers who know the work are prepared to lead professional development",
        label="teachers prepared to lead others")
declare("scale.intermediary", default=0, low=0, high=1, unit="share", source="CPG 2013 (Boston)",
        meaning="a scale-up organisation or publisher at work", label="scale-up organisation at work")
declare("scale.equity_focus", default=0.2, low=0, high=1, unit="share", source="Coburn 2003; Farrell et al. 2021",
        meaning="how far support is steered to high-poverty schools", label="support for high-poverty schools")

# --- money --------------------------------------------------------------------------------------------------
declare("money.driver", default="philanthropic", low=0, high=3,
        choices=("philanthropic", "academic", "state", "federal"), unit="kind of funder", source="DQC (drivers)",
        meaning="the kind of funder that the partnership grew up with", label="kind of the founding funder")
declare("money.start_grant", default=750_000, low=50_000, high=1_500_000, minimum=0, maximum=50_000_000,
        prior="loguniform", unit="dollars", source="W. T. Grant; NSF", meaning="first grant")
declare("money.start_months", default=36, low=12, high=60, minimum=1, maximum=240, prior="integer", unit="months",
        source="W. T. Grant; Spencer", meaning="length of the first grant")
declare("money.operating_share", default=0.15, low=0, high=1, unit="share", source="CPG 2013 (funders)",
        meaning="share of grant money that may be spent on the partnership itself",
        label="grant money for the partnership")
declare("money.practice_share", default=0.2, low=0, high=0.6, unit="share", source="CPG 2013 (co-funding)",
        meaning="share of grant money that is paid to the district", label="grant money for the district")
declare("money.endowment", default=0, low=0, high=5_000_000, maximum=200_000_000, unit="dollars",
        source="CPG 2013 (funders)", meaning="endowment whose yield is operating money", label="endowment")
declare("money.fees", default=0, low=0, high=30_000, maximum=500_000, unit="dollars a district a year",
        source="MB (study councils)", meaning="membership fee")
declare("money.in_kind", default=20_000, low=0, high=150_000, maximum=5_000_000, unit="dollars a district a year",
        source="CPG 2013", meaning="staff time and rooms that a committed district puts in",
        label="district's staff time and rooms")
declare("money.proposal_expertise", default=0.5, low=0, high=1, unit="share", source="MHS 2022 (expertise for context)",
        meaning="skill in finding funders and writing proposals", label="skill in writing proposals")
declare("money.pipeline", default=1, low=0, high=4, maximum=12, unit="proposals a year", source="MHS 2022 (conclusion)",
        meaning="proposals written each year while money is not yet short", label="proposals written each year")

# --- team ---------------------------------------------------------------------------------------------------
declare("team.tenured", default=1, low=0, high=4, maximum=40, prior="integer", unit="people", source="CPG 2013",
        meaning="tenured faculty")
declare("team.untenured", default=1, low=0, high=4, maximum=40, prior="integer", unit="people", source="CPG 2013",
        meaning="faculty before tenure")
declare("team.staff", default=1, low=0, high=8, maximum=80, prior="integer", unit="people", source="CPG 2013",
        meaning="research staff on grant money", label="research staff")
declare("team.graduates", default=1, low=0, high=4, maximum=40, prior="integer", unit="people", source="CPG 2013",
        meaning="graduate students")
declare("team.instruction", default=0.65, low=0.1, high=0.9, unit="share", source="MHS 2022 (expertise)",
        meaning="expertise in instruction that partners look for in researchers, at the start and when somebody is hired",
        label="researchers' teaching expertise")
declare("team.partnership_credit", default=0.4, low=0, high=1, unit="share",
        source="Marrero et al. 2013; CPG 2013 (incentives)",
        meaning="how far the researchers' institution counts partnership work", label="credit for partnership work")
PARAMETERS = declare.all
# fmt: on
