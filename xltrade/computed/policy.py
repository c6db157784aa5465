"""The computed column of the policy: which row of a setting is in force."""

from __future__ import annotations

from xltrade.computed.generated import in_force
from xltrade.declared.tables import POLICY

in_force(POLICY, "key")
