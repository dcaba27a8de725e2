"""One turn: intent, decision, prompt, telling, choices, and the session that they make up."""
