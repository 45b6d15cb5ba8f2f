"""Counterseal: the human-in-the-loop desk for AI agents. This package is the headless core; it imports no Qt."""

__version__ = "0.1.0"
