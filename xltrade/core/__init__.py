"""What knows nothing of trade: errors, schema, identity, rounding, days, dtypes, parsing."""
