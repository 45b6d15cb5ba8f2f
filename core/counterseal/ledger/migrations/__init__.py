"""Alembic scripts, shipped with the package. A released script never changes."""
