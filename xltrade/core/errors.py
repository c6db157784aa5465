"""Exceptions. The docstring of each is the first sentence of its message, in Chinese and English."""

from __future__ import annotations


class XltradeError(Exception):
    """无法完成。|Cannot be done."""

    def __init__(self, zh: str, en: str) -> None:
        self.zh, self.en = zh, en
        super().__init__(en)

    def text(self, lang: str = "zh") -> str:
        """The whole message in `lang` ("zh" or "en")."""
        head = dict(zip(("zh", "en"), (type(self).__doc__ or "").strip().split("|"), strict=True))
        return f"{head[lang]}{'' if lang == 'zh' else ' '}{self.zh if lang == 'zh' else self.en}"

    def __str__(self) -> str:
        return self.text("en")


class ValueNotComputable(XltradeError):
    """这个值算不出来。|This value cannot be computed."""


class PolicyError(XltradeError):
    """政策表有误。|The policy is wrong."""


class FileError(XltradeError):
    """文件读不了。|The file cannot be read."""

    def __init__(self, code: str, zh: str, en: str) -> None:
        self.code = code
        super().__init__(zh, en)


class WriteError(XltradeError):
    """文件没有写成，旧文件原样保留。|The file was not written; the old one is untouched."""


class OverwriteError(XltradeError):
    """没有覆盖。|Nothing was overwritten."""


class MiscountError(XltradeError):
    """有行数对不上(程序问题)，什么也没有写。|Rows are unaccounted for (a programmer's mistake); nothing was written."""

    def __init__(self, read: int, kept: int, rejected: int) -> None:
        super().__init__(
            f"读取 {read} 行，收入 {kept} 行，退回 {rejected} 行。",
            f"{read} rows read, {kept} kept, {rejected} rejected.",
        )


class DeclarationError(XltradeError):
    """声明有误(程序问题)。|A declaration is wrong (a programmer's mistake)."""

    def __init__(self, en: str) -> None:
        super().__init__(en, en)
