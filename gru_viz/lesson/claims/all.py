"""All claims, in the order of the lesson."""

from typing import Any

from gru_viz.lesson.claims.blind_candidate import BLIND_CANDIDATE
from gru_viz.lesson.claims.claim import Claim
from gru_viz.lesson.claims.copied_state import COPIED_STATE
from gru_viz.lesson.claims.last_state import LAST_STATE
from gru_viz.lesson.claims.later_clue import LATER_CLUE
from gru_viz.lesson.claims.lighter_than_lstm import LIGHTER_THAN_LSTM
from gru_viz.lesson.claims.not_parallel import NOT_PARALLEL
from gru_viz.lesson.claims.on_par_with_lstm import ON_PAR_WITH_LSTM
from gru_viz.lesson.claims.plain_candidate import PLAIN_CANDIDATE
from gru_viz.lesson.claims.rewritten_state import REWRITTEN_STATE
from gru_viz.lesson.claims.saturated_gates import SATURATED_GATES
from gru_viz.lesson.claims.second_direction import SECOND_DIRECTION
from gru_viz.lesson.claims.state_for_each_letter import STATE_FOR_EACH_LETTER
from gru_viz.lesson.claims.straight_road import STRAIGHT_ROAD
from gru_viz.lesson.claims.subject import Subject
from gru_viz.lesson.claims.very_long_sequences import VERY_LONG_SEQUENCES
from gru_viz.progress import Computation

CLAIMS: tuple[Claim[Any], ...] = (
    BLIND_CANDIDATE,
    PLAIN_CANDIDATE,
    COPIED_STATE,
    REWRITTEN_STATE,
    STATE_FOR_EACH_LETTER,
    LATER_CLUE,
    SECOND_DIRECTION,
    LAST_STATE,
    LIGHTER_THAN_LSTM,
    STRAIGHT_ROAD,
    ON_PAR_WITH_LSTM,
    VERY_LONG_SEQUENCES,
    SATURATED_GATES,
    NOT_PARALLEL,
)


def measured(subject: Subject) -> Computation[dict[str, Any]]:
    """The numbers of every claim by its name, one claim a piece."""
    found = {}
    for claim in CLAIMS:
        found[claim.name] = claim.measure(subject)
        yield len(found) / len(CLAIMS)
    return found
