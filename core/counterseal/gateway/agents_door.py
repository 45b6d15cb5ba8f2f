"""The people's side of agents over HTTP: one agent whole, what a change would have meant, and incidents."""

# No "from __future__ import annotations" here: FastAPI must see the annotations made inside the function.

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Query, Request
from fastapi.params import Depends as Dependency
from pydantic import BaseModel, Field

from counterseal.gateway import agent_detail, replaying
from counterseal.gateway.service import Gateway
from counterseal.model import strict_json

LIMITS = strict_json.Limits(size=4 << 20, depth=64, keys=100_000)


class ChangeBody(BaseModel):
    """``POST /v1/agents/{id}/what-if``. A part that is missing or null stays as it is."""

    autonomy: dict[str, Any] | None = Field(None, description="level, groups, quorum")
    mandate: dict[str, Any] | None = None
    tools: list[dict[str, Any]] | None = Field(None, description="the whole registry")
    drop_mandate: bool = False


async def _body(request: Request) -> Any:
    return strict_json.parse(await request.body(), LIMITS)


def add(app: FastAPI, gateway: Gateway, reader: Sequence[Dependency]) -> None:
    """Add the addresses. ``reader`` lets people's programs in."""
    schema = {"requestBody": {"content": {"application/json": {"schema": ChangeBody.model_json_schema()}}}}

    @app.get("/v1/agents/{agent_id}", dependencies=reader)
    async def detail(agent_id: str) -> dict[str, Any]:
        live = gateway.leases.live()
        return await gateway.read(lambda c: agent_detail.detail(gateway.context, c, agent_id, live))

    @app.post("/v1/agents/{agent_id}/what-if", dependencies=reader, openapi_extra=schema)
    async def what_if(agent_id: str, change: Annotated[Any, Depends(_body)]) -> dict[str, Any]:
        return await gateway.read(lambda c: replaying.what_if(gateway.context, c, agent_id, change))

    @app.get("/v1/incidents", dependencies=reader)
    async def incidents(agent: Annotated[str, Query(max_length=64)] = "") -> dict[str, Any]:
        return {"incidents": await gateway.read(lambda c: agent_detail.all_incidents(c, agent))}
