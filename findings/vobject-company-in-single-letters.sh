#!/usr/bin/env bash
# vobject writes a company name that is given as text with a semicolon between all its letters.
# Version: vobject 0.9.9. Source: seen by running; RFC 6350 6.6.4 wants the name as the first component of ORG.
# Why it matters: contacts exported from a customer list show "N" as the company and each further letter as a department
# on the phone that imports them; the file is valid, so nothing complains. The name must be given as a list.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv" || exit 2
python=$work/venv/bin/python
"$python" -m pip install -q --disable-pip-version-check vobject==0.9.9 || exit 2
"$python" - <<'PYTHON'
from importlib.metadata import version as installed

import vobject


def org(value):
    card = vobject.vCard()
    card.add("fn").value = "Sales office"
    card.add("n").value = vobject.vcard.Name(family="Office")
    card.add("org").value = value
    return next(line for line in card.serialize().splitlines() if line.startswith("ORG"))


version, expected = f"vobject {installed('vobject')}", "ORG:Ningbo for the text 'Ningbo', as for ['Ningbo']"
text, listed = org("Ningbo"), org(["Ningbo"])
seen = f"{text} for the text, {listed} for the list"
holds = text == "ORG:N;i;n;g;b;o" and listed == "ORG:Ningbo"
print(f"version:  {version}")
print(f"expected: {expected}")
print(f"seen:     {seen}")
raise SystemExit(0 if holds else 1)
PYTHON
