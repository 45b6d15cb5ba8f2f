"""LangGraph Agent Server as a source of actions: polled over its REST interface, answered only with a permit.

``interrupts``, ``answers``, ``trace`` and ``outcomes`` are pure; ``client`` owns HTTP; ``carrying`` sends decisions and
reads back what became of them; ``ending`` recovers, ends and halts; ``adapter`` puts them behind ``port.Upstream``.
"""

from counterseal.gateway.upstreams.langgraph.adapter import LangGraphUpstream

__all__ = ["LangGraphUpstream"]
