"""Serves the demo's page: the stand-in for Slack in a browser, on this machine only."""
