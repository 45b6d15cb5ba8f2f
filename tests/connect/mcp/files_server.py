"""A small MCP server over files of one folder, with the official library; what tests put behind the proxy.

``.notes`` in the folder is what it says of the tool ``note``; ``.pid`` is its process.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp_types import CallToolResult, ListToolsResult, TextContent, Tool, ToolAnnotations

ROOT = Path(sys.argv[1])
PATH: dict[str, Any] = {"type": "object", "properties": {"path": {"type": "string"}}, "required": ["path"]}
WRITE: dict[str, Any] = {
    "type": "object",
    "properties": {"path": {"type": "string"}, "text": {"type": "string"}},
    "required": ["path", "text"],
}
READS, WRITES = ToolAnnotations(read_only_hint=True), ToolAnnotations(read_only_hint=False, destructive_hint=True)


def page(first: bool) -> list[Tool]:
    if first:
        return [
            Tool(name="read_file", description="Read a file", input_schema=PATH, annotations=READS),
            Tool(name="list_files", description="List files", input_schema={"type": "object"}, annotations=READS),
        ]
    notes = ROOT / ".notes"
    said = notes.read_text() if notes.exists() else "Keep a note"
    return [
        Tool(name="write_file", description="Write a file", input_schema=WRITE, annotations=WRITES),
        Tool(name="append", description="Add to a file", input_schema=WRITE, annotations=WRITES),
        Tool(name="empty", description="Empty a file", input_schema=PATH, annotations=WRITES),
        Tool(name="note", description=said, input_schema=WRITE),
        Tool(name="crash", description="Write, then end without an answer", input_schema=WRITE),
    ]


async def list_tools(_ctx: Any, params: Any) -> ListToolsResult:
    first = params.cursor is None
    return ListToolsResult(tools=page(first), next_cursor="more" if first else None)


async def call_tool(_ctx: Any, params: Any) -> CallToolResult:
    given = params.arguments or {}
    if params.name == "list_files":
        said = "\n".join(sorted(one.name for one in ROOT.iterdir()))
        return CallToolResult(content=[TextContent(text=said)])
    path = ROOT / given["path"]
    if params.name == "read_file":
        if not path.exists():
            return CallToolResult(content=[TextContent(text="no such file")], is_error=True)
        return CallToolResult(content=[TextContent(text=path.read_text())])
    with path.open("a" if params.name in ("append", "note", "crash") else "w") as file:
        file.write(given.get("text", ""))
    if params.name == "crash":
        os._exit(9)
    return CallToolResult(content=[TextContent(text="written")])


async def main() -> None:
    server: Server[Any] = Server("files", version="1.0", on_list_tools=list_tools, on_call_tool=call_tool)
    (ROOT / ".pid").write_text(str(os.getpid()))
    async with stdio_server() as (read, write):
        await server.run(read, write, server.create_initialization_options())


if __name__ == "__main__":
    asyncio.run(main())
