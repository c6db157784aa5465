"""The two books: which sheets, in which order."""
