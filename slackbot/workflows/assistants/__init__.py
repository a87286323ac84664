"""Answers assistants, which ask for a person: with figures, and nothing is changed or posted."""
