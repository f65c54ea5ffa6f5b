"""Context: the setting in which partners choose. One value per district, per funder, or per world."""

from sim.declarations.parameters import Declarations

FUNDER_KINDS = ("philanthropic", "academic", "state", "federal")

# fmt: off

declare = Declarations(kind="context", scope="district", grade="assumed")
declare("district.schools", default=10, low=3, high=60, minimum=1, maximum=4000, prior="integer", unit="schools",
        meaning="schools in the district")
declare("district.teachers_per_school", default=30, low=10, high=60, minimum=1, maximum=400, prior="integer",
        unit="teachers", meaning="teachers in each school")
declare("district.central_office_posts", default=4, low=2, high=10, minimum=1, maximum=200, prior="integer",
        unit="posts", meaning="curriculum leaders in the central office", label="central-office curriculum leaders")
declare("district.coach_posts", default=4, low=0, high=20, maximum=1000, prior="integer", unit="posts",
        meaning="instructional coaches of the district", label="instructional coaches")
declare("district.poverty", default=0.5, low=0.1, high=0.9, unit="share",
        meaning="mean share of low-income students over schools", label="low-income students")
declare("district.poverty_spread", default=0.25, low=0.05, high=0.4, maximum=0.5, unit="share",
        meaning="half-width of school poverty around the mean", label="differences in school poverty")
declare("district.political_pressure", default=0.4, low=0, high=1, unit="share", source="CPG 2013 (place-based)",
        meaning="how hotly the district's decisions are debated in public", label="political pressure")
declare("district.absorptive_capacity", default=0.5, low=0.1, high=0.9, unit="share",
        source="CPG 2013 (challenging contexts)", meaning="people and routines to interpret findings and act on them",
        label="district's capacity to use findings")
declare("district.policy_alignment", default=0.6, low=0.1, high=0.9, unit="share",
        source="CPG 2013 (challenging contexts)",
        meaning="how well policies and purchasing rules go with the innovation", label="fit of policies and innovation")
declare("district.slack_hours", default=6, low=2, high=14, minimum=0, maximum=60, unit="hours a month",
        source="CPG 2013 (challenging contexts)", meaning="hours that a practitioner can give without being released",
        label="free hours of a practitioner")
declare("district.superintendent_turnover", default=0.16, low=0.08, high=0.35, maximum=0.95, unit="share a year",
        grade="measured", source="White 2023; ILO Group 2024, 2025", meaning="superintendents who leave in a year",
        label="superintendent turnover")
declare("district.central_office_turnover", default=0.16, low=0.08, high=0.3, maximum=0.95, unit="share a year",
        grade="measured", source="Finnigan & Daly 2017", meaning="central-office leaders who leave in a year",
        label="central-office turnover")
declare("district.teacher_turnover", default=0.16, low=0.08, high=0.28, maximum=0.9, unit="share a year",
        grade="measured", source="NCES TFS 2021-22",
        meaning="teachers who leave their school in a year, averaged over experience and poverty",
        label="teacher turnover")
DISTRICT = declare.all

declare = Declarations(kind="context", scope="funder", grade="assumed")
declare("funder.kind", default="philanthropic", low=0, high=3, choices=FUNDER_KINDS, unit="kind of funder",
        grade="choice", source="DQC (drivers)", meaning="what drives this funder", label="kind of funder")
declare("funder.budget", default=2_000_000, low=200_000, high=20_000_000, minimum=0, maximum=1e10, prior="loguniform",
        unit="dollars a year", meaning="new awards a year that partnerships of this field compete for",
        label="funder's new awards a year")
declare("funder.grant", default=450_000, low=50_000, high=1_200_000, minimum=1, maximum=1e8, prior="loguniform",
        unit="dollars", grade="derived", source="IES; Spencer; W. T. Grant; NSF", meaning="size of one grant",
        label="size of a grant")
declare("funder.months", default=30, low=12, high=60, minimum=1, maximum=240, prior="integer", unit="months",
        grade="derived", source="IES; Spencer; W. T. Grant", meaning="length of one grant", label="length of a grant")
declare("funder.odds", default=0.2, low=0.06, high=0.5, minimum=0.001, maximum=0.999, unit="share", grade="measured",
        source="IES FY2014 (10.6 %); W. T. Grant 2026", meaning="share of average proposals that are funded",
        label="chance that a proposal is funded")
declare("funder.call_month", default=3, low=1, high=12, prior="integer", unit="month of the fiscal year",
        meaning="month of its call (1 is July)", label="month of the funder's call")
declare("funder.call_every", default=6, low=3, high=24, minimum=1, maximum=120, prior="integer", unit="months",
        meaning="months between calls")
declare("funder.review_months", default=8, low=4, high=12, minimum=1, maximum=36, prior="integer", unit="months",
        source="W. T. Grant guidance for funders", meaning="months from proposal to money")
declare("funder.operating", default=0.15, low=0, high=1, unit="share", source="CPG 2013 (funders)",
        meaning="how far it lets grants pay for the partnership itself", label="funder pays for the partnership")
declare("funder.practice", default=0.2, low=0, high=0.6, unit="share", source="CPG 2013 (co-funding)",
        meaning="how far it lets grants be paid to the practice side", label="funder pays the practice side")
declare("funder.process_weight", default=0.3, low=0, high=1, unit="share", source="CPG 2013 (funders)",
        meaning="weight on how partners will work, beside the products that they promise",
        label="funder's weight on how partners work")
declare("funder.track_record_weight", default=0.5, low=0, high=1, unit="share",
        meaning="weight on what a partnership has shown so far", label="funder's weight on track record")
declare("funder.patience", default=0.4, low=0, high=1, unit="share", source="W. T. Grant guidance for funders",
        meaning="readiness to renew a grantee whose work is not finished", label="funder's readiness to renew")
declare("funder.strategy_shift", default=0.12, low=0.02, high=0.4, maximum=0.95, unit="share a year",
        source="DQC (drivers)", meaning="chance that a strategy change takes its interest elsewhere",
        label="funder's changes of strategy")
declare("funder.officer_turnover", default=0.2, low=0.05, high=0.4, maximum=0.95, unit="share a year",
        meaning="programme officers who leave in a year", label="programme officer turnover")
FUNDER = declare.all

declare = Declarations(kind="context", scope="world", grade="assumed")
declare("field.other_districts", default=20, low=0, high=60, maximum=20_000, prior="integer", unit="districts",
        meaning="districts without a partnership that could take up the innovation",
        label="districts without a partnership")
# How many are watched is no property of the field, and changes nothing in it: draws leave it at none.
declare("field.comparison_districts", default=0, low=0, high=0, maximum=40, prior="integer", unit="districts",
        meaning="districts like the first one, in the same world, that no partnership ever invites: for comparison",
        label="districts watched for comparison")
declare("field.exchange", default=0, low=0, high=1, unit="share", source="MHS 2022 (learning community)",
        meaning="how far partnerships of the same world are one network: part of them that goes to a yearly meeting of"
                " all, as far as their plans are paid",
        label="partnerships that meet each other")
declare("field.akin", default=0.3, low=0.1, high=0.6, unit="share",
        meaning="partnerships that work on something so alike that their ideas could be taken over",
        label="partnerships with problems alike")
WORLD = declare.all
# fmt: on

PARAMETERS = DISTRICT + FUNDER + WORLD
