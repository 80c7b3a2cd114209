"""All about contracts that handlers may reach for."""

from dataclasses import dataclass

from bot.positions.clearing import Clearings
from bot.positions.held import Positions
from bot.positions.listed import Listing
from bot.positions.previews import ContractPreviews
from bot.positions.settings import Choices


@dataclass(frozen=True)
class Desk:
    """Contracts as they are listed, held, about to be ordered, and set."""

    contracts: Listing
    positions: Positions
    previews: ContractPreviews
    choices: Choices
    clearings: Clearings
