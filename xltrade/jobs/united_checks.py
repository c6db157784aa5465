"""The checks that need everybody's workbooks at once, or the master's policy: a consolidation alone runs them.

`BEFORE` looks at the rows as they were typed; a row that it rejects is taken out. `AFTER` looks at the computed ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from xltrade.computed.assessments import BESIDE_RESULTS
from xltrade.computed.context import Context
from xltrade.core.dtypes import Frame, Frames, each_row
from xltrade.core.layout import HEADER_ROW
from xltrade.core.parsing import fold
from xltrade.core.schema import Lang, Table
from xltrade.core.shown import number
from xltrade.declared import tables
from xltrade.declared.rejects.before import NAME_OF_ANOTHER, UNKNOWN_PERSON
from xltrade.declared.rejects.files import MISSING_WORKBOOK, OUTDATED_POLICY
from xltrade.declared.rejects.pay import BEFORE_HIRE
from xltrade.declared.rejects.policy import ASSESSMENT_UNUSED, SECOND_CHANCE_REFUSED, ZERO_FORECAST
from xltrade.declared.rejects.reject import Reject
from xltrade.declared.rejects.rows import NO_RATE
from xltrade.files.reading import Reading
from xltrade.jobs import grey_checks
from xltrade.jobs.checks import content
from xltrade.jobs.gather import COMPARED
from xltrade.jobs.master import Manager
from xltrade.pay.company import Company
from xltrade.pay.scores import misnamed, named, with_cards
from xltrade.rules import fx, policy


@dataclass(frozen=True)
class United:
    """What these checks look at.

    tables: the salespeople's in one frame each, with `owner`, `owner_name`, `file` and `row`; people: the manager's
    and whoever sent a workbook; readings: file and reading; context: policy, day and language of the master.
    """

    given: Manager
    readings: Sequence[tuple[str, Reading]]
    people: Frame
    tables: Frames
    context: Context

    @cached_property
    def company(self) -> Company:
        """The company that these rows belong to."""
        given, here = self.given, {r.person_id: name for name, r in self.readings}
        frames = {k: f.rename(columns={"row": "source_row"}) for k, f in self.tables.items()}
        known = given.policies.known
        return Company(frames, given.own, given.shared, self.people, given.today, given.look.lang, here, known)


Check = Callable[[United], Iterable[Reject]]


def without_rate(united: United) -> list[Reject]:
    """Receipts that no exchange rate of the master covers on their day (R048)."""
    frame, lang = united.tables["receipts"], united.context.lang
    day = frame["date"].to_numpy().astype("datetime64[D]").astype(np.int64)
    missing = fx.rate(frame["currency"].astype(object).to_numpy(), day, united.context.policy) < 0
    return [
        Reject(
            NO_RATE,
            r["file"],
            tables.RECEIPTS.label(lang),
            "receipts",
            int(r["row"]),
            tables.RECEIPTS["currency"].label(lang),
            f"{r['currency']} {r['date']:%Y-%m-%d}",
            content(tables.RECEIPTS, r, lang),
        )
        for r in each_row(frame, missing)
    ]


def before_hire(united: United) -> list[Reject]:
    """A warning for each receipt before its owner's hire date, where tiers go by the tenure quarter (M12)."""
    frame, context = united.tables["receipts"], united.context
    if context.policy["tier_period"] != "tenure_quarter":
        return []
    hired = frame["owner"].map({o: pd.Timestamp(d) for o, d in context.hired.items()}).astype("datetime64[us]")
    sheet, column = tables.RECEIPTS.label(context.lang), tables.RECEIPTS["date"].label(context.lang)
    return [
        Reject(BEFORE_HIRE, r["file"], sheet, "receipts", int(r["row"]), column, f"{r['date']:%Y-%m-%d}",
               hint=f"{hired[r.name]:%Y-%m-%d}")
        for r in each_row(frame, frame["date"] < hired)
    ]  # fmt: skip


def whose(united: United) -> list[Reject]:
    """A warning for each workbook of somebody who is on no list, or whose ID is another's (M12).

    Where the list is still empty everybody is new, and nothing is said.
    """
    people, found = united.given.own["people"], list[Reject]()
    names = dict(zip(map(fold, people["id"]), people["name"], strict=True))
    for file, r in united.readings:
        listed = names.get(fold(r.person_id))
        if not r.settings:  # the master's own rows of somebody
            continue
        if listed is None and names:
            found.append(Reject(UNKNOWN_PERSON, file, value=f"{r.person_id} {r.person_name}".strip()))
        elif listed is not None and r.person_name and _bare(r.person_name) != _bare(listed):
            found.append(Reject(NAME_OF_ANOTHER, file, value=r.person_name, hint=str(listed)))
    return found


