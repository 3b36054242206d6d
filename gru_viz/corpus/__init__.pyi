from .opened import Corpus as Corpus
from .opened import open as open  # noqa: A004 - gru_viz.corpus.open
from .progress import Progress as Progress
from .tracer import trace as trace
from .tracer import tracing as tracing
