"""Design levers: what partners and their funders choose (model section 4), one value per partnership.

A partnership type is a set of these values in a file under ``scenarios/types/``; no rule asks for the type.
"""

from __future__ import annotations

from sim.declarations.parameters import Declarations, Parameter


def _declare() -> tuple[Parameter, ...]:
    declared: list[Parameter] = []
    # fmt: off

    # --- work: what the joint work looks like over one work unit -----------------------------------------------
    d = Declarations("work", kind="lever", scope="partnership")
    d("collaboration_start", 0.6, 0, 1, "share", "choice", "CPG 2013 (types)",
      "how far both sides work together when a study or cycle is planned", label="joint planning of studies")
    d("collaboration_middle", 0.4, 0, 1, "share", "choice", "CPG 2013 (types)",
      "how far both sides work together while it runs", label="joint work while studies run")
    d("collaboration_end", 0.6, 0, 1, "share", "choice", "CPG 2013 (types)",
      "how far both sides interpret the results together", label="joint interpretation of results")
    d("unit_months", 9, 0.5, 24, "months", "choice", "CPG 2013 (types); MB",
      "planned length of one study, design cycle or PDSA test", label="length of a study or cycle")
    d("design_share", 0.5, 0, 1, "share", "choice", "CPG 2013 (design research)",
      "share of research time for building and testing an innovation rather than for studies of policy",
      label="research time for design")
    d("rapid_response_share", 0.1, 0, 0.6, "share", "choice", "CPG 2013 (timelines)",
      "share of research time kept free for short requests of the district", maximum=0.9,
      label="research time for short requests")
    d("interim_products", 0.3, 0, 1, "share", "choice", "CPG 2013 (timelines)",
      "how much of a running study is reported before its end", label="reports before a study ends")
    d("practitioner_data_share", 0.2, 0, 0.9, "share", "choice", "CPG 2013 (NICs)",
      "share of data collection and analysis done by practitioners", maximum=1, label="data work done by practitioners")
    d("demand_hours", 6, 0, 16, "hours a month", "choice", "MB (demand continuum)",
      "hours asked of each practitioner at the table", maximum=60, label="hours asked of each practitioner")
    d("released_time", 0.3, 0, 1, "share", "choice", "MB (resources); CPG 2013 (roles)",
      "share of the asked hours that practitioners are released for, at a cost",
      label="released time for practitioners")
    d("policy_weight", 0.4, 0, 1, "weight", "choice", "CPG 2013 (aims)",
      "weight on answering questions of local policy", label="aim: questions of local policy")
    d("field_weight", 0.3, 0, 1, "weight", "choice", "CPG 2013 (aims)",
      "weight on knowledge for the field beyond the district", label="aim: knowledge for the field")
    d("local_capacity_weight", 0.3, 0, 1, "weight", "choice", "CPG 2013 (aims)",
      "weight on the district's own capacity to improve", label="aim: the district's own capacity")
    d("practical_measures", 0.2, 0, 1, "share", "choice", "MHS 2022 (InquiryHub)",
      "how far quick classroom measures such as exit tickets feed each cycle", label="quick classroom measures")
    declared += d.all

    # --- structure: agreements and routines ---------------------------------------------------------------------
    d = Declarations("structure", kind="lever", scope="partnership")
    d("board", 0, 0, 1, "share", "choice", "CPG 2013 (mutualism)",
      "how far a governing board of both sides sets the agenda", label="governing board of both sides")
    d("decision_rule", 0.5, 0, 1, "share", "choice", "MHS 2022 (decision-making)",
      "formal weight of practitioners in decisions: 0 researchers decide, 0.5 consensus, 1 practitioners decide",
      label="practitioners' weight in decisions")
    d("agreements", 0.5, 0, 1, "share", "choice", "MHS 2022 (commitments)",
      "written agreements and shared norms that make promises visible", label="written agreements and norms")
    d("no_surprises", 0.5, 0, 1, "share", "choice", "CPG 2013 (trust)",
      "share of findings that the district sees before release", label="findings shown before release")
    d("partner_approval", 0, 0, 1, "share", "choice", "CPG 2013 (Gardner Center)",
      "share of findings that are published only with the partners' consent", label="findings that need consent")
    d("independence", 0.4, 0, 1, "share", "choice", "CPG 2013 (independence and joint work)",
      "how far researchers keep apart from design and decisions", label="researchers' independence")
    d("data_agreement", 0.5, 0, 1, "share", "choice", "CPG 2013 (archives); DQC",
      "how complete a standing data-sharing agreement is", label="standing data-sharing agreement")
    d("data_archive", 0.2, 0, 1, "share", "choice", "CPG 2013 (archives)",
      "how far linked data are held ready for analysis", label="archive of linked data")
    d("knowledge_management", 0.3, 0, 1, "share", "choice", "MHS 2022 (structures)",
      "how well documents, decisions and tools are kept for later members", label="records kept for later members")
    d("facilitation", 0.3, 0, 1, "share", "choice", "CPG 2013 (mutualism)",
      "how far protocols let every role be heard", label="protocols so that all are heard")
    d("reflective_routines", 0.4, 0, 1, "share", "choice", "MHS 2022 (social learning)",
      "share of joint time in which partners look at evidence and revise what they do",
      label="joint time for reflection")
    declared += d.all

    # --- contact: how partners meet -----------------------------------------------------------------------------
    d = Declarations("contact", kind="lever", scope="partnership")
    d("meetings", 2, 0.25, 6, "meetings a month", "choice", "MHS 2022 (structures)",
      "joint meetings a month, on average over the year", minimum=0, maximum=20, label="meetings a month")
    d("face_to_face", 0.5, 0, 1, "share", "choice", "CPG 2013 (mutualism)",
      "share of meetings in person and on site", label="meetings in person")
    d("burst_months", 1, 1, 6, "months", "choice", "CPG 2013 (presence)",
      "months between meeting periods: 1 is steady contact, 6 puts half a year of meetings into one month",
      prior="integer", maximum=24, label="months between meeting periods")
    d("small_first", 0, 0, 1, "share", "choice", "CPG 2013 (trust)",
      "how far promises are kept small until trust has grown", label="small promises first")
    d("stake", 0.5, 0.1, 1, "share", "choice", "CPG 2013 (trust)",
      "size of the promises that partners make to each other when nothing holds them back", minimum=0,
      label="size of promises")
    declared += d.all

    # --- breadth: who is tied in --------------------------------------------------------------------------------
    d = Declarations("breadth", kind="lever", scope="partnership")
    d("superintendent", 1, 0, 1, "people a district", "choice", "CPG 2013 (Bellevue)",
      "whether the superintendent takes part", prior="integer", label="superintendent takes part")
    d("central_office", 2, 0, 4, "people a district", "choice", "CPG 2013 (Bellevue)",
      "central-office leaders who take part", prior="integer", maximum=12, label="central-office leaders at the table")
    d("principals", 2, 0, 6, "people a district", "choice", "CPG 2013 (Bellevue)",
      "principals who take part", prior="integer", maximum=40, label="principals at the table")
    d("coaches", 2, 0, 6, "people a district", "choice", "CPG 2013 (Bellevue)",
      "instructional coaches who take part", prior="integer", maximum=40, label="coaches at the table")
    d("teachers", 3, 0, 10, "people a district", "choice", "MHS 2022 (expertise)",
      "teachers who take part in the joint work", prior="integer", maximum=60, label="teachers at the table")
    d("senior_buy_in", 0.6, 0, 1, "share", "choice", "MHS 2022 (commitments)",
      "how far senior central-office staff were won before the start", label="senior leaders won beforehand")
    declared += d.all

    # --- coordination -------------------------------------------------------------------------------------------
    d = Declarations("coordination", kind="lever", scope="partnership")
    d("fte", 0.5, 0, 2, "full-time posts", "choice", "CPG 2013 (devote resources)",
      "staff time for keeping the partnership going", maximum=6, label="coordinators (full-time posts)")
    d("employer", "research", 0, 2, "organisation", "choice", "CPG 2013 (SERP)",
      "who employs the coordinator", choices=("research", "district", "neutral"), label="employer of the coordinator")
    declared += d.all

    # --- continuity ---------------------------------------------------------------------------------------------
    d = Declarations("continuity", kind="lever", scope="partnership")
    d("onboarding", 0.3, 0, 1, "share", "choice", "MHS 2022",
      "how far newcomers on either side are brought in on purpose", label="onboarding of newcomers")
    d("handover", 0.3, 0, 1, "share", "choice", "CPG 2013 (turnover)",
      "how far a leaver hands relationships and promises to the successor", label="hand-over by people who leave")
    declared += d.all

    # --- capacity -----------------------------------------------------------------------------------------------
    d = Declarations("capacity", kind="lever", scope="partnership")
    d("training", 0.2, 0, 1, "share", "choice", "CPG 2013 (funders)",
      "capacity building for practitioners: using evidence, leading improvement",
      label="capacity building for practitioners")
    d("boundary_spanning", 0.2, 0, 1, "share", "choice", "CPG 2013 (funders)",
      "training of both sides to work across the boundary", label="training to work across the boundary")
    d("support_hours", 24, 0, 100, "hours a teacher a year", "choice", "Yoon et al. 2007; Better Math Teaching Network",
      "professional development and coaching that the partnership offers to teachers in its schools", maximum=200,
      label="hours of support for each teacher")
    declared += d.all

    # --- scale --------------------------------------------------------------------------------------------------
    d = Declarations("scale", kind="lever", scope="partnership")
    d("districts", 1, 1, 6, "districts", "choice", "CPG 2013 (types)",
      "member districts, unless the scenario lists them", prior="integer", maximum=200, label="member districts")
    d("sites_start", 0.2, 0.02, 1, "share of schools", "choice", "CPG 2013 (small or big)",
      "schools in which the joint work starts", minimum=0, label="share of schools at the start")
    d("expansion_factor", 2, 1, 6, "times", "choice", "CPG 2013 (NICs)",
      "factor by which sites grow once a change works reliably", maximum=20, label="growth of sites at each step")
    d("tailoring", 0.4, 0, 1, "share", "choice", "CPG 2013 (local relevance and scalability)",
      "how far the innovation is fitted to the place where it is developed", label="tailoring to the place")
    d("codesign_providers", 0.2, 0, 1, "share", "choice", "CPG 2013 (LeTUS)",
      "how far teachers who know the work are prepared to lead professional development",
      label="teachers prepared to lead others")
    d("intermediary", 0, 0, 1, "share", "choice", "CPG 2013 (Boston)",
      "a scale-up organisation or publisher at work", label="scale-up organisation at work")
    d("equity_focus", 0.2, 0, 1, "share", "choice", "Coburn 2003; Farrell et al. 2021",
      "how far support is steered to high-poverty schools", label="support for high-poverty schools")
    declared += d.all

    # --- money --------------------------------------------------------------------------------------------------
    d = Declarations("money", kind="lever", scope="partnership")
    d("driver", "philanthropic", 0, 3, "kind of funder", "choice", "DQC (drivers)",
      "the kind of funder that the partnership grew up with",
      choices=("philanthropic", "academic", "state", "federal"), label="kind of the founding funder")
    d("start_grant", 750_000, 50_000, 1_500_000, "dollars", "choice", "W. T. Grant; NSF",
      "first grant", minimum=0, maximum=50_000_000, prior="loguniform")
    d("start_months", 36, 12, 60, "months", "choice", "W. T. Grant; Spencer",
      "length of the first grant", prior="integer", minimum=1, maximum=240)
    d("operating_share", 0.15, 0, 1, "share", "choice", "CPG 2013 (funders)",
      "share of grant money that may be spent on the partnership itself", label="grant money for the partnership")
    d("practice_share", 0.2, 0, 0.6, "share", "choice", "CPG 2013 (co-funding)",
      "share of grant money that is paid to the district", maximum=1, label="grant money for the district")
    d("endowment", 0, 0, 5_000_000, "dollars", "choice", "CPG 2013 (funders)",
      "endowment whose yield is operating money", maximum=200_000_000, label="endowment")
    d("fees", 0, 0, 30_000, "dollars a district a year", "choice", "MB (study councils)",
      "membership fee", maximum=500_000)
    d("in_kind", 20_000, 0, 150_000, "dollars a district a year", "choice", "CPG 2013",
      "staff time and rooms that a committed district puts in", maximum=5_000_000,
      label="district's staff time and rooms")
    d("proposal_expertise", 0.5, 0, 1, "share", "choice", "MHS 2022 (expertise for context)",
      "skill in finding funders and writing proposals", label="skill in writing proposals")
    d("pipeline", 1, 0, 4, "proposals a year", "choice", "MHS 2022 (conclusion)",
      "proposals written each year while money is not yet short", maximum=12, label="proposals written each year")
    declared += d.all

    # --- team ---------------------------------------------------------------------------------------------------
    d = Declarations("team", kind="lever", scope="partnership")
    d("tenured", 1, 0, 4, "people", "choice", "CPG 2013", "tenured faculty", prior="integer", maximum=40)
    d("untenured", 1, 0, 4, "people", "choice", "CPG 2013", "faculty before tenure", prior="integer", maximum=40)
    d("staff", 1, 0, 8, "people", "choice", "CPG 2013", "research staff on grant money", prior="integer", maximum=80,
      label="research staff")
    d("graduates", 1, 0, 4, "people", "choice", "CPG 2013", "graduate students", prior="integer", maximum=40)
    d("partnership_credit", 0.4, 0, 1, "share", "choice", "Marrero et al. 2013; CPG 2013 (incentives)",
      "how far the researchers' institution counts partnership work", label="credit for partnership work")
    declared += d.all
    # fmt: on
    return tuple(declared)


PARAMETERS = _declare()
