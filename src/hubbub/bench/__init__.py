"""Figures: a server of its own with data of its own, measured from outside.

CPU time per request, of the server's processes and PostgreSQL together, is the figure: requests per second
swing with whatever else the machine does. "Per core" is one second divided by that time.
"""
