"""Refuses calls in the shape and the words of Kore.ai's servers.

The shape `{"errors": [{"msg", "code"}]}` and most texts were observed at other APIs of the platform
(bot import, export and their status calls). The documentation of this API has none.
"""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

# All failures of a token share this code; only the text tells a wrong secret from a missing scope.
TOKEN_CODE = 4002


class ApiRefusedError(Exception):
    """A call that Kore.ai answers with an error."""

    def __init__(self, status: int, msg: str, code: int | None = None) -> None:
        super().__init__(msg)
        self.status = status
        self.code = status if code is None else code
        self.headers: dict[str, str] = {}


def bad_credentials() -> ApiRefusedError:
    """Observed for no token, an unknown client and a bad signature alike."""
    return ApiRefusedError(401, "Invalid SDK credentials", TOKEN_CODE)


def bad_token() -> ApiRefusedError:
    """Observed for what is no JWT."""
    return ApiRefusedError(401, "Invalid JWT token", TOKEN_CODE)


def missing_scope() -> ApiRefusedError:
    """Observed for a good token whose app may not do this: 401, not 403."""
    return ApiRefusedError(401, "Permission denied. Scope is incorrect!", TOKEN_CODE)


def unverified(reason: str) -> ApiRefusedError:
    """The documented text for tokens that break the rules of `jti`."""
    return ApiRefusedError(401, f"error verifying the jwt: {reason}")


def unknown_bot() -> ApiRefusedError:
    """Observed for a bot id that is none of the platform's."""
    return ApiRefusedError(400, "Invalid StreamId")


def no_job() -> ApiRefusedError:
    """A status call before any POST. Unknown at this API; observed for unknown ids at others."""
    return ApiRefusedError(400, "Invalid request ID")


def bad_arguments() -> ApiRefusedError:
    """Observed for a bad body. It does not say what is bad: neither does the real one."""
    return ApiRefusedError(412, "Validation errors/ Invalid arguments")


def refusal(error: ApiRefusedError) -> Response:
    """The error as an HTTP answer."""
    body = {"errors": [{"msg": str(error), "code": error.code}]}
    return JSONResponse(body, error.status, error.headers)


def routing_failed(_: Request, error: Exception) -> Response:
    """Starlette's own 404 and 405, in Kore.ai's shape (404: our choice, none was seen)."""
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class alone
    refused = ApiRefusedError(error.status_code, error.detail)
    refused.headers.update(error.headers or {})
    return refusal(refused)


def broken(_: Request, __: Exception) -> Response:
    """A fault of the sandbox itself, or of usage that was handed in."""
    return refusal(ApiRefusedError(500, "Internal Server Error"))
