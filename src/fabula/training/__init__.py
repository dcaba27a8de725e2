"""Training: config + directory -> directory + manifest.json. Torch lives in this room only."""
