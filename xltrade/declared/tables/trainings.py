"""Trainings: what stands in which column, who fills it."""

from __future__ import annotations

from xltrade.core.schema import Table
from xltrade.declared import choices as ch
from xltrade.declared.tables.columns import col

TRAININGS = Table(
    "trainings",
    "培训",
    "Trainings",
    "每次培训一行；缺席要写原因。",
    "One row a session; an absence needs its reason.",
    (
        col("date", "培训日期", "Date", "date", "哪天。", "Day of the session.", "R056", required=True),
        col("topic", "培训内容", "Topic", "text", "讲了什么。", "What it was about.", "R144 R171", required=True, width=28),
        col("category", "培训类别", "Category", ch.TRAINING, "属于哪一类。", "Which category.", "R166 R171 R220 R221 R222"),
        col("lecturer", "讲师", "Lecturer", "text", "内部或外请讲师。", "Internal or external lecturer.", "R167"),
        col("attended", "到场", "Attended", ch.YESNO, "是否到场。", "Present or not.", "R056 R149"),
        col("notes_handed", "交笔记", "Notes handed in", ch.YESNO, "学习笔记是否已交。", "Notes handed in or not.", "R056"),
        col("absence_reason", "缺席原因", "Absence reason", "text", "缺席必须写原因。", "Obligatory when absent.", "R149"),
        col("notes", "笔记", "Notes", "note", "要点。", "Main points.", "R056"),
        col("state", "状态", "State", "text", "缺席没写原因时提示。", "Says when an absence has no reason.", "R149", computed=True, choices=ch.WORDS, width=16),
    ),
    req=("R056", "R149"),
)
