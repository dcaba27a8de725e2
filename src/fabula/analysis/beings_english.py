"""English beings: the nouns that people, animals and crowds go by, with their gender; and what a word's ending says."""

from __future__ import annotations

import re
from functools import lru_cache

from fabula.analysis.people import EITHER, HE, SHE
from fabula.analysis.verbs import KNOWN, wordset

ANIMAL, GROUP, PERSON, THING = "animal", "group", "person", "thing"

_HE = wordset(
    "man boy lad father king prince lord duke earl count baron knight squire emperor sultan czar tsar pharaoh kaiser"
    " son brother uncle nephew grandfather grandson stepfather stepson stepbrother godfather godson husband"
    " bridegroom fellow gentleman monk friar priest abbot bishop archbishop pope wizard sorcerer warlock magician"
    " goodman widower bachelor suitor page ogre giant dwarf gnome elf satyr merman headsman executioner hangman"
    " blacksmith smith sire sir master youth chieftain brave warrior swain papa dad daddy grandpa granddad gaffer"
    " rajah raja khan shah caliph vizier mandarin samurai shogun mikado hermit anchorite highwayman robber bandit"
    " outlaw pirate sailor soldier captain general colonel sergeant corporal admiral tinker tailor woodcutter"
    " woodman forester huntsman gamekeeper miller farmer ploughman herdsman goatherd swineherd cowherd shepherd"
    " fisherman ferryman merchant pedlar peddler innkeeper landlord chancellor cardinal devil satan demon troll god"
    " heir chap bloke guy laddie son-in-law father-in-law brother-in-law elector margrave monarch despot tyrant"
)
_SHE = wordset(
    "woman girl lass lady mother queen princess duchess countess baroness empress sultana daughter sister aunt niece"
    " grandmother granddaughter stepmother stepdaughter stepsister godmother goddaughter wife bride maid maiden"
    " damsel nun abbess witch sorceress enchantress fairy hag crone dame goodwife widow spinster nurse governess"
    " mermaid nymph goddess heroine mistress madam mama mamma mummy mum granny grandma gammer huntress priestess"
    " shepherdess hostess waitress washerwoman midwife housewife housekeeper milkmaid dairymaid chambermaid kitchenmaid"
    " handmaid handmaiden lassie heiress giantess ogress troll-woman daughter-in-law mother-in-law sister-in-law"
    " princess-royal actress ballerina seamstress laundress murderess sibyl"
)
_EITHER = wordset(
    "person child baby infant toddler stranger neighbour neighbor friend enemy foe servant slave cook beggar thief"
    " doctor physician surgeon teacher schoolteacher professor student scholar pupil apprentice judge mayor lawyer"
    " clerk merchant trader shopkeeper baker butcher cobbler shoemaker carpenter weaver potter painter poet singer"
    " musician fiddler piper drummer dancer actor player artist writer author driver coachman rider traveller traveler"
    " passenger visitor guest host hunter gardener porter guard watchman sentinel sentry jailer gaoler prisoner"
    " captive messenger courier herald spy guide pilgrim wanderer vagabond tramp fool simpleton jester minstrel bard"
    " prophet seer sage saint angel ghost spirit phantom spectre specter corpse skeleton goblin hobgoblin imp brownie"
    " leprechaun pixie sprite kobold nixie fairy genie jinn monster creature beast being mortal twin orphan cousin"
    " relative kinsman kinswoman parent grandparent ancestor descendant offspring lover sweetheart beloved darling"
    " companion comrade mate partner rival competitor champion hero victim murderer killer liar traitor villain rogue"
    " rascal scoundrel knave wretch miser usurer owner boss employer worker labourer laborer workman craftsman"
    " goldsmith silversmith tanner barber tailor clothier draper hatter glover grocer miner charcoal-burner ruler"
    " governor minister counsellor councillor adviser ambassador officer official magistrate constable policeman"
    " nobleman noblewoman courtier attendant retainer steward butler footman groom valet chamberlain treasurer keeper"
    " leader chief headman elder savage native peasant villager townsman citizen subject commoner teenager youngster"
    " newcomer inhabitant inmate householder fugitive exile sorcerer conjurer juggler puppet doll manito manitou"
    " bodyguard engineer scientist astronaut pilot nurse patient secretary manager reporter detective inspector"
    " librarian shopper customer waiter president senator preacher minister disciple monkey-king survivor swimmer"
    " runner climber lodger tenant landlady fishwife mortal speaker listener somebody someone"
)  # fmt: skip
_ADJECTIVES = wordset(
    "eldest oldest youngest elder younger latter former first second third fourth fifth sixth seventh last other"
)  # "the eldest", where no noun follows
_ANIMALS = wordset(
    "animal dog hound puppy cur poodle cat kitten tomcat pussy puss horse pony mare foal colt stallion steed donkey"
    " ass mule ox bull cow calf heifer sheep lamb ram ewe goat kid billy-goat pig sow boar hog piglet swine hen"
    " cock rooster chicken chick duck drake duckling goose gander gosling swan cygnet turkey peacock pigeon dove hawk"
    " eagle falcon owl crow raven rook jackdaw magpie jay sparrow robin wren lark nightingale swallow stork heron"
    " crane cuckoo parrot pelican seagull gull albatross vulture bird fledgling fox vixen wolf bear cub lion lioness"
    " tiger tigress leopard panther cheetah hyena hyaena jackal elephant rhinoceros hippopotamus giraffe zebra camel"
    " monkey ape baboon gorilla hare rabbit bunny squirrel mouse rat mole hedgehog badger weasel stoat otter beaver"
    " skunk raccoon deer doe stag hart hind fawn roe roebuck reindeer elk moose antelope gazelle buffalo bison snake"
    " serpent viper adder python lizard crocodile alligator tortoise turtle frog toad tadpole newt fish trout salmon"
    " carp pike cod herring eel shark whale dolphin seal walrus jellyfish crab lobster oyster snail slug worm"
    " caterpillar butterfly moth bee wasp hornet ant grasshopper cricket beetle ladybird ladybug fly gnat mosquito"
    " spider scorpion louse flea centipede millipede leech bug hippo rhino chimpanzee"
    " gecko toad piglet lambkin ladybug kitten dragon unicorn phoenix griffin sphinx"
    " basilisk wyvern nightmare kangaroo koala"
    " porcupine chameleon ostrich guineafowl warthog meerkat mongoose chipmunk hamster bat cockerel mudjee cattle"
    " bannock gingerbread pancake"
) - {"bannock", "gingerbread", "pancake", "nightmare", "mudjee"}  # fmt: skip
_GROUPS = wordset(
    "people folk folks crowd crew company family household army troop band gang mob court council tribe clan nation"
    " townsfolk villagers children men women gentry couple pair host party guests troll-folk kinsfolk parents police"
    " flock herd pack swarm audience congregation others demons ancients siblings crowd multitude folk"
)
_HE_ANIMALS = wordset(
    "cock rooster drake gander bull ram stallion tomcat stag hart boar billy-goat cockerel roebuck lion ox steed"
)
_SHE_ANIMALS = wordset("hen mare ewe cow sow vixen lioness tigress doe hind goose heifer")
_KIN = wordset(
    "father mother son daughter brother sister husband wife uncle aunt nephew niece grandfather grandmother grandson"
    " granddaughter cousin parents stepmother stepfather stepdaughter stepson stepsister stepbrother godmother"
    " godfather bride bridegroom papa mama mamma dad mum daddy mummy grandpa grandma granny father-in-law"
    " mother-in-law son-in-law daughter-in-law brother-in-law sister-in-law child children parent twin man woman"
    " goodman goodwife sweetheart lover friend servant master mistress"
)
_NOT_AGENTS = wordset(
    "finger corner river water number letter paper flower tower power dinner supper feather leather weather shoulder"
    " ladder border timber chamber matter manner winter summer answer danger anger hunger thunder slipper butter"
    " silver copper pepper order quarter hammer counter locker rubber cover shutter wrapper layer liver fever river"
    " after under over never ever other either neither rather together another whether however farther further outer"
    " inner upper lower former latter later sooner better bigger larger poker cracker sticker ruler heater drawer"
    " saucer platter cracker clapper knocker trigger lever shower plaster blister cluster poster banner prayer"
    " offer suffer differ wonder ponder murder plunder blunder slaughter laughter daughter cinder tender gender"
    " amber ember member timber lumber cucumber spider cider powder shudder rudder udder bladder adder fodder"
    " easter whisker locker boiler cooler freezer roller rocker stopper zipper buckler pointer opener washer tumbler"
    " filter litter glitter gutter mutter flutter clutter scatter batter chatter patter tatter shelter halter"
    " grater crater sweater collar mirror honor honour favor favour color colour labor labour harbor harbour door"
    " floor motor error terror horror tremor tumor humor parlor armor vapor rumor razor anchor factor sector doctor"
    " feeler tiller sniper diaper juniper caper taper halter skewer sewer brewer cover clover lover hover stretcher"
    " wager charger burner lighter folder binder marker eraser cutter slicer lantern saber fiber sabre helper"
) - {"lover", "doctor", "daughter", "member", "brewer", "adder", "spider", "helper", "ruler", "sniper"}  # fmt: skip
_PERSONAL = re.compile(
    r"(?:man|woman|wife|maid|boy|girl|lord|lady|smith|monger|wright|herd|keeper|maker|seller|bearer|master|mistress"
    r"|father|mother|brother|sister|child|folk)$"
)
_NO_PERSON = wordset("woman-like human german roman ottoman talisman caiman smoking looking making taking talking")
_PLURALS = {
    "men": "man", "women": "woman", "children": "child", "mice": "mouse", "geese": "goose", "oxen": "ox",
    "wives": "wife", "wolves": "wolf", "thieves": "thief", "elves": "elf", "calves": "calf", "people": "people",
    "folk": "folk", "dwarves": "dwarf", "brethren": "brother", "fishes": "fish", "lice": "louse", "kine": "cow",
    "housewives": "housewife", "midwives": "midwife", "goodwives": "goodwife", "fishwives": "fishwife",
}  # fmt: skip
_VESSELS = wordset("ship boat vessel sloop schooner trawler barge dinghy smack ketch lugger cutter brig steamer frigate"
                   " galleon ferry skiff yawl yacht")  # fmt: skip
