"""question, earlier queries → Query: who asks what, of which market, with which evidence. No model is needed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from kb.errors import QuestionError
from kb.lexicon import Hit, Lexicon
from kb.library import Library
from kb.model import Language, Query
from kb.terms import BodyRole, Tier
from kb.words import is_chinese, normal, units

LONGEST = 2000  # characters of a question
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")

_SERIES = (
    r"GB/T|GB/Z|GB|YY/T|YY|YD/T|YD|SJ/T|ISO/IEC|ISO|IEC|CISPR|EN IEC|EN ISO|BS EN|EN|BS|JIS ?[A-Z]|KS ?[A-Z]|AS/NZS|AS|NZS"
    r"|UL|ANSI|ASTM|SASO|GSO|ABNT NBR|NBR|IS|SS|CNS"
)
_STANDARD = re.compile(
    rf"(?<![A-Za-z])(?P<series>{_SERIES})[ -]?(?:IEC |ISO |EN )*(?P<number>\d{{2,6}}(?:[.-]\d{{1,3}})*)(?:[:-](?P<year>(?:19|20)\d\d))?",
)
_BARE = re.compile(r"(?<![\w./])(?P<number>\d{5}(?:-\d{1,3})*)(?![\w%])")
_HS = re.compile(r"(?:HS(?: ?code)?|海关编码|税号)\s*[::]?\s*(\d{4}(?:\.?\d{2})*)", re.I)
_AS_OF = re.compile(
    r"\b(?:in|during|back in|as of|on|as at)\s+((?:19|20)\d\d(?:-\d\d(?:-\d\d)?)?)\b|((?:19|20)\d\d)年(?:(\d{1,2})月)?"
)

_EN_ORIGIN = re.compile(
    r"(?:\b(?:from|made in|manufactured in|produced in|issued in|issued by|tested in|tested by|accredited in|based in|by|made by|"
    r"designated by|held by)\s+(?:an?\s+|the\s+|our\s+|my\s+|some\s+)?)$", re.I
)  # fmt: skip
_EN_ORIGIN_AFTER = re.compile(
    r"^[\s-]*(?:(?!accept|recogn|requir|take|want|allow|need|market|rule|law)\w+\s+){0,2}?(?:lab|labs|laborator|test report|report|certificate|manufactur|factory|factories|exporter|"
    r"company|made|bod(?:y|ies)|issued|accredited|goods|conformity assessment bod)", re.I
)  # fmt: skip
_ADJECTIVES = frozenset(
    [
        "chinese",
        "american",
        "japanese",
        "korean",
        "indian",
        "brazilian",
        "australian",
        "european",
        "saudi",
        "swiss",
        "german",
        "thai",
    ]
)
_ZH_ORIGIN_BEFORE = re.compile(r"(?:从|由|产自|来自|原产于?|我们在|我在)$")
_ZH_ORIGIN_AFTER = re.compile(
    r"^(?:制造|生产|产的|出产|制|的?实验室|的?企业|的?工厂|的?厂家|的?公司|的?检测|出具|出的|签发|发的|的?认证机构|的?机构|做的|认可的)"
)
_ZH_MARKET_BEFORE = re.compile(r"(?:出口到?|卖到?|销往|销售到|进入|进|去|发往|在|到|往|对|输)$")

_NOT_RECORDED = re.compile(
    r"\b(?:how much|price|prices|cost|costs|fee|fees|cheap|cheapest|quote|phone number|telephone|e-?mail|contact person|"
    r"how long does it take|lead time|how many days|opening hours|weather|stock price|exchange rate|salary|freight|shipping cost|tariff|"
    r"duty rate|import duty|vat)\b"
    r"|多少钱|费用|收费|价格|报价|电话|邮箱|联系人|要多久|多长时间|几天|周期|天气|汇率|运费|关税|税率|增值税|股价", re.I
)  # fmt: skip

_INTENTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("standards", re.compile(
        r"\b(?:identical|equivalent standard|equivalence|idt|mod|neq|adopts?|adoption|same as|corresponds?|counterpart|which edition|"
        r"based on|national version)\b|等同|修改采用|非等效|一致性程度|采标|采用国际标准|对应(?:的)?(?:国际)?标准|哪个版本|什么版本", re.I)),
    ("definition", re.compile(
        r"^\s*(?:what(?:'s| is| are| does)|define|explain|meaning of)\b(?!.*\b(?:require|need|certification for|accepted|evidence)\b)"
        r"|什么是|是什么|什么意思|的区别|有什么不同|difference between", re.I)),
    ("time", re.compile(
        r"\b(?:when|since when|what date|how long has|still (?:valid|in force|apply|applied|applies|use)|deadline|entered? into force|"
        r"expire|ended|superseded|replaced|transition)\b|什么时候|何时|哪年|哪一年|还有效|还能用|还适用|生效|截止|过渡期|现在还", re.I)),
    ("accreditation", re.compile(
        r"\b(?:signator(?:y|ies)|accreditation bod(?:y|ies)|mla|ilac mra|global accreditation|accredited by)\b|签署方|签约|认可机构|认可组织|互认协议", re.I)),
    ("coverage", re.compile(
        r"\b(?:mras?|mutual recognition|agreements?|arrangements?|phase (?:i|ii|1|2)|designates?|designating|covered?|covers|coverage|"
        r"operational|parties|members?|participat\w*)\b|互认|协定|协议|安排|覆盖|签了|成员|参加", re.I)),
    ("accepted", re.compile(
        r"\b(?:accept(?:s|ed|ance|able)?|recogni[sz]e[sd]?|valid|count(?:s)?|enough|sufficient|use (?:my|a|an|the|our)|can i (?:sell|use|export|place)|"
        r"take(?:s)?|rely|instead of|equals?|same as|without (?:more |re-?)?test\w*|good enough|work(?:s)? in|do i need .* if i have|retest)\b"
        r"|承认|接受|认不认|认可吗|认吗|有效吗|有用|能用|可以用|可用|能不能用|能直接|可以直接|免测|还要重新|够不够|够吗|可以吗|行吗|等于|代替|替代|转证|通用", re.I)),
    ("required", re.compile(
        r"\b(?:requires?|required|requirements?|need(?:s|ed)?|must|mandatory|compulsory|what certif\w+|which certif\w+|how (?:do|can|to)|approval|"
        r"rules?|regulat\w+|comply|compliance|label\w*|mark(?:ing)?|sell|export|import|representative|valid(?:ity)?)\b"
        r"|需要|要什么|要做|要办|什么认证|哪些认证|什么证|办什么|怎么出口|如何出口|要求|强制|必须|出口|法规|标志|标签|代表|有效期|准入", re.I)),
)  # fmt: skip

# Words that say nothing of the subject: what is left of a question without names and these is a thing the base does not know.
_PLAIN_EN = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "been",
        "by",
        "can",
        "could",
        "do",
        "does",
        "did",
        "for",
        "from",
        "get",
        "go",
        "has",
        "have",
        "having",
        "how",
        "i",
        "if",
        "in",
        "into",
        "is",
        "it",
        "its",
        "just",
        "may",
        "me",
        "my",
        "need",
        "needs",
        "no",
        "not",
        "of",
        "on",
        "one",
        "only",
        "or",
        "our",
        "shall",
        "should",
        "so",
        "some",
        "still",
        "sell",
        "selling",
        "sold",
        "than",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "to",
        "too",
        "under",
        "us",
        "use",
        "used",
        "using",
        "want",
        "was",
        "we",
        "were",
        "what",
        "when",
        "where",
        "which",
        "who",
        "whom",
        "whose",
        "why",
        "will",
        "with",
        "without",
        "would",
        "you",
        "your",
        "yes",
        "please",
        "tell",
        "about",
        "also",
        "any",
        "all",
        "each",
        "every",
        "other",
        "others",
        "more",
        "most",
        "much",
        "many",
        "new",
        "old",
        "same",
        "per",
        "via",
        "am",
        "hello",
        "hi",
        "thanks",
        "thank",
        "know",
        "show",
        "list",
        "give",
        "explain",
        "question",
        "answer",
        "currently",
        "now",
        "today",
        "anymore",
        "already",
        "yet",
        "ever",
        "accept",
        "accepts",
        "accepted",
        "acceptable",
        "acceptance",
        "accepting",
        "recognise",
        "recognised",
        "recognize",
        "recognized",
        "recognises",
        "recognizes",
        "recognition",
        "mutual",
        "valid",
        "validity",
        "certificate",
        "certificates",
        "certification",
        "certifications",
        "certified",
        "certify",
        "approval",
        "approvals",
        "approved",
        "approve",
        "required",
        "require",
        "requires",
        "requirement",
        "requirements",
        "requiring",
        "mandatory",
        "compulsory",
        "voluntary",
        "rule",
        "rules",
        "regulation",
        "regulations",
        "regulatory",
        "law",
        "laws",
        "legal",
        "report",
        "reports",
        "test",
        "tests",
        "tested",
        "testing",
        "lab",
        "labs",
        "laboratory",
        "laboratories",
        "mark",
        "marks",
        "marking",
        "marked",
        "label",
        "labels",
        "labelling",
        "labeling",
        "market",
        "markets",
        "country",
        "countries",
        "economy",
        "economies",
        "product",
        "products",
        "goods",
        "item",
        "items",
        "export",
        "exports",
        "exported",
        "exporting",
        "exporter",
        "exporters",
        "import",
        "imports",
        "imported",
        "importing",
        "importer",
        "importers",
        "sale",
        "place",
        "placed",
        "placing",
        "enter",
        "enters",
        "access",
        "enough",
        "sufficient",
        "must",
        "manufacturer",
        "manufacturers",
        "manufactured",
        "made",
        "produced",
        "issue",
        "issued",
        "issues",
        "issuing",
        "body",
        "bodies",
        "authority",
        "authorities",
        "standard",
        "standards",
        "edition",
        "version",
        "safety",
        "conformity",
        "assessment",
        "declaration",
        "evidence",
        "document",
        "documents",
        "agreement",
        "agreements",
        "scheme",
        "schemes",
        "covered",
        "cover",
        "covers",
        "kind",
        "kinds",
        "type",
        "types",
        "class",
        "sector",
        "sectors",
        "take",
        "takes",
        "taken",
        "between",
        "against",
        "directly",
        "direct",
        "local",
        "locally",
        "foreign",
        "abroad",
        "overseas",
        "domestic",
        "first",
        "second",
        "third",
        "different",
        "difference",
        "same",
        "similar",
        "because",
        "before",
        "after",
        "since",
        "until",
        "during",
        "local",
        "person",
        "representative",
        "agent",
        "company",
        "factory",
        "inspection",
        "audit",
        "audits",
        "audited",
        "register",
        "registered",
        "registration",
        "household",
        "electrical",
        "electronic",
        "device",
        "devices",
        "equipment",
        "help",
        "possible",
        "able",
        "count",
        "counts",
        "work",
        "works",
        "working",
        "apply",
        "applies",
        "applied",
        "application",
        "obtain",
        "hold",
        "holding",
        "holder",
        "held",
        "based",
        "instead",
        "replace",
        "side",
        "compare",
        "comparison",
        "versus",
        "vs",
        "steps",
        "step",
        "route",
        "routes",
        "way",
        "ways",
        "status",
        "date",
        "dates",
        "year",
        "years",
        "month",
        "months",
        "validity",
        "long",
        "time",
        "times",
    ]
)
_PLAIN_ZH = re.compile(
    "出口到|出口|进口|卖到|销往|销售|进入|需要|要什么|什么|哪些|哪个|哪种|怎么|如何|怎样|是否|可以|能不能|能否|能|可否|吗|呢|吧|啊|了|的|地|得|和|与|及|或|在|到|去|"
    "对|往|给|把|被|用|做|办|办理|要|想|请问|请|我们|我|你|他们|有用|有效|直接|承认|接受|认可|认证|证书|报告|检测|测试|实验室|机构|标准|法规|要求|强制|"
    "必须|市场|国家|国外|国内|产品|企业|公司|工厂|生产|制造|还|再|也|都|就|只|不|没|有|是|为|从|由|于|等|这|那|个|张|份|种|款|类|些|一样|一个|"
    "现在|目前|以后|之前|如果|还是|或者|以及|以|并|且|但|吧|呀|哪|几|多|少|年|月|日|上市|准入|合规|清关|符合性|声明|标志|标签|代表|当地|本地|注册|登记|"
    "之间|互认|协定|协议|签|签署|覆盖|范围|什么时候|何时|生效|有没有|会不会|应该|行|够|名|批准|许可|备案|资料|文件|出具|出的|出|拿到|持有|手里|已经|拿|海关|使用|知道|告诉|区别|"
    "消费|家用|电气|电子|设备|级|型|号|新|旧|版|版本|版的|两|三|一|二|四|五|那么|呢|吧|,|，|。|？|、|！"
)


@dataclass(frozen=True, slots=True)
class _Mention:
    code: str
    origin: bool
    market: bool


def understand(
    question: str,
    library: Library,
    earlier: tuple[Query, ...] = (),
    *,
    lexicon: Lexicon | None = None,
    today: dt.date,
    as_of: dt.date | None = None,
    language: Language | None = None,
    markets: tuple[str, ...] = (),
    products: tuple[str, ...] = (),
) -> Query:
    """What is asked; `markets` and `products` stand where the question names none. Raises QuestionError for an empty question or one longer than LONGEST characters."""
    text = clean(question)
    lexicon = lexicon or Lexicon(library)
    words = units(text)
    hits = tuple(lexicon.find(words))
    spoken: Language = language or ("zh" if is_chinese(text) else "en")
    mentions = _economies(text, words, hits)
    standards = _standards(text)
    query = Query(
        text=text,
        language=spoken,
        intent="open",
        as_of=as_of or _as_of(text, today),
        markets=_unique(m.code for m in mentions if not m.origin),
        origins=_unique(m.code for m in mentions if m.origin),
        products=_products(text, hits, library),
        evidence=_unique(key for hit in hits for key in hit.keys("evidence")),
        schemes=_unique(key for hit in hits for key in hit.keys("scheme")),
        agreements=_unique(key for hit in hits for key in hit.keys("agreement")),
        bodies=_unique(key for hit in hits for key in hit.keys("body")),
        sectors=_unique(key for hit in hits for key in hit.keys("sector")),
        terms=_unique(key for hit in hits for key in hit.keys("term")),
        standards=standards,
    )
    query = replace(query, markets=query.markets or markets, products=query.products or products)
    query = _wanted(_inherit(query, earlier), library, words, hits)
    query = replace(query, intent=_intent(query, library))
    return replace(query, unknown=_left_over(words, hits, text))


def clean(question: str) -> str:
    """The question without control and invisible characters; QuestionError when nothing or too much is left."""
    text = " ".join(normal(_CONTROL.sub(" ", question)).split())
    if not text:
        raise QuestionError(
            "question: is empty; ask for instance: Does Saudi Arabia accept my CB certificate for an LED lamp?"
        )
    if len(text) > LONGEST:
        raise QuestionError(
            f"question: {len(text)} characters, at most {LONGEST}; ask the question itself, and `ingest` long texts"
        )
    if not any(c.isalnum() for c in text):
        raise QuestionError("question: holds no words; ask for instance: Is CE accepted in Australia?")
    return text


def _unique(keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(keys))


def _economies(text: str, words: list[str], hits: tuple[Hit, ...]) -> list[_Mention]:
    found = []
    for hit in hits:
        for code in hit.keys("economy")[:1]:
            before, after = _around(words, hit)
            name = " ".join(words[hit.start : hit.end]).lower()
            chinese = (
                is_chinese("".join(words[hit.start : hit.end])) or is_chinese(after[:3]) or is_chinese(before[-3:])
            )
            if chinese:
                market = bool(_ZH_MARKET_BEFORE.search(before))
                origin = not market and bool(_ZH_ORIGIN_BEFORE.search(before) or _ZH_ORIGIN_AFTER.match(after))
            else:
                market = False
                adjective = name in _ADJECTIVES or name == "uk" or name == "us" or name == "eu"
                origin = bool(_EN_ORIGIN.search(before)) or (adjective and bool(_EN_ORIGIN_AFTER.match(after)))
            found.append(_Mention(code, origin, market))
    return _told_apart(found, text)


def _told_apart(found: list[_Mention], text: str) -> list[_Mention]:
    """ "我国", "国内": where one is, not where one sells, if another market is named as well."""
    markets = [m for m in found if not m.origin]
    home = re.search("我国|国内|本国|我司", text)
    if home and len({m.code for m in markets}) > 1:
        return [replace(m, origin=True) if m.code == "CN" else m for m in found]
    return found


def _around(words: list[str], hit: Hit) -> tuple[str, str]:
    def joined(part: list[str]) -> str:
        return re.sub(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])", "", " ".join(part))

    before, after = joined(words[max(0, hit.start - 4) : hit.start]), joined(words[hit.end : hit.end + 6])
    return (before + " " if before and before[-1].isascii() else before), after


def _products(text: str, hits: tuple[Hit, ...], library: Library) -> tuple[str, ...]:
    keys = [key for hit in hits for key in hit.keys("product")]
    for code in _HS.findall(text):
        digits = code.replace(".", "")
        fitting = [
            (len(hs), key)
            for key, product in library.products.items()
            for hs in (h.replace(".", "") for h in product.hs)
            if digits.startswith(hs) or hs.startswith(digits)
        ]
        if fitting:
            keys.append(max(fitting)[1])
    # A kind says more than its family: "LED lamp lighting" asks about the lamp.
    parents = {library.products[key].parent for key in keys}
    return _unique(key for key in keys if key not in parents)


def _standards(text: str) -> tuple[str, ...]:
    found = []
    for match in _STANDARD.finditer(text):
        series = re.sub(r"(?<=[A-Z])(?=[A-Z]$)", "", match["series"])
        found.append(f"{series} {match['number']}" + (f":{match['year']}" if match["year"] else ""))
    rest = _STANDARD.sub(" ", text)
    found += [match["number"] for match in _BARE.finditer(rest)]
    return _unique(found)


def _as_of(text: str, today: dt.date) -> dt.date:
    if re.search(r"\bwhen\b|since|什么时候|何时|哪年|以来", text, re.I):
        return today
    match = _AS_OF.search(_STANDARD.sub(" ", text))
    if match is None:
        return today
    year, _, rest = (match[1] or match[2]).partition("-")
    month, _, day = rest.partition("-")
    month = month or (match[3] or "")
    try:
        if day:
            return dt.date(int(year), int(month), int(day))
        last = dt.date(int(year) + (int(month or 12) == 12), int(month or 12) % 12 + 1, 1) - dt.timedelta(days=1)
    except ValueError:
        return today
    return today if last.year == today.year and last > today else last


def _intent(query: Query, library: Library) -> str:
    text = query.text
    if _NOT_RECORDED.search(text):
        return "not_recorded"
    named = {intent for intent, pattern in _INTENTS if pattern.search(text)}
    accreditation = any(BodyRole.accreditation_body in library.bodies[key].roles for key in query.bodies)
    subject = bool(query.products or query.schemes or query.evidence)
    if query.standards and not query.evidence and (named & {"standards"} or not query.markets):
        return "standards"
    if "standards" in named and query.standards:
        return "standards"
    if accreditation and not query.evidence and not query.markets:
        return "accreditation"
    if "time" in named and (query.agreements or query.schemes or not query.evidence):
        return "time"
    if query.agreements and not query.evidence and not query.products:
        return "definition" if "definition" in named and not query.markets and "coverage" not in named else "coverage"
    if (
        "coverage" in named
        and not query.evidence
        and (len(query.economies) >= 1 or query.agreements)
        and not query.products
    ):
        return "coverage"
    if "definition" in named and (query.terms or query.evidence or query.schemes) and not query.markets:
        return "definition"
    treaties = [key for key in query.agreements if library.agreements[key].tier is Tier.government]
    if treaties and ("coverage" in named or re.search(r"\bunder\b|根据|按照?|依据|下", text, re.I)):
        return "coverage"
    if query.evidence and (query.markets or "accepted" in named):
        return "accepted"
    if "accepted" in named and query.markets and query.origins:
        return "accepted"
    if "coverage" in named and (query.agreements or len(query.economies) > 1):
        return "coverage"
    if query.markets and (subject or "required" in named):
        return "required"
    if "accreditation" in named:
        return "accreditation"
    if query.terms or query.schemes or query.evidence:
        return "definition"
    return "open"


def _inherit(query: Query, earlier: tuple[Query, ...]) -> Query:
    """A follow-up ("and for Brazil?", "那日本呢?") takes the roles it does not name from the question before it."""
    if not earlier:
        return query
    follows = re.match(r"\s*(?:and|what about|how about|what if|but|then|same)\b|^那|^如果|呢[??]?$", query.text, re.I)
    if not follows and (query.products or query.evidence or query.agreements or query.standards):
        return query
    before, taken = earlier[-1], []
    for role in ("markets", "origins", "products", "evidence"):
        if not getattr(query, role) and getattr(before, role):
            query = replace(query, **{role: getattr(before, role)})
            taken.append(role)
    return replace(query, inherited=tuple(taken))


_WANTED_EN = re.compile(r"\b(?:need|require|get|have to (?:have|use|switch to)|switch to|replace by|instead of)\s+(?:an?\s+|the\s+)?$", re.I)
_WANTED_ZH = re.compile(r"(?:要|做|办|办理|申请|转|换|换成|转成|补|补做|必须做|需要|用不着做|不用做)$")


def _wanted(query: Query, library: Library, words: list[str], hits: tuple[Hit, ...]) -> Query:
    """"Do I need UKCA if I have CE?": of two kinds of evidence, the market's own is asked for, and the other is held."""
    if len(query.evidence) < 2:
        return query
    own = {key: library.evidence[key].own_of for key in query.evidence}
    if not query.markets:
        for hit in hits:
            before, _ = _around(words, hit)
            for key in hit.keys("evidence"):
                if own[key] and (_WANTED_EN.search(before) or _WANTED_ZH.search(before)):
                    query = replace(query, markets=own[key][:1])
                    break
    held = tuple(key for key in query.evidence if not set(own[key]) & set(query.markets))
    return replace(query, evidence=held or query.evidence)


def _left_over(words: list[str], hits: tuple[Hit, ...], text: str) -> tuple[str, ...]:
    """Words that name something the library has no name for."""
    taken = {n for hit in hits for n in range(hit.start, hit.end)}
    standard = {unit for match in _STANDARD.finditer(text) for unit in units(match[0])}
    latin = [w for n, w in enumerate(words) if n not in taken and w[0].isascii() and w not in standard]
    latin = [w for w in latin if w.lower() not in _PLAIN_EN and not w[0].isdigit() and len(w) > 2]
    runs = "".join(w if n not in taken and is_chinese(w) else " " for n, w in enumerate(words))
    chinese = [run for run in _PLAIN_ZH.sub(" ", runs).split() if len(run) > 1]
    return tuple(dict.fromkeys((*latin, *chinese)))
