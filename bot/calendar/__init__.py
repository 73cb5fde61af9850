"""Time that is still to come: alarms, the only door to APScheduler."""
