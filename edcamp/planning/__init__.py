"""From a camp to a plan: one translation, a solver in a process of its own, and what comes back asked as a command."""
