"""FINDCUSTOMER: who may be the same customer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from xltrade.core.dtypes import Frame
from xltrade.core.errors import ValueNotComputable
from xltrade.core.schema import Lang, Param
from xltrade.declared import choices
from xltrade.formulas.arguments import lone, one_cell
from xltrade.formulas.catalogue import Function, excel
from xltrade.rules import same_customer
from xltrade.rules.policy import Policy


def _listed(words: Iterable[str]) -> str:
    """Words as an array constant."""
    return "{" + ",".join(f'"{w}"' for w in words) + "}"


def _found(*reasons: str) -> str:
    """The reasons that hold, in words."""
    return "&".join(f'IF(@by_{r}," + "&$label(reason.{r}),"")' for r in reasons)


_LISTS = same_customer.lists()
_FIRST_LABEL = 'TEXTBEFORE(@domain&".",".")'
_KIND_ONLY = (
    f"ISNUMBER(XMATCH({_FIRST_LABEL},{_listed(sorted(_LISTS.second_level))}))"
    '*(LEN(@domain)-LEN(SUBSTITUTE(@domain,".",""))=1)'
)
_FINDCUSTOMER = one_cell(
    "text",
    "LET("
    + ",".join(
        (
            '@narrow,LAMBDA(@x,IF(@x="","",LOWER(CONCAT(LET(@char,MID(@x,SEQUENCE(LEN(@x)),1),@code,UNICODE(@char),'
            'IF(@code=12288," ",IF((@code>65280)*(@code<65375),UNICHAR(@code-65248),@char)))))))',
            "@swap,LAMBDA(@x,@marks,@with,REDUCE(@x,@marks,LAMBDA(@a,@b,SUBSTITUTE(@a,@b,@with))))",
            '@key,LAMBDA(@x,@swap(@narrow(@x),{" ",".",",","\'","’","-","_","&","(",")",'
            '"/","*","?","~","·","。","、"},""))',
            '@bare,LAMBDA(@x,LET(@y,@swap(@x,{"(0)"," ","-","(",")","+","."},""),IFERROR(VALUE(@y)&"",@y)))',
            '@asked,TRIM(@narrow({text}&""))',
            '@is_mail,ISNUMBER(FIND("@",@asked))',
            '@site,TEXTBEFORE(@swap(@asked,{"https://","http://","www."},"")&"/","/")',
            '@is_site,ISERROR(FIND(" ",@asked))*ISNUMBER(FIND(".",@site))*ISERROR(VALUE(@bare(@site)))'
            '*(LEN(TEXTAFTER("."&@site,".",-1))>1)',
            '@domain,IF(@is_mail,TEXTAFTER(@asked,"@"),IF(@is_site,@site,""))',
            f'@owned,(@domain<>"")*ISERROR(XMATCH(@domain,{_listed(sorted(_LISTS.free_domains))}))'
            f"*ISERROR(XMATCH({_FIRST_LABEL},{_listed(sorted(_LISTS.free_names))}))*({_KIND_ONLY}=0)",
            '@digits,IF(@domain="",@bare(@asked),"")',
            f'@phone,IF((LEN(@digits)>={_LISTS.min_digits})*ISNUMBER(-@digits),@digits,"")',
            '@name,IF((@domain="")*(@phone=""),@key(@asked),"")',
            '@all,HSTACK(customers[id],customers[company],customers[email],customers[phone],customers[fax])&""',
            '@mails," "&@swap(LOWER(CHOOSECOLS(@all,3)),{",",";","<",">","(",")","、","/"}," ")&" "',
            "@names,MAP(CHOOSECOLS(@all,2),@key)",
            f"@least,LAMBDA(@x,IF(IFERROR(UNICODE(@x),0)>=13312,2,{_LISTS.min_letters}))",
            '@called,LAMBDA(@x,LET(@n,@swap(@bare(@x),{"/",";",","},"|"),(@phone<>"")*(ISNUMBER(FIND(@phone&"|",@n&"|"))'
            f"+(LEN(@n)>={_LISTS.min_digits})*(RIGHT(@phone,LEN(@n))=@n)>0)))",
            '@by_email,@is_mail*ISNUMBER(FIND(" "&@asked&" ",@mails))',
            "@by_phone,@called(CHOOSECOLS(@all,4))+@called(CHOOSECOLS(@all,5))>0",
            '@by_company,(@name<>"")*(@names=@name)',
            '@by_domain,@owned*(ISNUMBER(FIND("@"&@domain&" ",@mails))+ISNUMBER(FIND("."&@domain&" ",@mails))>0)',
            '@by_part,(@name<>"")*(@names<>"")*(@names<>@name)*((LEN(@name)>=@least(@name))*ISNUMBER(FIND(@name,@names))'
            "+(LEN(@names)>=@least(@names))*ISNUMBER(FIND(@names,@name))>0)",
            "@rank,IF(@by_email,1,IF(@by_phone,2,IF(@by_company,3,IF(@by_domain,4,IF(@by_part,5,0)))))",
            "@many,@by_email+@by_phone+@by_company+@by_domain+@by_part",
            f"@why,MID({_found('email', 'phone', 'company', 'domain', 'part')},4,99)",
            'IF(SUM(@rank)=0,"",SORTBY(FILTER(HSTACK(CHOOSECOLS(@all,1,2),@why),@rank>0),FILTER(@rank,@rank>0),1,'
            "FILTER(@many,@rank>0),-1)))",
        )
    ),
)


@excel(
    Function(
        "FINDCUSTOMER",
        (
            Param(
                "text", "邮箱、网址、电话、传真或公司名称", "an e-mail, web address, phone, fax or company name", "text"
            ),
        ),
        "text",
        "查重：可能是同一家的客户（编号、名称、依据），没有 = 空。Python 还认拼音、公司后缀和相近名称，LAMBDA 不认。",
        "Customers that may be the same: ID, name, why; blank = none. Python also knows pinyin, legal forms and names "
        "alike; the LAMBDA does not.",
        ("R125", "R126"),
        _FINDCUSTOMER,
        spills=True,
        example='=FINDCUSTOMER("abc trading")',
        volatile=True,
        columns=(
            Param("id", "客户编号", "customer ID", "text"),
            Param("company", "公司名称", "company", "text"),
            Param("why", "依据，最可靠的在前", "why, the surest first", "text"),
        ),
        no_classic=(
            "找到几个客户就有几行，事先写不死；classic 里用 Excel 的查找（Ctrl+F）或 python -m xltrade calc。",
            "It has a row for each customer found, so it cannot be written out beforehand; in classic use Excel's "
            "Find (Ctrl+F) or python -m xltrade calc.",
        ),
    )
)
def FINDCUSTOMER(
    text: Any, *, customers: Frame | None = None, policy: Policy | None = None, lang: Lang = "zh"
) -> list[list[str]] | None:
    """The customers that `text` may be, the surest first: [id, company, why] for each; [] says a new one (R125, R126).

    text: an e-mail, web address, phone, fax or company name, or a mix. customers: one row each with id, company,
    email, phone, fax. None for a blank text; XltradeError without customers and for more than one text.

    >>> import pandas as pd
    >>> known = pd.DataFrame({"id": ["C1"], "company": ["ABC Trading Co., Ltd."], "email": ["li@abc-trading.com"]})
    >>> FINDCUSTOMER("ａｂｃ　ｔｒａｄｉｎｇ", customers=known), FINDCUSTOMER("Zeta GmbH", customers=known)
    ([['C1', 'ABC Trading Co., Ltd.', '公司名称相同']], [])
    """
    text = same_customer.plain(lone("FINDCUSTOMER", text)).strip()
    if not text:
        return None
    if customers is None:
        raise ValueNotComputable(
            "FINDCUSTOMER 要知道在哪份工作簿的客户里查。",
            "FINDCUSTOMER has to know in which workbook's customers to look.",
        )
    return [
        [m.id, m.company, " + ".join(choices.REASON.label(r, lang) for r in m.reasons)]
        for m in same_customer.find(text, customers)
    ]
