"""What every part of an import shares: the file, its styles, the place that is being read, and the remarks so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from sotay.messages import _
from sotay.word_import.letters import cleaned
from sotay.word_import.remarks import Remark, WordRefused
from sotay.word_import.styles import Styles

if TYPE_CHECKING:
    from sotay.word_import.package import Package


SHOWN: Final = 60


@dataclass(slots=True)
class Desk:
    """An import under way; ``where`` names the place being read, for remarks.

    ``marked`` says that the file is one of our own, whose private characters are marks; ``legacy`` gathers text that is no
    Unicode.
    """

    package: Package
    where: str
    marked: bool = False
    remarks: list[Remark] = field(default_factory=list)
    styles: Styles = field(init=False)
    legacy: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Read the styles."""
        self.styles = Styles(self.package.parts.get("word/styles.xml"))

    def todo(self, message: str, quote: str = "", where: str = "") -> None:
        """Note what a person has to do."""
        self._keep(Remark(where or self.where, message, cleaned(quote)))

    def tell(self, message: str, quote: str = "", where: str = "") -> None:
        """Note what was done with some of the text."""
        self._keep(Remark(where or self.where, message, cleaned(quote), todo=False))

    def refuse_old_letters(self) -> None:
        """Raise ``WordRefused`` if what was read holds letters of TCVN3 or VNI: read as Unicode they are no words."""
        if self.legacy:
            raise WordRefused(
                _(
                    "{name} holds text of the time before Unicode, in a TCVN3 or VNI typeface (“{text}”): convert it to "
                    "Unicode in Word (with UniKey or a converter of Word's), save it, and import it again.",
                    name=self.package.name,
                    text=" ".join(self.legacy)[:SHOWN],
                )
            )

    def _keep(self, remark: Remark) -> None:
        if remark not in self.remarks:
            self.remarks.append(remark)
