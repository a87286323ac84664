"""The app as processes of its own: kills, take-overs, and what several of them share."""
