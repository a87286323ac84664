"""Times within a day: hours, parts of a day, and instants."""