def _bare(name: object) -> str:
    return fold(str(name)).replace(" ", "")


def absent(united: United) -> list[Reject]:
    """A warning for each person on the list, not left, whose workbook is not in the folder."""
    here = {fold(r.person_id) for _, r in united.readings}
    return [
        Reject(MISSING_WORKBOOK, "", value=f"{p.id} {p.name}")
        for p in united.people.itertuples()
        if pd.isna(p.left) and p.position != "manager" and fold(p.id) not in here
    ]


def outdated(united: United) -> list[Reject]:
    """A warning for each workbook whose copy of the policy differs from the master's: its cells show other numbers."""
    given = united.given
    current = _state(given, given.shared)
    return [
        Reject(OUTDATED_POLICY, name)
        for name, r in united.readings
        if all(t.key in r.tables for t in COMPARED) and r.lang == given.look.lang and _state(given, r.tables) != current
    ]


def _state(given: Manager, frames: Mapping[str, Frame]) -> list[list[tuple[str, ...]]]:
    """What the compared tables say on the day, in any order of rows."""
    return [
        sorted(
            tuple(_plain(v) for v in row)
            for row in policy.in_force(_whole(frames[t.key], t, given.look.lang), t, given.today)[
                [c.key for c in t.inputs if c.key not in policy.WORDING]
            ].itertuples(index=False)
        )
        for t in COMPARED
    ]


def _whole(frame: Frame, table: Table, lang: Lang) -> Frame:
    """The table; of the settings also those that the workbook was made before, and only those that cells read."""
    if table is not tables.POLICY:
        return frame
    whole, unread = policy.completed(frame, lang), {k for k, s in policy.settings().items() if s.master_only}
    return whole[~whole["key"].isin(unread)]


def _plain(value: Any) -> str:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return "" if value != value else f"{float(value):.10g}"
    return "" if value is None or pd.isna(value) else str(value)


def refused_chances(united: United) -> list[Reject]:
    """A warning for each second chance whose other scores are not outstanding: it does not count (R006)."""
    granted, needed = united.given.own["second_chances"], float(united.context.policy["outstanding"])
    firm, found = with_cards(united.company).firm if len(granted) else None, []
    for row in granted.itertuples():
        assert firm is not None
        score = named(firm, row.person_id, row.quarter)
        scores = [score.dimensions.get(d, 0.0) if score else 0.0 for d in BESIDE_RESULTS]
        if min(scores) < needed:
            said = " / ".join(f"{s:.1f}" for s in scores)
            who = f"{row.person_id} {row.granted:%Y-%m-%d}"
            found.append(Reject(SECOND_CHANCE_REFUSED, "", value=who, hint=f"{said} < {number(needed)}"))
    return found


def unused_assessments(united: United) -> list[Reject]:
    """A warning for assessments under a quarter that is no review of that person, where scorecards count (R002, R208).

    Not for what is confirmed: its score is kept.
    """
    if united.context.policy["score_basis"] == "typed":
        return []
    table, lang, found = tables.ASSESSMENTS, united.context.lang, dict[tuple[str, str], Reject]()
    typed, firm = united.given.own[table.key], united.company.firm
    for row, (person, label) in enumerate(zip(typed["person_id"], typed["quarter"], strict=True), HEADER_ROW + 2):
        if right := misnamed(firm, person, label):
            place = table.label(lang), table.key, row, table["quarter"].label(lang)
            said = Reject(ASSESSMENT_UNUSED, united.given.name, *place, f"{person} {label}", hint=right)
            found.setdefault((person, label), said)
    return list(found.values())


def zero_forecasts(united: United) -> list[Reject]:
    """A warning for each forecast in force of 0: its month is not scored (R015)."""
    frame, table, lang = united.tables["forecasts"], tables.FORECASTS, united.context.lang
    zero = frame[frame["status"].eq("in_force") & (frame["amount"] == 0)]
    sheet, column = table.label(lang), table["amount"].label(lang)
    return [
        Reject(ZERO_FORECAST, r.file, sheet, "forecasts", int(r.row), column, f"{r.month:%Y-%m}")
        for r in zero.itertuples()
    ]


def over_formulas(united: United) -> Iterable[Reject]:
    """A warning of the values that are typed over formulas and differ from what the rules make of the row."""
    return grey_checks.typed_over(united.readings, united.tables)


BEFORE: tuple[Check, ...] = (whose, without_rate, before_hire, absent, outdated)
AFTER: tuple[Check, ...] = (refused_chances, unused_assessments, zero_forecasts, over_formulas)


def found(run: Sequence[Check], united: United) -> list[Reject]:
    """Everything that these checks find, in their order."""
    return [reject for check in run for reject in check(united)]
