"""The functions of the catalogue, a file a family."""

# In the order in which people meet them: function wizard, defined names, reference.
# isort: off
from xltrade.formulas.functions.grade import GRADE
from xltrade.formulas.functions.followup import NEXTFOLLOWUP
from xltrade.formulas.functions.commission import COMMISSION, COMMISSIONAT
from xltrade.formulas.functions.scorecard import SCORECARD
from xltrade.formulas.functions.shares import SHARES
from xltrade.formulas.functions.reply import WORKHOURS, REPLYSTATUS
from xltrade.formulas.functions.tenure import TENUREQUARTER
from xltrade.formulas.functions.money import FXRATE, FXRATEAT, TOCNY, TOCNYAT
from xltrade.formulas.functions.explain import EXPLAIN
from xltrade.formulas.functions.find_customer import FINDCUSTOMER

__all__ = [
    "COMMISSION",
    "COMMISSIONAT",
    "EXPLAIN",
    "FINDCUSTOMER",
    "FXRATE",
    "FXRATEAT",
    "GRADE",
    "NEXTFOLLOWUP",
    "REPLYSTATUS",
    "SCORECARD",
    "SHARES",
    "TENUREQUARTER",
    "TOCNY",
    "TOCNYAT",
    "WORKHOURS",
]
