"""From a camp to a plan: one translation, a solver in a process of its own, and what comes back asked as a command."""

import multiprocessing
import os

SOLVER = "edcamp-solver"
"""The name of the solver's process."""

# Two threads of linear algebra would fight over two cores with each other, with the bound's thread and with the web
# process. The libraries read this once, when NumPy is loaded: so it is said here, before any of our modules loads it,
# and in the solver's process alone.
if multiprocessing.current_process().name == SOLVER:
    os.environ.update(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1")
