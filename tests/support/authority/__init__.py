"""Who may do what: the bot's own handlers, everything they can reach, and all that they did."""
