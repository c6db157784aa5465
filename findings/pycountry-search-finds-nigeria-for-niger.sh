#!/usr/bin/env bash
# pycountry's search puts another country before the one that is spelled exactly so: Niger gives Nigeria, America gives
# American Samoa, and USA gives two more countries whose provinces hold the letters.
# Version: pycountry 26.2.16. Source: seen by running.
# Why it matters: customer lists name countries in free text, and the first hit is what an import takes: zone, holidays
# and duty of the wrong country. lookup() is no way out: it knows neither UK nor Russia nor UAE. Ask lookup() first, then
# take a search only when it gives one hit.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv" || exit 2
python=$work/venv/bin/python
"$python" -m pip install -q --disable-pip-version-check pycountry==26.2.16 || exit 2
"$python" - <<'PYTHON'
from importlib.metadata import version as installed

import pycountry


def known(name):
    try:
        return pycountry.countries.lookup(name).name
    except LookupError:
        return "none"


hits = {name: [c.name for c in pycountry.countries.search_fuzzy(name)] for name in ("Niger", "America", "USA")}
version, expected = f"pycountry {installed('pycountry')}", "Niger first, United States first, United States alone"
seen = "; ".join(f"{name}: {', '.join(found)}" for name, found in hits.items())
seen += f"; lookup: UK {known('UK')}, Russia {known('Russia')}, Niger {known('Niger')}"
holds = hits["Niger"][0] == "Nigeria" and hits["America"][0] == "American Samoa" and len(hits["USA"]) > 1
holds = holds and known("Niger") == "Niger" and known("UK") == known("Russia") == "none"
print(f"version:  {version}")
print(f"expected: {expected}")
print(f"seen:     {seen}")
raise SystemExit(0 if holds else 1)
PYTHON
