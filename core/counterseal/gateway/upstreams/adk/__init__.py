"""Google ADK's ``api_server`` as a source of actions: its sessions are polled, its confirmations answered by permit.

``places``, ``confirmations`` and ``trace`` are pure; ``client`` owns HTTP; ``carrying`` sends decisions and reads
back what became of them; ``doctor`` tries a connection; ``adapter`` puts them behind ``port.Upstream``.
"""

from counterseal.gateway.upstreams.adk.adapter import AdkUpstream
from counterseal.gateway.upstreams.adk.doctor import looks_like

__all__ = ["AdkUpstream", "looks_like"]
