"""The Model Context Protocol: figures for assistants, over stdio and HTTP. Only this package loads
the library `mcp`."""
