"""Money: currencies, and the prices that a channel sets. docs/money.md has the rules."""
