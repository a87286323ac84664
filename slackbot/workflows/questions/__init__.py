"""A question: its thread is opened, its figures are fetched, its answer is delivered."""
