"""``fabula bench analyse``: how long a whole book takes, part by part, in how much memory, beside a plain script.

Books are put together from stories of the data, in the order of their file. Each is read in a process of its own:
`child` times the parts there, and the peak of its memory is the system's count. The plain script takes comparable
measures in the plainest way (VADER or a word list for each sentence, sentences cut by a pattern, names as words with a
capital, counts), and knows nothing of aliases, speakers, scenes or negation in Chinese.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fabula.errors import InputError, ServerError
from fabula.evals.report import Aim, Report

Say = Callable[[str], None]
WORDS = {"en": 100_000, "zh": 150_000}  # English words; Chinese characters, about as many words
QUICK = 10  # of these one in ten
FULL, LIGHT = 30.0, 10.0  # seconds: everything, and everything but people and deeds
_SOURCES = {"en": "stories-en-fairytaleqa/stories.jsonl", "zh": "stories-zh-classics/luxun_fiction.jsonl"}
PARTS = (
    "feelings", "style", "structure", "company", "profile", "summary", "emotion", "places", "objects", "timeline",
    "nearest", "themes", "keyphrases",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """What is measured: where the data sets are, in which languages, whether of a shorter book."""

    data: Path
    languages: tuple[str, ...] = ("en", "zh")
    quick: bool = False


def run(plan: Plan, *, report: Path | None = None, say: Say = print) -> Report:
    """Measure; the report has seconds by part, words a second and the peak of memory."""
    metrics: dict[str, Any] = {}
    baseline: dict[str, Any] = {}
    aims: list[Aim] = []
    for language in plan.languages:
        wanted = WORDS[language] // (QUICK if plan.quick else 1)
        text = book(plan.data, language, wanted)
        size = length(text, language)
        say(f"{language}: a book of {size:,} {'words' if language == 'en' else 'characters'} …")
        own, plain = _child("fabula", text, language), _child("plain", text, language)
        full, light = own["seconds"]["all"], own["seconds"]["all"] - own["seconds"]["company"]
        metrics[f"{language}_length"] = size
        metrics |= {f"{language}_seconds, {part}": value for part, value in own["seconds"].items()}
        metrics |= {
            f"{language}_seconds, without people and deeds": round(light, 3),
            f"{language}_processor_seconds": own["busy"],
            f"{language}_words_a_second": round(size / full),
            f"{language}_peak_mb": own["peak"] // 1_000_000,
        }
        baseline |= {
            f"{language}_seconds, all": plain["seconds"]["all"],
            f"{language}_processor_seconds": plain["busy"],
            f"{language}_words_a_second": round(size / plain["seconds"]["all"]),
            f"{language}_peak_mb": plain["peak"] // 1_000_000,
        }
        scale = WORDS[language] / size  # a shorter book counts as if it were a whole one
        aims += [
            Aim(f"seconds for {WORDS[language]:,} {language}, full", "<=", FULL, round(full * scale, 2)),
            Aim(f"seconds for {WORDS[language]:,} {language}, without people", "<=", LIGHT, round(light * scale, 2)),
        ]
    ratio = {key: round(metrics[key] / value, 3) for key, value in baseline.items() if value and key in metrics}
    found = Report("analyse", metrics, baseline, ratio, aims)
    if report is not None:
        found.write(report)
    return found


def book(data: Path, language: str, wanted: int) -> str:
    """A book of at least ``wanted`` words (Chinese: characters) of whole stories, each a chapter.

    Where the stories are too few, they begin again. Raises `InputError` where the data isn't there.
    """
    parts: list[str] = []
    size = number = 0
    stories = list(_stories(data / _SOURCES[language], language))
    while size < wanted:
        story = stories[number % len(stories)]
        number += 1
        title = f"Chapter {number}" if language == "en" else f"第{number}章"
        parts += [title, story]
        size += length(story, language)
    return "\n\n".join(parts)


def length(text: str, language: str) -> int:
    """Words in English, characters that aren't blanks in Chinese."""
    return len(text.split()) if language == "en" else sum(not one.isspace() for one in text)


