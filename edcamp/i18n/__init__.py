"""The words people read, in their language. English is what the code says; the others are gettext catalogues."""

from edcamp.i18n.catalogue import LANGUAGES, Translation, client_catalogue, translator
from edcamp.i18n.choice import pick, regional

__all__ = ["LANGUAGES", "Translation", "client_catalogue", "pick", "regional", "translator"]
