"""A channel remembers its bots, its settings, its allowances and its prices."""
