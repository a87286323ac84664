"""Reads how often and at what time something comes."""
