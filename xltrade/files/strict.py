"""XlsxWriter's warnings and return codes as errors."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Callable, Iterator
from typing import Any

from xlsxwriter.exceptions import XlsxWriterException

from xltrade.core.errors import DeclarationError

COMMENT_LIMIT, FORMULA_LIMIT = 255, 8_192
EXACT = 10**15
_RETURN_CODES = {
    -1: "outside the sheet",
    -2: "text or option refused",
    -3: "address or option refused",
    -4: "too many links",
    -5: "link refused",
}


@contextlib.contextmanager
def strict(what: str) -> Iterator[None]:
    """Turn XlsxWriter's warnings and exceptions into DeclarationError."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        try:
            yield
        except (UserWarning, XlsxWriterException) as error:
            raise DeclarationError(f"{what}: {error}") from error


def do(where: str, call: Callable[..., Any], *args: Any, **more: Any) -> Any:
    """Call XlsxWriter; a warning, an exception or a negative return code raises DeclarationError naming the place."""
    try:
        result = call(*args, **more)
    except (UserWarning, XlsxWriterException) as error:
        raise DeclarationError(f"{where}: {error}") from error
    if isinstance(result, int) and result < 0:
        raise DeclarationError(f"{where}: {call.__name__} refused it ({_RETURN_CODES.get(result, result)})")
    return result
