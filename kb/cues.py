"""The words by which roles and intents are recognised, in English and in Chinese. Data; kb.understand uses it."""

# fmt: off
from __future__ import annotations

import re

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")

SERIES = (
    r"GB/T|GB/Z|GB|YY/T|YY|YD/T|YD|SJ/T|ISO/IEC|ISO|IEC|CISPR|EN IEC|EN ISO|BS EN|EN|BS|JIS ?[A-Z]|KS ?[A-Z]|AS/NZS|AS|NZS"
    r"|UL|ANSI|ASTM|SASO|GSO|ABNT NBR|NBR|IS|SS|CNS"
)
STANDARD = re.compile(
    rf"(?<![A-Za-z])(?P<series>{SERIES})[ -]?(?:IEC |ISO |EN )*(?P<number>\d{{2,6}}(?:[.-]\d{{1,3}}(?!\d))*)(?:[:-](?P<year>(?:19|20)\d\d))?",
)
BARE = re.compile(r"(?<![\w./])(?P<number>\d{5}(?:-\d{1,3})*)(?![\w%])")
HS = re.compile(r"(?:HS(?: ?code)?|海关编码|税号)\s*[::]?\s*(\d{4}(?:\.?\d{2})*)", re.I)
AS_OF = re.compile(
    r"\b(?:in|during|back in|as of|on|as at)\s+((?:19|20)\d\d(?:-\d\d(?:-\d\d)?)?)\b|((?:19|20)\d\d)年(?:(\d{1,2})月)?"
)

EN_ORIGIN = re.compile(
    r"(?:\b(?:from|made in|manufactured in|produced in|issued in|tested in|accredited in|based in"
    r"|(?<!accepted )(?<!recognised )(?<!recognized )(?<!required )(?<!approved )(?<!taken )by)"
    r"\s+(?:an?\s+|the\s+|our\s+|my\s+|some\s+)?)$", re.I
)
EN_ORIGIN_AFTER = re.compile(
    r"^[\s-]*(?:(?!accept|recogn|requir|take|want|allow|need|market|rule|law)\w+\s+){0,2}?(?:lab|labs|laborator|test report|report|certificate|manufactur|factory|factories|exporter|"
    r"company|made|sites?\b|bod(?:y|ies)|issued|accredited|goods|conformity assessment bod)", re.I
)  # fmt: skip
EN_MADE_IN = re.compile(
    r"\b(?:make|made|manufactured?|produced?|tested|assembled|built)\b"
    r"(?:(?!\b(?:sold|sell|used?|obtain|accept\w*|market|placed?)\b)[^,.;?])*\bin\s+(?:the\s+)?$", re.I
)
SHORT = {"中": "中国", "欧": "欧盟", "美": "美国", "日": "日本", "韩": "韩国", "英": "英国", "澳": "澳大利亚", "瑞": "瑞士", "加": "加拿大", "俄": "俄罗斯", "印": "印度"}
PAIR = re.compile(r"[中欧美日韩英澳瑞加俄印]{2}(?=.{0,2}(?:互认|协定|协议|自贸|MRA|之间|双边|贸易))")
ADJECTIVES = frozenset(
    "chinese american japanese korean indian brazilian australian european saudi swiss german thai".split()
)
ZH_ORIGIN_BEFORE = re.compile(r"(?:从|由|产自|来自|原产于?|我们在|我在)$")
ZH_ORIGIN_AFTER = re.compile(
    r"^(?:制造|生产|产的|出产|制|的?实验室|的?企业|的?工厂|的?厂家|的?公司|的?检测|出具|出的|签发|发的|的?认证机构|的?机构|做的|认可的|的?公告机构|的?检测机构|药厂|的?药厂)"
)
ZH_MARKET_BEFORE = re.compile(r"(?:出口到?|卖到?|销往|销售到|进入|进|去|发往|在|到|往|对|输)$")

