"""Reads an alert: the commands about alerts, and the rule that a channel wants to be told of."""
