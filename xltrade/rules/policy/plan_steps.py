"""Whether each step of a commission plan has its effect where it stands (R210)."""

from __future__ import annotations

_FACTORS = ("customer_factor", "assessment_factor", "position_coefficient", "reserve", "split")


def idle(steps: tuple[str, ...]) -> tuple[str, str] | None:
    """Why an order of steps does nothing with one of them, or undoes it; None where each has its effect (R210)."""
    at = {s: i for i, s in enumerate(steps)}
    earns = [at[s] for s in ("tier", "project_override") if s in at]
    if not earns:
        return (
            "既没有 tier 也没有 project_override，谁都没有提成。",
            "without tier and project_override nobody earns anything.",
        )
    early = [s for s in _FACTORS if s in at and at[s] < min(earns)]
    if early:
        return (
            f"{'、'.join(early)} 排在 tier 前面，那时还没有提成，等于没写；请移到 tier 后面。",
            f"{', '.join(early)} stands before tier, where nothing is earned yet, and does nothing: move it after.",
        )
    plan = at.get("project_override", len(steps))
    if plan < at.get("tier", -1):
        return (
            "project_override 排在 tier 前面，项目订单会再按档算一次；请移到 tier 后面。",
            "project_override stands before tier, which then pays the project orders again: move it after tier.",
        )
    late = [s for s in ("reserve", "split") if s in at and at[s] < plan < len(steps)]
    if late:
        return (
            f"{'、'.join(late)} 排在 project_override 前面，对项目订单会被抵消；请移到后面。",
            f"{', '.join(late)} stands before project_override, which undoes it for project orders: move it after it.",
        )
    return None
