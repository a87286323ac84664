"""Calendar arithmetic: units of days and months, public holidays, and weekdays."""
