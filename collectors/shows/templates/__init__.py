"""Templates of our own for answers to show commands: ``<platform>_<command>.textfsm``, written from the form of the answer alone."""
