"""The words of the prompt, in each language: everything the model reads that no author of a world wrote."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wording:
    """Prompt texts of one language. Braces are filled by `fabula.engine.prompt`."""

    system: str
    places: str
    entry: str
    here: str
    alone: str
    person: str
    comma: str
    begin: str
    go_on: str
    reader: str
    pronouns: dict[str, str]
    ratings: dict[str, str]
    now_you: str  # where several play
    so_far: str
    phases: dict[str, str]  # time of day -> what is said when it begins
    ending: str
    next_turn: str
    choose: str
    joint: str
    stop: str
    speaking: tuple[str, ...]
    acting: tuple[str, ...]
    again: dict[str, tuple[str, str]]  # pronouns -> who, whose: at the beginning of a sentence
    around: tuple[str, ...]
    thing: str
    only: str  # what is said to the model that speaks for one character; see fabula.engine.ledger
    goals: str
    heard_from: str
    knows_nothing: str
    you: str
    was_said: str
    does_not_know: str
    evades: str
    closing: str
    silence: str
    remembered: str  # beside a turn; see fabula.engine.memory
    sum_up: str  # see fabula.engine.rollup
    sum_up_again: str
    summed_up: tuple[str, ...]  # how the sentences of a summary begin
    summed_up_alone: tuple[str, ...]
    quiet: str  # what the author says where the model fails


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split("|"))


ENGLISH = Wording(
    system="""You are a novelist. You write the interactive novel "{title}" in the second person and the present tense, in plain concrete prose: small gestures, things seen and heard, short dialogue in quotation marks. You go on exactly where the text stops. You stay in the moment and in the place, follow what has just happened, and never sum up, explain or repeat. The reader is "you" and decides alone what they do and say; you write the others and the world.

{premise}
Tone: {tone}
{manner}""",
    places="Places:",
    entry="- {name}: {text}",
    here="Only {people} and you are here.",
    alone="Nobody else is here.",
    person="{name}: {text}",
    comma=", ",
    begin="Begin.",
    go_on="Write on.",
    reader="Others may call the reader {name} ({pronouns}).",
    pronouns={"he": "he", "she": "she", "they": "they", "it": "it"},
    ratings={
        "family": "Keep it fit for children.",
        "teen": "Keep it fit for teenagers.",
        "adult": "The reader is an adult; dark themes are allowed.",
    },
    now_you='From here "you" is {name}, who is here: {place}.',
    so_far="What happened so far:",
    phases={
        "dawn": "It is dawn.",
        "morning": "It is morning.",
        "afternoon": "It is afternoon.",
        "evening": "It is evening.",
        "night": "It is night.",
    },
    ending="This is the last scene. Let it come to rest.",
    next_turn="""The next turn begins with these words, which the reader has already seen: "{lead}"
Go straight on from them with three or four sentences, about 60 words. {facts}""",
    choose="""Write the reader's three possible actions as short choices, each starting with its verb. Keep exactly these meanings:
{options}""",
    joint=" ",
    stop=".",
    speaking=('{name} says, "', '{name} asks, "'),
    acting=_words(
        "{name} looks |{name} turns |{name} shakes |{name} sets |{name} leans |{name} wipes |{name} nods |"
        "{name} waits |{name} pulls |{name} lifts |{name} rubs |{name} bends |{name} laughs |{name} listens |"
        "{name} stands |{name} points |{name} holds |{name} draws |{name} taps |{name} lets |{name} keeps |"
        "{name}'s hands |{name}'s eyes |{name}'s voice "
    ),
    again={"he": ("He", "His"), "she": ("She", "Her"), "they": ("They", "Their"), "it": ("It", "Its")},
    around=_words(
        "The |A |Somewhere |From |Outside |Beyond |Behind |Far off |Above |Between |Under |Nothing |"
        "For a moment |The smell of |The light |The sound of |The air |One |Two |Now |Close by |On |Through |"
        "Along |Against |Across |Below |Every |No |Overhead "
    ),
    thing="{name} ",
    only="Now only {name} speaks, in one or two short sentences. This is all that {name} knows:",
    goals="What {name} wants: {goals}",
    heard_from=" ({name} said so.)",
    knows_nothing="{name} knows nothing about it.",
    you="you",
    was_said='Somebody says to {name}: "{words}"',
    does_not_know="{name} has never heard of that and can only say so, or ask back. {name} makes nothing up.",
    evades="{name} does not want to speak of that, and changes the subject.",
    closing='"',
    silence="{name} looks at you for a while and says nothing.",
    remembered="Not to be forgotten: {lines}",
    sum_up="""Stop the story here. Write down in one or two short sentences what the last {count} passages added that must not be forgotten: names, promises, small things that were said or shown. Nothing else.""",
    sum_up_again=" It must hold: {names}.",
    summed_up=_words("{name} said that |{name} told you that |{name} showed you |{name} had a "),
    summed_up_alone=_words("There was |You saw |You heard |You said |Somebody had "),
    quiet="For a moment nothing else stirs.",
)

CHINESE = Wording(
    system="""你是一位小说家，正用第二人称、现在时写互动小说《{title}》。文字朴素具体：小动作，看得见听得见的东西，简短的对话放在引号里。你从文字停下的地方接着写，守住眼前这一刻和这个地方，顺着刚刚发生的事写，不概括，不解释，不重复。读者就是“你”，做什么、说什么由读者自己决定；你写的是别人和周围的世界。

