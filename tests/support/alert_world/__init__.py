"""A market, a Telegram and a disk that fail, around the real streams, alerts, storage and sender.

`schedule` draws from a seed what happens, `play` lets it happen in virtual time and in one thread,
`life` is the bot between its start and its crash, and the one place that knows the engine's doors.
`checker` judges the `history` by the trades alone, and `bugs` are bots that it must catch.
Prices are wished for in `chaos`, all else in `measured`: that has a past, candles and rates.
"""