KINSHIP = _KIN - wordset("man woman friend servant master mistress goodman goodwife sweetheart lover")


def _simple(pattern: str) -> frozenset[str]:
    """The plain words of a pattern of alternatives."""
    return frozenset(word for word in pattern.split("|") if word.isalpha())


@lru_cache(maxsize=1)
def _genders() -> dict[str, str]:
    out = dict.fromkeys(_EITHER | _simple(EITHER) | _ANIMALS, "any")
    out |= dict.fromkeys((_HE | _simple(HE) | _HE_ANIMALS), "he")
    out |= dict.fromkeys((_SHE | _simple(SHE) | _SHE_ANIMALS) - _VESSELS, "she")
    for word in ("demon", "troll", "devil", "servant", "fairy", "robber", "merchant", "soldier", "tailor", "youth"):
        out[word] = "she" if word == "fairy" else "any" if word in ("demon", "servant", "troll") else "he"
    return out


def singular(word: str) -> str:
    """The singular of a being's noun in small letters; the word itself where it isn't a plural."""
    if word in _PLURALS:
        return _PLURALS[word]
    known = _genders()
    if word in known:
        return word
    for ending, by in (("ies", "y"), ("ves", "f"), ("es", ""), ("s", "")):
        if word.endswith(ending) and (word[: -len(ending)] + by in known or _agent(word[: -len(ending)] + by)):
            return word[: -len(ending)] + by
    if word.endswith("men"):
        return f"{word[:-3]}man"
    return word


