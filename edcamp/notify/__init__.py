"""Tells people what concerns them while they do not look at the page: Web Push, to those who asked for it.

Notices are the camp's; here they become words in the reader's language, wait a minute for company, and go to the
push services of people's browsers. What was read in the page meanwhile is not sent.
"""

from edcamp.notify.keys import Keys
from edcamp.notify.notifier import Notifier
from edcamp.notify.sender import Sender

__all__ = ["Keys", "Notifier", "Sender"]
