from .learner import Learner as Learner
from .loop import Settings as Settings
from .loop import train as train
from .samples import Samples as Samples
from .tasks import TASKS as TASKS
from .tasks import Task as Task
