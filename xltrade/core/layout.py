"""Where title, purpose, headings and data stand on every sheet, rows counted from 0."""

from __future__ import annotations

TITLE_ROW, PURPOSE_ROW, BLOCK_TITLE_ROW, HEADER_ROW = 0, 1, 2, 3
