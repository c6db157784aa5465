"""When buyers are at work: their zones, countries, cities and public holidays."""

from __future__ import annotations

from xltrade.core.schema import Table
from xltrade.declared import choices as ch
from xltrade.declared.tables.columns import col

_SHEET = "zones"

ZONES = Table(
    "zones",
    "时差表",
    "Zone offsets",
    "每个时区哪天到哪天的时差，夏令时变一次一行；汇总时按 tzdata 重写，不用填。",
    "The offset of each zone from day to day, a row each change of the clocks; consolidation writes it from tzdata anew.",
    (
        col("zone", "时区", "Zone", "text", "IANA 时区名，例如 America/Chicago。", "IANA name, such as America/Chicago.", "R054", required=True, width=24),
        col("since", "起", "Since", "date", "从哪天起（当地日期）。", "From this day there.", "R054", required=True),
        col("until", "止", "Until", "date", "到哪天之前：变时差的那天，或本表的尽头。", "Before this day: that of the change, or the end of this table.", "R054", required=True),
        col("offset", "时差", "Offset", "offset", "与世界时相差几小时。", "Hours from UTC.", "R054", required=True),
        col("then", "变后时差", "Offset then", "offset", "下次变化以后；空 = 本表之内不变。", "After the change; blank = none within this table.", "R054"),
        col("version", "出处", "Source", "text", "时区数据的版本。", "The version of the zone data.", "R054", width=15),
        col("in_force", "今天时区", "Zone today", "text", "计算用：今天有效的行。", "For the formulas: the row that holds today.", "R054", computed=True, width=24),
    ),
    unique=("zone", "since"),
    role="settings",
    place="both",
    sheet=_SHEET,
    req=("R054",),
    newer=True,
)

COUNTRIES = Table(
    "countries",
    "国家地区",
    "Countries",
    "国家或地区的各种写法；缺的写法加在表末，汇总后保留。",
    "The ways to write a country or region; add one that is missing at the end, it is kept.",
    (
        col("country", "国家或地区", "Country or region", "text", "客户表里怎么写。", "As written on Customers.", "R054", required=True, width=22),
        col("code", "国家码", "Country code", "text", "两个字母的 ISO 代码。", "Two letters, ISO 3166.", "R054", required=True, width=9),
        col("zone", "国家时区", "Zone of the country", "text", "空 = 有几个时区，看城市。", "Blank = several: the city decides.", "R054", width=24),
    ),
    unique=("country",),
    role="settings",
    place="both",
    sheet=_SHEET,
    req=("R054",),
    newer=True,
)

CITIES = Table(
    "cities",
    "城市时区",
    "Cities",
    "时区与国家不同的城市；缺的城市加在表末，汇总后保留。",
    "Cities whose zone is not their country's; add one that is missing at the end, it is kept.",
    (
        col("city", "城市名", "City name", "text", "客户表里怎么写。", "As written on Customers.", "R054", required=True, width=20),
        col("code", "城市国家码", "Code of its country", "text", "两个字母的 ISO 代码。", "Two letters, ISO 3166.", "R054", required=True, width=9),
        col("zone", "城市的时区", "Zone of the city", "text", "IANA 时区名。", "IANA name.", "R054", required=True, width=24),
        col("key", "城市查找", "Find the city", "text", "计算用：国家码和城市。", "For the formulas: country code and city.", "R054", computed=True, width=20),
    ),
    unique=("city", "code"),
    role="settings",
    place="both",
    sheet=_SHEET,
    req=("R054",),
    newer=True,
)

BUYER_HOLIDAYS = Table(
    "buyer_holidays",
    "客户节假日",
    "Buyer holidays",
    "客户国家的公共假日，估计的已标明；汇总时重写，不用填。",
    "Public holidays where buyers are, those that are estimates marked; consolidation writes them anew.",
    (
        col("code", "假日国家码", "Holiday country", "text", "哪个国家。", "Which country.", "R054", required=True, width=9),
        col("date", "假日日期", "Holiday date", "date", "哪天。", "The day.", "R054", required=True),
        col("name", "假日名称", "Holiday name", "text", "假日名称；估计的写明。", "Its name; says when it is an estimate.", "R054", required=True, width=34),
        col("estimated", "估计", "Estimated", ch.YESNO, "是 = 看月亮或等公告才定，可能差一两天。", "yes = set by sighting or decree, may move by a day or two.", "R054", required=True),
        col("key", "假日查找", "Find the holiday", "text", "计算用：国家码和日期。", "For the formulas: country code and day.", "R054", width=12),
    ),
    unique=("code", "date"),
    role="settings",
    place="both",
    sheet=_SHEET,
    req=("R054",),
    newer=True,
)
