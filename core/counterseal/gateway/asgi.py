"""The gateway over HTTP (DESIGN 4.8): agents' side, people's side, log side. Errors are RFC 9457 problems.

Bearer tokens give access; only signatures give effect.
"""

# No "from __future__ import annotations" here: FastAPI must see the dependency aliases made inside the functions.

import asyncio
import hmac
import inspect
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Header, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from counterseal import __version__
from counterseal.errors import InvalidInput, KnownError, NotFound, Unauthorised
from counterseal.gateway import adoption, agents_door, lease_door, log_side, metrics, observing, received, spans_door
from counterseal.gateway.caller import Caller
from counterseal.gateway.desktops import Reader
from counterseal.gateway.edges import aap, humanlayer
from counterseal.gateway.guard import Guard
from counterseal.gateway.observing import Observed
from counterseal.gateway.rows import ActionRow
from counterseal.gateway.service import Gateway
from counterseal.ledger import conflicts
from counterseal.model import strict_json, wire
from counterseal.model.actions import Action, Proposal, State, check_tool
from counterseal.model.attachments import read_claims, read_context, read_trace

BODY_LIMITS = strict_json.Limits(size=40 << 20, depth=64, keys=1_000_000)
MAX_WAIT = 60.0


class ProposalBody(BaseModel):
    """``POST /v1/actions``."""

    tool: str
    arguments: dict[str, Any]
    claims: dict[str, Any] = Field(
        default_factory=dict,
        description="summary (text), confidence (0 to 1), tool_sha256 (of the definition that the runtime knows), "
        "least_risk (R0 to R4; raises the risk, never lowers it)",
    )
    context: list[Any] = Field(default_factory=list)
    trace: list[Any] = Field(default_factory=list)
    expires_at: str | None = Field(None, description="UTC, as 2026-11-21T13:02:11.482Z")


class DeliveryBody(BaseModel):
    """``POST /v1/decisions`` and ``/v1/orders``: an envelope and the proof that it was stored first.

    The answer holds ``seen_size`` and, from a separate gateway, ``cosignature``: its line for the delivered checkpoint.
    A refusal with ``head_mismatch`` or ``fork`` names ``seen_size`` and ``seen_checkpoint``, the head held here.
    """

    envelope: dict[str, Any]
    leaf: str
    index: int
    inclusion: list[str]
    consistency: list[str]
    checkpoint: str
    old: int | None = Field(None, description="the size that the consistency proof starts from")


class ClaimBody(BaseModel):
    """``POST /v1/queue/{id}/claim``: I work on it, for two minutes; it binds nobody."""

    release: bool = False


class CosignatureBody(BaseModel):
    """``POST /v1/log/cosign``."""

    checkpoint: str = Field(description="this log's checkpoint with the cosignature line of one enrolled desktop log")


Wait = Annotated[float, Query(ge=0, le=MAX_WAIT)]


def _body_of(model: type[BaseModel] | None) -> dict[str, Any]:
    # Bodies are read by our strict parser, so the schema is only documentation.
    schema = model.model_json_schema() if model else {"type": "object"}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


async def strict_body(request: Request) -> Any:
    """The body as strict JSON. Raises InvalidInput."""
    return strict_json.parse(await request.body(), BODY_LIMITS)


Body = Annotated[Any, Depends(strict_body)]


