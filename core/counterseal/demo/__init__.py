"""The demo: three small agents with real effects on things made for it, and a story that a person decides."""
