"""Measuring what Fabula claims: every module here is behind one ``fabula bench NAME``."""
