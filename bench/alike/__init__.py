"""Which topics look like one another."""
