"""The people of the matrix: one of each standing, whose ids tell who they are."""

ALICE, BOB, CAROL, DAVE, EVE, FAY = range(7001, 7007)
OWNER, OTHER, ADMIN, BLOCKED, STRANGER, WAITING = ALICE, BOB, CAROL, DAVE, EVE, FAY

EVERYBODY = 0
SOMEBODY_ELSE = 9999
"""Whose API key was brought along; it belongs to nobody here."""

STANDINGS = {
    OWNER: "owner",
    OTHER: "other",
    ADMIN: "admin",
    BLOCKED: "blocked",
    STRANGER: "stranger",
    WAITING: "waiting",
}
MAY_USE = frozenset({OWNER, OTHER, ADMIN})
NAMES = {ALICE: "Alice", BOB: "Bob", CAROL: "Carol", DAVE: "Dave", EVE: "Eve", FAY: "Fay"}

GROUP, SUPERGROUP, CHANNEL = -501, -1001000000502, -1001000000503
