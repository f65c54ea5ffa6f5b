"""Numbers, dates and lists as people say them: one function each, for text, figures and pages alike."""

import math
from collections.abc import Callable, Sequence

from sim.scenario.events import MONTH_NAMES

MINUS = "\N{MINUS SIGN}"
#: First words of units, for a value of one.
_SINGULAR = {
    "months": "month", "people": "person", "districts": "district", "schools": "school", "teachers": "teacher",
    "posts": "post", "meetings": "meeting", "proposals": "proposal", "hours": "hour", "years": "year", "times": "time",
}  # fmt: skip
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
#: Words that end a name which is a description: "State agency" takes an article, "Spencer" does not.
_COMMON_NOUNS = ("foundation", "university", "agency", "funder", "government", "fund", "endowment", "network")


def calendar_month(month: int) -> str:
    """Name of a month counted from 1 (July of year 1)."""
    return MONTH_NAMES[(month - 1) % 12]


def year_of(month: int) -> int:
    """School year of a month, counted from 1."""
    return (month - 1) // 12 + 1


def date(month: int) -> str:
    """A month as a date: ``March of year 2``."""
    return f"{calendar_month(month)} of year {year_of(month)}"


def number(value: float) -> str:
    """A number in as few digits as it needs: ``0.5``, ``36``, ``1,300,000``."""
    if not math.isfinite(value):
        return "–"
    if value == int(value) and abs(value) < 1e15:
        return f"{int(value):,}"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def rounded(value: float) -> str:
    """A number with about three digits: ``0.438``, ``36``, ``1,230,000``; a dash if there is none."""
    if not math.isfinite(value):
        return "–"
    text = f"{float(f'{value:.3g}'):,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
    return text.replace("-", MINUS) if "e" not in text else text


def word(count: float) -> str:
    """A small whole number in letters, a larger one in digits."""
    whole = round(count)
    return _NUMBERS[whole] if 0 <= whole < len(_NUMBERS) else f"{whole:,}"


def counted(count: float, singular: str, plural: str = "") -> str:
    """A number with its noun: ``one proposal``, ``three proposals``."""
    return f"{word(count)} {singular if round(count) == 1 else plural or singular + 's'}"


def numbered(count: int, noun: str) -> str:
    """A number in digits with its noun: ``1 point``, ``400 points``."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def some_of(part: int, whole: int) -> str:
    """How many of several: ``both``, ``all of them``, ``one of them``, ``none``."""
    if part == whole:
        return "both" if whole == 2 else "all"
    return f"{word(part)} of them" if part else "none"


def percent(share: float, *, short: bool = False) -> str:
    """A share as a percentage; what is more than nothing never reads as nothing."""
    if 0 < share < 0.005:
        return "<1 %" if short else "less than 1 %"
    return f"{100 * share:z.0f} %".replace("-", MINUS)


def dollars(amount: float) -> str:
    """An amount of money, rounded as people say it."""
    sign, size = MINUS if amount < 0 else "", abs(amount)
    if size >= 999_500:
        return f"{sign}${size / 1e6:.3g} million"
    step = 1000 if size >= 10_000 else 100 if size >= 1000 else 1
    return f"{sign}${round(size / step) * step:,}"


def times(ratio: float) -> str:
    """A ratio as people say it: ``about three times``, ``about 1.4 times``, ``more than twenty times``."""
    if ratio > 20:
        return "more than twenty times"
    whole = round(ratio)
    if ratio >= 1.75:
        return "about twice" if whole == 2 else f"about {word(whole) if whole <= 10 else whole} times"
    return f"about {ratio:.1f} times"


def interval(low: float, high: float, told: Callable[[float], str] = rounded, *, of: str = "") -> str:
    """A 95 % interval in brackets, after what it belongs to, with its unit once; nothing where there is none."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return ""
    return f" (95 % interval{of} {span(told(low), told(high))})".replace("-", MINUS)


def span(low: str, high: str) -> str:
    """From one amount to another, with a unit that both have said once: ``$1.04 to $3.44 million``."""
    unit = high.partition(" ")[2]
    return f"{low.removesuffix(f' {unit}') if unit else low} to {high}"


def duration(months: float) -> str:
    """A time: ``seven months``, ``two years``, ``6 years and 11 months``."""
    whole = round(months)
    years, rest = divmod(whole, 12)
    if not years:
        return counted(rest, "month")
    if not rest:
        return counted(years, "year")
    return f"{counted(years, 'year')} and {counted(rest, 'month')}"


def listed(items: Sequence[str]) -> str:
    """Words as a list: ``a, b and c``."""
    return " and ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)


def capital(text: str) -> str:
    """A text with a capital letter at its start."""
    return text[:1].upper() + text[1:]


def small(text: str) -> str:
    """A text with a small letter at its start."""
    return text[:1].lower() + text[1:]


def sentence(text: str) -> str:
    """A text with a capital letter at its start and a full stop at its end."""
    text = capital(text.strip())
    return text if text.endswith((".", "!", "?")) else f"{text}."


def with_article(name: str) -> str:
    """A name as it stands in a sentence: ``the State agency``, but ``Spencer``."""
    words = name.split()
    described = bool(words) and words[-1].lower() in _COMMON_NOUNS and all(w.islower() for w in words[1:])
    return f"the {name}" if described else name


def every(months: float) -> str:
    """How often something comes round: ``every year``, ``every six months``."""
    return f"every {duration(months).removeprefix('one ')}"


def value_text(value: float | str, unit: str) -> str:
    """A value of a parameter with its unit; shares and choices need none."""
    if isinstance(value, str):
        return value
    if unit.startswith("dollars"):
        return f"${number(value)}{unit.removeprefix('dollars')}"
    if unit in ("share", "weight"):
        return number(value)
    first, space, rest = unit.partition(" ")
    return f"{number(value)} {_SINGULAR.get(first, first) if value == 1 else first}{space}{rest}"
