"""Seeded schedules of faults over the whole bot, and the checker that judges what came of them.

`script` draws what people do and what goes wrong, `play` lets it happen to the bot in a process
of its own, `record` is what was seen meanwhile, and `checker` compares it with what is promised.
"""
