"""The life of each receipt as the consolidations saw it: in which quarter it counts, and what changed when (R212).

A receipt counts in its own quarter, or, first seen after that was confirmed, in the quarter in which it was first seen.
What changes later of a quarter that is confirmed for somebody is a new version with the quarter that saw it first. So
the state of a quarter at any time can be told again, and no later run moves a correction.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TypeAlias

from xltrade.core.identity import Identity
from xltrade.pay.firm import Firm
from xltrade.pay.kept import exactly, number_of, plan_of, plan_text, stages_of, stages_text
from xltrade.pay.parts import Part, PartKey
from xltrade.pay.periods import quarter
from xltrade.pay.rows import Receipt, fen_of
from xltrade.pay.settlements import Entry, Line
from xltrade.rules.commission_steps import Project

LATE, CORRECTED = "late", "corrected"
"""The steps of lines that pay a difference of a quarter confirmed before."""
Matters: TypeAlias = Callable[[Iterable[Part]], bool]
"""Whether a confirmed settlement has to do with parts."""


@dataclass(frozen=True)
class Version:
    """A receipt's parts as first seen in a quarter; entered: on the day it was, where it is a row of Late entries."""

    seen: str
    parts: tuple[Part, ...]
    kind: str = "first"
    entered: dt.date | None = None

    @property
    def counts(self) -> str:
        return self.parts[0].counts

    @property
    def home(self) -> str:
        return self.parts[0].home

    @property
    def figures(self) -> dict[str, tuple[int, Fraction, Fraction | None]]:
        """Person -> base, pieces and what a fixed plan pays, of the parts that count something."""
        counting = (p for p in self.parts if p.base or p.quantity)
        return {p.key.person: (p.base, p.quantity, p.project.amount if p.project else None) for p in counting}

    @property
    def idle(self) -> bool:
        """Whether it was there when first seen and counted nothing, such as a sample fee."""
        return self.kind == "first" and not self.figures


