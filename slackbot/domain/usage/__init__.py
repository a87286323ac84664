"""Figures: the jobs that fetch them, the report made of them, and what is told beside it."""
