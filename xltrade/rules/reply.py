"""How fast an inquiry was answered (R099, R100, R134)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from xltrade.core.errors import ValueNotComputable
from xltrade.core.rounding import Ints
from xltrade.rules.policy import ChannelRule, Policy

Texts = NDArray[np.object_]
DEFAULT = "email"


def hours(start: Ints, end: Ints, clock: str, policy: Policy) -> NDArray[np.float64]:
    """Hours from start to end (moments, shape (n,)) by the "working" or the "elapsed" clock."""
    if (end < start).any():
        raise ValueNotComputable("结束早于开始。", "The end is before the start.")
    return policy.calendar.hours(start, end) if clock == "working" else (end - start) / 3600


def status(received: Ints, replied: Ints, channel: Texts, policy: Policy) -> Texts:
    """ "on_target", "in_time" or "late" for each answered inquiry; a blank channel is e-mail. Shape (n,)."""
    out = np.full(received.shape, None, dtype=object)
    for name in set(channel.tolist()):
        here = np.equal(channel, name)
        out[here] = _status(received[here], replied[here], _rule(name, policy), policy)
    return out


def _rule(name: str | None, policy: Policy) -> ChannelRule:
    rule = policy.channels.get((name or DEFAULT).strip().casefold())
    if rule is None:
        raise ValueNotComputable(f"渠道规则里没有「{name}」。", f"There is no channel {name!r}.")
    return rule


def _status(received: Ints, replied: Ints, rule: ChannelRule, policy: Policy) -> Texts:
    in_time = hours(received, replied, rule.limit_clock, policy) <= rule.limit_hours
    on_target = in_time.copy()
    if rule.target_hours >= 0:
        target = hours(received[in_time], replied[in_time], rule.target_clock, policy)
        on_target[in_time] = target <= rule.target_hours
    else:
        on_target[:] = False
    return np.where(on_target, "on_target", np.where(in_time, "in_time", "late")).astype(object)