@dataclass
class Memory:
    """Receipt -> its versions, oldest first; sealed: receipts on confirmed lines, whose terms stay; bare: of those the
    ones whose lines were confirmed before they remembered their terms."""

    versions: dict[Identity, list[Version]] = field(default_factory=dict)
    sealed: set[Identity] = field(default_factory=set)
    bare: set[Identity] = field(default_factory=set)

    def at(self, seen: str | None) -> list[Part]:
        """Every part as it was known at the end of a quarter, None = now."""
        found: list[Part] = []
        for versions in self.versions.values():
            known = [v for v in versions if seen is None or v.seen <= seen]
            found += known[-1].parts if known else ()
        return found

    def known(self, receipt: Identity, seen: str) -> tuple[Part, ...]:
        """A receipt's parts as they were known at the end of a quarter."""
        found = [v.parts for v in self.versions[receipt] if v.seen <= seen]
        return found[-1] if found else ()

    def first(self, receipt: Identity) -> Version:
        return self.versions[receipt][0]

    def recall(self, lines: Sequence[Line], sealed: bool) -> None:
        """Take in the lines of a settlement; confirmed ones come before the others."""
        parts: dict[Identity, dict[str, Part]] = {}
        mark = "base" if any(line.step == "base" for line in lines) else "tier"
        for line in lines:
            if not line.receipt.number or line.step in (LATE, CORRECTED) or line.date is None:
                continue
            if line.earner:
                parts.setdefault(line.receipt, {})[line.earner] = _part(line)
            elif line.step == mark:
                here = parts.setdefault(line.receipt, {})
                here[line.person_id or ""] = _bare(line, here.get(line.person_id or ""))
                self.bare.update({line.receipt} if sealed else ())
        for receipt, found in parts.items():
            if sealed:
                self.sealed.add(receipt)
            self._recall(receipt, found)

    def _recall(self, receipt: Identity, found: Mapping[str, Part]) -> None:
        known = self.versions.get(receipt)
        if known is None:
            new = tuple(found.values())
            self.versions[receipt] = [Version(new[0].counts, new)]
        elif receipt in self.bare:
            self.versions[receipt] = [replace(known[0], parts=_summed(known[0].parts, found))]
        else:
            mine = {p.key.person for p in known[0].parts}
            more = tuple(p for who, p in found.items() if who not in mine and p.counts == known[0].counts)
            known[0] = replace(known[0], parts=(*known[0].parts, *more))

    def enter(self, entries: Iterable[Entry]) -> None:
        """Take in the rows of Late entries, after the lines."""
        grouped: dict[tuple[Identity, str], list[Entry]] = {}
        for e in entries:
            grouped.setdefault((Identity(e.receipt_owner or "", e.receipt_id or ""), e.seen), []).append(e)
        for (receipt, seen), rows in grouped.items():
            version = Version(seen, tuple(map(_part, rows)), rows[0].kind, rows[0].seen_on)
            self.put(receipt, version)

    def put(self, receipt: Identity, version: Version) -> None:
        """A version in its place; it takes the place of one first seen in the same quarter."""
        others = [v for v in self.versions.get(receipt, ()) if v.seen != version.seen]
        self.versions[receipt] = sorted([*others, version], key=lambda v: v.seen)

    def place(
        self, firm: Firm, closed: Callable[[str, Iterable[str]], bool]
    ) -> Callable[[Receipt, Iterable[str]], str]:
        """In which quarter a receipt counts; closed: whether a quarter no longer takes what is those persons'."""

        def told(receipt: Receipt, people: Iterable[str]) -> str:
            known = self.versions.get(receipt.identity)
            if known and known[-1].home == receipt.home:
                return known[-1].counts
            return max(firm.now, receipt.home) if closed(receipt.home, people) else receipt.home

        return told

    def take(self, firm: Firm, found: Iterable[Part], matters: Matters, wanted: Collection[str]) -> bool:
        """Compare what stands in the workbooks now; gives whether terms changed of what is confirmed.

        matters: whether a confirmed settlement has to do with parts; wanted: the quarters that have a settlement: what
        is seen in them is remembered, also where it is on no line.
        """
        now: dict[Identity, list[Part]] = {}
        for part in found:
            now.setdefault(part.key.receipt, []).append(part)
        other_terms = False
        for receipt, parts in now.items():
            if receipt not in self.versions:
                self._new(firm, receipt, tuple(parts), matters)
            else:
                last = self.versions[receipt][-1]
                held = tuple(self._as_held(last, p) for p in parts)
                other_terms |= any(_terms(a) != _terms(b) for a, b in zip(held, parts, strict=True))
                self._again(firm, receipt, held, matters)
            self._in_time(receipt, wanted, firm.today)
        for receipt, versions in list(self.versions.items()):
            if receipt not in now and receipt.owner in firm.here and receipt not in firm.refused:
                out = tuple(replace(p, base=0, quantity=Fraction(0), row=0) for p in versions[-1].parts)
                self._again(firm, receipt, out, matters)
        return other_terms

    def _as_held(self, last: Version, part: Part) -> Part:
        """A part with the terms by which a confirmed settlement holds it."""
        receipt = part.key.receipt
        if receipt not in self.sealed or receipt in self.bare or part.counts != last.counts:
            return part
        held = next((p for p in last.parts if p.key == part.key), last.parts[0])
        return replace(part, factor=held.factor, stages=held.stages, project=_project(held, part))

    def _new(self, firm: Firm, receipt: Identity, parts: tuple[Part, ...], matters: Matters) -> None:
        version = Version(parts[0].counts, parts)
        if version.counts != version.home:
            version = replace(version, kind="late" if version.figures else "first", entered=firm.today)
        elif version.figures and matters(parts):
            version = Version(max(firm.now, version.home), parts, "late", firm.today)
        self.versions[receipt] = [version]

    def _again(self, firm: Firm, receipt: Identity, parts: tuple[Part, ...], matters: Matters
               ) -> None:  # fmt: skip
        versions = self.versions[receipt]
        last, new = versions[-1], Version(firm.now, parts)
        if new.figures == last.figures and (new.counts == last.counts or not new.figures):
            if new.figures:
                versions[-1] = replace(last, parts=parts)
            elif last.idle:
                versions[-1] = replace(last, seen=new.counts, parts=parts)
            return
        if not matters((*last.parts, *parts)):
            versions[-1] = replace(last, parts=parts)
            return
        if last.entered is None:
            versions[-1] = replace(last, entered=firm.today)
        seen = max(firm.now, last.seen)
        again = seen == last.seen and last.kind == "late"
        kind = "late" if again and new.figures else "corrected" if new.figures else "withdrawn"
        self.put(receipt, replace(new, seen=seen, kind=kind, entered=firm.today))

    def _in_time(self, receipt: Identity, wanted: Collection[str], today: dt.date) -> None:
        """Remember that a receipt was seen in time, where no line will: it counted nothing, or nobody settled whose it
        was."""
        first = self.versions[receipt][0]
        if first.kind == "first" and first.entered is None and first.counts in wanted:
            self.versions[receipt][0] = replace(first, entered=today)

    def entries(self, listed: Collection[Identity]) -> list[Entry]:
        """The rows of Late entries, by the quarter first seen.

        listed: the receipts on a settlement's lines, which remember by themselves what was first seen in time.
        """
        rows = [
            (v.seen, receipt.folded, part.key.person, _entry(v, part))
            for receipt, versions in self.versions.items()
            for v in versions
            if v.entered and not (v.kind == "first" and len(versions) == 1 and receipt in listed)
            for part in v.parts
        ]
        return [row for *_, row in sorted(rows, key=lambda r: r[:3])]


