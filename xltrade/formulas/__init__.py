"""One declaration of a function -> its text in three flavours, and the Python function."""

# Whoever uses a part of this wing finds every function in the catalogue: it is filled while these are imported.
import xltrade.formulas.functions  # noqa: F401
