from . import analysis as analysis
from . import corpus as corpus
from . import figures as figures
from . import learning as learning
from .analysis.lightning import lightning_monitor as lightning_monitor
from .analysis.monitor import Monitor as Monitor
from .cells.gru import Trace as Trace
from .cells.intervention import clamp as clamp
from .cells.intervention import silence as silence
from .cells.joined import cat as cat
from .cells.mingru import MinGRU as MinGRU
from .cells.textbook import TextbookGRU as TextbookGRU
from .cells.trace import trace as trace
from .cells.watch import watch as watch
from .experiment.examples import examples as examples
from .experiment.experiment import Experiment as Experiment
from .learning.bundled import bundled as bundled
from .learning.files.load import load as load
from .learning.files.words import load_encoder_decoder as load_encoder_decoder
from .learning.files.words import load_reader as load_reader
from .problem import Problem as Problem
from .ui.export.page import to_html as to_html

__version__: str
