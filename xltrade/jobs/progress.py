"""How far a consolidation is: each file that is read, then each step until the new master is written."""

from __future__ import annotations

from collections.abc import Callable

from xltrade.core.schema import Lang, Words

Progress = Callable[[str, int, int], None]
"""Called with what is done now (a file, a step), how much is done already and how much there is."""

STEPS: dict[str, Words] = {
    "merge": Words("合并、核对", "uniting and checking"),
    "settle": Words("结算提成", "settling commission"),
    "plan": Words("排版各表", "laying out the sheets"),
    "write": Words("写主表", "writing the master"),
}
_WEIGHTS = {"merge": 3, "settle": 2, "plan": 3, "write": 4}
"""How long a step takes, in files of twelve."""


class Course:
    """The course of one consolidation of so many files, told to `progress`."""

    def __init__(self, progress: Progress | None, files: int, lang: Lang) -> None:
        self._progress, self._lang = progress, lang
        self._files, self._unit = files, max(1, files // 6)
        self.total = files + self._unit * sum(_WEIGHTS.values())

    def file(self, name: str, number: int) -> None:
        """The file of this number, from 0, is being read."""
        self._tell(name, number)

    def step(self, key: str) -> None:
        """A step begins: those before it are done."""
        before = list(STEPS)[: list(STEPS).index(key)]
        self._tell(STEPS[key].text(self._lang), self._files + self._unit * sum(_WEIGHTS[k] for k in before))

    def done(self) -> None:
        """Everything is done."""
        self._tell("", self.total)

    def _tell(self, what: str, done: int) -> None:
        if self._progress:
            self._progress(what, done, self.total)
