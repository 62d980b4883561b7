"""Readers of Junos configurations: one tree of statements for both of their forms, and a table of readers for each level of it."""
