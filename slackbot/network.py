"""The way to other hosts: which proxy leads there, what blocks it, and what time they have.

Slack's client and Kore.ai's client know proxies in different ways; both are told by `proxy_for`.
"""

import ssl
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib import request
from urllib.parse import urlsplit

from slackbot.domain.errors import ConfigurationError

SECURE = {"ws": "http", "wss": "https"}
# By the names of classes: each client has its own, and a refused connection is the system's.
FAULTS = (
    (
        ("ProxyError", "ClientHttpProxyError"),
        "There is no way through {first}. Check HTTPS_PROXY and NO_PROXY.",
    ),
    (
        ("gaierror",),
        "The name of {first} cannot be found (DNS). Check its spelling, and this machine's DNS.",
    ),
    (
        ("ConnectionRefusedError",),
        "The connection to {first} was refused: nothing listens there. Check the address.",
    ),
    (
        ("TimeoutError", "ConnectTimeout", "ServerTimeoutError", "ConnectionTimeoutError"),
        "There was no answer from {first} in time. A firewall may be in between.",
    ),
)
NOT_IN_TIME = {9, 10}  # OpenSSL: a certificate that is not valid yet, or no longer


def proxy_for(url: str) -> str | None:
    """Return the proxy to this address, with its credentials; None where there is none.

    HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY say so, in small letters too, as for curl. An
    entry of NO_PROXY is a host, and means its subdomains too; `*` means all.
    Raises ConfigurationError for a proxy of another kind than HTTP.
    """
    parts, proxies = urlsplit(url), request.getproxies_environment()
    scheme = SECURE.get(parts.scheme, parts.scheme)
    proxy = proxies.get(scheme) or proxies.get("all")
    host = parts.netloc.rpartition("@")[2]
    if not proxy or request.proxy_bypass_environment(host, proxies):  # type: ignore[attr-defined] # typeshed lacks it
        return None
    proxy = proxy if "://" in proxy else f"http://{proxy}"
    if urlsplit(proxy).scheme not in ("http", "https"):
        raise ConfigurationError(
            f"The proxy for {parts.hostname} is no HTTP proxy. Set HTTPS_PROXY to one (http://…), "
            "or name the host in NO_PROXY."
        )
    return proxy


def fault_of(error: BaseException, url: str) -> str | None:
    """Say in a sentence why this address was not reached: the name, the connection, TLS, the proxy
    or the time; None where the error tells of none of these. No credentials are shown.
    """
    proxy = proxy_for(url)
    there = _place(url)
    first = f"the proxy {_place(proxy)}" if proxy else there
    chain = list(_beneath(error))
    # A client's own subclasses lack what OpenSSL says.
    tls = (
        each for each in chain if isinstance(each, ssl.SSLError) and type(each).__module__ == "ssl"
    )
    if failed := next(tls, None):
        return _tls_fault(failed, there)
    for kinds, sentence in FAULTS:
        if any(type(each).__name__ in kinds for each in chain):
            return sentence.format(first=first)
    return None


def _tls_fault(error: ssl.SSLError, there: str) -> str:
    if not isinstance(error, ssl.SSLCertVerificationError):
        return f"{there} does not speak TLS ({error.reason}). Check the scheme and the port."
    if error.verify_code in NOT_IN_TIME:
        return (
            f"The TLS certificate of {there} is not valid now ({error.verify_message}). Check this "
            "machine's clock first."
        )
    return (
        f"The TLS certificate of {there} is not trusted ({error.verify_message}). Set "
        "SSL_CERT_FILE to the certificates of your organisation's CA."
    )


def skew_of(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Return how far `now` is ahead of the answer's Date header; None where it has none."""
    named = {name.lower(): value for name, value in headers.items()}
    try:
        return now - parsedate_to_datetime(named.get("date", ""))
    except (TypeError, ValueError):
        return None


def _place(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port or (80 if parts.scheme == 'http' else 443)}"


def _beneath(error: BaseException | None) -> Iterator[BaseException]:
    """The error and all that led to it."""
    seen: set[int] = set()
    left = [error]
    while left:
        each = left.pop()
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        left += [each.__context__, each.__cause__]
        if isinstance(each, BaseExceptionGroup):
            left += each.exceptions
