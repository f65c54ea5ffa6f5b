"""Columns of tables of real districts: headings that public tables have, one row each, and what they stand for.

Headings are compared without case, school years (``2022-23``) and the brackets that NCES adds (``[District]``). Every
value of a district also goes by its dotted name or the end of it (``district.teacher_turnover``, ``teacher_turnover``),
and a share as a percentage by ``_percent`` behind that.
"""

import re
from typing import NamedTuple

from sim.declarations import parameters


class Column(NamedTuple):
    """What a heading stands for.

    Attributes:
        heading: in lower case.
        of: what it holds: the name of a parameter, or one of ``id``, ``name``, ``teachers``, ``students``,
            ``low_income``.
        unit: ``percent`` where 35 stands for a share of 0.35, else ``""``.
        source: the table that has it.
    """

    heading: str
    of: str
    unit: str = ""
    source: str = ""


POVERTY, SCHOOLS, TEACHERS_EACH = "district.poverty", "district.schools", "district.teachers_per_school"
_CCD, _ELSI, _CDE, _CA = "NCES CCD", "NCES ELSI", "California FRPM", "California test scores (CASchools)"
COLUMNS = (
    Column("leaid", "id", source=_CCD),
    Column("lea_name", "name", source=_CCD),
    Column("number_of_schools", SCHOOLS, source=_CCD),
    Column("operational_schools", SCHOOLS, source=_CCD),
    Column("teachers_total_fte", "teachers", source=_CCD),
    Column("teachers_fte", "teachers", source=_CCD),
    Column("enrollment", "students", source=_CCD),
    Column("free_or_reduced_price_lunch", "low_income", source=_CCD),
    Column("agency id - nces assigned", "id", source=_ELSI),
    Column("agency name", "name", source=_ELSI),
    Column("total number operational schools", SCHOOLS, source=_ELSI),
    Column("full-time equivalent (fte) teachers", "teachers", source=_ELSI),
    Column("total students all grades (excludes ae)", "students", source=_ELSI),
    Column("free and reduced lunch students", "low_income", source=_ELSI),
    Column("district code", "id", source=_CDE),
    Column("district name", "name", source=_CDE),
    Column("enrollment (k-12)", "students", source=_CDE),
    Column("frpm count (k-12)", "low_income", source=_CDE),
    Column("percent (%) eligible frpm (k-12)", POVERTY, source=_CDE),  # a share, whatever its heading says
    Column("district", "id", source=_CA),
    Column("school", "name", source=_CA),
    Column("students", "students", source=_CA),
    Column("teachers", "teachers", source=_CA),
    Column("lunch", POVERTY, "percent", _CA),
    Column("id", "id"),
    Column("district_id", "id"),
    Column("name", "name"),
    Column("district_name", "name"),
)
_KNOWN = {column.heading: column for column in COLUMNS}
_ADDED = re.compile(r"\[.*?\]|\b(19|20)[0-9]{2}-[0-9]{2}\b|latest available year")


def column_of(heading: str) -> Column | None:
    """What a heading stands for, or None if it is not known."""
    plain = " ".join(_ADDED.sub(" ", heading.lower()).split())
    return _KNOWN.get(plain) or _of_parameter(plain)


def _of_parameter(heading: str) -> Column | None:
    name, percent = re.subn(r"_(percent|pct)$", "", heading)
    name = name if name.startswith("district.") else f"district.{name}"
    parameter = parameters.registry().get(name)
    if parameter is None or (percent and not parameter.unit.startswith("share")):
        return None
    return Column(heading, name, "percent" if percent else "")
