"""What boards show."""

from typing import Any

from edcamp.domain import records as r
from edcamp.domain.camp import Camp
from edcamp.domain.changes import Fold, Folds, Restores


def _board_set(camp: Camp, record: r.BoardSet, fold: Fold) -> Camp:
    return _set_board(camp, "", record.takeover, fold)


def _set_board(camp: Camp, key: str, takeover: Any, fold: Fold) -> Camp:
    fold.changes.touched.append(("board", key))
    fold.changes.public.add("board")
    return camp.but(takeover=takeover)


FOLDS: Folds = {r.BoardSet: _board_set}

RESTORES: Restores = {"board": _set_board}
