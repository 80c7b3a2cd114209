"""The market of the sandbox: seeded, deterministic, with years of history that nobody stored."""
