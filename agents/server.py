"""A server of the Model Context Protocol: pullquote's commands as tools, over standard input and output."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import anyio
import jsonschema
import mcp_types as types
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server

from agents.fence import Fence
from agents.running import run_command
from agents.schemas import output_schema
from agents.tools import TOOLS, Tool
from align import __version__
from align.errors import PullquoteError

__all__ = ["make_server", "serve"]

INSTRUCTIONS = (
    "Align a transcript to its recording first (align); then find quotes in the alignment document, cut them (clip),"
    " write subtitles, suggest clips, or search many episodes (library_add, library_search). All paths are relative to"
    " one folder, and nothing outside it can be read or written."
)


def make_server(root: Path) -> Server[Any]:
    """Return the server of a folder; raises `FileProblem` where it is none."""
    fence = Fence.around(root)

    async def list_tools(context: Any, params: Any) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[_description(name, tool) for name, tool in TOOLS.items()])

    async def call_tool(context: Any, params: types.CallToolRequestParams) -> types.CallToolResult:
        async def on_progress(share: float, doing: str) -> None:
            await context.session.report_progress(share, 1.0, doing)

        try:
            tool = _tool(params.name)
            given = params.arguments or {}
            _check(tool, given)
            answer = await run_command(tool.command, tool.line(fence, given), fence.root, on_progress)
        except PullquoteError as error:
            return types.CallToolResult(content=[_text(str(error))], is_error=True)
        return types.CallToolResult(content=[_text(json.dumps(answer, ensure_ascii=False))], structured_content=answer)

    return Server(
        "pullquote",
        version=__version__,
        title="pullquote",
        instructions=INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


def serve(root: Path) -> None:
    """Serve over standard input and output until the client closes them."""
    server = make_server(root)

    async def run() -> None:
        async with stdio_server() as (incoming, outgoing):
            await server.run(incoming, outgoing, server.create_initialization_options())

    anyio.run(run)


class _WrongCall(PullquoteError):
    """A tool that there is not, or arguments that do not fit its schema."""


def _tool(name: str) -> Tool:
    if name not in TOOLS:
        raise _WrongCall(f"there is no tool {name!r}; there are {', '.join(TOOLS)}")
    return TOOLS[name]


def _check(tool: Tool, given: dict[str, Any]) -> None:
    try:
        jsonschema.validate(given, tool.input_schema)
    except jsonschema.ValidationError as error:
        where = ".".join(map(str, error.absolute_path))
        raise _WrongCall(f"{where}: {error.message}" if where else error.message) from None


def _description(name: str, tool: Tool) -> types.Tool:
    return types.Tool(
        name=name,
        description=tool.description,
        input_schema=tool.input_schema,
        output_schema=output_schema(tool.command),
    )


def _text(text: str) -> types.TextContent:
    return types.TextContent(type="text", text=text)
