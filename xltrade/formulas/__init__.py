"""One declaration of a function -> its text in three flavours, and the Python function."""
