"""The append-only log in SQL: tree, heads, entries, search, verification and bundles."""
