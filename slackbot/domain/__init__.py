"""Pure values and decisions: no await, no clock, no environment. Time is always handed in."""
