"""Files of usage: buckets and costs as CSV."""
