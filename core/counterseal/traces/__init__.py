"""Traces from elsewhere as steps of ours: OpenTelemetry GenAI spans, Claude Code transcripts, LangGraph histories.

All but ``files`` is pure: bytes or values in, frozen values out, no file, clock or network. What comes in is outside
data: its envelope is held to its format and refused with the line and member that break it, its content is read
leniently, and all of it ends within the bounds of ``model.attachments``.
"""
