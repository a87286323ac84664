"""Reads one clause of a rule each: what is counted, how much, in which window, who is told."""
