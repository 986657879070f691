"""The wire: commands in over any of three transports and always answered; documents out, each encoded once."""

from edcamp.hub.hub import Hub
from edcamp.hub.serving import UVICORN_OPTIONS

__all__ = ["UVICORN_OPTIONS", "Hub"]
