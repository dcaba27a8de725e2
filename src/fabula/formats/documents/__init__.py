"""The readers of foreign documents, one module a kind. Their one door is `fabula.formats.document`."""
