"""What holds configurations: terminal logs, archives, trees of backup tools with their history, drawings of an emulator.

Each becomes labelled contents; which device a content is of, and in which words, is found out by `collectors.detect`.
"""
