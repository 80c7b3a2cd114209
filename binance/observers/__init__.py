"""What may be given to `Binance(hooks=[...])`; the client itself imports none of it."""
