"""Prices, allowances and budgets, and the terms that they hold for."""
