"""Stores files in Slack's three steps: announced, uploaded, completed."""

import mimetypes
import secrets
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any


class UploadError(Exception):
    """The upload is refused; `status` is the HTTP status."""

    def __init__(self, words: str, status: int) -> None:
        super().__init__(words)
        self.status = status


@dataclass(frozen=True)
class File:
    """A file that was uploaded and completed; shared in a channel, else private to the app."""

    id: str
    name: str
    title: str
    content: bytes
    user: str
    created: int
    url_private: str
    permalink: str
    alt_text: str = ""
    channel: str | None = None
    thread_ts: str | None = None

    @property
    def text(self) -> str:
        """The content of a text file, UTF-8; a mark of the byte order at its start is no text."""
        return self.content.decode("utf-8-sig")

    def wire(self) -> dict[str, Any]:
        """The file as Slack's Web API gives it, in messages and alone."""
        filetype = PurePath(self.name).suffix.removeprefix(".").lower() or "binary"
        shown = {
            "id": self.id,
            "created": self.created,
            "timestamp": self.created,
            "name": self.name,
            "title": self.title,
            "mimetype": mimetypes.guess_type(self.name)[0] or "application/octet-stream",
            "filetype": filetype,
            "pretty_type": filetype.upper(),
            "user": self.user,
            "editable": False,
            "size": len(self.content),
            "mode": "hosted",
            "is_external": False,
            "external_type": "",
            "is_public": self.channel is not None,
            "public_url_shared": False,
            "display_as_bot": False,
            "username": "",
            "url_private": self.url_private,
            "url_private_download": f"{self.url_private}?download=1",
            "permalink": self.permalink,
            "has_rich_preview": False,
            "file_access": "visible",
        }
        return shown | ({"alt_txt": self.alt_text} if self.alt_text else {})


@dataclass
class Upload:
    """A file that was announced; `content` is None until it has come."""

    id: str
    name: str
    length: int
    alt_text: str = ""
    content: bytes | None = None


@dataclass
class Files:
    """The uploads that are not complete, and the files that are, in the order of completion."""

    complete: list[File] = field(default_factory=list)
    _uploads: dict[str, Upload] = field(default_factory=dict)  # by id
    _tickets: dict[str, Upload] = field(default_factory=dict)

    def announce(self, name: str, length: int, alt_text: str) -> tuple[Upload, str]:
        """An upload to come, and the ticket that lets it in once."""
        upload = Upload(f"F{secrets.token_hex(5).upper()}", name, length, alt_text)
        ticket = secrets.token_urlsafe(18)
        self._uploads[upload.id] = self._tickets[ticket] = upload
        return upload, ticket

    def receive(self, ticket: str, content: bytes) -> None:
        """Store the uploaded content. Raises `UploadError`.

        Slack does not document what it does with content of another length. It is refused here, so
        that the mistake shows.
        """
        upload = self._tickets.get(ticket)
        if upload is None:
            raise UploadError("no such upload", 404)
        if len(content) != upload.length:
            raise UploadError(f"announced {upload.length} bytes, got {len(content)}", 400)
        del self._tickets[ticket]
        upload.content = content

    def uploaded(self, id_: str) -> Upload | None:
        """The upload of that id whose content has come and which is not complete yet."""
        upload = self._uploads.get(id_)
        return upload if upload and upload.content is not None else None

    def finish(self, file: File) -> None:
        """Keep the file in place of its upload."""
        del self._uploads[file.id]
        self.complete.append(file)
