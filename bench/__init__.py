"""Measurements: one command each, a table, a peer in the same run wherever there is one."""
