"""Futures trading: positions, margin, matching, and what happens to them as time passes."""
