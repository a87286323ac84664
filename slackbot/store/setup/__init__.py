"""What people set up: links, digests, alerts, allowances and groups, by workspace."""
