"""A proxy in front of any MCP server: what it offers is listed through, and each call of a tool asks first.

Needs the library ``mcp`` (the extra of that name), so ``counterseal.cli.mcp_command`` imports it only when asked.
"""
