"""How a story begins, how each of its years stood, and how it ends."""

from analysis.lives.chain import cause_of, why_ended
from analysis.lives.life import Life
from analysis.wording.numbers import counted, dollars, duration, listed, number, percent, sentence
from app.story.work import trust_word
from sim.kernel.forms import MIDDLE
from sim.state.tables import DORMANT, LIFE_STAGES

#: Use of the innovation below which a story does not speak of it.
SOME_USE = 0.005
#: Distance from what is usual from which it is told how well programmes fit together.
SOME_FIT = 0.05


def opening(life: Life) -> str:
    """Who begins, where, and with what."""
    spec = life.spec
    schools = sum(int(d.context["district.schools"]) for d in spec.districts)
    teachers = sum(int(d.context["district.schools"] * d.context["district.teachers_per_school"])
                   for d in spec.districts)  # fmt: skip
    names = [d.name for d in spec.districts] if spec.districts_listed else []
    where = f" ({listed(names)})" if 0 < len(names) <= 5 and names != [spec.name] else ""
    team = sum(int(spec.levers[f"team.{role}"]) for role in ("tenured", "untenured", "staff", "graduates"))
    name = spec.name if spec.districts_listed else "a partnership"
    who = f"{counted(team, 'researcher')} and {counted(len(spec.districts), 'district')}{where}"
    brings = "was to bring" if life.never_was else "brings"
    text = f"{name} {brings} together {who} with {counted(schools, 'school')} and {teachers:,} teachers"
    if life.scenario.innovation:
        text += f", to work on {life.scenario.innovation}"
    if spec.founders < len(spec.districts):
        members = "is a member" if spec.founders == 1 else "are members"
        text += f"; {counted(spec.founders, 'district')} {members} from the start"
    if life.never_was:
        return sentence(text)
    if life.first_funder is None:
        return sentence(f"{text}, without a grant")
    if life.first_grant is not None:
        money = f"{life.funder(life.first_funder)} gives its founders {dollars(life.first_grant.value)} to start with"
        return f"{sentence(text)} {sentence(money)}"
    grant, months = (float(spec.levers[f"money.start_{word}"]) for word in ("grant", "months"))
    first = "year" if months == 12 else duration(months)
    money = f"{life.funder(life.first_funder)} pays {dollars(grant)} for the first {first}"
    return f"{sentence(text)} {sentence(money)}"


def year_header(life: Life, year: int, first: int, last: int) -> str:
    """How a year stood: trust, use of the innovation or of findings, money."""
    parts = [_trust(life, first, last)]
    if life.columns["users"].max() >= SOME_USE:
        users = life.at("users", last)
        what = life.scenario.the_innovation
        parts.append(f"{percent(users)} of teachers use {what}" if users else f"no teacher uses {what}")
    else:
        begun = max(first - 1, life.start)
        if life.districts and begun < last:
            informed = sum(float(d["informed"][begun:last].mean()) for d in life.districts) / len(life.districts)
            parts.append(f"research informed {percent(informed)} of decisions")
    cash_in, spent = (_cash(life, column, first, last) for column in ("income", "spent"))
    left = dollars(life.cash(last)) if life.cash(last) >= 500 else "nothing"
    parts.append(f"{dollars(cash_in)} came in, {dollars(spent)} went out, {left} is left")
    if LIFE_STAGES.index(life.columns["stage"][_last_alive(life, last) - 1]) == DORMANT:
        parts.append("the work is at rest")
    return f"Year {year}: {'; '.join(parts)}"


def _cash(life: Life, column: str, first: int, last: int) -> float:
    """Money in or out, without work in kind: it comes and goes at once, and never is in a purse."""
    return life.total(column, first, last) - life.total("in_kind", first, last)


def _trust(life: Life, first: int, last: int) -> str:
    before, after = life.at("trust", max(first - 1, life.start + 1)), life.at("trust", _last_alive(life, last))
    change = f"steady at {after:.2f}" if f"{before:.2f}" == f"{after:.2f}" else f"{before:.2f} → {after:.2f}"
    return f"trust {trust_word(life, after)} ({change})"


def _last_alive(life: Life, month: int) -> int:
    """A month, or the last one in which the partnership was alive if that comes before it."""
    return month if life.ended is None else max(life.start, min(month, life.ended - 1))


def closing(life: Life, *, briefly: bool = False) -> str:
    """How long it lasted, why it ended, and what stayed; briefly without the reason, which the chain tells."""
    if life.never_was:
        return _never_was(life)
    stayed = _what_stayed(life)
    return " ".join([_fate(life, briefly), *(stayed[:1] if briefly else stayed), *_people_stayed(life)])


