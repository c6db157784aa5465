"""The template language and what each flavour makes of it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from xltrade.computed.column import template
from xltrade.core.errors import DeclarationError
from xltrade.core.schema import LANGS, Lang, Param
from xltrade.declared import choices, tables
from xltrade.formulas import text as twins
from xltrade.formulas.bodies import bodies
from xltrade.formulas.catalogue import CATALOGUE
from xltrade.formulas.text import FLAVOURS, LIMIT, Body, Flavour, Twins
from xltrade.sheets.books.parts import COMMENT_LIMIT, comment

DOUBLE = Body(
    "DOUBLE", (Param("x", "数", "a number", "number"), Param("y", "数", "a number", "number", "1")), "{x}*2+{y}"
)
TWICE = Body("TWICE", (Param("x", "数", "a number", "number"),), "DOUBLE(DOUBLE({x}),{x})")
BODIES = {"DOUBLE": DOUBLE, "TWICE": TWICE}


def made(template: str, flavour: Flavour = "classic", lang: Lang = "zh", home: bool = True) -> str:
    return Twins(BODIES, flavour, lang).formula(template, tables.CUSTOMERS if home else None)


@pytest.mark.parametrize(
    ("template", "zh", "en"),
    [
        ("[id]", "=客户[[#This Row],[客户编号]]", "=Customers[[#This Row],[Customer ID]]"),
        ("SUM(fx[rate])", "=SUM(汇率[汇率])", "=SUM(FX_rates[Rate])"),
        ('"[id] fx[rate]"&[id]', '="[id] fx[rate]"&客户[[#This Row],[客户编号]]', None),
        ('IF([id]="a""[id]",1,2)', '=IF(客户[[#This Row],[客户编号]]="a""[id]",1,2)', None),
        ("$label(yesno.yes)", '="是"', '="yes"'),
        ("$is([id];yesno.yes)", '=OR(客户[[#This Row],[客户编号]]="是",客户[[#This Row],[客户编号]]="yes")', None),
        ("$is(A1;grade.S)", '=A1="S"', '=A1="S"'),
        ("$any(fx[kind];fx_kind.spot)", '=((汇率[汇率类型]="当日")+(汇率[汇率类型]="spot")>0)', None),
        ("$p(rounding)", '=INDEX(政策[值],MATCH("rounding",政策[生效中],0))', None),
        ("$s(hired)", '=INDEX(设置[值],MATCH("hired",设置[键],0))', None),
        ('"$w(overdue)"', '="逾期"', '="overdue"'),
        ("channels[$lang()]", "=渠道规则[渠道中文]", "=Channels[Channel English]"),
    ],
)
def test_marks(template: str, zh: str, en: str | None) -> None:
    """R104: references, labels, choices in any spelling, policy values; texts in quotes stay as they are."""
    assert made(template) == zh
    if en:
        assert made(template, lang="en") == en


def test_a_choice_of_the_policy_is_compared_in_every_spelling() -> None:
    """R070: a sheet in Chinese, opened by an English program, and the other way round."""
    text = made("$pis(tier_mode;whole)")
    assert all(f'="{word}"' in text for word in ("全额按档", "whole")) and text.startswith("=OR(")
    assert "=15" in made("$pis(floor_days;15)") and '"15"' not in made("$pis(floor_days;15)")


@pytest.mark.parametrize(
    ("call", "classic"),
    [
        ("DOUBLE(A1)", "=(A1*2+1)"),
        ("DOUBLE(A1,3)", "=(A1*2+3)"),
        ("DOUBLE(A1,)", "=(A1*2+1)"),
        ("DOUBLE(A1+1)", "=((A1+1)*2+1)"),
        ('DOUBLE("a,b)",[id])', '=("a,b)"*2+客户[[#This Row],[客户编号]])'),
        ("DOUBLE(SUM(A1,B1),{1,2})", "=((SUM(A1,B1))*2+({1,2}))"),
        ("TWICE(A1)", "=((((A1*2+1))*2+A1))"),
        ('"DOUBLE(A1)"', '="DOUBLE(A1)"'),
        ("MYDOUBLE(A1)+x.DOUBLE(A1)", "=MYDOUBLE(A1)+x.DOUBLE(A1)"),
    ],
)
def test_calls(call: str, classic: str) -> None:
    """R104: classic writes the body out, brackets and defaults included; the other flavours keep the name."""
    assert made(call) == classic
    for flavour in ("lambda", "python"):
        assert made(call, flavour).startswith("=" + call.split("(")[0])


def test_definitions() -> None:
    """R104: `_xlop.` in the head, `_xlpm.` in every use, a default through ISOMITTED; what needs none has no LET."""
    twin = Twins({n: replace(b, spills=True) for n, b in BODIES.items()}, "lambda", "zh")
    assert twin.definition("TWICE") == "=_xlfn.LAMBDA(_xlpm.x,DOUBLE(DOUBLE(_xlpm.x),_xlpm.x))"
    assert twin.definition("DOUBLE") == (
        "=_xlfn.LAMBDA(_xlpm.x,_xlop.y,_xlfn.LET(_xlpm.y_,IF(_xlfn.ISOMITTED(_xlpm.y),1,_xlpm.y),_xlpm.x*2+_xlpm.y_))"
    )


def test_a_modern_body_is_stored_with_its_prefixes() -> None:
    """R104: variables and new functions get the prefixes of the file format, texts stay; classic refuses it."""
    body = Body("NEW", (DOUBLE.params[0],), 'LET(@a,FILTER({x},{x}>0),MAP(@a,LAMBDA(@b,@b&"@a LET(")))', True, True)
    twin = Twins({"NEW": body}, "lambda", "zh")
    assert twin.definition("NEW") == (
        "=_xlfn.LAMBDA(_xlpm.x,_xlfn.LET(_xlpm.a,_xlfn._xlws.FILTER(_xlpm.x,_xlpm.x>0),"
        '_xlfn.MAP(_xlpm.a,_xlfn.LAMBDA(_xlpm.b,_xlpm.b&"@a LET("))))'
    )
    with pytest.raises(DeclarationError, match="NEW"):
        Twins({"NEW": body}, "classic", "zh").formula("1+NEW(A1)")


def test_a_definition_takes_ranges() -> None:
    """R104: one cell gets the body, a range the function itself at each of its cells."""
    text = Twins(BODIES, "lambda", "zh").definition("TWICE")
    assert text == (
        "=_xlfn.LAMBDA(_xlpm.x,IF(MAX(IFERROR(ROWS(_xlpm.x),1))*MAX(IFERROR(COLUMNS(_xlpm.x),1))=1,"
        "DOUBLE(DOUBLE(_xlpm.x),_xlpm.x),_xlfn.MAKEARRAY(MAX(IFERROR(ROWS(_xlpm.x),1)),MAX(IFERROR(COLUMNS(_xlpm.x),1)),"
        "_xlfn.LAMBDA(_xlpm.row_,_xlpm.column_,TWICE(IF(IFERROR(ROWS(_xlpm.x),1)*IFERROR(COLUMNS(_xlpm.x),1)=1,_xlpm.x,"
        "INDEX(_xlpm.x,_xlpm.row_,_xlpm.column_)))))))"
    )


@pytest.mark.parametrize(
    "template",
    ["DOUBLE(A1", "$nothing(x)", "$p(no_such_setting)", "DOUBLE(1,2,3)", "1" * LIMIT, "$label(yesno.maybe)"],
)
def test_a_wrong_template_is_a_programming_mistake(template: str) -> None:
    """R104: never a broken formula in somebody's file."""
    with pytest.raises(DeclarationError):
        made(template)


