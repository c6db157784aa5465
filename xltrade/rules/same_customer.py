"""Have we met this customer before? By e-mail, mail domain, phone, fax and company name, however it is spelt (R125).

Names are compared without legal forms, punctuation, accents, spaces and width, and by their pinyin, which a Chinese
name shares with its spelling in Latin letters and with its traditional characters. What counts as a legal form or as
a free-mail domain stands in `same_customer.toml`.
"""

from __future__ import annotations

import difflib
import functools
import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import resources
from typing import Any

import pandas as pd

from xltrade.declared import choices

REASONS = choices.REASON
"""Why a customer is shown, the surest first."""

_MAIL = re.compile(r"[\w.+%-]+@((?:[\w-]+\.)+[\w-]{2,})")
_DOMAIN = re.compile(r"(?:https?://)?(?:www\.)?((?:[a-z0-9-]+\.)+[a-z]{2,})(?:/\S*)?")
_NUMBER = re.compile(r"(?<!\w)\+?\(?\d[\d ()./+-]*\d")
_EXTENSION = re.compile(r"(?:\bext\.?|\bextension|分机|转|轉|#|(?<![a-z])x)\s*\d{1,6}(?!\d)")
_TRUNK = re.compile(r"\(0\)")
_SPLIT = re.compile(r"[;,、\n|]|\s/\s")
_INITIALS = re.compile(r"\b(?:\w\.\s?){2,}(?:\w\b)?")
_SINGLES = re.compile(r"\b\w(?: \w\b)+")
_NOT_WORD = re.compile(r"[\W_]+")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")


@dataclass(frozen=True, slots=True)
class Match:
    """A customer found: position in the frame, id, company, and the reasons (keys of REASONS), the surest first."""

    index: int
    id: str
    company: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Lists:
    """The words and limits of `same_customer.toml`."""

    legal_words: frozenset[str]
    legal_front: frozenset[str]
    legal_within: tuple[str, ...]
    legal_end: tuple[str, ...]
    free_domains: frozenset[str]
    free_names: frozenset[str]
    second_level: frozenset[str]
    min_digits: int
    min_letters: int
    min_letters_alike: int
    alike: float

    def free(self, domain: str) -> bool:
        """Whether the domain is a mail provider's and says nothing of the company."""
        return domain in self.free_domains or domain.split(".")[0] in self.free_names


@functools.cache
def lists() -> Lists:
    """The shipped lists."""
    raw = tomllib.loads(resources.files("xltrade").joinpath("rules/same_customer.toml").read_text("utf-8"))
    made: dict[str, Any] = {
        k: (tuple(v) if k in ("legal_within", "legal_end") else frozenset(v)) if isinstance(v, list) else v
        for k, v in raw.items()
    }
    return Lists(**made)


def find(text: str, customers: pd.DataFrame, *, skip: str = "") -> list[Match]:
    """The customers that `text` may be, the surest first; [] says that it is a new one (R125, R126).

    text: any mix of e-mail, web address, phone, fax and company name. customers: one row each with id, company, email,
    phone and fax (missing columns count as blank). skip: the id of a customer to leave out, such as the one looked up.

    >>> frame = pd.DataFrame({"id": ["C1"], "company": ["ABC Trading Co., Ltd."], "email": ["li@abc-trading.com"]})
    >>> [(m.id, m.reasons) for m in find("ａｂｃ　ｔｒａｄｉｎｇ", frame)]
    [('C1', ('company',))]
    >>> find("info@abc-trading.com", frame)[0].reasons
    ('domain',)
    >>> find("Zeta GmbH", frame)
    []
    """
    asked = _asked(text)
    order = [c.key for c in REASONS.items]
    found = []
    for index, row in enumerate(_rows(customers)):
        reasons = tuple(k for k in order if row["id"] != skip and k in _reasons(asked, row))
        if reasons:
            found.append(Match(index, row["id"], row["company"], reasons))
    return sorted(found, key=lambda m: (order.index(m.reasons[0]), -len(m.reasons), m.index))


_COLUMNS = ("id", "company", "email", "phone", "fax")


