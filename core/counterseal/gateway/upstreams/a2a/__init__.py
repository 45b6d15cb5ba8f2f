"""A2A servers as a source of actions: polled by JSON-RPC, answered with what the agent is known to understand.

``card``, ``tasks``, ``templates`` and ``trace`` are pure; ``client`` owns the protocol; ``listing`` finds what waits;
``carrying`` sends decisions and reads back what became of them; ``halting`` cancels; ``adapter`` puts them behind
``port.Upstream``.
"""

from counterseal.gateway.upstreams.a2a.adapter import A2AUpstream
from counterseal.gateway.upstreams.a2a.doctor import looks_like

__all__ = ["A2AUpstream", "looks_like"]
