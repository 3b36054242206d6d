from . import automaton as automaton