def _never_was(life: Life) -> str:
    asked = sum(e.event == "proposal_sent" for e in life.entries)
    refused = sum(e.event == "proposal_refused" for e in life.entries)
    if not asked:
        return f"It was never founded: in {duration(life.months)} its founders asked nobody for a first grant."
    were = "was" if refused == 1 else "were"
    answers = f"{counted(refused, 'proposal')} {were} refused" if refused else "no answer came"
    return f"It was never founded: its founders asked {counted(asked, 'time')} for a first grant, and {answers}."


def _fate(life: Life, briefly: bool) -> str:
    lasted = duration(life.last_month - life.start + (0 if life.ended else 1))
    grants = int(life.at("awards", life.months)) + (life.first_funder is not None)
    spent = _cash(life, "spent", 1, life.months)
    money = f"It was given {counted(grants, 'grant')} and spent {dollars(spent)}"
    gap = life.at("longest_gap", life.months)
    money += f"; the longest time without one was {duration(gap)}." if grants and gap >= 2 else "."
    if life.ended is None:
        resting = LIFE_STAGES.index(life.columns["stage"][-1]) == DORMANT
        state = "still there, though at rest" if resting else "still at work"
        trust = life.at("trust", life.months)
        return f"After {lasted} the partnership is {state}; trust is {trust_word(life, trust)} ({trust:.2f}). {money}"
    because = "" if briefly else f" It ended because {why_ended(life, cause_of(life))}."
    return f"The partnership lasted {lasted}.{because} {money}"


def _what_stayed(life: Life) -> list[str]:
    end = life.months
    told = []
    later = f" {duration(end - life.ended)} later" if life.ended is not None and end > life.ended else ""
    if life.columns["users"].max() >= SOME_USE:
        then = ""
        if life.ended is not None and later:
            before, now = percent(life.at("users", life.ended)), percent(life.at("users", end))
            then = ", as when it ended" if before == now else f" ({before} when it ended)"
        use = f"{later} {percent(life.at('users', end))} of teachers use {life.scenario.the_innovation}"
        told.append(sentence(f"{use}{then}{_how(life, end)}"))
    else:
        told.append(f"Hardly any teacher came to use {life.scenario.the_innovation}.")
    knowledge, elsewhere = life.at("knowledge", end), life.at("spread_districts", end)
    left = f"the field learned what is worth {_studies(knowledge)}"
    if elsewhere >= 1:
        left += f", and {counted(elsewhere, 'other district')} took it up"
    told.append(sentence(left))
    before, after = life.at("capacity", life.start), life.at("capacity", end)
    change = "is what it was" if abs(after - before) < 0.02 else f"went from {before:.2f} to {after:.2f}"
    whose = "The district's" if life.has_one_district else "The districts'"
    told.append(f"{whose} capacity to use research {change}.")
    return [*told, *_decided(life, end)]


def _decided(life: Life, month: int) -> list[str]:
    """How well districts have decided, and what came of it."""
    decided = life.at("decisions", month)
    if decided == 0:
        return []
    well, fits = percent(life.at("decided_well", month) / decided), life.at("programmes", month)
    runs = "it runs" if life.has_one_district else "they run"
    than = f"{'better' if fits > MIDDLE else 'worse'} than usual"
    if abs(fits - MIDDLE) < SOME_FIT:
        than = "as well as usual"
    return [f"Of {counted(int(decided), 'decision')} of {life.the_districts} {well} took the better option; "
            f"what {runs} fits together {than}."]  # fmt: skip


def _people_stayed(life: Life) -> list[str]:
    """What of its people and routines is still there at the horizon."""
    if life.ended is None or life.months <= life.ended:
        return []
    people, routines = (_part(life, column) for column in ("carriers", "routines"))
    return [f"Of its committed people {people} are in post when the story ends, and of what stood in calendars and "
            f"budgets {routines} is still there."]  # fmt: skip


def _part(life: Life, column: str) -> str:
    """What is left of something at the horizon, relative to the month of the end."""
    then = life.at(column, life.ended or 1)
    return percent(min(1.0, life.at(column, life.months) / then)) if then > 0 else "none"


def _studies(worth: float) -> str:
    if worth < 0.05:
        return "hardly a study"
    return f"{number(round(worth, 1))} rigorous {'study' if round(worth, 1) == 1 else 'studies'}"


def _how(life: Life, month: int) -> str:
    """How widely and deeply the innovation is used, and who supports it."""
    if life.at("users", month) <= 0:
        return ""
    deep, reached, own = (life.at(name, month) for name in ("deep", "reached", "ownership"))
    text = f", in {percent(reached)} of schools" if reached < 1 else ", in every school"
    text += f"; {percent(deep)} of teachers use it deeply" if deep > 0 else "; none of them uses it deeply"
    if life.at("support", month) <= 0:
        had_some = max(life.columns["support"][:month]) > 0
        return f"{text}; nobody supports them{' any more' if had_some else ''}"
    return f"{text}; district people give {percent(own)} of the support that teachers still get"
