"""What became of every row, in order: the printed account of a data set."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Account:
    """Named counts; removed rows are negative."""

    items: list[tuple[str, int]] = field(default_factory=list)

    def add(self, name: str, count: int) -> None:
        """Write one line down, zeros too: that a filter found nothing is worth knowing."""
        self.items.append((name, int(count)))

    def count(self, name: str, count: int) -> None:
        """Add to the line of this name, which begins at the first call: for what comes in parts."""
        at = next((at for at, (known, _) in enumerate(self.items) if known == name), None)
        if at is None:
            self.add(name, count)
        else:
            self.items[at] = (name, self.items[at][1] + int(count))

    def __str__(self) -> str:
        return "\n".join(f"  {name:44} {count:>10,}" for name, count in self.items)