def plural(word: str) -> bool:
    """Whether a being's noun means several."""
    return word in _GROUPS or singular(word) != word


def being(word: str) -> bool:
    """Whether a noun in small letters names a person, an animal or a crowd."""
    one = singular(word)
    return word in _GROUPS or one in _genders() or _agent(one)


def ordinal(word: str) -> bool:
    """Whether a word stands for somebody by their place among others: "the eldest"."""
    return word in _ADJECTIVES


def kind(word: str) -> str:
    """`PERSON`, `ANIMAL` or `GROUP` for a being's noun, else `THING`."""
    if plural(word):
        return GROUP
    return ANIMAL if word in _ANIMALS else PERSON if being(word) or ordinal(word) else THING


def gender(word: str) -> str:
    """``he``, ``she`` or ``any`` for a being's noun, ``they`` for several, ``it`` for any other."""
    if plural(word):
        return "they"
    found = _genders().get(word)
    if found:
        return found
    if word.endswith(("woman", "wife", "maid", "girl", "lady", "mother", "sister", "queen", "princess", "mistress")):
        return "she"
    if word.endswith(("man", "boy", "lord", "father", "brother", "king", "prince")):
        return "he"
    return "any" if _agent(word) or ordinal(word) else "it"


@lru_cache(maxsize=4096)
def _agent(word: str) -> bool:
    """Whether a word's ending makes it a person: "boatman", "rat-catcher"."""
    last = word.rpartition("-")[2]
    if last != word and last in _genders():
        return True
    if word in _NOT_AGENTS or word in _NO_PERSON or len(word) < 5:
        return False
    if _PERSONAL.search(word):
        return True
    if not last.endswith(("er", "or")) or last in _NOT_AGENTS:
        return False
    return last[:-2] in KNOWN or f"{last[:-2]}e" in KNOWN or (last[-3:-2] == last[-4:-3] and last[:-3] in KNOWN)
