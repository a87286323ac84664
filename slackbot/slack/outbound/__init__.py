"""Calls to Slack: each message once, with retries, and within Slack's rate limits."""
