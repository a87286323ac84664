"""Draws pictures of figures over time that Slack's own charts cannot show."""
