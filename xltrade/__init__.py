"""xltrade: the Excel workbooks that a foreign-trade sales team runs on."""

__all__ = ["__version__"]
__version__ = "0.1.0"
