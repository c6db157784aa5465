"""The look-up before a customer is entered finds every spelling and only those (R125, R126)."""

from __future__ import annotations

import time

import pandas as pd
import pytest
from odd_customers import CUSTOMERS

from xltrade.rules import same_customer

FOUND = {
    "ＡＢＣ Trading Co., Ltd.": ("C1", "company"),
    "abc trading co ltd": ("C1", "company"),
    "A.B.C. TRADING": ("C1", "company"),
    "A B C Trading Limited": ("C1", "company"),
    "ABC Tradng Co Ltd": ("C1", "alike"),
    "LI@ABC-Trading.com": ("C1", "email"),
    "ｌｉ＠ａｂｃ－ｔｒａｄｉｎｇ．ｃｏｍ": ("C1", "email"),
    "sales@abc-trading.com": ("C1", "domain"),
    "http://www.abc-trading.com/about": ("C1", "domain"),
    "0755-88881234": ("C1", "phone"),
    "8888 1234": ("C1", "phone"),
    "００８６－７５５－８８８８１２３４": ("C1", "phone"),
    "深圳市长城贸易股份有限公司": ("C2", "company"),
    "深圳市長城貿易有限公司": ("C2", "pinyin"),
    "Shenzhen Shi Changcheng Maoyi Youxian Gongsi": ("C2", "pinyin"),
    "shenzhenshi changcheng maoyi": ("C2", "pinyin"),
    "长城贸易": ("C2", "part"),
    "greatwall@qq.com": ("C2", "email"),
    "fax 26001234": ("C2", "phone"),
    "societe generale des huiles sa": ("C3", "company"),
    "b@sgh.fr": ("C3", "email"),
    "MUELLER": None,
    "Muller Maschinenbau": ("C4", "company"),
    "030 901820": ("C4", "phone"),
    "Maju Jaya": ("C5", "company"),
    "x@majujaya.co.id": ("C5", "domain"),
    "138 0013 8000": ("C5", "phone"),
    "someone@qq.com": None,
    "new@other.co.id": None,
    "abc": None,
    "123 4567": None,
    "Zeta GmbH": None,
    "Co., Ltd.": None,
    "": None,
}


@pytest.mark.parametrize("text", FOUND)
def test_each_spelling(text: str) -> None:
    found = same_customer.find(text, CUSTOMERS)
    wanted = FOUND[text]
    assert [(m.id, m.reasons[0]) for m in found] == ([wanted] if wanted else [])


def test_everything_in_one_text_and_the_surest_first() -> None:
    text = "Maju Jaya, li@abc-trading.com, tel. 0755 8888 1234, Maju Jaya"
    found = same_customer.find(text, CUSTOMERS)
    assert (found[0].id, found[0].reasons) == ("C1", ("email", "phone", "domain"))


def test_a_customer_is_not_its_own_double() -> None:
    twice = pd.concat([CUSTOMERS, CUSTOMERS.iloc[:1].assign(id="C9")], ignore_index=True)
    assert [m.id for m in same_customer.find("ABC Trading", twice, skip="C1")] == ["C9"]


def test_an_empty_table() -> None:
    assert same_customer.find("ABC", CUSTOMERS.iloc[:0]) == [] and same_customer.find("ABC", pd.DataFrame()) == []


def test_short_numbers_and_ids_are_names() -> None:
    """Six digits are no phone number, and a name may begin with a number."""
    assert same_customer.numbers("123456") == frozenset() and same_customer.name_key("3M Company") == "3m"


def test_reasons_speak_both_languages() -> None:
    assert all(r.zh and r.en for r in same_customer.REASONS.items)


def test_readings_of_a_character() -> None:
    """长 is chang and zhang; 绿 is written lv and lu."""
    assert same_customer.same_pinyin("绿地长青", "Lu Di Chang Qing") and same_customer.same_pinyin(
        "绿地长青", "lvdichangqing"
    )
    assert not same_customer.same_pinyin("绿地长青", "红地长青") and not same_customer.same_pinyin("ABC", "abc")


def test_thousands_of_customers_at_once() -> None:
    """A look-up is made while the customer is on the phone: three thousand customers within two seconds."""
    numbers = range(3000)
    many = pd.DataFrame(
        {
            "id": [f"C{i}" for i in numbers],
            "company": [f"Firma {i} Handel GmbH" for i in numbers],
            "email": [f"a{i}@firma{i}.de" for i in numbers],
        }
    )
    start = time.process_time()
    assert same_customer.find("a7@firma7.de", many)[0].id == "C7"
    assert same_customer.find("Firma 2999 Handel", many)[0].id == "C2999"
    assert time.process_time() - start < 2
