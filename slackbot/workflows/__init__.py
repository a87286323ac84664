"""One use case a file: plain async functions over ports."""
