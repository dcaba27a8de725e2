"""Fabula: stories that a language model tells with a person.

What happens is decided by rules and kept as events; how it is told is prose from a model.
The rooms of the house and who may import whom are drawn in ``docs/ARCHITECTURE.md``.
"""

__version__ = "0.1.0"
