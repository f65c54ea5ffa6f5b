"""Context: the setting in which partners choose. One value per district, per funder, or per world."""

from __future__ import annotations

from sim.declarations.parameters import Declarations, Parameter

FUNDER_KINDS = ("philanthropic", "academic", "state", "federal")


def _declare() -> tuple[Parameter, ...]:
    declared: list[Parameter] = []
    # fmt: off

    d = Declarations("district", kind="context", scope="district")
    d("schools", 10, 3, 60, "schools", "assumed", "-", "schools in the district",
      prior="integer", minimum=1, maximum=4000)
    d("teachers_per_school", 30, 10, 60, "teachers", "assumed", "-", "teachers in each school",
      prior="integer", minimum=1, maximum=400)
    d("central_office_posts", 4, 2, 10, "posts", "assumed", "-", "curriculum leaders in the central office",
      prior="integer", minimum=1, maximum=200, label="central-office curriculum leaders")
    d("coach_posts", 4, 0, 20, "posts", "assumed", "-", "instructional coaches of the district", prior="integer",
      maximum=1000, label="instructional coaches")
    d("poverty", 0.5, 0.1, 0.9, "share", "assumed", "-", "mean share of low-income students over schools",
      minimum=0, maximum=1, label="low-income students")
    d("poverty_spread", 0.25, 0.05, 0.4, "share", "assumed", "-", "half-width of school poverty around the mean",
      minimum=0, maximum=0.5, label="differences in school poverty")
    d("political_pressure", 0.4, 0, 1, "share", "assumed", "CPG 2013 (place-based)",
      "how hotly the district's decisions are debated in public", label="political pressure")
    d("absorptive_capacity", 0.5, 0.1, 0.9, "share", "assumed", "CPG 2013 (challenging contexts)",
      "people and routines to interpret findings and act on them", minimum=0, maximum=1,
      label="district's capacity to use findings")
    d("policy_alignment", 0.6, 0.1, 0.9, "share", "assumed", "CPG 2013 (challenging contexts)",
      "how well policies and purchasing rules go with the innovation", minimum=0, maximum=1,
      label="fit of policies and innovation")
    d("slack_hours", 6, 2, 14, "hours a month", "assumed", "CPG 2013 (challenging contexts)",
      "hours that a practitioner can give without being released", minimum=0, maximum=60,
      label="free hours of a practitioner")
    d("superintendent_turnover", 0.16, 0.08, 0.35, "share a year", "measured",
      "White 2023; ILO Group 2024, 2025", "superintendents who leave in a year", minimum=0, maximum=0.95,
      label="superintendent turnover")
    d("central_office_turnover", 0.16, 0.08, 0.3, "share a year", "measured", "Finnigan & Daly 2017",
      "central-office leaders who leave in a year", minimum=0, maximum=0.95, label="central-office turnover")
    d("teacher_turnover", 0.16, 0.08, 0.28, "share a year", "measured", "NCES TFS 2021-22",
      "teachers who leave their school in a year, averaged over experience and poverty", minimum=0, maximum=0.9,
      label="teacher turnover")
    declared += d.all

    d = Declarations("funder", kind="context", scope="funder")
    d("kind", "philanthropic", 0, 3, "kind of funder", "choice", "DQC (drivers)", "what drives this funder",
      choices=FUNDER_KINDS, label="kind of funder")
    d("budget", 2_000_000, 200_000, 20_000_000, "dollars a year", "assumed", "-",
      "new awards a year that partnerships of this field compete for", minimum=0, maximum=1e10, prior="loguniform",
      label="funder's new awards a year")
    d("grant", 450_000, 50_000, 1_200_000, "dollars", "derived", "IES; Spencer; W. T. Grant; NSF",
      "size of one grant", minimum=1, maximum=1e8, prior="loguniform", label="size of a grant")
    d("months", 30, 12, 60, "months", "derived", "IES; Spencer; W. T. Grant", "length of one grant",
      prior="integer", minimum=1, maximum=240, label="length of a grant")
    d("odds", 0.2, 0.06, 0.5, "share", "measured", "IES FY2014 (10.6 %); W. T. Grant 2026",
      "share of average proposals that are funded", minimum=0.001, maximum=0.999,
      label="chance that a proposal is funded")
    d("call_month", 3, 1, 12, "month of the fiscal year", "assumed", "-", "month of its call (1 is July)",
      prior="integer", label="month of the funder's call")
    d("call_every", 6, 3, 24, "months", "assumed", "-", "months between calls", prior="integer", minimum=1, maximum=120)
    d("review_months", 8, 4, 12, "months", "assumed", "W. T. Grant guidance for funders", "months from proposal to money",
      prior="integer", minimum=1, maximum=36)
    d("operating", 0.15, 0, 1, "share", "assumed", "CPG 2013 (funders)",
      "how far it lets grants pay for the partnership itself", label="funder pays for the partnership")
    d("practice", 0.2, 0, 0.6, "share", "assumed", "CPG 2013 (co-funding)",
      "how far it lets grants be paid to the practice side", maximum=1, label="funder pays the practice side")
    d("process_weight", 0.3, 0, 1, "share", "assumed", "CPG 2013 (funders)",
      "weight on how partners will work, beside the products that they promise",
      label="funder's weight on how partners work")
    d("track_record_weight", 0.5, 0, 1, "share", "assumed", "-", "weight on what a partnership has shown so far",
      label="funder's weight on track record")
    d("patience", 0.4, 0, 1, "share", "assumed", "W. T. Grant guidance for funders",
      "readiness to renew a grantee whose work is not finished", label="funder's readiness to renew")
    d("strategy_shift", 0.12, 0.02, 0.4, "share a year", "assumed", "DQC (drivers)",
      "chance that a strategy change takes its interest elsewhere", minimum=0, maximum=0.95,
      label="funder's changes of strategy")
    d("officer_turnover", 0.2, 0.05, 0.4, "share a year", "assumed", "-", "programme officers who leave in a year",
      minimum=0, maximum=0.95, label="programme officer turnover")
    declared += d.all

    d = Declarations("field", kind="context", scope="world")
    d("other_districts", 20, 0, 60, "districts", "assumed", "-",
      "districts without a partnership that could take up the innovation", prior="integer", maximum=20_000,
      label="districts without a partnership")
    declared += d.all
    # fmt: on
    return tuple(declared)


PARAMETERS = _declare()