{premise}
基调：{tone}
{manner}""",
    places="地点：",
    entry="- {name}：{text}",
    here="在场的只有{people}和你。",
    alone="这里没有别人。",
    person="{name}：{text}",
    comma="、",
    begin="开始。",
    go_on="写下去。",
    reader="别人可以叫读者{name}（{pronouns}）。",
    pronouns={"he": "他", "she": "她", "they": "TA", "it": "它"},
    ratings={
        "family": "内容要适合儿童。",
        "teen": "内容要适合青少年。",
        "adult": "读者是成年人，可以有沉重的题材。",
    },
    now_you="从这里起，“你”是{name}，人在{place}。",
    so_far="前情：",
    phases={
        "dawn": "天刚蒙蒙亮。",
        "morning": "现在是上午。",
        "afternoon": "现在是下午。",
        "evening": "现在是傍晚。",
        "night": "现在是夜里。",
    },
    ending="这是最后一幕，让它安静地落下。",
    next_turn="""下一段以这些话开头，读者已经看到了：“{lead}”
紧接着写三四句，一百字左右。{facts}""",
    choose="""为读者写三个可以做的动作，作为简短的选项，以动词开头。意思必须与下面完全一致：
{options}""",
    joint="",
    stop="。",
    speaking=("{name}说：“", "{name}问：“"),
    acting=_words(
        "{name}看|{name}点|{name}摇|{name}抬|{name}低|{name}转|"
        "{name}伸|{name}把|{name}笑|{name}叹|{name}站|{name}弯|"
        "{name}擦|{name}往|{name}不|{name}没|{name}听|{name}指|"
        "{name}拍|{name}放|{name}的手|{name}的眼睛|{name}的声音"
    ),
    again={"he": ("他", "他的"), "she": ("她", "她的"), "they": ("他们", "他们的"), "it": ("它", "它的")},
    around=_words(
        "远处|四周|身后|脚下|头顶上|不远处|空气里|角落里|一阵|有人|过了一会儿，|风|灯光|不知哪里|天色|"
        "地上|墙上|有个声音|影子|没有人|外面|隔着|这时候，|旁边|忽然|到处|一片|暗处|近处|慢慢地，"
    ),
    thing="{name}",
    only="现在只有{name}说话，说一两句短话。{name}知道的全部就是：",
    goals="{name}想要的是：{goals}",
    heard_from="（这是{name}说的。）",
    knows_nothing="这件事{name}一点也不知道。",
    you="你",
    was_said="有人对{name}说：“{words}”",
    does_not_know="{name}从没听说过这件事，只能照实说不知道，或者反问一句，绝不编造。",
    evades="{name}不愿意谈这件事，把话岔开了。",
    closing="”",
    silence="{name}看了你好一会儿，什么也没说。",
    remembered="别忘了：{lines}",
    sum_up="""故事先停在这里。用一两句短话记下最近{count}段里不能忘的东西：名字、答应过的事、说过或看见的小事。别的都不要写。""",
    sum_up_again="必须提到：{names}。",
    summed_up=_words("{name}说，|{name}告诉你，|{name}给你看|{name}有一"),
    summed_up_alone=_words("那里有|你看见|你听见|你说|有人"),
    quiet="有那么一会儿，四下里什么动静也没有。",
)

WORDINGS: dict[str, Wording] = {"en": ENGLISH, "zh": CHINESE}