def _rows(customers: pd.DataFrame) -> Iterable[dict[str, str]]:
    def texts(column: str) -> list[str]:
        values = customers[column].tolist() if column in customers else [""] * len(customers)
        return [plain(v) for v in values]

    yield from (dict(zip(_COLUMNS, row, strict=True)) for row in zip(*map(texts, _COLUMNS), strict=True))


def plain(value: Any) -> str:
    """A cell as text: a phone number that Excel took for a number without its ".0", a blank as ""."""
    if value is None or pd.isna(value):
        return ""
    return f"{value:.0f}" if isinstance(value, float) and value.is_integer() else str(value)


@dataclass(frozen=True)
class _Asked:
    """What a text holds: e-mail addresses, domains, numbers and a name."""

    mails: frozenset[str]
    domains: frozenset[str]
    numbers: frozenset[str]
    name: str


def _asked(text: str) -> _Asked:
    """Take the text apart; what is neither address nor number is the name."""
    folded = narrow(text)
    mails = [m.group() for m in _MAIL.finditer(folded)]
    domains = {m.rpartition("@")[2] for m in mails}
    rest = _MAIL.sub(" ", folded)
    sites = [m.group(1) for m in _DOMAIN.finditer(rest)]
    rest = _NUMBER.sub(lambda m: " " if _digits(m.group()) else m.group(), _DOMAIN.sub(" ", rest))
    kept = frozenset(d for d in domains | set(sites) if owned(d))
    return _Asked(frozenset(mails), kept, numbers(folded), rest.strip(" ,;:/|\n\t"))


def _reasons(asked: _Asked, row: dict[str, str]) -> set[str]:
    mails, domains = addresses(row["email"])
    known = numbers(row["phone"]) | numbers(row["fax"])
    found = {"email"} if asked.mails & mails else set()
    found |= {"domain"} if any(_same_domain(a, b) for a in asked.domains for b in domains) else set()
    found |= {"phone"} if any(same_number(a, b) for a in asked.numbers for b in known) else set()
    return found | _by_name(asked.name, row["company"])


# ── spelling ──────────────────────────────────────────────────────────────────────────────────────────────────────


@functools.lru_cache(maxsize=65536)
def narrow(text: str) -> str:
    """Full-width letters and signs as plain ones, in lower case."""
    return unicodedata.normalize("NFKC", text).casefold()


@functools.lru_cache(maxsize=65536)
def name_key(name: str) -> str:
    """A company's name as names are compared: without accents, punctuation, legal forms and spaces.

    >>> name_key("ＡＢＣ Trading Co., Ltd."), name_key("A.B.C. TRADING S. A."), name_key("深圳市长城贸易有限公司")
    ('abctrading', 'abctrading', '深圳市长城贸易')
    """
    known, text = lists(), _without_accents(narrow(name)).replace("'", "").replace("’", "")
    for form in known.legal_within:
        text = text.replace(narrow(form), " ")
    text = _INITIALS.sub(lambda m: m.group().replace(".", "").replace(" ", "") + " ", text)
    words = _SINGLES.sub(lambda m: m.group().replace(" ", ""), _NOT_WORD.sub(" ", text).strip()).split()
    kept = list(words)
    while len(kept) > 1 and kept[-1] in known.legal_words:
        kept.pop()
    while len(kept) > 1 and kept[0] in known.legal_front:
        kept.pop(0)
    return _without_end("".join(kept), known.legal_end)


def _without_accents(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text)
    return unicodedata.normalize("NFC", "".join(c for c in parts if not unicodedata.combining(c)))


def _without_end(text: str, forms: Iterable[str]) -> str:
    for form in forms:
        if text.endswith(narrow(form)) and len(text) > len(form):
            return text.removesuffix(narrow(form))
    return text


def same_pinyin(a: str, b: str) -> bool:
    """Whether two names, one of them at least in Chinese characters, can be read alike; legal forms left out.

    >>> same_pinyin("长城贸易有限公司", "Changcheng Maoyi You Xian Gong Si"), same_pinyin("深圳市長城", "深圳市长城")
    (True, True)
    """
    a, b = name_key(a), name_key(b)
    if not chinese(a):
        a, b = b, a
    if not chinese(a):
        return False
    if chinese(b):
        ours, theirs = readings(a), readings(b)
        return len(ours) == len(theirs) and all(x & y for x, y in zip(ours, theirs, strict=True))
    return bool(_spellings(a).fullmatch(without_spelt_form(b)))


