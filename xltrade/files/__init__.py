"""Files: open, read, write."""
