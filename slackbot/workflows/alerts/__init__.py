"""Alerts: people set them up and manage them, the clock checks them, notices tell, people
answer.
"""
