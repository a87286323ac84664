"""A check of an alert: which figures it needs, what they come to, and the same for the past."""
