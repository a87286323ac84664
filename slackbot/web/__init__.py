"""The HTTP edge: Slack's requests, and health and metrics for operators."""
