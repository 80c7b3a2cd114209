"""Orders in a world that fails, in virtual time: the real trading, all else pretended."""
