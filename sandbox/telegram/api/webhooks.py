"""Methods about the webhook."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sandbox.telegram.api.replies import carry_out_reply
from sandbox.telegram.api.updating import remember_allowed
from sandbox.telegram.errors import bad_request
from sandbox.telegram.text.links import is_loopback, secure_link
from sandbox.telegram.webhook import Webhook

if TYPE_CHECKING:
    from sandbox.telegram.api.call import Call

_PORTS = (None, 443, 80, 88, 8443)
_SECRET = re.compile(r"[A-Za-z0-9_-]*", re.ASCII)
_SECRET_LENGTH = 256
_USUAL_CONNECTIONS = 40
_MOST_CONNECTIONS = 100


async def set_webhook(call: Call) -> bool:
    url = call.parameters.text("url")
    if not url:
        return await delete_webhook(call)
    _check_url(url)
    secret_token = _secret_token(call)
    remember_allowed(call)
    _close(call)
    call.bot.updates.end_polling("terminated by setWebhook request")
    certificate = call.parameters.uploads.get("certificate")
    most = call.parameters.integer("max_connections") or _USUAL_CONNECTIONS
    call.bot.webhook = Webhook(
        url,
        call.bot.updates,
        call.world.now,
        partial(carry_out_reply, call.world, call.bot),
        secret_token=secret_token,
        max_connections=min(max(most, 1), _MOST_CONNECTIONS),
        certificate=certificate.content if certificate else b"",
    )
    call.world.listen_to(call.bot)
    call.bot.webhook.wake()
    return True


async def delete_webhook(call: Call) -> bool:
    _close(call)
    return True


async def get_webhook_info(call: Call) -> dict[str, Any]:
    webhook, updates = call.bot.webhook, call.bot.updates
    info: dict[str, Any] = {
        "url": webhook.url if webhook else "",
        "has_custom_certificate": bool(webhook and webhook.certificate),
        "pending_update_count": len(updates),
    }
    if webhook:
        info |= {"max_connections": webhook.max_connections, "ip_address": "127.0.0.1"}
        if webhook.last_error_date:
            info["last_error_date"] = webhook.last_error_date
            info["last_error_message"] = webhook.last_error_message
    return info | ({"allowed_updates": updates.allowed} if updates.allowed else {})


def _close(call: Call) -> None:
    if call.bot.webhook:
        call.bot.webhook.stop()
        call.bot.webhook = None
    if call.parameters.flag("drop_pending_updates"):
        call.bot.updates.clear()


def _check_url(url: str) -> None:
    """Refuse what Telegram refuses; on this machine any port and plain HTTP will do."""
    link = secure_link(url)
    if link is None:
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if not is_loopback(url) and urlsplit(link).port not in _PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")


def _secret_token(call: Call) -> str:
    token = call.parameters.text("secret_token")
    if len(token) > _SECRET_LENGTH:
        raise bad_request("secret token is too long")
    if not _SECRET.fullmatch(token):
        raise bad_request("secret token contains unallowed characters")
    return token