def _terms(part: Part) -> object:
    project = part.project
    return part.factor, dict(part.stages), project and (project.rate, project.amount, project.parts)


def _project(held: Part, part: Part) -> Project | None:
    """The plan as it was; of a fixed amount as much as the receipt, with the others of its order, pays of it now."""
    project, now = held.project, part.project
    if project is None or project.amount is None:
        return project
    if project.whole is not None and now is not None and now.amount is not None and now.whole:
        return replace(project, amount=project.whole * now.amount / now.whole)
    return replace(project, amount=project.amount * part.received / held.received) if held.received else project


def _summed(known: Iterable[Part], found: Mapping[str, Part]) -> tuple[Part, ...]:
    """Parts of lines that do not say in which quarter they count: what all quarters hold of them."""
    mine = {p.key.person: p for p in known}
    for who, part in found.items():
        mine[who] = replace(mine[who], base=mine[who].base + part.base) if who in mine else part
    return tuple(mine.values())


def _bare(line: Line, known: Part | None) -> Part:
    """A part as a line of before holds it: without its terms."""
    assert line.date is not None
    base, home = fen_of(line.base) + (known.base if known else 0), quarter(line.date)
    key = PartKey(line.person_id or "", line.receipt)
    name, order = line.customer_name or "", line.order_id or ""
    return Part(key, line.date, home, 0, base, order, name, Fraction(0), None, Fraction(1), {}, "", line.period or home)


def _part(row: Line | Entry) -> Part:
    """A part as a row remembers it."""
    assert row.date is not None
    owner, number = row.receipt_owner or "", row.receipt_id or ""
    return Part(
        PartKey(row.earner or "", Identity(owner, number)),
        row.date,
        row.home or quarter(row.date),
        0,
        fen_of(row.part_base),
        row.order_id or "",
        row.customer_name or "",
        number_of(row.pieces),
        plan_of(row.plan),
        number_of(row.factor, 1),
        stages_of(row.stages),
        "",
        row.counts or row.home or quarter(row.date),
        number_of(row.received),
        row.fx,
        row.fee,
        row.reopens,
    )


def remembered(part: Part) -> dict[str, object]:
    """The cells in which a row remembers a part, by column."""
    return {
        "counts": part.counts,
        "home": part.home,
        "earner": part.key.person,
        "part_base": part.base / 100,
        "received": exactly(part.received),
        "pieces": exactly(part.quantity) if part.quantity else None,
        "fx": part.fx,
        "fee": part.fee,
        "factor": exactly(part.factor),
        "plan": plan_text(part.project),
        "reopens": part.reopens,
        "stages": stages_text(part.stages),
    }


def _entry(version: Version, part: Part) -> Entry:
    return Entry(
        version.seen,
        version.entered,
        version.kind,
        part.key.receipt.owner,
        part.key.receipt.number,
        part.day,
        part.order or None,
        part.name or None,
        **remembered(part),  # type: ignore[arg-type]  # the columns' kinds are the fields' types
    )
