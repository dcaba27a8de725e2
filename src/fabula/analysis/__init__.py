"""Text to measures. Model-free."""
