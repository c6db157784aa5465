"""A receipt has one life (R142, R231): the cases of lives.toml, through the settlement and through real files."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import broken
import firms
import pytest
import small_shop as shops
from firms import PEOPLE, PERIOD, TODAY, Row
from money_cases import renamed
from typed_by_the_manager import opened, put
from worlds import CLASHING, TIDY, World

from places import CASES
from xltrade.declared import tables
from xltrade.jobs import identity_checks
from xltrade.jobs.identity_checks import Owned
from xltrade.pay.company import Company
from xltrade.pay.lives import lives, with_origins
from xltrade.pay.settle import settle
from xltrade.sheets.look import Look

LIVES: list[Row] = tomllib.loads((CASES / "lives.toml").read_text("utf-8"))["case"]
LATER = dt.date(2026, 11, 20)
RUNS = [
    pytest.param(case, world, id=f"{world.name}-{case['name']}")
    for case in LIVES
    for world in (TIDY, CLASHING)
    if world is TIDY or case["worlds"] == "both"
]

FILED = [case for case in LIVES if case.get("files")]
"""Those that take files too, all together: a consolidation takes a second."""


def typed(given: Iterable[Row]) -> list[Row]:
    """The receipts of a case: in `who`'s workbook, with the number and customer of whose it was."""
    found = []
    for row in given:
        more = {"date": row["date"]} if "date" in row else {}
        made = firms.receipt(row["n"], row.get("of", row["who"]), row["cny"], **more)
        found.append({**made, "owner": row["who"], "origin": row.get("origin")})
    return found


def moves(case: Row) -> list[Row]:
    return [
        {
            "date": dt.date.fromisoformat(m["day"]),
            "from_id": m.get("from", "E1"),
            "to_id": m["to"],
            "customer_id": (m.get("from", "E1"), m["customer"]) if "customer" in m else None,
        }
        for m in case["moves"]
    ]


def left(case: Row) -> dict[str, Row]:
    return {"E1": {"left": dt.date.fromisoformat(case["left"])}} if "left" in case else {}


def then(case: Row) -> list[Row]:
    return case["first"] if case["then"] == "first" else case["then"]


# ── through the settlement ────────────────────────────────────────────────────────────────────────────────────────


def united(company: Company, here: Iterable[str]) -> tuple[Company, list[str]]:
    """The company as a consolidation of these workbooks unites it, and the kinds of rejects that it names."""
    frames = {k: f.rename(columns={"source_row": "row"}) for k, f in company.tables.items()}
    frames = {k: f[f["owner"].isin(list(here))].reset_index(drop=True) for k, f in frames.items()}
    company = replace(company, here={o: f"{o}.xlsx" for o in here})
    made = lives(frames, company)
    said = identity_checks.found(Owned(frames, company, made, "主表.xlsx"))
    frames = with_origins(frames, made)
    frames["receipts"] = frames["receipts"].drop(index=[at for at, _ in made.twins]).reset_index(drop=True)
    company = replace(company, tables={k: f.rename(columns={"row": "source_row"}) for k, f in frames.items()})
    return company, [r.code for r in said]


