"""The catalogue of everything that can be wrong with a file, a sheet, a row or a cell, as declared records.

A user's mistake is a `Reject`: where it is, what was typed, what is wrong with it and what to do. A kind is a constant
of `files`, `sheets`, `rows`, `cells`, `policy` or `pay`; who raises it imports it by name, so that a misspelt one
does not import.
"""

from xltrade.declared.rejects.catalogue import CATALOGUE, PROBLEMS, of
from xltrade.declared.rejects.problem import Level, Problem, Severity
from xltrade.declared.rejects.reject import Reject

__all__ = ["CATALOGUE", "PROBLEMS", "Level", "Problem", "Reject", "Severity", "of"]
