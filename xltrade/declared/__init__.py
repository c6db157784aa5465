"""What exists, and no code: whoever adds a thing adds its declaration here, and everything else follows from it."""