@pytest.mark.parametrize("case, world", RUNS)
def test_a_receipt_is_paid_once(case: Row, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(firms, "world", world)
    first = firms.firm(typed(case["first"]))
    done = firms.settled(first)
    if case["confirmed"]:
        states = {f"S{PERIOD}_{p}": "confirmed" for p in case["confirmed"]}
        done = firms.again(firms.after(first, done, **states))
    now = firms.firm(typed(then(case)), today=LATER, people=left(case), transfers=moves(case))
    kept = {"settlements": done.settlements, "settlement_lines": done.lines}
    now, said = united(replace(now, own={**now.own, **kept}), case["here"])
    asked = [{"period": PERIOD, "person_id": p} for p in PEOPLE] + [{"period": "2026Q4"}]
    final = firms.settled(now, *asked)
    assert (firms.paid(final), firms.paid(final, "2026Q4")) == (case["q3"], case["q4"])
    said += [r.code for r in final.rejects if r.code in ("settled_changed", "kept_as_it_was")]
    alike = {"receipts_alike"} if world is CLASHING else set()  # other companies', by chance the same in all else
    assert [s for s in said if s not in alike] == case["said"]
    assert settle(firms.after(now, final), "主表.xlsx").settlements.equals(final.settlements), "twice changes nothing"


# ── through real files ────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Filed:
    """A case as a part of one company: its people are 1E1, 1E2, 1E3."""

    case: Row
    world: World
    people: list[str]
    leaver: str

    @classmethod
    def of(cls, number: int, case: Row) -> Filed:
        case = {**case, "moves": [{"from": "E1", **m} for m in case["moves"]]}
        named = renamed([case, list(PEOPLE), "E1"], str(number))
        return cls(named[0], CLASHING if case["worlds"] == "both" else TIDY, *named[1:])

    def write(self, folder: Path, given: Iterable[Row], here: Iterable[str]) -> None:
        """The workbooks of these people: each has the customer of every receipt in it that is their own."""
        rows = typed(given)
        for who in here:
            mine = [r for r in rows if r["owner"] == who]
            own = [{"id": (who, "C1"), "company": f"{who}'s Ltd", "created": dt.date(2025, 1, 1)}]
            data = {"customers": self.world.spelled(own), "receipts": self.world.spelled(map(_cells, mine))}
            person = ({"key": "person_id", "value": who}, {"key": "person_name", "value": who})
            broken.sales(folder / f"{who}.xlsx", data, settings=person)

    @property
    def transfers(self) -> Iterable[Row]:
        for move in self.world.spelled(moves(self.case)):
            yield {tables.TRANSFERS[k].zh: v for k, v in move.items() if v is not None}


def _cells(row: Row) -> dict[str, Any]:
    return {k: v for k, v in row.items() if k in {c.key for c in tables.RECEIPTS.inputs}} | {"kind": "全款"}


CARRIED = "leaver_carried"
"""What is said of a leaver whose workbook is gone where the master has rows of theirs, in place of
`leaver_without_workbook`."""


def settlement(master: Path) -> dict[tuple[str, str], float]:
    rows = shops.rows_of(master, "结算")
    return {(r["期间"], r["人员编号"]): r["提成金额"] for r in rows if r["提成金额"] is not None}


def test_a_receipt_is_paid_once_through_files(tmp_path: Path) -> None:
    """R142, R231: settled and confirmed, rows moved and files taken out, hand-overs and leave dates typed."""
    folder, master, cases = tmp_path / "f", tmp_path / "master.xlsx", [Filed.of(n, c) for n, c in enumerate(FILED, 1)]
    people = [{"id": i, "name": i, "hired": dt.date(2025, 1, 6)} for c in cases for i in c.people]
    folder.mkdir()
    for c in cases:
        c.write(folder, c.case["first"], c.people)
    shops.write_master(master, people=people)
    shops.consolidated(folder, master, look=Look("classic", "zh", TODAY, fixed=True), period=PERIOD)
    with opened(master) as book:
        for name in (p for c in cases for p in c.case["confirmed"]):
            put(book, "结算", {"结算编号": f"{PERIOD}-{name}"}, 结算状态="已确认")
    shops.consolidated(folder, master, look=Look("classic", "zh", TODAY, fixed=True))
    _later(folder, master, cases)
    done = shops.consolidated(folder, master, look=Look("classic", "zh", LATER, fixed=True), period="2026Q4")
    quarters = ((PERIOD, "q3"), ("2026Q4", "q4"))
    assert settlement(master) == {(q, p): v for c in cases for q, k in quarters for p, v in c.case[k].items()}
    listed = {s for case in LIVES for s in case["said"]} | {CARRIED}
    said = sorted(r.code for r in done.rejects if r.code in listed)
    gone = [CARRIED for c in cases if "left" in c.case and c.leaver not in c.case["here"]]
    assert said == sorted([*gone, *(s for c in cases for s in c.case["said"] if s != "leaver_without_workbook")])
    assert done.total.read == done.total.kept + done.total.rejected


def _later(folder: Path, master: Path, cases: Iterable[Filed]) -> None:
    """What lies in the folder by then, and what the manager has typed."""
    for old in folder.glob("*.xlsx"):
        old.unlink()
    known = {p for _, p in settlement(master)}
    with opened(master) as book:
        for c in cases:
            c.write(folder, then(c.case), c.case["here"])
            for row in c.transfers:
                put(book, "移交", {}, **row)
            if "left" in c.case:
                put(book, "人员", {"人员编号": c.leaver}, 离职日期=dt.date.fromisoformat(c.case["left"]))
            for name in sorted(set(c.case["q3"]) - known):
                put(book, "结算", {}, 期间=PERIOD, 人员编号=name)
