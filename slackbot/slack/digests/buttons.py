"""The buttons under digests: each carries words that people could type instead."""

from slackbot.domain.digests.digest import Digest
from slackbot.slack.blocks.blocks import Block, actions, button, overflow


def digest_menu(digest: Digest) -> Block:
    """Make the menu beside a digest of the list."""
    pause = "Pause" if digest.is_active else "Resume"
    labels = ("Send now", pause, "Edit", "History", "Remove")
    return overflow(f"ask:digest-menu:{digest.number}", _options(digest, *labels))


def digest_controls(digest: Digest) -> Block:
    """Make the controls of a digest that was sent."""
    return actions(
        button("Edit", "ask:digest-edit", f"digests edit {digest.number}"),
        button("Pause", "ask:digest-pause", f"digests pause {digest.number}"),
        overflow("ask:digest-more", _options(digest, "Send now", "History", "Remove")),
    )


def _options(digest: Digest, *labels: str) -> dict[str, str]:
    """Return the words by label. Remove asks first."""
    verbs = {label: label.partition(" ")[0].lower() for label in labels}
    asks = {"Remove": "?"}
    return {
        label: f"digests {verb} {digest.number}{asks.get(label, '')}"
        for label, verb in verbs.items()
    }
