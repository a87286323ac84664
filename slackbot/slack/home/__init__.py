"""Draws the Home tab."""