def test_a_row_reference_needs_a_home() -> None:
    """R104: `[key]` outside a table has no row."""
    with pytest.raises(DeclarationError, match="outside a table"):
        made("[id]", home=False)


def test_length_at_the_limit() -> None:
    """R104: Excel takes 8,192 characters and not one more."""
    assert len(made("1" * (LIMIT - 1))) == LIMIT
    with pytest.raises(DeclarationError, match="characters"):
        made("1" * LIMIT)


COMPUTED = [(t, c) for t in tables.MASTER.values() for c in t.computed]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("flavour", FLAVOURS)
def test_every_computed_column_becomes_a_formula(flavour: Flavour, lang: Lang) -> None:
    """R104: nothing of the template language is left, no built-in is misspelt by case, names only where allowed."""
    twin = Twins(bodies(), flavour, lang, tables.MASTER)
    names = re.compile(rf"(?<![\w.])({'|'.join(CATALOGUE)})\(")
    for table, column in COMPUTED:
        text = twin.formula(template(table, column), table)
        outside = "".join(re.split(r'"(?:[^"]|"")*"', text))
        outside = re.sub(r"\{[-,\d]+\}", "", outside)
        assert "$" not in outside and "{" not in outside, f"{table.key}.{column.key}"
        assert not re.search(r"(?<![\w\]])\[[a-z_]+\]", outside), f"{table.key}.{column.key}"
        assert outside.count("(") == outside.count(")")
        if flavour == "classic":
            assert not names.search(outside), f"{table.key}.{column.key} calls a name that the file does not have"


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", CATALOGUE)
def test_every_definition_fits_in_a_name(name: str, lang: Lang) -> None:
    """R104: under 8,192 characters, its help under 256, and not a name that reads as a cell address."""
    function = CATALOGUE[name]
    text = Twins(bodies(), "lambda", lang).definition(name)
    assert len(text) < LIMIT and len(comment(function, lang)) <= COMMENT_LIMIT
    assert not re.fullmatch(r"[A-Z]{1,3}\d+", name) and text.count("(") == text.count(")")
    assert set(re.findall(r"_xlop\.(\w+)", text)) == {p.key for p in function.params if p.optional}
    cells = set() if function.spills else {"row", "column"}  # of a range given as an argument
    own = set(re.findall(r"@([a-z_]+)", "".join(re.split(r'"[^"]*"', function.body))))
    assert set(re.findall(r"_xlpm\.(\w+?)_?\b", text)) == {p.key for p in function.params} | cells | own
    assert not own & {"r", "c"}, "Excel takes these for a row and a column"


def test_optional_parameters_stand_last() -> None:
    """R104: Excel leaves out arguments from the right only."""
    for function in CATALOGUE.values():
        optional = [p.optional for p in function.params]
        assert optional == sorted(optional), function.name


def test_words_of_a_choice_do_not_clash_within_a_list() -> None:
    """R104: one spelling, one meaning; else a formula and the reader could disagree."""
    for listed in choices.ALL.values():
        words = [w.casefold() for item in listed.items for w in {item.key, item.zh, item.en}]
        words += [w.casefold() for w, _ in listed.also]
        assert len(listed.lookup()) == len(set(words))
        for item in listed.items:
            assert {listed.lookup()[w.casefold()] for w in (item.key, item.zh, item.en)} == {item.key}


def test_arguments_are_split_outside_quotes_and_brackets() -> None:
    """R104: commas in texts, arrays and inner calls are no separators."""
    text = 'F(a,"x,)",{1,2},G(b,c),t[[#This Row],[d]])+1'
    parts, end = twins.arguments(text, 2)
    assert parts == ["a", '"x,)"', "{1,2}", "G(b,c)", "t[[#This Row],[d]]"] and text[end:] == "+1"
    assert twins.arguments("F()", 2) == ([], 3)
