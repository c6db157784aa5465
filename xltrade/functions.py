"""The public functions: `from xltrade.functions import COMMISSION`; names, order and defaults as in Excel."""

from xltrade.formulas.functions import *  # noqa: F403
from xltrade.formulas.functions import __all__ as __all__
