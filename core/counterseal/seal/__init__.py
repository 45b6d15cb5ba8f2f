"""Digests, signatures and keys."""
