"""A small Binance that only counts, people who ask for too much, and a checker of what came of it.

`exchange` charges what arrives on its own clock, over a `wire` that delays and loses; `schedule`
draws from a seed who asks for what, and `play` lets it happen to the product's limiter in virtual
time. `checker` judges the `history`, and `bugs` are clients that it must catch.
"""
