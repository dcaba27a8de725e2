"""The workshop: a person brings what they lived through, and leaves with their own story."""
