"""People: who a pronoun can mean, among those that a text names or mentions."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fabula.analysis.english import BODY
from fabula.analysis.lazy import Lazy
from fabula.analysis.mentions import Mention
from fabula.analysis.quotations import narration

ANY = "any"
READER = "you"
STRANGER = "somebody"

# No plurals: many are "they".
HE = (
    "man|boy|lad|gentleman|father|dad|papa|son|brother|uncle|nephew"
    "|grandfather|grandpa"
    "|grandson|husband|king|prince|lord|duke|fellow|chap|widower|monk|friar|priest|vicar|bishop|waiter|fisherman"
    "|boatman|ferryman|watchman|postman|bellman|nobleman|policeman|horseman|craftsman|fiancé|bridegroom|groom|ram"
    "|bull|stallion"
    "|rooster|cock|drake|sexton|abbot|sultan|emperor|god|devil|sergeant|old-timer|greybeard|butcher's boy|verger"
    "|beadle|lamplighter|bellringer|usher|warden|steward|landlord|coachman|doorman|gravedigger|drummer|piper"
    "|trumpeter|chaplain|curate|deacon|organist|headmaster|schoolmaster|harbourmaster|customs man|miller|carter"
    "|tinker|hawker|ploughman|woodcutter|stonemason|printer|bookkeeper|lawyer|notary|magistrate|sheriff|bailiff"
    "|guard|prisoner|pirate|smuggler|stoker|bosun|mate|cabin boy|stowaway|boatswain"
)
SHE = (
    "woman|girl|lady|mother|mum|mama|daughter|sister|aunt|niece|grandmother"
    "|granny|grandma"
    "|granddaughter|wife|queen|princess|duchess|nun|abbess|widow|waitress|maid|lass|bride|mare|cow|hen|ewe"
    "|sow|goose"
    "|ship|boat|vessel|washerwoman|fishwife|midwife|nurse|witch|goddess|hostess|seamstress|madonna|mermaid"
    "|saint|sloop"
    "|schooner|trawler|barge|dinghy|smack|ketch|lugger|cutter|brig|steamer|frigate|galleon|ferry|skiff|yawl|yacht"
)
EITHER = (
    "(?<!only )(?<!only other )person|child|baby|infant|toddler|stranger|neighbou?r|customer|sailor|pilot"
    "|carter|pedlar"
    "|peddler|constable|doctor|captain|somebody|someone|figure|cat|dog|hound"
    "|puppy|kitten|horse|mule|donkey|goat|sheep|lamb|gull|seal|saint|guard|soldier"
    "|servant|cook"
    "|merchant|trader|shopkeeper|innkeeper|driver|rider|travell?er|passenger|singer|fiddler"
    "|player|teacher"
    "|student|pupil|apprentice|porter|clerk|judge|mayor|thief|beggar|poet|painter"
    "|sculptor|actor"
    "|dancer|visitor|guest|friend|enemy|lover|twin|crowd|crew|cousin|parent|ghost"
    "|spirit|angel|infant"
    "|officer|engineer|diver|smith|tailor|cobbler|barber|grocer|butcher|baker|miller|farmer"
    "|shepherd|hunter"
    "|keeper|musician|conductor|librarian|foreman|helmsman|one of (?:them|the|those|these)|two of them|another"
    "|parrot|raven"
    "|crow|rat|monkey|owner"
    "|helper|youth|youngster|teenager|elder|maker|buyer|seller|shipwright|cooper|carpenter|mason|watcher"
    "|speaker|creature|bird"
    "|ox|bear|wolf|fox|ancestor|predecessor|founder|author|king's|hero|heroine|messenger|courier|(?<!only )other"
)
_NARRATOR = {
    "en": Lazy(
        r"\b(?:I(?!\.\w)(?! [A-Z][a-z])|I['’](?:m|ve|ll|d)|[Mm]y|[Mm]yself"
        r"|me|[Ww]e(?! [A-Z][a-z])|[Ww]e['’](?:re|ve|ll|d)|[Uu]s|[Oo]ur(?! Lady)"
        r"|[Oo]urselves)\b"
    ),
    "zh": Lazy(r"(?<![自忘无唯本敌])我(?!行我素|见犹怜|活)(?<!行我)(?<!死我)"),
}
_INSCRIBED = Lazy(
    r"\b(?:written|reads?|says?|saying|carved|painted|scratched|inscribed|chalked|stitched)\b[^.:]*:"
    r"|[写刻画绣][着的][^。：]*："
)  # what follows is not the narrator's, though it has no marks
_NOUNS = {
    "en": (
        ("he", Lazy(rf"\b(?:{HE})\b", re.IGNORECASE)),
        ("she", Lazy(rf"\b(?:{SHE})\b", re.IGNORECASE)),
        (ANY, Lazy(rf"\b(?:{EITHER})\b", re.IGNORECASE)),
    ),
    "zh": (
        ("he", Lazy(r"男人|男孩|男子|男的|小伙子?|老头儿?|老汉|汉子|老爷子|老人|父亲|爸|爹|儿子|哥|弟|丈夫"
                          r"|爷爷|叔|伯|舅|先生|少年|和尚|渔夫|船夫"
                          r"|水手|国王|神父|牧师|主教|教士|道士|国师|将军|岳父|侄子|外甥|新郎|小子|后生|老兵|男声"
                          r"|祖父|孙子|挑夫|车夫")),
        ("she", Lazy(r"女人|女孩|女子|女的|姑娘|老太太|老太婆|妇人|老妇|妇女|母亲|妈|娘|妻子|老婆|女儿|姐|妹"
                           r"|奶奶|婶|姨|嫂|小姐|太太|夫人|少女|女声|丫头"
                           r"|尼姑|女王|圣母|女神|新娘|外婆|姥姥|祖母|孙女|寡妇|媳妇|修女|闺女|大海|渔妇|婆")),
        (ANY, Lazy(r"孩子|小孩|客人|生人|陌生人|伙计|老板|买主|小贩|有人|别人|那人|这人|某人|谁|人影|身影"
                         r"|路人|行人|邻居|朋友|船长|医生|老师|学生|徒弟"
                         r"|士兵|猫|马|驴|狗|同伴|影子|哨兵|商人|掌柜|鞋匠|木匠|裁缝|屠户|货郎|圣人|圣徒|祖宗|先人"
                         r"|恩人|债主|贼|乞丐|主人|亲戚|双胞胎|(?<![\x00你我他她它])一个人|另一个|员|匠|贩|徒弟|收税|生意人")),
    ),
}  # fmt: skip
_PRONOUNS = {
    "en": {
        "he": "he", "him": "he", "his": "he", "himself": "he",
        "she": "she", "her": "she", "hers": "she", "herself": "she", "it": "it", "its": "it", "itself": "it",
    },
    "zh": {"他": "he", "她": "she", "它": "it"},
}  # fmt: skip
_FOUND = {
    "en": Lazy(r"\b(?:he|him|his|himself|she|her|hers|herself|it|its|itself)\b", re.IGNORECASE),
    "zh": Lazy(r"(?<![其])[他她它](?!们)(?!人[^，。]{0,3}[的都])(?!乡)"),
}
_STRANGER = Lazy(r"(?<![.!?\"“”]\s)(?<![\"“])(?<!^)\b[A-Z][a-z]+(?:\s[A-Z][a-z]+)*\b")
# It can be said of a person only in jest or by mistake where it does what only people do, or has what only they have.
_TOPIC = {
    "en": Lazy(
        r"\b(?:talks?|speaks?|tells? you|asks? (?:you )?|thinks?|complains?|story) (?:about|of|after)"
        r" (?:the|a|an|his|her|some)\b"
    ),
    "zh": Lazy(
        r"(?:说起|提起|谈起|聊起|讲起|问起|说到|提到|谈到|讲到)(?!\x00)(?![^，。]{0,6}(?:的事|价|多少"
        r"|怎么|这事|那事|天气))"
    ),
}  # spoken of: who follows may be meant from then on
_HUMAN = {
    "en": Lazy(r"^(?:it (?:says|asks|laughs|smiles|nods|shrugs|whispers|grins|murmurs|sighs|frowns)\b"
                     r"|its (?:\w+ )?(?:hands?|fingers?|arms?|apron|sleeves?|coat|hat|cap|beard|skirt|shawl|boots"
                     r"|thumbs?|lips|eyebrows?)\b)", re.I),
    "zh": Lazy(r"^它(?:说|问|笑|点点头|摇摇头|叹|的(?:围裙|手(?!柄)|袖|衣|帽|胡子|裙|披肩|靴|眉|嘴唇|手指"
                     r"|头发|眼镜|脸|额头|拇指|巴掌))"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pronoun:
    """A pronoun of the third person: ``gender`` is he, she or it; ``subject`` whether it begins what is said of it."""

    gender: str
    begin: int
    end: int
    subject: bool
    own: bool  # "his" before a part of the body or a garment, or "himself": it can hardly mean anybody but the subject
    human: bool = True  # what is said of it can only be said of a person


def first_person(plainly: str, language: str) -> bool:
    """Whether a narration says I or we."""
    found = _NARRATOR[language].search(plainly)
    return bool(found and not _INSCRIBED.search(plainly[: found.start()]))


def pronouns(text: str, language: str) -> list[Pronoun]:
    """The pronouns of a narration, in order."""
    plainly = narration(text, language)
    out = []
    for match in _FOUND[language].finditer(plainly):
        word, rest = match[0].casefold(), plainly[match.start() :]
        gender = _PRONOUNS[language][word]
        human = gender != "it" or bool(_HUMAN[language].match(rest))
        out.append(
            Pronoun(gender, match.start(), match.end(), _subject(plainly, match, language), _own(rest, language), human)
        )
    return out


def _subject(text: str, match: re.Match[str], language: str) -> bool:
    if language == "en":
        if match[0].casefold() != "it":
            return match[0].casefold() in ("he", "she")
        led = re.search(
            r"(?:^|[,;:.—\"”] ?|\b(?:and|but|so|then|as|while|when|because|that|if|though|until) )$",
            text[: match.start()],
        )
        return bool(led and re.match(r" (?:\w+ly )?(?:\w+s|has|is)\b", text[match.end() :]))
    left, right = text[: match.start()], text[match.end() :]
    return bool(re.search(r"(?:^|[，。；：！？”“]|但|可|而|只见|便|让|说)$", left)) and not right.startswith("的")


_GARMENTS = (
    "apron|sleeves?|coat|hat|cap|hood|beard|skirts?|shawl|collar|pocket|belt|gloves?|scarf|spectacles|glasses|pipe"
    "|shirt"
    "|trousers|cloak|lap|fur|whiskers|neck|wrists?|waist|back|chest|toes?|heels?|stomach|forehead|temple|pockets"
    "|braids?|moustache"
)


def _own(rest: str, language: str) -> bool:
    if language == "en":
        return bool(
            re.match(rf"(?:his|her|its) (?:own )?(?:[\w-]+ )?(?:{BODY}|{_GARMENTS})\b|(?:him|her|it)self\b", rest, re.I)
        )
    return bool(
        re.match(
            r"[他她它](?:自己|的?(?:[^，。的]{0,4}的)?(?:双?手|脸|眼|头发?|帽|围裙|袖|衣|靴|鞋|胡子|嘴|鼻|耳|尾巴"
            r"|爪|拇指|指|腰|肩|背|额|眉|脖|膝|腿|脚|裙|披肩|兜|口袋|下巴|嗓|短发|掌))",
            rest,
        )
    )  # fmt: skip


def strangers(text: str, language: str, known: list[Mention]) -> set[str]:
    """The genders (or ``any``) of those whom a text mentions without a name that is in ``known``."""
    left = list(text)
    for mention in known:
        left[mention.begin : mention.end] = "\x00" * (mention.end - mention.begin)
    rest = "".join(left)
    found = {gender for gender, pattern in _NOUNS[language] if pattern.search(rest)}
    if (language == "en" and _STRANGER.search(rest)) or _TOPIC[language].search(rest):
        found.add(ANY)
    return found
