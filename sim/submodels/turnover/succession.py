"""What successors start from: what the organisation holds is handed on by each way that there is."""

from sim.declarations.parameters import Declarations
from sim.kernel.compiled import rule
from sim.kernel.forms import moved

# fmt: off
declare = Declarations(kind="uncertainty", scope="world", grade="assumed")
declare("turnover.newcomer_trust", default=0.35, low=0.2, high=0.5, unit="share", source="CPG 2013 (trust)",
        meaning="trust of a person who has no experience with the partners",
        label="trust of a person without experience")
declare("turnover.inherited", default=0.35, low=0.15, high=0.55, unit="share",
        source="Finnigan & Daly 2017; CPG 2013 (Bellevue); MHS 2022 (commitments)",
        meaning="how far a newcomer takes on what the organisation holds by each way that is full: colleagues who all"
                " know each other, integration, rules, records, hand-over (of ties) or onboarding (of all else), coming"
                " from inside",
        label="what each way hands on to newcomers")
PARAMETERS = declare.all
# fmt: on


@rule
def inherits(ties, integration, rules, records, brought_in, inside, p):
    """How far a newcomer takes on what the organisation holds [0-1]; what one way leaves another may carry.

    Args:
        ties: with colleagues who know [0-1].
        integration: work that stands in calendars, budgets and job descriptions [0-1].
        rules: agreements and norms to which partners hold each other [0-1].
        records: what was kept of what was agreed and why [0-1].
        brought_in: what partners do about it [0-1]: leavers hand over what concerns relationships, and the others bring
            newcomers into all else.
        inside: 1 if the newcomer comes from inside.

    Source: CPG 2013 (turnover; Bellevue); MHS 2022 (commitments; structures).
    """
    left = (1.0 - p.inherited * ties) * (1.0 - p.inherited * integration) * (1.0 - p.inherited * rules)
    left *= (1.0 - p.inherited * records) * (1.0 - p.inherited * brought_in)
    return 1.0 - left * (1.0 - p.inherited * inside)


@rule
def transferred_trust(newcomer, standing, share):
    """What a successor starts with: a newcomer's value, moved toward the partnership's standing by what is carried."""
    return moved(newcomer, standing, share)
