"""The name under which workbooks call the buttons (it stands in the VBA of files already handed out)."""

from xltrade.excel.buttons import check, consolidate, log_contact, look_up, print_reports, recalculate, weekly_report

__all__ = ["check", "consolidate", "log_contact", "look_up", "print_reports", "recalculate", "weekly_report"]
