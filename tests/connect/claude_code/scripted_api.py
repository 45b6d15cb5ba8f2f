"""A model behind the Messages API that plays its part from a script, on loopback: Claude Code needs no other.

It calls one tool when it is asked something and says what it was answered afterwards.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any


class ScriptedApi:
    """The API while it is entered.

    Args:
        tool, arguments: the one call that it makes.

    Attributes:
        results: what it was told that the call led to, as (is_error, text).
    """

    def __init__(self, tool: str, arguments: dict[str, Any]) -> None:
        self.tool, self.arguments = tool, arguments
        self.results: list[tuple[bool, str]] = []
        api = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_words: Any) -> None:
                """Nothing on standard error."""

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", "0")))
                if not self.path.split("?")[0].endswith("/v1/messages"):
                    self._send(json.dumps({"input_tokens": 1}).encode(), "application/json")
                    return
                asked = json.loads(body)
                message = api.turn(asked)
                if asked.get("stream"):
                    self._send("".join(events(message)).encode(), "text/event-stream")
                else:
                    self._send(json.dumps(message).encode(), "application/json")

            def do_GET(self) -> None:
                self._send(b"{}", "application/json")

            def do_HEAD(self) -> None:
                self._send(b"", "application/json")

            def _send(self, body: bytes, kind: str) -> None:
                self.send_response(200)
                self.send_header("content-type", kind)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> ScriptedApi:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def turn(self, asked: dict[str, Any]) -> dict[str, Any]:
        """The model's next message."""
        parts = [part for one in asked["messages"] if isinstance(one["content"], list) for part in one["content"]]
        results = [part for part in parts if part.get("type") == "tool_result"]
        offers = {tool.get("name") for tool in asked.get("tools", [])}
        if results:
            last = results[-1]
            text = last["content"] if isinstance(last["content"], str) else json.dumps(last["content"])
            self.results.append((bool(last.get("is_error")), text))
            return message([{"type": "text", "text": f"It said: {text}"}], "end_turn")
        if self.tool in offers:
            call = {"type": "tool_use", "id": "toolu_scripted_1", "name": self.tool, "input": self.arguments}
            return message([{"type": "text", "text": "I will push."}, call], "tool_use")
        return message([{"type": "text", "text": "ok"}], "end_turn")


def message(content: list[dict[str, Any]], why: str) -> dict[str, Any]:
    usage = {"input_tokens": 1, "output_tokens": 1}
    base = {"id": "msg_1", "type": "message", "role": "assistant", "model": "scripted", "content": content}
    return {**base, "stop_reason": why, "stop_sequence": None, "usage": usage}


def events(whole: dict[str, Any]) -> Iterator[str]:
    """The message as server-sent events."""
    yield _event("message_start", message={**whole, "content": [], "stop_reason": None})
    for index, part in enumerate(whole["content"]):
        if part["type"] == "text":
            yield _event("content_block_start", index=index, content_block={"type": "text", "text": ""})
            yield _event("content_block_delta", index=index, delta={"type": "text_delta", "text": part["text"]})
        else:
            yield _event("content_block_start", index=index, content_block={**part, "input": {}})
            told = json.dumps(part["input"])
            yield _event("content_block_delta", index=index, delta={"type": "input_json_delta", "partial_json": told})
        yield _event("content_block_stop", index=index)
    delta = {"stop_reason": whole["stop_reason"], "stop_sequence": None}
    yield _event("message_delta", delta=delta, usage={"output_tokens": 1})
    yield _event("message_stop")


def _event(kind: str, **members: Any) -> str:
    return f"event: {kind}\ndata: {json.dumps({'type': kind, **members})}\n\n"
