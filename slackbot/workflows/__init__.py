"""One use case per file: plain async functions that call the ports."""
