"""The plan of every sheet, apart from the library that writes it."""
