"""The market streams of futures: what they say, and the doors through which they are heard."""
