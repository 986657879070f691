"""What browsers are shown: every screen of a phone as plain HTML, forms, login, and one shape for errors."""

from edcamp.web.forms import Planner
from edcamp.web.login import organizer_key
from edcamp.web.site import Site

__all__ = ["Planner", "Site", "organizer_key"]
