"""What may happen at a panel, in which order its cases come, and the words of its minutes. Pure."""