NOT_RECORDED = re.compile(
    r"\b(?:how much|price|prices|cost|costs|fee|fees|cheap|cheapest|quote|phone number|telephone|e-?mail|contact person|"
    r"how long does it take|lead time|how many days|opening hours|weather|stock price|exchange rate|salary|freight|shipping cost|tariff|"
    r"duty rate|import duty|vat)\b"
    r"|多少钱|费(?:用)?(?:是|要|大概)?多少|审厂费|费用|收费|价格|报价|电话|邮箱|联系人|要多久|多长时间|几天|周期|天气|汇率|运费|关税|税率|增值税|股价", re.I
)  # fmt: skip

ACCEPTED = re.compile(
        r"\b(?:accept(?:s|ed|ance|able)?|recogni[sz]e[sd]?|valid|count(?:s)?|enough|sufficient|use (?:my|a|an|the|our)|can i (?:sell|use|export|place)|"
        r"take(?:s)?|rely|instead of|equals?|same as|without (?:more |re-?)?test\w*|good enough|work(?:s)? in|do i need .* if i have|retest)\b"
        r"|承认|接受|认不认|认可吗|认吗|(?:国家|市场|直接|都|必须)认|认(?=[?？]|$)|有效吗|有用|能用|可以用|可用|能不能用|能直接|可以直接|免测|还要重新|够不够|够吗|可以吗|行吗|等于|代替|替代|转证|通用", re.I)
INTENTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("standards", re.compile(
        r"\b(?:identical|equivalent standard|equivalence|idt|mod|neq|adopts?|adoption|same as|corresponds?|counterpart|which edition|"
        r"based on|national version)\b|等同|修改采用|非等效|一致性程度|采标|采用国际标准|对应(?:的)?(?:国际)?标准|哪个版本|什么版本", re.I)),
    ("definition", re.compile(
        r"^\s*(?:what(?:'s| is| are| does)|define|explain|meaning of)\b(?!.*\b(?:require|need|certification for|accepted|evidence)\b)"
        r"|什么是|是什么|什么意思|区别|有什么不同|差别|difference between", re.I)),
    ("status", re.compile(
        r"^\s*(?:since |from |until |by )?when\b|\bsince when\b|\bwhen (?:did|does|do|will|was|is|were|has)\b|\b(?:from which date|what date|how long has|still (?:valid|in force|apply|applied|applies|use)|deadline|entered? into force|"
        r"expire|ended|superseded|replaced|transition)\b|什么时候|何时|哪年|哪一年|还有效|还能用|还适用|生效|截止|过渡期|现在还", re.I)),
    ("accreditation", re.compile(
        r"\b(?:signator(?:y|ies)|accreditation bod(?:y|ies)|mla|ilac mra|global accreditation|accredited by)\b|签署方|签约|认可机构|认可组织|互认协议", re.I)),
    ("coverage", re.compile(
        r"\b(?:mras?|mutual recognition|agreements?|arrangements?|phase (?:i|ii|1|2)|designates?|designating|covered?|covers|coverage|"
        r"operational|parties|members?|participat\w*)\b|互认|协定|协议|安排|覆盖|签了|成员|参加", re.I)),
    ("accepted", ACCEPTED),
    ("required", re.compile(
        r"\b(?:requires?|required|requirements?|need(?:s|ed)?|must|mandatory|compulsory|what certif\w+|which certif\w+|how (?:do|can|to)|approval|"
        r"rules?|regulat\w+|comply|compliance|label\w*|mark(?:ing)?|sell|export|import|representative|valid(?:ity)?)\b"
        r"|需要|要什么|要做|要办|什么认证|哪些认证|什么证|办什么|怎么出口|如何出口|要求|强制|必须|出口|法规|标志|标签|代表|有效期|准入", re.I)),
)  # fmt: skip