def make_app(
    gateway: Gateway, hosts: Callable[[], set[str]], people_tokens: Callable[[], set[str]], metrics_token: str = ""
) -> FastAPI:
    """Build the application.

    Args:
        hosts: allowed ``Host`` header values, with port.
        people_tokens: tokens of people's programs; compared in constant time.
        metrics_token: what may read ``/metrics`` and nothing else; none when empty.
    """
    app = FastAPI(
        title="Counterseal gateway", version=__version__, docs_url=None, redoc_url=None, redirect_slashes=False
    )
    requests = metrics.Requests()
    app.add_middleware(Guard, hosts=hosts)
    app.add_middleware(Observed, requests=requests)

    _tell_problems(app)

    def bearer(authorization: str | None) -> str:
        scheme, _space, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Unauthorised("A bearer token is needed", todo="Set COUNTERSEAL_TOKEN.", code="no_token")
        return token

    async def agent(request: Request, authorization: Annotated[str | None, Header()] = None) -> str:
        found = await gateway.authenticate(bearer(authorization))
        observing.note(request.scope, agent=found)
        return found

    async def caller(request: Request, authorization: Annotated[str | None, Header()] = None) -> Caller:
        found = await gateway.caller(bearer(authorization))
        observing.note(request.scope, agent=found.agent)
        return found

    async def person(authorization: Annotated[str | None, Header()] = None) -> Reader:
        token = bearer(authorization)
        if any(hmac.compare_digest(token.encode(), known.encode()) for known in people_tokens()):
            return Reader()
        if gateway.context.separate:
            return await gateway.reader(token)
        raise Unauthorised("This token does not belong to a person's program", code="bad_token")

    _agents_side(app, gateway, agent, caller)
    lease_door.add(app, gateway)
    spans_door.add(app, gateway)
    aap.add(app, gateway)
    humanlayer.add(app, gateway)
    _people_side(app, gateway, person)
    _log_side(app, gateway, person)

    async def scraper(authorization: Annotated[str | None, Header()] = None) -> None:
        if not metrics_token or not hmac.compare_digest(bearer(authorization).encode(), metrics_token.encode()):
            await person(authorization)

    entries = metrics.Entries()
    counting = asyncio.Lock()

    @app.get("/metrics", dependencies=[Depends(scraper)], description=inspect.getdoc(metrics))
    async def figures() -> Response:
        async with counting:
            standing = await gateway.read(lambda c: metrics.look(c, entries))
        leased = sum(gateway.leases.has(agent) for agent in standing.agents)
        spans = metrics.Received(gateway.spans.figures(), gateway.spans.room.count)
        text = metrics.render(gateway.context, requests, standing, leased, spans)
        return Response(text, headers={"content-type": metrics.CONTENT_TYPE})

    return app


