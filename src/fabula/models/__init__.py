"""The one seam to language models: weights, the embedded server, and one client for every server."""