# Words that say nothing of the subject: what is left of a question without names and these is a thing the base does not know.
PLAIN_EN = frozenset(
    "a an and are as at be been by can could do does did for from get go has have having how i if in into is it "
    "its just may me my need needs no not of on one only or our shall should so some still sell selling sold than "
    "that the their them then there these they this to too under us use used using want was we were what when "
    "where which who whom whose why will with without would you your yes please tell about also any all each "
    "every other others more most much many new old same per via am hello hi thanks thank know show list give "
    "explain question answer currently now today anymore already yet ever accept accepts accepted acceptable "
    "acceptance accepting recognise recognised recognize recognized recognises recognizes recognition mutual "
    "valid validity certificate certificates certification certifications certified certify approval approvals "
    "approved approve required require requires requirement requirements requiring mandatory compulsory voluntary "
    "rule rules regulation regulations regulatory law laws legal report reports test tests tested testing lab "
    "labs laboratory laboratories mark marks marking marked label labels labelling labeling market markets "
    "country countries economy economies product products goods item items export exports exported exporting "
    "exporter exporters import imports imported importing importer importers sale place placed placing enter "
    "enters access enough sufficient must manufacturer manufacturers manufactured made produced issue issued "
    "issues issuing body bodies authority authorities standard standards edition version safety conformity "
    "assessment declaration evidence document documents agreement agreements scheme schemes covered cover covers "
    "kind kinds type types class sector sectors take takes taken between against directly direct local locally "
    "foreign abroad overseas domestic first second third different difference same similar because before after "
    "since until during local person representative agent company factory inspection audit audits audited "
    "register registered registration household electrical electronic device devices equipment help possible able "
    "count counts work works working apply applies applied application obtain hold holding holder held based "
    "instead replace side compare comparison versus vs steps step route routes way ways status date dates year "
    "years month months validity long time times".split()
)
PLAIN_ZH = re.compile(
    "什么时候|会不会|出口到|实验室|有没有|符合性|能不能|要什么|一个|一样|上市|之前|之间|互认|产品|什么|他们|代表|以及|以后|"
    "企业|何时|使用|公司|准入|出具|出口|出的|制造|办理|区别|协定|协议|卖到|可以|可否|合规|告诉|哪个|哪些|哪种|国内|国外|"
    "国家|声明|备案|如何|如果|家用|工厂|已经|市场|应该|强制|当地|必须|怎么|怎样|我们|或者|手里|批准|承认|报告|拿到|持有|"
    "接受|文件|是否|有效|有用|本地|机构|标准|标志|标签|检测|法规|注册|测试|海关|消费|清关|版本|版的|现在|生产|生效|电子|"
    "电气|登记|目前|直接|知道|签署|能否|范围|要求|覆盖|认可|认证|许可|设备|证书|请问|资料|还是|进入|进口|那么|销售|销往|"
    "需要|一|三|不|与|且|两|个|为|也|了|二|于|五|些|从|以|份|但|你|做|再|几|出|到|办|去|及|只|号|名|吗|吧|呀|呢|"
    "和|哪|啊|四|在|地|型|多|够|对|少|就|年|并|张|往|得|想|我|或|把|拿|新|日|旧|是|月|有|款|没|版|用|由|的|种|"
    "等|签|类|级|给|能|行|被|要|请|还|这|那|都|[,，。？！、]"
)

WANTED_EN = re.compile(r"\b(?:need|require|get|have to (?:have|use|switch to)|switch to|replace by|instead of)\s+(?:an?\s+|the\s+)?$", re.I)
WANTED_ZH = re.compile(r"(?:要|做|办|办理|申请|转|换|换成|转成|补|补做|必须做|需要|用不着做|不用做)$")

WHERE = re.compile(r"\b(?:which|where|what) (?:countr|market|econom|regulator|authorit)|\bwhere\b|\babroad\b|\bworld|哪些|哪里|哪儿|各国|多国|国家|市场|国外|全球|通用", re.I)
MRA = re.compile(r"\bMRAs?\b|mutual recognition|互认", re.I)

UNDER = re.compile(r"\bunder\b|根据|按照?|依据|下", re.I)
