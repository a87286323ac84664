"""Reads the parts of all texts: tokens, words, numbers, amounts, clauses and open dates."""
