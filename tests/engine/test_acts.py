"""What the reader does and what they only see, say, ask, wish or tell: the first causes events, the rest none.

The sentences were written before the stances were, over several worlds, and are read by code alone.
"""

from __future__ import annotations

from functools import cache

import pytest

from fabula.engine.reading import read
from fabula.evals.intent import causes
from fabula.store.worlds import load
from fabula.story import event as e
from fabula.story.decide import start
from fabula.story.parse import parse
from fabula.story.state import State, fold
from fabula.story.world import World
from guide import NAME, world_files

Act = tuple[str, str, str, str]  # world, place, words, and the intents that are right
Report = tuple[str, str, str]

DONE: dict[str, list[Act]] = {
    "en": [
        ("small-weather", "loft", "I take the jar of noon", "take:noon"),
        ("small-weather", "loft", "Carefully, I lift the jar of noon off its shelf", "take:noon"),
        ("small-weather", "loft", "I give Mr. Pell the letter", "do:deliver"),
        ("small-weather", "loft", "I climb back down to the weather office", "go:office"),
        ("small-weather", "loft", "I watch Mr. Pell for a moment, then I take the jar of noon", "take:noon"),
        ("small-weather", "loft", "I nod to Mr. Pell and take the jar of noon", "take:noon"),
        ("small-weather", "loft", "I hope it is ripe. I take the jar of noon.", "take:noon"),
        ("small-weather", "loft", "\"Here is something for you,\" I say, and give Mr. Pell the letter.", "do:deliver"),
        ("small-weather", "loft", "Without asking, I grab the jar of noon", "take:noon"),
        ("small-weather", "loft", "I see the jar of noon on the shelf and take the jar", "take:noon"),
        ("small-weather", "loft", "I put the letter down", "drop:letter"),
        ("small-weather", "loft", "I let Mr. Pell have the letter", "do:deliver take:letter free drop:letter"),
        ("small-weather", "jetty", "I go to the weather office", "go:office"),
        ("small-weather", "jetty", "I wave to Ines and walk back to the weather office", "go:office"),
        ("small-weather", "jetty", "I pick up the bottle of mist", "take:mist"),
        ("small-weather", "jetty", "I wade out to the sandbank", "do:wade"),
        ("small-weather", "jetty", "I roll up my trousers and wade out to the sandbank", "do:wade"),
        ("small-weather", "jetty", "I see how low the tide is and wade out to the sandbank", "do:wade"),
        ("small-weather", "jetty", "I see Ines looking away and take the bottle of mist", "take:mist"),
        ("small-weather", "jetty", "Head back to the office", "go:office"),
        ("small-weather", "jetty", "I tell Ines goodbye and go to the weather office", "go:office"),
        ("small-weather", "jetty", "Ines is busy, so I take the bottle of mist", "take:mist"),
        ("small-weather", "office", "I fill the kettle from the rain barrel", "do:fill"),
        ("small-weather", "office", "I put a log under the kettle", "do:stoke"),
        ("small-weather", "office", "I hear the kettle sing, so I put a log under the kettle", "do:stoke"),
        ("small-weather", "office", "I go to the jetty", "go:jetty"),
        ("small-weather", "office", "I climb up to the loft", "go:loft"),
        ("small-weather", "office", "I go down to the jetty to see Ines", "go:jetty"),
        ("small-weather", "office", "I want to go to the jetty", "go:jetty"),
        ("small-weather", "office", "I walk to the jetty, where Ines waits", "go:jetty"),
        ("small-weather", "office", "Time to go to the jetty", "go:jetty"),
        ("small-weather", "office", "I follow Ines and walk to the jetty", "go:jetty"),
        ("small-weather", "office", "Let's go to the jetty", "go:jetty"),
        ("small-weather", "office", "Go to the loft and ask Mr. Pell about the wells", "go:loft"),
        ("last-bus", "stop", "I get on the last bus", "do:board"),
        ("last-bus", "stop", "I cross over and walk to the sweet potato cart", "go:cart"),
        ("last-bus", "stop", "I go to the corner shop to find Xiaoman", "go:shop"),
        ("last-bus", "stop", "I spot the cart and walk to the cart", "go:cart"),
        ("last-bus", "cart", "I give grandmother the letter", "do:show_letter do:own_words"),
        ("last-bus", "cart", "Grandmother, may I take the old thermos along?", "do:ask_thermos"),
        ("last-bus", "cart", "I ask grandmother whether I may take the old thermos along", "do:ask_thermos"),
        ("last-bus", "cart", "I sit down and share a potato with grandmother", "do:share_potato"),
        ("last-bus", "cart", "Shall we share a potato, granny?", "do:share_potato"),
        ("last-bus", "cart", "I tell grandmother that I am leaving", "do:show_letter do:own_words"),
        ("last-bus", "cart", "I push the cart home for her", "do:push_cart"),
        ("last-bus", "shop", "I tell Xiaoman I am going abroad", "do:confide_xiaoman"),
        ("last-bus", "shop", "I take a bag of ginger sweets", "take:ginger"),
        ("last-bus", "shop", "I say goodbye to Xiaoman and walk back to the bus stop", "go:stop"),
        ("winter-pass", "gatehouse", "I have Sergeant Hask read me the ledger", "do:ledger"),
        ("winter-pass", "gatehouse", "I tell Sergeant Hask to double the watch", "do:double_watch"),
        ("winter-pass", "gatehouse", "I order Hask to cut the ration", "do:cut"),
        ("winter-pass", "yard", "Send Wick over the top with the toll bag to buy barley", "do:send_wick"),
        ("winter-pass", "tower", "I ask Corporal Pym to look south for the relief", "do:south"),
        ("winter-pass", "tower", "I let Corporal Pym watch the road", "do:lookout"),
        ("winter-pass", "yard", "I go out to the snow ledge", "go:ledge"),
        ("drowned-bell", "quay", "I take the carbide lamp", "take:lamp"),
        ("drowned-bell", "counting", "I bet Mr. Crake my ear against the lead shoes", "do:bet"),
        ("drowned-bell", "shed", "I tie the knots in the bucket while Marget watches", "do:drill"),
        ("moon-school", "terrace", "I tell Wim that moving air bends the light of the stars", "do:tw_air"),
        ("moon-school", "terrace", "I count the Seven Sisters", "do:sisters"),
        ("moon-school", "porch", "I sign the visitors' book", "do:sign"),
        ("lantern-market", "bridge", "I watch Tench's puppets", "do:watch_show"),
        ("lantern-market", "pawnshop", "I leave my coat with Plum", "do:pawn_coat"),
        ("lantern-market", "row", "I whisper at the hat stall what Plum does at night", "do:sell_plum"),
        ("lantern-market", "fishhall", "I throw dice with the eel men", "do:throw_dice"),
    ],
    "zh": [
        ("small-weather", "loft", "我拿起一罐正午", "take:noon"),
        ("small-weather", "loft", "我小心地从架子上取下一罐正午", "take:noon"),
        ("small-weather", "loft", "我把信交给佩尔先生", "do:deliver"),
        ("small-weather", "loft", "我爬下梯子回到气象所", "go:office"),
        ("small-weather", "loft", "我看了佩尔先生一眼，拿起一罐正午", "take:noon"),
        ("small-weather", "loft", "我朝佩尔先生点点头，拿起罐子", "take:noon"),
        ("small-weather", "loft", "我想拿一罐正午", "take:noon free"),
        ("small-weather", "loft", "“这是您的信。”我说着把信交给佩尔先生", "do:deliver"),
        ("small-weather", "loft", "我放下那封信", "drop:letter"),
        ("small-weather", "loft", "下去气象所", "go:office"),
        ("small-weather", "loft", "我给佩尔先生送信", "do:deliver"),
        ("small-weather", "loft", "我看到架子上的正午，就拿起一罐正午", "take:noon"),
        ("small-weather", "jetty", "我去气象所", "go:office"),
        ("small-weather", "jetty", "我跟伊内丝挥挥手，走回气象所", "go:office free"),
        ("small-weather", "jetty", "我捡起一瓶雾", "take:mist"),
        ("small-weather", "jetty", "我蹚水去沙洲", "do:wade"),
        ("small-weather", "jetty", "我卷起裤腿，蹚水去沙洲", "do:wade"),
        ("small-weather", "jetty", "我拿起瓶子", "take:mist"),
        ("small-weather", "jetty", "我对伊内丝说了声再见，去气象所", "go:office"),
        ("small-weather", "jetty", "趁伊内丝看海，我拿起一瓶雾", "take:mist"),
        ("small-weather", "office", "我用雨水把壶灌满", "do:fill"),
        ("small-weather", "office", "我往壶底下添一块柴", "do:stoke"),
        ("small-weather", "office", "我听见壶响，就往壶底下添一块柴", "do:stoke"),
        ("small-weather", "office", "我去码头", "go:jetty"),
        ("small-weather", "office", "到码头去", "go:jetty"),
        ("small-weather", "office", "我走到码头上", "go:jetty"),
        ("small-weather", "office", "我到码头看看伊内丝", "go:jetty look:jetty talk:ines"),
        ("small-weather", "office", "我爬上阁楼", "go:loft"),
        ("small-weather", "office", "爬到阁楼上去找佩尔先生", "go:loft"),
        ("small-weather", "office", "我们去码头吧", "go:jetty"),
        ("small-weather", "office", "我要去码头", "go:jetty"),
        ("small-weather", "office", "我想去码头", "go:jetty"),
        ("small-weather", "office", "我跟着伊内丝去码头", "go:jetty"),
        ("small-weather", "office", "我慢慢走到码头，听听海声", "go:jetty"),
        ("small-weather", "office", "出门，下到码头", "go:jetty"),
        ("small-weather", "office", "带我去码头", "go:jetty free"),
        ("last-bus", "stop", "我上末班车", "do:board"),
        ("last-bus", "stop", "我去红薯摊", "go:cart"),
        ("last-bus", "stop", "我穿过马路走到红薯摊前", "go:cart"),
        ("last-bus", "stop", "到小卖部找小满", "go:shop"),
        ("last-bus", "stop", "我跟老罗打了个招呼，走进小卖部", "go:shop"),
        ("last-bus", "cart", "我掏出信给奶奶看", "do:show_letter do:own_words"),
        ("last-bus", "cart", "奶奶，旧保温壶能让我带走吗？", "do:ask_thermos"),
        ("last-bus", "cart", "我坐下来和奶奶分一个烤红薯", "do:share_potato"),
        ("last-bus", "cart", "奶奶，咱们分一个红薯吃吧", "do:share_potato"),
        ("last-bus", "cart", "我告诉奶奶我要走了", "do:show_letter do:own_words"),
        ("last-bus", "cart", "我替奶奶推车回家", "do:push_cart go:courtyard"),
        ("last-bus", "shop", "我告诉小满我要出国了", "do:confide_xiaoman"),
        ("last-bus", "shop", "我拿一包姜糖", "take:ginger"),
        ("last-bus", "shop", "我回到车站", "go:stop"),
        ("drowned-bell", "quay", "我拿起电石灯", "take:lamp"),
        ("drowned-bell", "counting", "我拿耳朵跟鲍掌柜赌那双铅鞋", "do:bet"),
        ("drowned-bell", "shed", "我把手伸进水桶练打结，让三姑看着", "do:drill"),
        ("drowned-bell", "barge", "我顺着梯子下水", "do:dive"),
        ("drowned-bell", "quay", "我去打索巷", "go:ropewalk"),
        ("moon-school", "terrace", "我告诉石头：是空气在动，把星光折来折去", "do:tw_air"),
        ("moon-school", "terrace", "我数数七姐妹星", "do:sisters"),
        ("moon-school", "porch", "我在留言簿上签名", "do:sign"),
        ("moon-school", "porch", "我到圆顶去看郑老师", "go:dome talk:sabo"),
        ("moon-school", "meadow", "我喂狗吃馒头", "do:goat_eclipse"),
        ("moon-school", "kitchen", "我拿起馒头，跟孟师傅道了谢", "take:bun"),
    ],
}  # fmt: skip
NOT_DONE: dict[str, list[Report]] = {
    "en": [
        ("small-weather", "loft", "I look on while Mr. Pell takes the jar of noon"),
        ("small-weather", "loft", "I notice Mr. Pell pick up the jar of noon"),
        ("small-weather", "loft", "I hear Mr. Pell give Ines the letter"),
        ("small-weather", "loft", "I beg Mr. Pell to take the jar of noon away"),
        ("small-weather", "loft", "I order Mr. Pell to climb down to the weather office"),
        ("small-weather", "loft", "The jar of noon stands in my bag"),
        ("small-weather", "loft", "The jar of noon belongs to whoever picks it up"),
        ("small-weather", "loft", "The letter is in Mr. Pell's hands, given to him by me"),
        ("small-weather", "loft", "I trust that Ines walks to the weather office"),
        ("small-weather", "loft", "I warn Mr. Pell that Ines will take the jar of noon"),
        ("small-weather", "loft", "I ask Mr. Pell if the jar of noon is too heavy to lift"),
        ("small-weather", "loft", "In my thoughts I take the jar of noon"),
        ("small-weather", "loft", "Once I took the jar of noon"),
        ("small-weather", "loft", "Long ago I gave Mr. Pell the letter"),
        ("small-weather", "loft", "Mr. Pell, who gave you the letter?"),
        ("small-weather", "loft", "Does anybody ever take the jar of noon?"),
        ("small-weather", "loft", "How does one take the jar of noon?"),
        ("small-weather", "loft", "I expect Mr. Pell to give Ines the letter"),
        ("small-weather", "loft", "My mother took the jar of noon home with her"),
        ("small-weather", "loft", "Mr. Pell's hand lifts the jar of noon"),
        ("small-weather", "loft", "What happens when people take the jar of noon?"),
        ("small-weather", "loft", "I tell Mr. Pell that a thief took the jar of noon"),
        ("small-weather", "jetty", "I watch Ines walk to the weather office"),
        ("small-weather", "jetty", "I see Ines pick up the bottle of mist"),
        ("small-weather", "jetty", "I hope that somebody wades out to the sandbank"),
        ("small-weather", "jetty", "I'd love to see Ines wade out to the sandbank"),
        ("small-weather", "jetty", "Is the sandbank far to wade?"),
        ("small-weather", "jetty", "Can one wade out to the sandbank at night?"),
        ("small-weather", "jetty", "Who waded out to the sandbank last?"),
        ("small-weather", "jetty", "As a child I waded out to the sandbank"),
        ("small-weather", "jetty", "In my head I go to the weather office"),
        ("small-weather", "jetty", "I listen to Ines telling how she waded out to the sandbank"),
        ("small-weather", "jetty", "I advise Ines to go to the weather office"),
        ("small-weather", "jetty", "I remind Ines to take the bottle of mist"),
        ("small-weather", "jetty", "Ines says she took the bottle of mist"),
        ("small-weather", "jetty", "People wade out to the sandbank here"),
        ("small-weather", "jetty", "The bottle of mist is mine to take"),
        ("small-weather", "jetty", "I fear that Mr. Pell goes to the weather office alone"),
        ("small-weather", "jetty", "I send Ines to walk to the weather office"),
        ("small-weather", "office", "I hear Ines fill the kettle from the rain barrel"),
        ("small-weather", "office", "I picture Mr. Pell putting a log under the kettle"),
        ("small-weather", "office", "Years ago I went to the jetty"),
        ("small-weather", "office", "I want Ines to go to the jetty"),
        ("small-weather", "office", "The way to go to the jetty is steep"),
        ("small-weather", "office", "Did Mr. Pell put a log under the kettle?"),
        ("small-weather", "office", "Has anyone filled the kettle from the rain barrel?"),
        ("last-bus", "stop", "I see Mr. Luo get on the last bus"),
        ("last-bus", "stop", "When does one have to get on the last bus?"),
        ("last-bus", "cart", "I hear that grandmother shared a potato with Mr. Luo"),
        ("last-bus", "cart", "I watch grandmother push the cart home"),
        ("last-bus", "shop", "I ask Xiaoman to take the ginger sweets home"),
        ("last-bus", "stop", "Do people catch the bus here every night?"),
        ("winter-pass", "gatehouse", "I hear that Hask opened the gate to the people of Tarn"),
        ("winter-pass", "tower", "I see Corporal Pym light the beacon with what wood there is"),
        ("winter-pass", "yard", "I watch Old Wick take the mule"),
        ("drowned-bell", "barge", "I watch Tib dive"),
        ("drowned-bell", "counting", "I see Mr. Crake sign the paper for the bell"),
        ("drowned-bell", "shed", "Marget tells me how she used her hands to tie knots"),
        ("moon-school", "porch", "I see Nadia sign the visitors' book"),
        ("moon-school", "terrace", "I hear Wim count the Seven Sisters"),
        ("moon-school", "porch", "Has Mr. Pocock signed the visitors' book?"),
        ("lantern-market", "fishhall", "I watch the eel men throw dice for a button"),
        ("lantern-market", "pawnshop", "Mr. Dace once left his coat with Plum"),
    ],
    "zh": [
        ("small-weather", "office", "我听到码头传来的汽笛"),
        ("small-weather", "office", "我闻到码头的鱼腥味"),
        ("small-weather", "office", "我感到码头那边起风了"),
        ("small-weather", "office", "我遇到从码头来的人"),
        ("small-weather", "office", "我提到码头的时候，壶响了"),
        ("small-weather", "office", "我想起去码头的路"),
        ("small-weather", "office", "谈到码头，我叹了口气"),
        ("small-weather", "office", "我望见码头上有人走到水边"),
        ("small-weather", "office", "伊内丝走到码头上"),
        ("small-weather", "office", "我希望伊内丝去码头"),
        ("small-weather", "office", "我让佩尔先生去码头"),
        ("small-weather", "office", "我劝佩尔先生爬上阁楼"),
        ("small-weather", "office", "我请伊内丝去码头看看"),
        ("small-weather", "office", "我看着伊内丝走到码头"),
        ("small-weather", "office", "我等佩尔先生爬上阁楼"),
        ("small-weather", "office", "我听见佩尔先生爬上阁楼"),
        ("small-weather", "office", "听说伊内丝去了码头"),
        ("small-weather", "office", "我在心里去了一趟码头"),
        ("small-weather", "office", "到码头要多久？"),
        ("small-weather", "office", "去码头的路滑吗？"),
        ("small-weather", "office", "谁去码头了？"),
        ("small-weather", "office", "码头上的灯亮到半夜"),
        ("small-weather", "office", "我年轻的时候去码头钓鱼"),
        ("small-weather", "office", "佩尔先生往壶底下添一块柴"),
        ("small-weather", "office", "我看着佩尔先生往壶底下添一块柴"),
        ("small-weather", "office", "我叫伊内丝用雨水把壶灌满"),
        ("small-weather", "office", "我看到阁楼的灯亮了"),
        ("small-weather", "office", "我叮嘱伊内丝早点回到码头"),
        ("small-weather", "office", "过去码头上很热闹"),
        ("small-weather", "loft", "佩尔先生取下一罐正午"),
        ("small-weather", "loft", "我看见佩尔先生拿起一罐正午"),
        ("small-weather", "loft", "我求佩尔先生拿一罐正午"),
        ("small-weather", "loft", "我让佩尔先生收起一罐正午"),
        ("small-weather", "loft", "一罐正午在我包里收起来了"),
        ("small-weather", "loft", "我问佩尔先生能不能拿一罐正午"),
        ("small-weather", "loft", "可以拿一罐正午吗？"),
        ("small-weather", "loft", "佩尔先生，是谁把信交给佩尔先生的？"),
        ("small-weather", "loft", "我看见伊内丝把信交给佩尔先生"),
        ("small-weather", "loft", "我盼着伊内丝把信交给佩尔先生"),
        ("small-weather", "loft", "我不许佩尔先生拿一罐正午"),
        ("small-weather", "loft", "我母亲拿过一罐正午"),
        ("small-weather", "jetty", "伊内丝捡起一瓶雾"),
        ("small-weather", "jetty", "我看见伊内丝捡起一瓶雾"),
        ("small-weather", "jetty", "伊内丝蹚水去沙洲"),
        ("small-weather", "jetty", "蹚水去沙洲危险吗？"),
        ("small-weather", "jetty", "我想象自己蹚水去沙洲"),
        ("small-weather", "jetty", "我曾经蹚水去沙洲"),
        ("small-weather", "jetty", "我提醒伊内丝去气象所"),
        ("last-bus", "stop", "老罗走进小卖部"),
        ("last-bus", "stop", "我看见老罗上末班车"),
        ("last-bus", "stop", "末班车几点上人？"),
        ("last-bus", "stop", "我看到红薯摊冒着热气"),
        ("last-bus", "stop", "我闻到红薯摊的香味"),
        ("last-bus", "cart", "奶奶推车回家"),
        ("last-bus", "cart", "我看着奶奶推三轮车"),
        ("last-bus", "cart", "我听奶奶说老罗吃红薯"),
        ("last-bus", "shop", "小满拿了一包姜糖"),
        ("last-bus", "shop", "我让小满收起一包姜糖"),
        ("drowned-bell", "quay", "我看到打索巷的灯灭了"),
        ("drowned-bell", "quay", "老宽去打索巷打更"),
        ("drowned-bell", "barge", "我看着阿六下水"),
        ("moon-school", "terrace", "石头数数七姐妹星"),
        ("moon-school", "porch", "我看见林穗在留言簿上签名"),
    ],
}  # fmt: skip