def _tell_problems(app: FastAPI) -> None:
    """Answer what goes wrong as RFC 9457 problems."""

    @app.exception_handler(KnownError)
    async def _known(request: Request, error: KnownError) -> JSONResponse:
        observing.note(request.scope, code=error.code)
        return JSONResponse(error.as_problem(), error.http_status, media_type="application/problem+json")

    @app.exception_handler(RequestValidationError)
    async def _invalid(_request: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        where = "/".join(str(part) for part in first["loc"])
        problem = InvalidInput(str(first["msg"]), where=where)
        return JSONResponse(problem.as_problem(), problem.http_status, media_type="application/problem+json")

    @app.exception_handler(HTTPException)
    async def _routing(_request: Request, error: HTTPException) -> JSONResponse:
        problem = {"type": "about:blank", "title": error.detail, "status": error.status_code, "code": "no_such_address"}
        kind = "application/problem+json"
        return JSONResponse(problem, error.status_code, dict(error.headers or {}), media_type=kind)

    @app.exception_handler(Exception)
    async def _defect(_request: Request, _error: Exception) -> JSONResponse:
        # The server logs the traceback, which names files and is nobody's business outside, and closes the line; said
        # in the header, so that no client sends its next request into it.
        problem = {"type": "about:blank", "title": "A defect in the gateway; see its log", "status": 500}
        kind = "application/problem+json"
        return JSONResponse({**problem, "code": "defect"}, 500, {"connection": "close"}, media_type=kind)


def action_status(row: ActionRow, held_until: str | None) -> dict[str, Any]:
    """The action as its agent sees it: ``held`` as long as a decision can still be taken back."""
    state = State.HELD if held_until is not None else row.state
    shown = (
        row.note
        if state in (State.REJECTED, State.ANSWERED, State.VOID, State.STALE, State.EXPIRED, State.REFUSED)
        else ""
    )
    return {
        "id": row.id,
        "state": state.value,
        "digest": row.digest if held_until is None else None,
        "asked_at": row.asked_at,
        "expires_at": row.action.expires_at,
        "answer": shown if state is State.ANSWERED else None,
        "reason": shown if state is not State.ANSWERED else None,
    }


def _agents_side(
    app: FastAPI, gateway: Gateway, agent: Callable[..., Awaitable[str]], caller: Callable[..., Awaitable[Caller]]
) -> None:
    agent_id = Annotated[str, Depends(agent)]
    calling = Annotated[Caller, Depends(caller)]

    @app.post("/v1/actions", status_code=201, openapi_extra=_body_of(ProposalBody))
    async def propose(
        who: calling,
        body: Body,
        idempotency_key: Annotated[str | None, Header(max_length=200)] = None,
        traceparent: Annotated[str | None, Header(description="W3C Trace Context; joins its spans")] = None,
    ) -> dict[str, Any]:
        proposal = replace(read_proposal(body, who.agent, gateway), trace_id=received.trace_of(traceparent))
        row = await gateway.propose(proposal, idempotency_key, who)
        return action_status(row, gateway.held_until(row))

    @app.get("/v1/actions/{action_id}")
    async def status(action_id: str, who: agent_id, wait: Wait = 0) -> dict[str, Any]:
        row = await gateway.status(action_id, who, wait)
        return action_status(row, gateway.held_until(row))

    @app.post("/v1/actions/{action_id}/permit")
    async def permit(
        action_id: str, who: calling, idempotency_key: Annotated[str | None, Header(max_length=200)] = None
    ) -> dict[str, Any]:
        grant = await gateway.take_permit(action_id, who.agent, idempotency=idempotency_key, caller=who)
        return {"permit": grant.permit, "arguments": dict(grant.arguments), "expires_at": grant.expires_at}

    @app.post("/v1/actions/{action_id}/outcome", openapi_extra=_body_of(None))
    async def outcome(action_id: str, who: calling, body: Body) -> dict[str, Any]:
        said = _object(body, {"permit", "outcome", "note"})
        if not isinstance(said.get("permit"), str) or not isinstance(said.get("outcome"), str):
            raise InvalidInput("An outcome names its permit and says done, failed or unknown")
        note = said.get("note")
        state = await gateway.outcome(
            action_id, who.agent, said["permit"], said["outcome"], note if isinstance(note, str) else "", who
        )
        return {"id": action_id, "state": state.value}

    @app.post("/v1/actions/{action_id}/withdraw")
    async def withdraw(action_id: str, who: agent_id) -> dict[str, Any]:
        state = await gateway.withdraw(action_id, who, "withdrawn by the agent")
        return {"id": action_id, "state": state.value}


def read_proposal(body: Any, agent_id: str, gateway: Gateway) -> Proposal:
    """A proposal from ``POST /v1/actions``. Raises InvalidInput."""
    said = _object(body, {"tool", "arguments", "claims", "context", "trace", "expires_at"})
    arguments = said.get("arguments")
    if not isinstance(arguments, Mapping):
        raise InvalidInput("Arguments must be a JSON object", where="arguments")
    strict_json.check(arguments)
    members = {
        "v": 1,
        "id": gateway.new_id(),
        "agent": agent_id,
        "tool": check_tool(said.get("tool")),
        "arguments": arguments,
        "expires_at": said.get("expires_at"),
    }
    return Proposal(
        action=Action.from_members(members, ""),
        claims=read_claims(said.get("claims")),
        context=read_context(said.get("context")),
        trace=read_trace(said.get("trace")),
    )


def _people_side(app: FastAPI, gateway: Gateway, person: Callable[..., Awaitable[Reader]]) -> None:
    reader = [Depends(person)]

    @app.get("/v1/queue")
    async def queue(
        who: Annotated[Reader, Depends(person)], after: int = 0, wait: Wait = 0, attended: bool = False
    ) -> dict[str, Any]:
        if attended:
            await gateway.attended()
        found = await gateway.queue(after, wait)
        return {**found, "items": [wire.to_json(who.sees(item)) for item in found["items"]]}

    @app.get("/v1/queue/{action_id}")
    async def detail(action_id: str, who: Annotated[Reader, Depends(person)]) -> dict[str, Any]:
        found = await gateway.detail(action_id)
        return wire.to_json(replace(found, item=who.sees(found.item)))

    @app.post("/v1/queue/{action_id}/claim", openapi_extra=_body_of(ClaimBody))
    async def claim(action_id: str, who: Annotated[Reader, Depends(person)], body: Body) -> dict[str, Any]:
        release = _object(body, {"release"}).get("release", False)
        if not isinstance(release, bool):
            raise InvalidInput("Whether to release is true or false", where="release")
        return await gateway.claim(action_id, who, release)

    @app.post("/v1/decisions", openapi_extra=_body_of(DeliveryBody))
    async def decisions(who: Annotated[Reader, Depends(person)], body: Body) -> dict[str, Any]:
        return await gateway.decide(body, who.log)

    async def person_or_first_owner(authorization: Annotated[str | None, Header()] = None) -> Reader | None:
        """None before the gateway is adopted: then only entry 0 is taken, whose signature is its own access."""
        return await person(authorization) if await gateway.adopted() else None

    @app.post("/v1/orders", openapi_extra=_body_of(DeliveryBody))
    async def orders(who: Annotated[Reader | None, Depends(person_or_first_owner)], body: Body) -> dict[str, Any]:
        return (await gateway.order(body, who.log)).answer() if who is not None else await gateway.adopt(body)

    @app.get("/v1/orders/{sha}", dependencies=reader)
    async def order_progress(sha: str) -> JSONResponse:
        record = gateway.halting.records.get(sha)
        if record is None:
            raise NotFound("No halt of this order is in progress here", where=sha)
        # Not through the framework's encoder, which takes longer for a thousand lines than it takes to stop them.
        return JSONResponse({"lines": [line.told() for line in record.lines.values()]})

    @app.get("/v1/agents", dependencies=reader)
    async def agents() -> dict[str, Any]:
        return {"agents": [wire.to_json(view) for view in await gateway.agents()]}

    agents_door.add(app, gateway, reader)

    @app.get("/v1/sources", dependencies=reader)
    async def sources() -> dict[str, Any]:
        return {"sources": gateway.source_states(), "conflicts": await gateway.read(conflicts.count)}


def _log_side(app: FastAPI, gateway: Gateway, person: Callable[..., Awaitable[Reader]]) -> None:
    reader = [Depends(person)]

    @app.get("/v1/log/checkpoint", dependencies=reader, description=inspect.getdoc(log_side.checkpoint))
    async def checkpoint(
        since: Annotated[int, Query(ge=0, alias="from")] = 0,
        origin: Annotated[str | None, Query(max_length=200)] = None,
    ) -> dict[str, Any]:
        return await gateway.read(lambda c: log_side.checkpoint(gateway.context, c, since, origin))

    @app.get("/v1/log/entries", dependencies=reader, description=inspect.getdoc(log_side.page))
    async def entries(start: Annotated[int, Query(ge=0)], end: Annotated[int, Query(ge=0)]) -> Response:
        page = await gateway.read(lambda c: log_side.page(gateway.context, c, start, end))
        return Response(page, media_type="application/json")

    @app.post("/v1/log/cosign", openapi_extra=_body_of(CosignatureBody), description=inspect.getdoc(log_side.cosign))
    async def cosign(who: Annotated[Reader, Depends(person)], body: Body) -> dict[str, Any]:
        return await gateway.cosign(who, body)

    @app.get("/v1/log/conflicts", dependencies=reader, description=inspect.getdoc(log_side.contradictions))
    async def contradictions() -> dict[str, Any]:
        return {"conflicts": await gateway.read(log_side.contradictions)}

    @app.get("/v1/log/request", description="What a separate gateway asks its first owner to sign for; needs no token.")
    async def log_request() -> dict[str, Any]:
        return await gateway.read(lambda c: adoption.request_of(gateway.context, c).members())

    @app.get("/healthz")
    async def healthz() -> dict[str, Any]:
        return await gateway.read(lambda c: log_side.health(gateway.context, c))


def _object(raw: Any, allowed: set[str]) -> Mapping[str, Any]:
    if not isinstance(raw, Mapping):
        raise InvalidInput("The body is a JSON object")
    unknown = sorted(set(raw) - allowed)
    if unknown:
        raise InvalidInput(f"Unknown member {unknown[0]!r}", todo=f"Known are {', '.join(sorted(allowed))}.")
    return raw