def chinese(key: str) -> bool:
    """Whether a name is written with Chinese characters."""
    return bool(_HAN.search(key))


def without_spelt_form(key: str) -> str:
    """A name in Latin letters without a Chinese legal form spelt in them: changchengmaoyi of …youxiangongsi."""
    return _without_end(key, _spelt_forms())


@functools.lru_cache(maxsize=65536)
def readings(key: str) -> tuple[frozenset[str], ...]:
    """Every way to read each character of a name."""
    return tuple(_read(c) for c in key)


@functools.lru_cache(maxsize=65536)
def _spellings(key: str) -> re.Pattern[str]:
    return re.compile("".join(f"(?:{'|'.join(sorted(map(re.escape, r)))})" for r in readings(key)))


@functools.lru_cache(maxsize=16384)
def _read(character: str) -> frozenset[str]:
    """Every way to read a character, without tones, ü as v and as u; another script's letter is itself."""
    from pypinyin import Style, pinyin  # loads a dictionary: only where a look-up is really made

    found = {r for r in pinyin(character, style=Style.NORMAL, heteronym=True)[0]}
    return frozenset(found | {r.replace("v", "u") for r in found})


@functools.cache
def _spelt_forms() -> tuple[str, ...]:
    """The Chinese legal forms as they are spelt in Latin letters."""
    from pypinyin import lazy_pinyin

    return tuple("".join(lazy_pinyin(f)) for f in (*lists().legal_within, *lists().legal_end) if _HAN.search(f))


def _by_name(asked: str, known: str) -> set[str]:
    a, b = name_key(asked), name_key(known)
    limit = lists().min_letters
    if not a or not b:
        return set()
    if a == b:
        return {"company"}
    if same_pinyin(asked, known):
        return {"pinyin"}
    shorter, longer = sorted((a, b), key=len)
    if shorter in longer and len(shorter) >= (2 if _HAN.search(shorter) else limit):
        return {"part"}
    return {"alike"} if _alike(a, b) else set()


def _alike(a: str, b: str) -> bool:
    known = lists()
    if min(len(a), len(b)) < known.min_letters_alike:
        return False
    matcher = difflib.SequenceMatcher(None, a, b, autojunk=False)
    steps: tuple[Callable[[], float], ...] = (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio)
    return all(step() >= known.alike for step in steps)


# ── addresses and numbers ─────────────────────────────────────────────────────────────────────────────────────────


@functools.lru_cache(maxsize=65536)
def addresses(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """The e-mail addresses in a text, and their domains.

    >>> addresses("Li <LI@abc.com>")
    (frozenset({'li@abc.com'}), frozenset({'abc.com'}))
    """
    found = list(_MAIL.finditer(narrow(text)))
    return frozenset(m.group() for m in found), frozenset(m.group(1) for m in found)


def owned(domain: str) -> bool:
    """Whether a domain names a company: no provider's, and not just a country's second level such as co.uk."""
    labels = domain.split(".")
    return not lists().free(domain) and not (len(labels) == 2 and labels[0] in lists().second_level)


def _same_domain(a: str, b: str) -> bool:
    return a == b or (a.endswith(f".{b}") and owned(b)) or b.endswith(f".{a}")


@functools.lru_cache(maxsize=65536)
def numbers(text: str) -> frozenset[str]:
    """The phone numbers in a text as digits without zeros in front; too short ones left out.

    >>> sorted(numbers("+44 (0)20 7946 0958 / 0755-8888 1234 ext 12"))
    ['442079460958', '75588881234']
    """
    bare = _EXTENSION.sub("", _TRUNK.sub("", narrow(text)))
    found = (_digits(m.group()) for part in _SPLIT.split(bare) for m in _NUMBER.finditer(part))
    return frozenset(d for d in found if d)


def _digits(text: str) -> str:
    digits = "".join(c for c in text if c.isdecimal()).lstrip("0")
    return digits if len(digits) >= lists().min_digits else ""


def same_number(a: str, b: str) -> bool:
    """Whether two numbers as `numbers` gives them are one: the shorter ends the longer."""
    shorter, longer = sorted((a, b), key=len)
    return len(shorter) >= lists().min_digits and longer.endswith(shorter)
