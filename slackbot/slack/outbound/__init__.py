"""Calls Slack: each message once, patiently, and not faster than Slack allows."""
