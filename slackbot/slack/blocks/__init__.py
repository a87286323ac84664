"""Block Kit parts of all messages: blocks, tables, charts, and escaped text."""
