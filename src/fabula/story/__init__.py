"""What happens: worlds, events, state and rules, as pure code without any input or output."""