@cache
def world_of(name: str, language: str) -> World:
    """The guide's world or a shipped one."""
    return parse(world_files(), language) if name == NAME else load(name, language)


def standing(world: World, place: str) -> State:
    """A reader at a place, with the guide's letter in hand and its blackboard read."""
    reader = e.ReaderIntroduced(name="", pronouns="", persona="", rating=world.rating)
    state = fold(State(), [start(world, seed=7), reader])
    state.place = place
    state.visited.add(place)
    if place == "loft" and "ines" in world.characters:
        state.items["letter"] = "player"
    return state


@pytest.mark.parametrize(("language", "act"), [(code, act) for code, rows in DONE.items() for act in rows])
async def test_what_the_reader_does_is_done(language: str, act: Act) -> None:
    """An honest act is read as what it is, however much is seen, said and hoped around it."""
    name, place, words, right = act
    world = world_of(name, language)
    found = await read(world, standing(world, place), words)
    assert str(found.intent) in right.split()


@pytest.mark.parametrize(("language", "report"), [(code, row) for code, rows in NOT_DONE.items() for row in rows])
async def test_what_is_only_told_causes_nothing(language: str, report: Report) -> None:
    """What others do, should do, or did long ago, what is asked, wished and thought: no event comes of it."""
    name, place, words = report
    world = world_of(name, language)
    state = standing(world, place)
    found = await read(world, state, words)
    assert not causes(world, state, found.intent), str(found.intent)
