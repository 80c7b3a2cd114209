"""The bot's own web pages: the form on which a key is entered without passing through the chat."""

from bot.web.application import web
from bot.web.forms import FormOver, Forms, Links
from bot.web.launch import Launches
from bot.web.server import PortTaken, serving
from bot.web.site import Site

__all__ = ["FormOver", "Forms", "Launches", "Links", "PortTaken", "Site", "serving", "web"]