def _stories(path: Path, language: str) -> Iterator[str]:
    try:
        lines = path.read_text("utf-8").splitlines()
    except OSError as error:
        raise InputError(
            f"{path} can't be read: {error.strerror}.", hint="Name the data folder with --data."
        ) from error
    for line in lines:
        row = json.loads(line)
        yield "\n\n".join(row["sections"]) if language == "en" else re.sub(r"\n+", "\n\n", row["text"])


def _child(kind: str, text: str, language: str) -> dict[str, Any]:
    """Read a book in a process of its own: {"seconds": {part: seconds}, "peak": bytes}."""
    command = [sys.executable, "-m", "fabula.evals.analysing", kind, language]
    ran = subprocess.run(command, input=text.encode(), capture_output=True, check=False)
    if ran.returncode:
        last = ran.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        raise ServerError(f"The {kind} reader failed: {' '.join(last)}.", hint="This is a bug; please report it.")
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


# -- in the child ---------------------------------------------------------------------------------------------------


def child(kind: str, text: str, language: str) -> dict[str, Any]:
    """Read a book here, and say how long each part took and how much memory was the most."""
    began, busy = time.perf_counter(), time.process_time()
    seconds: dict[str, float] = {}
    if kind == "fabula":
        seconds = _measured(text, language)
    else:
        plainly(text, language)
    seconds["all"] = round(time.perf_counter() - began, 3)
    return {"seconds": seconds, "busy": round(time.process_time() - busy, 3), "peak": _peak()}


def _measured(raw: str, language: str) -> dict[str, float]:
    """The real report, with a watch at each of the functions that it calls."""
    from fabula.analysis import report as module
    from fabula.analysis.text import read

    seconds: dict[str, float] = {}

    def timed(part: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def watched(*args: Any, **kwargs: Any) -> Any:
            began = time.perf_counter()
            found = function(*args, **kwargs)
            seconds[part] = round(seconds.get(part, 0.0) + time.perf_counter() - began, 3)
            return found

        return watched

    for part in PARTS:
        setattr(module, part, timed(part, getattr(module, part)))
    text = read(raw, language)
    timed("sentences and words", lambda: (text.sentences, text.words, text.quotations))()
    module.report(text)
    return seconds


def plainly(raw: str, language: str) -> dict[str, Any]:
    """What a plain script does: sentences by a pattern, a score for each, counts, and names by their capitals."""
    if language == "en":
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

        score = SentimentIntensityAnalyzer().polarity_scores
        parts = [one for one in re.split(r"(?<=[.!?])\s+", raw) if one.strip()]
        words = re.findall(r"[A-Za-z']+", raw)
        scores = [score(one)["compound"] for one in parts]
        names = Counter(re.findall(r"(?<=[a-z,] )[A-Z][a-z]+", raw))
    else:
        import rjieba

        from fabula.analysis.coloured import colours

        known = {word: colour.polarity for word, colour in colours("zh").items()}
        parts = [one for one in re.split(r"(?<=[。！？])", raw) if one.strip()]
        tagged = [rjieba.tag(one) for one in parts]
        words = [word for row in tagged for word, _ in row]
        scores = [sum(known.get(word, 0.0) for word, _ in row) for row in tagged]
        names = Counter(word for row in tagged for word, tag in row if tag == "nr")
    counts = Counter(one.lower() for one in words)
    quoted = re.findall(r"[“\"]([^“”\"]+)[”\"]", raw)
    return {
        "sentences": len(parts), "words": len(words), "types": len(counts), "common": counts.most_common(20),
        "names": names.most_common(20), "mood": sum(scores) / max(1, len(scores)),
        "arc": [sum(scores[at : at + 50]) / 50 for at in range(0, len(scores), 50)],
        "dialogue": sum(map(len, quoted)) / max(1, len(raw)), "length": len(words) / max(1, len(parts)),
    }  # fmt: skip


def _peak() -> int:
    """The most bytes that this process held."""
    if sys.platform == "win32":
        import psutil

        return int(psutil.Process().memory_info().peak_wset)
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(most) * (1 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    print(json.dumps(child(sys.argv[1], sys.stdin.buffer.read().decode(), sys.argv[2])))
