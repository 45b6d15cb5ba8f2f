"""Policy: what an agent may do alone, as pure functions over what its owner signed."""
