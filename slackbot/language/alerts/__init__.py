"""Reads an alert: the commands about alerts, and the rule that a channel sets up."""
