"""The demo's agents. Each is a program of its own that knows its gateway by address and token only."""
