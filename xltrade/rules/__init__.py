"""The rules: data in, policy last, array out. No clock, no file, no Excel; "today" is an argument."""
