"""Stores of what people set up: links, digests, alerts, allowances and groups, by workspace."""
