"""Which topics look like one another: hints while a title is typed, and likely pairs for whoever merges."""
