"""The session's LangGraph server for each test that asks for it."""

from langgraph_server import server

__all__ = ["server"]
