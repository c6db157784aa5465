"""The rows of the sheet 设置 / Settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xltrade import __version__
from xltrade.core.dtypes import Frame, build
from xltrade.core.installed import xlwings_version
from xltrade.core.schema import Lang, Words
from xltrade.declared import tables
from xltrade.sheets.home import Home
from xltrade.sheets.look import NOBODY, Look, Owner

_PROFILE: tuple[tuple[str, Words, Words], ...] = (
    ("company_name", Words("公司名称", "Company name"), Words("用于报价单和周报抬头。", "For quotations, reports.")),
    ("founded", Words("创办年份", "Founded"), Words("公司资料。", "Company profile.")),
    ("total_assets", Words("总资产", "Total assets"), Words("公司资料。", "Company profile.")),
    ("annual_sales", Words("年销售额", "Annual sales"), Words("公司资料。", "Company profile.")),
    ("awards", Words("奖项", "Awards"), Words("公司资料。", "Company profile.")),
    ("company_contact", Words("公司联系人", "Contact"), Words("公司资料。", "Company profile.")),
    ("company_phone", Words("公司电话", "Phone"), Words("公司资料。", "Company profile.")),
    ("company_fax", Words("公司传真", "Fax"), Words("公司资料。", "Company profile.")),
)
_PERSON: tuple[tuple[str, Words, Words], ...] = (
    ("person_id", Words("人员编号", "Person ID"), Words("必填，与主表人员表一致。", "Required; as on People.")),
    ("person_name", Words("姓名", "Name"), Words("必填。", "Required.")),
    ("hired", Words("入职日期", "Hired"), Words("入职季度从这天起算。", "Tenure quarters count from this day.")),
    ("records_from", Words("记录起始", "Records from"), Words("空 = 政策里的。", "Blank = the policy's.")),
    ("position", Words("岗位", "Position"), Words("业务员、高级业务员、经理。", "Salesperson, senior, manager.")),
)
_FOLDER: tuple[tuple[str, Words, Words], ...] = (
    ("folder", Words("汇总文件夹", "Folder"), Words("业务员工作簿所在的文件夹。", "Where the workbooks lie.")),
)
_MADE: tuple[tuple[str, Words, Words], ...] = (
    ("flavour", Words("工作簿类型", "Flavour"), Words("生成时选定，不要改。", "Chosen when made; do not change.")),
    ("version", Words("程序版本", "Version"), Words("由哪一版生成。", "The version that made it.")),
)
_BRIDGE = (
    "xlwings",
    Words("xlwings 版本", "xlwings version"),
    Words(
        "运行宏和 Python 函数需要同一版本，见 python -m xltrade doctor。",
        "Macros and Python functions need this very version; see python -m xltrade doctor.",
    ),
)
_LAST = Words("最近一次汇总。", "The last consolidation.")
_FACTS: tuple[tuple[str, Words, Words], ...] = (
    ("consolidated", Words("汇总日期", "Consolidated on"), _LAST),
    ("fingerprint", Words("内容指纹", "Fingerprint"), Words("内容不变，指纹不变。", "Same content, same print.")),
    ("seconds", Words("用时（秒）", "Seconds"), Words("0 = 没有计时。", "0 = not timed.")),
    ("rows_read", Words("读取行数", "Rows read"), Words("读取 = 收入 + 退回。", "Read = kept + rejected.")),
    ("rows_kept", Words("收入行数", "Rows kept"), _LAST),
    ("rows_rejected", Words("退回行数", "Rows rejected"), _LAST),
)


def settings_frame(home: Home, look: Look, kept: Mapping[str, Any] | None = None, owner: Owner = NOBODY) -> Frame:
    """The Settings table: the owner (salesperson) or the folder (master), the company profile, how it was made.

    kept: values typed before, which win over blanks (R103).
    """
    values = {
        **(kept or {}),
        **_person(owner),
        "flavour": look.flavour,
        "version": __version__,
        "xlwings": xlwings_version() if look.macros else None,
    }
    rows = (*(_FOLDER if home.owned else _PERSON), *_PROFILE, *_MADE, *([_BRIDGE] if look.macros else []))
    made = [_setting(k, n, m, values.get(k), look.lang) for k, n, m in rows]
    made += [_setting(k, n, m, values[k], look.lang) for k, n, m in _FACTS if values.get(k) is not None]
    known = {k for k, _, _ in (*rows, *_FACTS)}
    made += [
        {"name": k, "key": k, "value": v, "meaning": None}
        for k, v in values.items()
        if k not in known and v is not None
    ]
    return build(tables.SETTINGS, made)


def _person(owner: Owner) -> dict[str, Any]:
    """What is known of the owner, under the keys of the sheet."""
    known = {
        "person_id": owner.id,
        "person_name": owner.name,
        "hired": owner.hired,
        "position": owner.position,
        "records_from": owner.records_from,
    }
    return {k: v for k, v in known.items() if v}


def _setting(key: str, name: Words, meaning: Words, value: Any, lang: Lang) -> dict[str, Any]:
    return {"name": name.text(lang), "key": key, "value": value, "meaning": meaning.text(lang)}
