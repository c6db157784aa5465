"""What holds for every KPI: one declaration is enough."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from places import ROOT
from xltrade.computed.periods import DIMENSIONS
from xltrade.declared import choices, kpis, tables
from xltrade.declared.kpis import KPI


def test_every_kpi_of_the_issue_is_there_with_what_it_needs() -> None:
    """R168–R198, R217, R260, R264: keys are unique, tables and columns exist, both languages, requirement ids."""
    keys = [k.key for k in kpis.KPIS]
    assert len(set(keys)) == len(keys) >= 26
    for kpi in kpis.KPIS:
        assert kpi.req and kpi.zh and kpi.en and kpi.note_zh and kpi.note_en
        assert kpi.area in {c.key for c in choices.AREA.items} and kpi.dimension in DIMENSIONS
        for tally in (*kpi.tops, *kpi.bottoms):
            columns = tables.BY_KEY[tally.table].by_key
            assert {tally.date or "x", tally.value or "x", *(w.column for w in tally.where)} - {"x"} <= set(columns)


NEW = """
from xltrade.declared import kpis
from xltrade.declared.kpis import KPI, Tally, Where
kpis.KPIS += (KPI("visits", "拜访次数", "Visits", "count", "上门拜访的次数。", "Visits to customers.", ("R026",),
                  (Tally("contacts", "at", "", (Where("channel", "is", "channel.visit"),)),)),)
import datetime as dt, sys
from pathlib import Path
sys.path.insert(0, "tests/support")
import engines, pandas as pd
from xltrade.core import dtypes
from xltrade.declared import tables
from xltrade.files import write
from xltrade.jobs import reference
from xltrade.jobs.consolidate import draft
from xltrade.jobs.progress import Course
from xltrade.jobs.master import Manager, blank
from xltrade.rules import policy
from xltrade.rules.policies import Policies
from xltrade.sheets import table_sheets
from xltrade.sheets.books import parts
from xltrade.sheets.books.salesperson import salesperson_book
from xltrade.sheets.look import Look, Owner
day = dt.date(2026, 3, 20)
parts.READY, table_sheets.SPARE = 0, 2  # two ready rows a table instead of 200
look = Look("lambda", "zh", day, True)
given = policy.shipped(policy.years_around(day))
own = [{"person_id": "E1", "kpi": "visits", "weight": 100, "target": 2, "effective_from": dt.date(2026, 1, 1)}]
given["kpi_sets"] = pd.concat([given["kpi_sets"], dtypes.build(tables.KPI_SETS, own)], ignore_index=True)
typed = {t.key: dtypes.empty(t) for t in tables.SALES}
typed["customers"] = dtypes.build(tables.CUSTOMERS, [{"id": "C1", "company": "x", "created": dt.date(2026, 3, 1)}])
typed["contacts"] = dtypes.build(tables.CONTACTS, [
    {"customer_id": "C1", "at": dt.datetime(2026, 3, n, 9), "channel": c}
    for n, c in ((2, "visit"), (3, "visit"), (4, "phone"))])
year = dt.date(2026, 1, 1)
rows = [{"person_id": p, "month": dt.date(2026, m, 1), "kpi": "visits", "amount": 1, "effective_from": year}
        for p in ("E1", None) for m in (1, 2, 3)]
targets = dtypes.build(tables.TARGETS, rows)
book = salesperson_book(Owner("E1", "甲", dt.date(2020, 1, 1)), typed, given, look, {"targets": targets})
folder = Path(sys.argv[1]); (folder / "f").mkdir()
write.write(book, folder / "f" / "1.xlsx")
manager = blank(look)
people = dtypes.build(tables.PEOPLE, [{"id": "E1", "name": "甲", "hired": dt.date(2020, 1, 1)}])
manager = Manager({**manager.own, "people": people, "targets": targets}, Policies(given), {}, look)
master = draft(manager, [folder / "f" / "1.xlsx"], lambda: 0.0, Course(None, 1, "zh")).book
write.write(master, folder / "master.xlsx")
for made in (book, master):
    card = made.sheet("scorecard") or made.sheet("cards")
    at = next(c for c in card.cells if c.value == "拜访次数")
    line = {c.col: c.value for c in card.cells if c.row == at.row}
    assert [line[c] for c in range(1, 6)] == [2, 3, 2 / 3, 100, 66.6667], line
assert any(c.value == "拜访次数" for c in master.sheet("target_checks").cells)
assert "拜访次数" in str(master.sheet("lists").cells) + str([b.frame for b in master.sheet("lists").blocks])
assert "Visits" in reference.markdown("en") and "拜访次数" in reference.markdown("zh")
for path in (folder / "f" / "1.xlsx", folder / "master.xlsx"):
    wrong = engines.compare(engines.formula_cells(path), engines.formulon_values(path, today=day, as_addresses=True))
    assert wrong == [], wrong[:3]
print("everywhere")
"""


def test_a_kpi_added_as_one_declaration_appears_everywhere(tmp_path: Path) -> None:
    """R191, R196: cards of workbook and master, drop-down, target checks, reference; and its cells recalculate."""
    done = subprocess.run(
        [sys.executable, "-c", NEW, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "everywhere", done.stderr[-3000:]


def test_the_declared_type_is_whole() -> None:
    """R191: every unit and direction the sheets know is used by some KPI."""
    assert {k.unit for k in kpis.KPIS} == {"money", "count", "percent", "hours", "days", "score"}
    assert {k.better for k in kpis.KPIS} == {"higher", "lower"} and isinstance(kpis.KPIS[0], KPI)
