"""Camps in motion: every command decided in order, written to the journal, folded, and shown to whoever listens."""
