"""Paths: how a packet travels from one address to another through what is believed, and where and why it stops."""

from topology.paths.question import Act, Basis, End, Hop, Question, Sure, Trace
from topology.paths.sources import Place, find_places
from topology.paths.state import State
from topology.paths.trace import trace_path

__all__ = ["Act", "Basis", "End", "Hop", "Place", "Question", "State", "Sure", "Trace", "find_places", "trace_path"]
