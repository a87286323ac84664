"""The words of a question: periods, filters, refusals. `reading.read_query` is the way in."""
