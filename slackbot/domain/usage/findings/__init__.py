"""Computes findings beside the figures of a report: forecasts, usual ranges, movers and facts."""
