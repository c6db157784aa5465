"""Which of many customers are the same, two by two (R125): what FINDCUSTOMER would find surely, for all at once.

Same e-mail, mail domain, phone or fax, company name or its pinyin; a part of a name or one that is merely alike is no
proof and is left out. Customers are put under every key they may share, so that only those that share one are compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from math import prod

import pandas as pd

from xltrade.rules import same_customer as one

SURE = ("email", "phone", "company", "pinyin", "domain")
"""The reasons that count, the surest first; keys of `REASONS`."""
_MOST = 256
"""A Chinese name that can be read in more ways is compared by its company name alone."""
_CROWD = 200
"""So many customers under one key share an agent or a provider, not a company: nobody is pointed out for it."""


@dataclass(frozen=True, slots=True)
class Same:
    """Two customers by their positions: the first of those alike, and another one; and why, the surest first."""

    first: int
    other: int
    reasons: tuple[str, ...]


def same(customers: pd.DataFrame) -> list[Same]:
    """Everyone who is the same as an earlier one, by position, with the first of them.

    customers: a row each with company, email, phone and fax, who was first on top.

    >>> blank = {key: [None] * 3 for key in ("email", "phone", "fax")}
    >>> frame = pd.DataFrame({"company": ["ABC Trading Ltd", "Zeta", "abc trading limited"], **blank})
    >>> same(frame)
    [Same(first=0, other=2, reasons=('company',))]
    """
    texts = {k: [one.plain(v) for v in customers[k].tolist()] for k in ("company", "email", "phone", "fax")}
    found: dict[tuple[int, int], set[str]] = {}
    for reason, keys in _keys(texts):
        for first, other in _shared(keys, _equal(reason, texts)):
            found.setdefault((first, other), set()).add(reason)
    return [Same(a, b, _told(found[a, b])) for a, b in sorted(found, key=lambda p: (p[1], p[0]))]


def _told(reasons: set[str]) -> tuple[str, ...]:
    """The reasons without those that go without saying: whose mail is the same has the same domain."""
    implied = {"domain"} if "email" in reasons else set()
    return tuple(r for r in SURE if r in reasons - implied)


Keys = list[tuple[str, ...]]
Texts = dict[str, list[str]]


def _keys(texts: Texts) -> Iterator[tuple[str, Keys]]:
    """For each reason the keys of every customer."""
    names = [one.name_key(c) for c in texts["company"]]
    addresses = [one.addresses(m) for m in texts["email"]]
    digits = one.lists().min_digits
    yield "email", [tuple(sorted(m)) for m, _ in addresses]
    yield "domain", [tuple(sorted({_owner(d) for d in ds if one.owned(d)})) for _, ds in addresses]
    yield (
        "phone",
        [
            tuple(sorted({n[-digits:] for n in one.numbers(p) | one.numbers(f)}))
            for p, f in zip(texts["phone"], texts["fax"], strict=True)
        ],
    )
    yield "company", [(n,) if n else () for n in names]
    yield "pinyin", _spelt(names)


def _owner(domain: str) -> str:
    """The shortest part of a domain that still names a company: acme.co.uk of mail.acme.co.uk."""
    labels = domain.split(".")
    return next(d for n in range(len(labels) - 2, -1, -1) if one.owned(d := ".".join(labels[n:])))


def _spelt(names: Sequence[str]) -> Keys:
    """Chinese names under each of their spellings, the others as they are; none where nobody is Chinese."""
    if not any(map(one.chinese, set(names))):
        return [() for _ in names]
    return [_spellings(n) for n in names]


@cache
def _spellings(name: str) -> tuple[str, ...]:
    if not one.chinese(name):
        return (one.without_spelt_form(name),) if name else ()
    readings = [sorted(r) for r in one.readings(name)]
    return tuple("".join(p) for p in product(*readings)) if prod(map(len, readings)) <= _MOST else ()


def _equal(reason: str, texts: Texts) -> Callable[[int, int], bool]:
    """Whether two who share a key are the same indeed."""
    if reason == "phone":
        known = [one.numbers(p) | one.numbers(f) for p, f in zip(texts["phone"], texts["fax"], strict=True)]
        return lambda a, b: any(one.same_number(x, y) for x in known[a] for y in known[b])
    if reason == "pinyin":
        company = texts["company"]
        return lambda a, b: (
            one.name_key(company[a]) != one.name_key(company[b]) and one.same_pinyin(company[a], company[b])
        )
    return lambda a, b: True


def _shared(keys: Keys, equal: Callable[[int, int], bool]) -> Iterable[tuple[int, int]]:
    """Each customer with the first one under a key of theirs."""
    under: dict[str, list[int]] = {}
    for at, mine in enumerate(keys):
        for key in mine:
            under.setdefault(key, []).append(at)
    pairs: dict[tuple[int, int], None] = {}
    for several in under.values():
        if 1 < len(several) <= _CROWD:
            pairs |= dict.fromkeys(_pairs(several, equal))
    return pairs


def _pairs(several: Sequence[int], equal: Callable[[int, int], bool]) -> Iterator[tuple[int, int]]:
    for n, other in enumerate(several[1:], 1):
        first = next((a for a in several[:n] if equal(a, other)), None)
        if first is not None:
            yield first, other
