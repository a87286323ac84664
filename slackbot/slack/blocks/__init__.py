"""Makes what all messages are drawn with: blocks, tables, charts, and escaped text."""
