"""From a clean clone to a working environment, with nothing but Python, git and make (standard library only)."""
