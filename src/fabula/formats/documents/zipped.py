"""ZIP archives from strangers: read in memory, within bounds, and never written anywhere."""

from __future__ import annotations

import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from fabula.errors import DocumentError

MAX_ENTRIES = 10_000
MAX_TOTAL = 200 * 1024 * 1024  # bytes, unpacked
MAX_RATIO = 200
_SMALL = 1024 * 1024  # a short file of blanks may well shrink more than any book does


class Archive:
    """An opened archive whose entries are read one by one; all of them together stay within `MAX_TOTAL`."""

    def __init__(self, data: bytes, kind: str) -> None:
        """Open ``data``; ``kind`` is what it should be, for messages. Raises `DocumentError`."""
        self.kind = kind
        # The list of entries is read at once, so it is counted before; a name may hold the mark too, hence twice.
        if data.count(b"PK\x01\x02") > 2 * MAX_ENTRIES:
            raise self._too_much(f"it lists more than {MAX_ENTRIES:,} files")
        try:
            self._zip = ZipFile(BytesIO(data))
        except (BadZipFile, OSError, ValueError, NotImplementedError, OverflowError) as error:
            raise self.broken(str(error)) from error
        self._entries = {info.filename: info for info in self._zip.infolist()}
        self._left = MAX_TOTAL
        self._inspect(self._zip.infolist())

    def _inspect(self, entries: list[ZipInfo]) -> None:
        if len(entries) > MAX_ENTRIES:
            raise self._too_much(f"it lists {len(entries):,} files, and {MAX_ENTRIES:,} are the most that is read")
        total = sum(info.file_size for info in entries)
        if total > MAX_TOTAL:
            raise self._too_much(f"it would unpack to {total:,} bytes, and {MAX_TOTAL:,} are the most that is read")
        for info in entries:
            if info.flag_bits & 1:
                raise DocumentError(
                    f"The {self.kind} file is encrypted: '{info.filename[:80]}' needs a password.",
                    hint="Save it without a password and try again.",
                )
            if info.file_size > max(_SMALL, MAX_RATIO * info.compress_size):
                raise self._too_much(
                    f"'{info.filename[:80]}' would unpack from {info.compress_size:,} to {info.file_size:,} bytes"
                )

    def __contains__(self, name: str) -> bool:
        """Whether an entry has exactly this name."""
        return name in self._entries

    @property
    def names(self) -> list[str]:
        """The names of all entries."""
        return list(self._entries)

    def read(self, name: str) -> bytes:
        """The bytes of an entry. Raises `DocumentError` if it is missing, damaged or too large."""
        info = self._entries.get(name)
        if info is None:
            raise self.broken(f"'{name[:80]}' is missing in it")
        if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise self.broken(f"'{name[:80]}' is packed with method {info.compress_type}, which no such file uses")
        try:
            # Only so much is unpacked, whatever the entry says about its size.
            with self._zip.open(info) as file:
                data = file.read(self._left + 1)
        except (BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError, zlib.error) as error:
            raise self.broken(f"'{name[:80]}': {error}") from error
        self._left -= len(data)
        if self._left < 0:
            raise self._too_much(f"it unpacks to more than {MAX_TOTAL:,} bytes")
        return data

    def broken(self, why: str) -> DocumentError:
        """The error of an archive that is damaged or not what it should be."""
        return DocumentError(
            f"The {self.kind} file is damaged or incomplete: {why.rstrip('.')}.",
            hint="Get the file again, or open it in the program that made it and save it anew.",
        )

    def _too_much(self, why: str) -> DocumentError:
        return DocumentError(
            f"The {self.kind} file is not read, because it could fill the memory: {why}.",
            hint="Save the text alone, without pictures, or in parts.",
        )
