"""GRADE: a customer's grade."""

from __future__ import annotations

from typing import Any

from xltrade.core.schema import Param
from xltrade.formulas.arguments import each, in_policy
from xltrade.formulas.catalogue import Function, excel
from xltrade.rules import grading
from xltrade.rules.policy import Policy


def _yes(what: str) -> str:
    return f"OR({what}=TRUE,{what}=1,$is({what};yesno.yes))"


def _rubric(rubric: str, answer: str) -> str:
    def at(spelling: str) -> str:
        return f'MATCH("{rubric}|"&{answer},rubrics[by_{spelling}],0)'

    return f"INDEX(rubrics[grade],IFERROR({at('zh')},IFERROR({at('en')},{at('answer')})))"


_KEPT = f"AND({_yes('{sample_sent}')},{_yes('{kept_up}')})"
_BY_BEHAVIOUR = (
    f'IF({_KEPT},INDEX(rubrics[grade],MATCH("behaviour|{grading.KEPT_UP}",rubrics[by_answer],0)),'
    f'IF({{inquiry_kind}}="","",{_rubric("behaviour", "{inquiry_kind}")}))'
)
_BY_INTENT = _rubric("intent", "{intent}")
_HAS = f'OR({{inquiry_kind}}<>"",{_KEPT})'
# LEFT(x,0) is "" for any grade and an error where the word is unknown: added to the letter it makes
# GRADE("clear","typo") fail as in Python, although by intent alone it is A. Without it a misspelt word would show only
# once it decides.
_KNOWN_INTENT = f'IF({{intent}}="","",LEFT({_BY_INTENT},0))'
_KNOWN_KIND = f'IF({{inquiry_kind}}="","",LEFT({_rubric("behaviour", "{inquiry_kind}")},0))'
_BETTER = f"({_BY_INTENT}<{_BY_BEHAVIOUR})"  # "A" is less than "B"
_GRADE = (
    f'IF(OR({{intent}}="",AND($pis(grade_scheme;behaviour),{_HAS})),{_BY_BEHAVIOUR},'
    f"IF(OR(NOT({_HAS}),$pis(grade_scheme;intent),$pis(grade_scheme;behaviour)),{_BY_INTENT},"
    f"IF({_BETTER}=$pis(grade_scheme;better_of),{_BY_INTENT},{_BY_BEHAVIOUR})))"
    f"&{_KNOWN_INTENT}&{_KNOWN_KIND}"
)


@excel(
    Function(
        "GRADE",
        (
            Param("intent", "意向：明确、犹豫、长线、不明确", "intent: clear, hesitant, long-term, unclear", "text"),
            Param(
                "inquiry_kind",
                "询价类型：仔细询价、统一询价、全面报价、相关产品",
                "how the customer asks",
                "text",
                '""',
            ),
            Param("sample_sent", "是否寄过样品", "was a sample sent", "choice", '""'),
            Param("kept_up", "是否保持跟进", "is follow-up kept up", "choice", '""'),
        ),
        "text",
        "客户等级 A–D：先看意向，意向空着看行为。",
        "Customer grade A–D: by intent, by behaviour where intent is blank.",
        ("R034", "R060", "R115"),
        _GRADE,
        example='=GRADE("明确")',
    )
)
def GRADE(
    intent: Any, inquiry_kind: Any = None, sample_sent: Any = None, kept_up: Any = None, *, policy: Policy | None = None
) -> Any:
    """Customer grade by intent, or by behaviour where intent is blank (R034–R038, R115–R118).

    intent, inquiry_kind: text in any spelling of the Rubrics table, or blank; sample_sent, kept_up: yes/no or TRUE.
    Gives "A" … "D", None when everything is blank. XltradeError for an unknown word.

    >>> GRADE("明确"), GRADE("", "detailed"), GRADE(["clear", None]), GRADE(None, "统一询价", "是", "是")
    ('A', 'B', ['A', None], 'A')
    """

    def rule(intents: Any, kinds: Any, sent: Any, kept: Any) -> Any:
        return grading.grade(intents, kinds, sent, kept, in_policy(policy)).tolist()

    return each("GRADE", (intent, inquiry_kind, sample_sent, kept_up), rule, blanks=True)
