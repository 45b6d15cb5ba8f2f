"""``POST /v1/traces``: OTLP/HTTP in its JSON encoding (OpenTelemetry protocol 1.x), with an agent's token.

Exporters try 429 and 503 again after ``Retry-After``, and nothing else; so what is wrong with a request is said once.
"""

# No "from __future__ import annotations" here: FastAPI must see the annotations made inside the function.

import math
import zlib

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from counterseal.errors import InvalidInput, Unauthorised
from counterseal.gateway import observing
from counterseal.gateway.guard import SPANS
from counterseal.gateway.service import Gateway
from counterseal.gateway.span_receipt import MAX_REQUEST
from counterseal.gateway.spans import TooMuch

_MEMBERS = {"resourceSpans": {"type": "array", "items": {"type": "object"}}}
_BODY = {"content": {"application/json": {"schema": {"type": "object", "properties": _MEMBERS}}}}


def add(app: FastAPI, gateway: Gateway) -> None:
    """Add the address."""

    @app.post(
        SPANS,
        description="OTLP/HTTP, JSON encoding: GenAI spans, as far as the agent's owner has switched them on.",
        openapi_extra={"requestBody": {"required": True, **_BODY}},
    )
    async def export(request: Request) -> JSONResponse:
        scheme, _space, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Unauthorised(
                "A bearer token is needed",
                todo="Set OTEL_EXPORTER_OTLP_TRACES_HEADERS=Authorization=Bearer%20 and the agent's token.",
                code="no_token",
            )
        caller = await gateway.caller(token)
        observing.note(request.scope, agent=caller.agent)
        try:
            data = await _body(request)
            gateway.spans.admit(caller.agent, len(data))
            return JSONResponse(await gateway.spans.take(caller, data))
        except InvalidInput as error:
            # OTLP's word for what is not tried again.
            error.http_status = 400
            raise
        except TooMuch as error:
            observing.note(request.scope, code=error.code)
            headers = {"retry-after": str(max(math.ceil(error.seconds), 1))}
            kind = "application/problem+json"
            return JSONResponse(error.as_problem(), error.http_status, headers, media_type=kind)


async def _body(request: Request) -> bytes:
    """The body, unpacked where it is packed, never held beyond its bound. Raises InvalidInput."""
    packed = request.headers.get("content-encoding", "").strip().lower() == "gzip"
    unpack = zlib.decompressobj(zlib.MAX_WBITS | 16) if packed else None
    data = bytearray()
    async for part in request.stream():
        try:
            data += unpack.decompress(part, MAX_REQUEST + 1 - len(data)) if unpack is not None else part
        except zlib.error:
            raise InvalidInput("The body is not gzip, as its Content-Encoding says", code="bad_gzip") from None
        if len(data) > MAX_REQUEST:
            raise _too_large()
    if unpack is not None and not unpack.eof:
        raise InvalidInput("The packed body ends before its end", code="bad_gzip")
    return bytes(data)


def _too_large() -> InvalidInput:
    return InvalidInput(
        f"A request has at most {MAX_REQUEST >> 20} MiB",
        todo="Let the exporter send smaller batches: OTEL_BSP_MAX_EXPORT_BATCH_SIZE.",
        code="too_large",
    )
