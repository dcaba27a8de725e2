"""Personal stories, the coach and the diary."""
