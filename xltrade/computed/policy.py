"""The computed columns of the policy: which row of a setting is in force, and until when each is."""

from __future__ import annotations

from xltrade.computed.generated import in_force, until
from xltrade.declared.tables import POLICY

in_force(POLICY, "key")
until(POLICY, "key")
