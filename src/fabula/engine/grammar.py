"""The grammar of told prose: what a model may write after the turn's lead.

The lead has told what the reader did. From there on no sentence may begin with "you" (nor with "as" or "after":
small models walk the reader away with these); whatever is said stands with who says it, so that nobody answers for
the reader, and is followed by something other than speech. In Chinese, where sentences are chained by commas, "you"
may only be acted on (left free to write "your", the model named the reader's feelings turn after turn). Marks that
do not belong to prose, and letters of another script, are not in the grammar at all. It costs no model call.

GBNF, as llama.cpp reads it; a complement over whole phrases (llguidance) was too complex for it, see ``docs/LOG.md``.
"""

from __future__ import annotations

_NO = r"\[\]{}<>|#*_~`\\/@=+\n"

_ENGLISH = rf"""
root ::= " "? item (sep item)*
sep ::= " " | "\n\n"
item ::= narration | speech sep narration
narration ::= head end
speech ::= head " " quoted tail? | quoted tail
head ::= [^YyAa .!?…"“”,;:)({_NO}\u4e00-\u9fff] nchar* | [Aa] [^sf.!?…"“”)({_NO}\u4e00-\u9fff] nchar*
tail ::= " " [^Yy .!?…"“”,;:)({_NO}\u4e00-\u9fff] nchar* (end | " " quoted)
nchar ::= [^.!?…"“”)({_NO}\u4e00-\u9fff]
quoted ::= "\"" [^ "“”)({_NO}\u4e00-\u9fff] [^"“”)({_NO}\u4e00-\u9fff]+ "\""
end ::= [.!?…]
"""

_CHINESE = rf"""
root ::= item (sep item)*
sep ::= "" | "\n\n"
item ::= narration | speech sep narration
narration ::= head end
speech ::= head [：，] quoted
head ::= [^你您读最然随接A-Za-z ，。、；：！？…“”"—（）){_NO}(] nchar*
nchar ::= [^你您读A-Za-z 。！？…“”"（）){_NO}(] | "你" [们、；：]
quoted ::= "“" [^A-Za-z “”"（）){_NO}(]+ "”"
end ::= "你"? ([。！？] | "……")
"""

PROSE = {"en": _ENGLISH, "zh": _CHINESE}
