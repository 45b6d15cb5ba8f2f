"""The page's agent, asked for one refund or one question: ``drive.py WHAT FOLDER`` in HumanLayer's environment."""

from __future__ import annotations

import json
import sys

what, folder = sys.argv[1:]
sys.path.insert(0, folder)
import agent  # noqa: E402

if what == "refund":
    said = agent.issue_refund(order="88213", amount_minor=124000)
else:
    said = agent.ask_a_person("Which account?")
print(json.dumps({"said": said}), flush=True)
