"""The words that more than one step of understanding and telling looks for, in English and in Chinese. Data."""

# fmt: off
from __future__ import annotations

import re

from kb.terms import Intent

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")

IMPORTED = re.compile(r"进口(?!商|国|方|到|至|的国家)")
# Goods are to meet China's standards: 做国标还要补测什么.
TO_GB = re.compile(r"(?:做|转|换|按|过|测|办|走|符合|满足|达到)(?:成|到)?(?:我国|中国)?(?:的)?国标(?!准?号)|\b(?:for|to|into|meet|against) (?:the )?(?:Chinese )?GB (?:standards?|tests?|testing)\b", re.I)
NOT_RECORDED = re.compile(
    r"\b(?:how much|(?:price|prices)(?! (?:caps?|controls?|ceilings?|limits?)\b)|pricing|pricey|expensive|cost|costs|fee|fees|cheap|cheapest|cheaper|budget|ballpark|invoice|discount|quote|quotation|phone (?:number|no)|telephone|hotline|e-?mail|contact (?:person|details|number|info)|who (?:can|do|should) (?:i|we) (?:call|ring|phone)|"
    r"how long does it take|lead times?|turnaround|waiting time|how (?:soon|fast|quickly) (?:can|will|could|do|does)|how many (?:days|weeks|months)(?! (?:is|are|does it stay) valid)|opening hours|weather|stock price|exchange rate|salary|freight (?:rates?|costs?|prices?|charges?|quotes?|fees?)|shipping cost|tariff|"
    r"duty rate|import duty|vat)\b"
    r"|\brecommend\b[^?]*\b(?:agent|agency|lab|body|company|consultant)|\b(?:best|reliable) (?:\w+ )?(?:agent|agency|consultant)\b|\bcharges?\b[^?]*\b(?:per year|a year|dollars?|euros?|USD|EUR)\b|(?:申请|评审|认证|年|检测|注册)费(?!用减)|推荐.{0,8}(?:机构|公司|代理|实验室)|哪家(?:好|便宜|靠谱)|多少钱|费(?:用)?(?:是|要|大概)?多少|审厂费|费用|收费|价格|价位|预算|报(?:个)?价|花多少|要花|贵不贵|贵吗|几(?:百|千|万)块?|便宜|打折|热线|手机号|联系方式|加急|排期|(?<!固定)(?<!移动)(?<!卫星)电话(?!机|核准|设备|终端)|邮箱|联系人|要多久|多久(?:能)?(?:下|出|拿|办)|多长时间|几天|几个?(?:星期|礼拜|周|工作日)|周期|天气|汇率|运费|关税(?!同盟|联盟|区)|税率|增值税|股价", re.I
)  # fmt: skip

ACCEPTED = re.compile(
        r"\b(?:accept(?:s|ed|ance|able)?|recogni[sz](?:e[sd]?|ing)|ok(?:ay)?|valid|count(?:s)?|enough|sufficient|(?:re)?use (?:my|a|an|the|our|these|those)|can (?:i|we) (?:still )?(?:sell|use|export|place|ship|import)|can (?:it|they|this|these) (?:go|be sold|enter)|allow(?:s|ed)?|(?<!\ba )fine\b(?= (?:for|in|with|by|there|as)|\s*[?.,]|$)|suffices?|do(?:es)? the (?:job|trick)|honou?r(?:s|ed)?|swallow|good to go|usable|any use|get(?:s)? (?:me|us|it|them) (?:in|through)|let(?:s)? (?:me|us|it|them) (?:in|through)|carry over|legit|(?:should|will|would|must) do\b(?= (?:for|in|there|here|too|as well)\b|\s*[?.,]|$)|buys?\b(?=.*\b(?:report|cert|grant|test)\w*)|used? (?:for|in place)|exempts?|waives?|spares?|"
        r"take(?:s|n)?|rely|instead of|equals?|same as|(?:possible|get|obtain|issued?|granted?|homologate\w*|approved?)\b[^?.]{0,40}\b(?:with|on|from|using|via) (?:an?|our|my|the|their) (?:[\w-]+ ){0,3}(?:reports?|certificates?|registration|grant|approval)|without (?:more |re-?)?test\w*|good (?:enough|in|for)|any good|work(?:s)? in|do i need .* if i have|retest)\b"
        r"|承认|接受|收(?:吗|么|不收)|([认收让过用进行管够通卖])不(?:了|能)?\1|(?:[认行成够]|收|让过|让进|放行|能?过|管用|算数|好使|能进|能卖|去得了|进得去|过得去|卖得了)(?:不(?=$|[,，。?？\s])|[吗么嘛没])|算数|管用|好使|放行|让过|让进|去得了|进得[去了]|过得[去了]|卖得了|用得[上了]|凑合|买账|认账|认可吗|(?:国家|市场|直接|都|必须)认|认(?=[?？]|$)|有效吗|有用|能用|可以用|可用|能不能用|能直接|可以直接|免测|免[^,，。?？]{0,4}(?:检测|测试|检验)|认[^证可,，。?？][^,，。?？]{0,14}(?:证书?|报告|机构)[吗么]|(?:能|可以)[^,，。?？]{1,10}用[吗么]|能不能[^,，。?？]{0,20}(?:用|发|换)|行不行|还要重新|够不够|够吗|可以吗|行吗|等于|代替|替代|转证|通用", re.I)
INTENTS: tuple[tuple[Intent, re.Pattern[str]], ...] = (
    (Intent.outside, re.compile(
        r"\b(?:weather|poem|poetry|joke|world cup|football|recipes?|restaurants?|hotels?|flights?|visas?|movies?|songs?|lyrics|horoscope|lottery|president|girlfriend|"
        r"translate|python|javascript|write (?:me )?(?:a|an|some) (?:poem|story|essay|song|code|script|function|email|letter)|homework|"
        r"ignore (?:all |your |the |any )*(?:previous|prior|above|instructions|rules)|system prompt|(?:reveal|show|print|tell me) your (?:\w+ )?(?:prompt|instructions|rules)|"
        r"who are you|are you (?:an? )?(?:ai|bot|human|gpt|llm)|bitcoin|crypto(?:currency)?|stock (?:price|market))\b"
        r"|天气|写(?:一)?(?:首|篇|个)|诗|笑话|足球|世界杯|菜谱|餐厅|酒店|机票|签证|电影|歌词|星座|彩票|股票|股价|好吃|美食|火锅|餐馆|旅游|总统|女朋友|翻译(?:一下|成)?|"
        r"忽略(?:以上|之前|前面|所有)|系统提示|提示词|你是谁|比特币|作业", re.I)),
    (Intent.validity, re.compile(
        r"\bhow long (?:is|are|does|do|will|would|can|it'?s)\b(?!.*\b(?:take|process|wait)\b).*\b(?:valid|last|good|hold|remain|keep|stay|renew)\w*|"
        r"\bvalid(?:ity)? (?:for how|period|time|term|duration)|\bvalidity\b|\bhow (?:many years|long)\b.*\b(?:valid|certificate|last|lasts)\b|\bexpir(?:es?|y|ation)\b(?!.*\btransition)|"
        r"\bhow many (?:years|yrs)\b|\b(?:\d+|one|two|three|five|ten)(?: (?:years?|yrs?))? or (?:\d+|one|two|three|five|ten) (?:years?|yrs?)\b|\b\d+ (?:years?|yrs?) or\b|\bruns? out\b|\blapses?\b|\bgood (?:till|until)\b|\blasts?\b(?=\s*(?:[?,;.]|$|how|for|until|till|longer))|\bevery (?:year|\d+ (?:years|yrs))\b|\bre-?certif\w+ every\b|\bforever\b|\bor indefinite(?:ly)?\b|\b(?:a|one|two|three|five|ten) (?:years?|yrs?) or\b|\bhow old\b|\btoo old\b|\blife(?:time|span)? of\b|\bfor how long\b|\bgood for how\b|\bneeds? (?:to be )?renew\w*|\brenewals?\b|\bperiod of validity\b|\bhow often\b.*\brenew"
        r"|有效期|有效(?:多久|几年|多长|时间)|永久|长期有效|终身|(?:多久|几年|什么时候|多长时间|哪天)(?:会|就|才)?(?:有效|过期|到期|失效|续|换证|要换)|(?:会|几年|什么时候|何时|多久|哪年|证书?|快|要|已经|还有).{0,6}(?:到期|过期)|(?:到期|过期)(?:了|后|怎么|要|吗|没)|最长(?:几年|多久)|管(?:几年|多久)|(?:能|可以?)用(?:几年|多久)|多少年|几年(?!前|级)|[一二两三五十\d]年(?:还是|或者?)|还(?:有|在)效期|过没过期|几年一|有没有期限|(?:几|多少)个?[月年](?:就|会|才)?(?:废|失效|没用|作废)|期限(?:是|多|几)|每年(?:都)?要?(?:再)?(?:审|续|换|做)|要不要续|续期|续证|年审", re.I)),
    (Intent.not_recorded, NOT_RECORDED),
    (Intent.representative, re.compile(
        r"\b(?:local|in[- ]country|authori[sz]ed|legal|swiss|eu|uk|us|gb|responsible|european|domestic|resident|brazilian|indian|korean|chinese|japanese|saudi)[\w-]*(?:[- ]based)? "
        r"(?:authori[sz]ed )?(?:representative|rep|agent|entity|holder|person|partner|applicant)s?\b|"
        r"\brepresentatives?\b|\brepresents? us\b|\b(?:local|in-country|domestic) (?:company|importer|office)\b|\bimporter of record\b|\b(?:eu|uk|local|auth) reps?\b|\bauth(?:ori[sz]ed)?\.? rep\b|\bAIR\b(?=.*(?:BIS|India))|\b(?:licence|license|certificate) holder\b|"
        r"\bwho (?:must|can|has to|should|may) (?:hold|apply|be the (?:holder|applicant))\b|\bresponsible (?:person|supplier|party)\b|\b(?:local|legal) (?:sponsor|entity)\b|\bsponsor\b|\bEC[- ]REP\b|\bMAH\b|\bagent in\b|\bin whose name\b|\bholder of\b|\bbe (?:the |its |our )?(?:holder|applicant|importer)\b|\bapply (?:ourselves|myself|directly from)\b|\bforeign applicants?\b|\bsomeone (?:local|there)\b|\ban AR\b|\brep\b(?=\s*\?|\s+(?:needed|required|in|for))|\bAR in the\b|\bUKRP\b|\bCH[- ]?REP\b"
        r"|欧代|英代|瑞代|美代|(?:授权|本地|当地|国内|境内|境外|欧盟|英国|瑞士|美国|法定|本国)(?:授权)?(?:代表|代理人?|持证人|责任人|公司做)|(?:UK|EU|US|GB|英国|欧盟|美国|瑞士|韩国|日本|巴西|印度|沙特|本地|当地|本土)\s*(?:的)?(?:负责人|代表|代理|注册人|授权人)|挂谁|谁家?(?:来|去)?当|当(?:AIR|代理|代表)|申请人|(?:直接|自己)申请|自己(?:做|办|去)[^,，。?？]{0,6}(?:备案|注册|登记)|谁的名义|名义(?:申请|注册)|担保人|代理人|持证人|持有人|责任人|代表人|授权代表|要代表|代表吗|代理商|法人|(?:本地|当地)(?:公司|法人|代理)|(?:本地|当地|国内|境内|沙特本地)(?:的)?(?:申请人|进口商|公司|机构申请)", re.I)),
    (Intent.marking, re.compile(
        r"\b(?:what(?! if\b| about\b)|which|how(?! about\b)|where|size|minimum|height)\b[^?.]*\b(?:mark(?:s|ing|ings)?|be marked|label(?:s|l?ing)?|logos?|symbols?|printed|plates?)\b(?!\s*(?:accept|recogni[sz]|valid|enough|require))|"
        r"\b(?:label(?:l?ing|s)?|marking) (?:requirements?|rules?|info\w*)|\b(?:mark|logo|label) (?:minimum|min|size|height)\b|\bwhere (?:to|do i|do we|should i|should we|must i) (?:put|place|print|affix|stick)\b|\benergy label\b(?=.*\?)|(?<!-)\b(?:mark|logo|label) (?:on|go|goes|be placed|be affixed|look)\b|\be-?label\w*|"
        r"\b(?:must|need|have to|should)\b[^?.]*\b(?:be )?(?:on the (?:box|package|packaging|product|device|housing)|label(?:l?ed|s)?|affix\w*|print\w*|display\w*)\b|\baffix\w*|\b(?:mark|logo|label)s? (?:is |are |be )?(?:shown|displayed|engraved|embossed|printed)\b|^\s*(?:and )?(?:the )?(?:mark(?:ing|s)?|label(?:l?ing|s)?)\s*\?|\b(?:QR code|nameplate|rating plate|stickers?|engrav\w+|silk-?screen\w*|pictograms?|millimet\w+|how many mm|where on the)\b|\bon (?:(?:one|the same|a single|each|the|a) )?(?:labels?|stickers?|plate|carton)\b|\blogo (?:size|height)\b|\bhow (?:big|tall|high|small|large)\b(?=.*\b(?:mark|logo|label|symbol|RCM|CE|UKCA|KC|CCC|PSE)\b)|\b(?:logo|label|mark|marking)s? (?:language|size|position|location|placement)"
        r"|贴(?:什么|哪|在哪|标|怎么|多大)|(?:印|标|打|放)在(?:哪|什么|产品|外|机)|怎么贴|标(?:志|签|识)(?:要求|怎么|尺寸|多大|上|有什么|印|贴|加|大小|需要|放|最小)|(?:什么|哪些|哪个|何种|要加|加贴|要印|印)(?:[\u4e00-\u9fff]{0,4})(?:标志|标签|标识|logo)|(?:什么|哪些|哪个|何种|要加|加贴|要印|印)标(?!准)|要贴|贴(?:外箱|内箱|彩盒|包装|机身|哪儿|哪里|一起|同|不|中文|英文|当地)|(?:怎么|咋|要|都|同时|一起|分开|能)印(?!度|尼)|印(?:多|几|不|哪|一起|在|说明书|外箱|彩盒|包装)|毫米|几mm|[俩两]个?标(?!准)|字多[大高]|多大个?标|(?:标|标签|标志|说明书)要?(?:用)?(?:什么|哪|葡|西|法|俄|阿拉伯|当地|中|英)?(?:语|文字?)(?!件)|多大字|字高|吊牌|激光(?:打|刻)|镭雕|不干胶|打标|丝印|铭牌|标签(?:上)?(?:要|写|内容)", re.I)),
    (Intent.designates, re.compile(
        r"\bdesignat(?:es?|ing|ed by|ion)\b|\bwho (?:designates|appoints|notifies|lists|supervises|regulates|administers|runs|enforces|(?:can |may )?issues?|is (?:the )?(?:regulator|authority|in charge|responsible))\b|"
        r"\b(?:which|what) (?:ministry|(?:government )?(?:authority|agency|department|regulator|body)) (?:is|designates|appoints|regulates|administers|enforces|handles|issues|runs|oversees|supervises|in)\b|\bcompetent authority\b|"
        r"\bregulator (?:of|for|in)\b|\bnotifying authority\b|\bwho (?:appoints|nominates|picks|approves (?:the )?(?:labs?|bod))|\brole (?:in|of|under)\b|\bdo(?:es)? the (?:naming|appointing|designating|picking)\b|\bwhose job\b|\bwho(?:'s| is) in charge\b|\b(?:which|what) (?:\w+ )?(?:ministry|authority|agency|department) (?:names|picks|lists|approves|looks after)\b|\bwho (?:names|picks|authori[sz]es|polices)\b"
        r"|归哪(?:个|家)?(?:部|局|机构|单位|委)|谁(?:来|去|在)?(?:指定|任命|负责|管|发证|监管|主管|认定|授权|审批|批|核准|点名|挑|说了算)|由谁|指定机关|指定当局|主管(?:机关|部门|机构)|(?:哪个|哪家|什么)(?:部门|机关|机构|单位|部委|部|局)?(?:来)?(?:认定|授权|批准?|核准|点名|负责|指定|管|主管|发|监管)|(?:归|由|是)(?:谁|哪个部门|哪个机构|哪个单位)|监管机构是|监管部门", re.I)),
    (Intent.change, re.compile(
        r"\bwhat(?:'s| is| has|s)? (?:going to )?(?:be )?(?!(?<=what )next)(?:chang\w+|new|next|coming|upcoming)\b|\bwhat (?:will|does|did|is going to) chang\w+|\b(?:recent|upcoming|latest|planned|any|new|next|future) (?:\w+ ){0,2}(?:changes?|updates?|amendments?|rules coming|revisions?)\b|"
        r"\bchang(?:es?|ed|ing) (?:in|to|for|since|from|next|soon|this)\b|\bupdate[sd]?\b|\b(?:any|some)(?:thing)? new\b|\bnew stuff\b|\balter(?:s|ed)?\b|\brevis(?:ed|ions?)\b|\bnew(?:er)? (?:version|edition|text)\b|\bamend(?:ed|ments?)\b|\boverhaul\w*|\bshake-?up\b|\blatest (?:on|news)\b|\bnews (?:on|about)\b|\bwhat happened to\b|\bcoming (?:up|into)|\babout to change\b|\banything new\b|\bany news\b|\bwhat is (?:now )?different\b|\bdifference\b.*\bbetween (?:19|20)\d\d and\b|\bwhat'?s (?:new|changed)"
        r"|(?:有|了)(?:什么|哪些|啥|没有)?(?:新)?(?:变化|变动|更新|改动|调整|修订|新规|动态)|(?:改|变|更新|修订|调整)了(?:什么|哪些|啥|吗|没)|新规|会变|要变|将要改|变更|最近(?:有|的)|变化|有变|(?:改|变|动|调|修|更新)(?:了|过)?(?:几|多少)(?:回|次|处|版|个)?|(?:改|变|动)(?:了|过)?没(?!有?[改变动]\w)|改没改|变没变|动没动|改版|换版|出新|新出|新政|放宽|收紧|替(?:它|代它|掉它|了它)的|(?:被)?(?:谁|什么|啥|哪个)(?:取代|替代|代替)|换成(?:了)?什么|变成(?:了)?什么|改成(?:了)?什么|(?:什么|啥|怎么|如何)变|要改", re.I)),
    (Intent.how_many, re.compile(
        r"\bhow many\b(?!\s+(?:mm|cm|millimet\w+|hours|days|weeks|months|years|yrs|samples|times|steps|differences|units|pieces))|\bnumber of\b|\bcount of\b|\btotal (?:number|of|members)\b"
        r"|(?<!差)(?<!号)(?<!号是)(?<!号码是)(?<!价格)(?<!价格各)(?<!各)多少(?!钱|费|天|时间|年|度|分|瓦|号|会|要|个?月|个?工作日|步)|(?<!哪)几(?:个(?!月|工作日|小时|星期|步)|家|国|项|种|类|份)|一共|总共|共(?:有)?多少|数量", re.I)),
    (Intent.compare, re.compile(
        r"\bcompar\w+|\bvs\.?\b|\bversus\b|\bagainst\b|\bside[- ]by[- ]side\b|\bdifferences? between\b|\bdiffer(?:s|ent|ence)?\b.*\b(?:from|between|than|to)\b|\bhow (?:do|does|is|are) .* differ|\bwhich is (?:quicker|simpler|easier|stricter|better|faster|harder|cheaper)\b|"
        r"\b(?:easier|stricter|harder|tougher|softer|strictest|toughest|laxer|laxest|quicker|faster|simpler|slower|better|worse)\b|\bwhich (?:one )?(?:applies|governs|prevails|wins)\b|\boverlap\w*|\bgap between\b|\bdifference\b|\b(?:the )?same thing\b"
        r"|对比|(?:什么|啥)关系|比较|区别|差别|差异|不同|相比|哪个(?:更|比较|好|严|松|容易|简单|快|慢|麻烦|省事)|哪(?:国|种|边)(?:更|严|松)|还是.{0,12}(?:哪个|选)|选哪个|哪个严|不一样|差哪|(?:更|最)(?:严|松|容易|麻烦|省事|简单|宽)|(?<!先)(?:按|归|算|走|选|挑|用|看|办|做|申请)(?:哪个|哪部|哪一个|哪边|谁)|哪个(?:为准|管|适用|说了算)|谁(?:更|严|松)|一样(?:吗|么|不|的?$)|一回事|差多少|差在哪|比(?:呢|怎么样|一下)|pk|异同", re.I)),
    (Intent.route, re.compile(
        r"\bwhat (?:else|more)\b|\bstill owe\b|\bwhat(?: exactly)?(?:'s| is| am i| are we| do (?:i|we))? (?:still |exactly )?(?:missing|lack\w*)\b|\bstill (?:need|missing|have to)\b|\bgaps?\b|\b(?:fastest|shortest|quickest|best|easiest) (?:way|route|path)\b|\broutes?\b|\bpath(?:way)?\b|\bwhat(?:'s| is)? left\b|\bmissing\?|"
        r"\bhow (?:do|can|could|should) (?:i|we) (?:use|get|turn|go|leverage|bring|convert)\b[^?]*\b(?:to|into|for|from|with)\b|\bwhat can (?:i|we) do with\b"
        r"|还(?:缺|差|要补|得补)|还(?:要|需要|得|需).{0,4}(?:什么|啥|哪些|多少)|缺(?:什么|哪些|啥)|差(?:什么|哪些|啥)|怎么(?:转|用(?!于)|换)|如何(?:转|换)|怎么走|补(?:什么|哪些|啥)|路线|捷径|途径|最快", re.I)),
    (Intent.steps, re.compile(
        r"\bsteps?\b|\bwhat next\b|\bprocedures?\b|\bprocess(?:es)?\b|\bhow (?:do|can|to|should|would|does|must)\b[^?]*\b(?:get|obtain|apply|register|certif\w+|proceed|go about|file|start|renew|have|enrol|become|notify|do)\b|\bwalk (?:me|us) (?:through|thru)\b|\btalk me through\b|\bwhere (?:do|should|to) (?:i |we )?(?:start|begin)\b|\bwhat comes first\b|\broad ?map\b|\bsequence\b|\bchecklist\b|\bto-?do list\b|\bhow (?:is it|does one|d'you)\b|(?<!know )\bhow\s*\??$|\bstep[- ]by[- ]step\b|\bhow to\b|\bin what order\b|\bguide me\b|\bworkflow\b|\bhow-to\b"
        r"|步骤|流程|程序|下一步|接下来(?:做|要|怎么|该)|怎么(?:办|申请|做|弄|搞|整|排|走|着手|下手|入手|起步|约|报|递|提交|交|注册|登记|拿|取得|操作|备案|开始|个?流程)|如何(?:办|申请|做|注册|登记|取得|拿|获得|备案)|补办|补发|丢了|挂失|咋(?:办|弄|做|申请|补|续|整|走|搞|来|拿|下手)|从哪(?:儿|里)?(?:开始|下手|入手|着手)|一步步|换证|办证顺序|全流程|先做什么|哪几步|顺序|先(?:办|做|申请)哪|怎么续|如何(?:续|查)|怎么查", re.I)),
    (Intent.standards, re.compile(
        r"\b(?:identical|equivalent standard|equivalence|idt|mod|neq|adopts?|adoption|adopted|same as|corresponds?|corresponding|counterpart|editions?|which (?:version|standards?)|what (?:edition|version|standards?)|version (?:of|number)|(?:in|the) (?:chinese )?GB(?:/T)?\s*\??$|(?:which|what) (?:GB(?:/T)?|JIS|EN|BS|ISO|IEC)\b|(?:national|group) (?:deviations?|differences?)|same thing|standards? number|"
        r"based on|national version|harmoni[sz]ed standards?|standards? (?:for|apply|applies|used))\b|等同|等效|修改采用|非等效|一致性程度|采标|采用(?:国际标准|了|的|哪|什么|IEC|ISO)?|对应(?:的)?(?:国际|国标|哪)?(?:标准)?|哪个版本|什么版本|哪一版|哪版|(?:什么|哪[一二两三几]?[个些项份]?|何种)(?:国家|国际|检测|测试)?(?:标准|国标)|标准(?:是(?:什么|哪)|有哪|号)|国标(?:现在|是|号|有)|转化|转成国标|=\s*(?:which|what)|第?几版|哪一?年版|IDT|MOD\b|NEQ", re.I)),
    (Intent.status, re.compile(
        r"^\s*(?:and )?(?:since |from |until |by )?when\b|\b(?:since|until|till|from|by) when\b|\b(?:from )?which day\b|\bbec(?:o|a)me law\b|\bwhen (?:did|does|do|will|was|is|were|has|must|should|can)\b|\b(?:from which date|what date|which date|which year|how long has|which (?:one |date |rule |version )?(?:holds|applies|counts|is right|is correct) (?:now|today)|still (?:valid|in force|apply|applied|applies|use|active|running|operational|current)|deadline|entered? into force|effective date|transition|since what|signed or|(?:in practice|up and running|operational) (?:yet|now|already)|where does it stand|dormant|still on|still running|back in force)\b|\bstands? (?:today|now)\b|\b(?:yet|already)\s*\?|\b(?:is|are|was|were|has|have|did)\b[^?]*\b(?:in force|over|"
        r"expired?|ended?|superseded|replaced|repealed|phased? out|terminated|suspended|signed|ratified|withdrawn|valid any ?more|dead|alive|live yet|apply yet|started)\b|\b(?:is|are|was|were)\b[^?]*\b(?:live|active|running|operating|working)\s*\?|\bstatus\b|\b(?:repealed|superseded|revoked|abolished|postponed|delayed|phased out|pushed back)\b|\bstill (?:alive|law|binding|good law|there)\b|\b(?:suspended|ratified|replaced|withdrawn|in force|signed|scrapped)\b(?=\s*(?:\?|$|,|;|since|already|yet|now|or|by|until|till|when))|\bstill a thing\b|\bkick(?:s|ed)? in\b|\btakes? effect\b|\bgo(?:es)? live\b|\bstart date\b|\bcut-?off\b|\bgrace period\b|\bsunset\b|\bgone\b|什么时候|何时|哪(?:一)?年|哪(?:一)?天|几月|还有效|还能用|还适用|还在|仍(?:然)?(?:有效|适用)|生效|截止|过渡期|现在还|失效|作废|废止|终止|实施(?:日期|时间|了)|签(?:署)?于|开始(?:实施|执行|强制)|从哪|状态|还算数|停用|停了|停摆|用上|还在用|落地|续签|恢复|暂停|取消了|废(?:了|除|掉)|废没废|作废没|停没停|(?:实施|执行|落地|生效|开始|强制|签)(?:了)?没(?!有?[实执落生开])|几号|几时|啥时|几月份|推迟|延期|延后|延到|暂缓|现在能用|能用了|还算(?:数|有效)|生效了", re.I)),
    (Intent.accreditation, re.compile(
        r"\b(?:signator(?:y|ies)|(?:inside|in|under|on|part of|signed|within) (?:the )?(?:ILAC|IAF|APAC|IAAC|EA|Global ACI|AFRAC|ARAC)|accreditation bod(?:y|ies)|mla|ilac mra|global accreditation|accredited (?:by|for|to)|accredits?|accreditation|scopes?)\b|签署方|签约|认可机构|认可组织|认可范围|认可资质|互认协议|多边承认|被认可|获认可|认可(?:了|哪些|什么)(?:领域|范围)?", re.I)),
    (Intent.list, re.compile(
        r"\blist\b|\bwhich (?:\w+ )?(?:countr\w+|markets?|econom\w+|agreements?|mras?|schemes?|bod(?:y|ies)|labs?|laborator\w+|products?|members?|parties|regulators?|authorities|sectors?|organi[sz]ations?|places|arrangements?|fields)\b|"
        r"\bwhat (?:\w+ )?(?:countries|markets|agreements|mras|schemes|bodies|labs|products|members|sectors|arrangements)\b|\bwhere (?:else )?(?:can|is|are|does|do|will|could|would)\b(?!\s+(?:i|we|it) (?:apply|register|get|go))|\bname (?:all|the|some)\b|\ball (?:the )?(?:countries|markets|mras|agreements|schemes|bodies|members)\b|\bwho (?:accepts?|takes?|recogni[sz]es?|are the members|else)\b"
        r"|(?:哪些|哪几个|列出|列一下|有哪些|都有哪|都有谁|名单|清单|哪几?国|哪里|哪儿|哪家|哪几家|有谁|哪些个)", re.I)),
    (Intent.coverage, re.compile(
        r"\b(?:mras?|mutual(?:ly)? recogni\w+|agreements?|arrangements?|phase (?:i|ii|1|2)|covered?|covers|caught by|in scope|hit by|coverage|"
        r"scope|included?|includes?|in or out|inside|joined|joins?|in practice|operational|parties|party|members?|participat\w*|treat(?:y|ies)|fta|deal|each other(?:'s)?|(?:anything|something) between)\b|互认|协定|协议|安排|覆盖|签了|成员|参加|相互|涵盖|包括|包含|包不包|含不含|在内|适用范围|范围|管不管(?!用)|管(?:得)?到|算不算在|在不在|里头有|写没写|缔约|参与|加入|自贸", re.I)),
    (Intent.accepted, ACCEPTED),
    (Intent.definition, re.compile(
        r"^\s*(?:so |and |hi,? |hello,? )?(?:what(?:'s| is| are| does| do)|whats|define|explain|meaning of)\b(?!.*\b(?:require[ds]?|requirements?|rules?|need|certification for|accepted|evidence|standards? for)\b)|\bmeans?\b|\bmeaning\b|\bterms\s*\?|\bwhat does (?:it|that|this) say\b|\bwhen (?:to|do (?:i|we|you)) use\b|\bstands? for\b"
        r"|什么是|是(?:什么|啥|个啥|指)(?!.*(?:要求|时候))|什么意思|啥意思|指什么|指的是|定义|含义|解释|介绍(?:一下)?|啥是|什么叫|啥叫|=\s*[?？]|什么概念|啥概念|干(?:什么|嘛|啥)(?:用)?的", re.I)),
    (Intent.required, re.compile(
        r"\b(?:requires?|required|requirements?|need(?:s|ed)?|must|mandatory|compulsory|what certif\w+|which certif\w+|certs?|papers|paperwork|how (?:do|can|to)|whats? needed|necessary|approvals?|"
        r"rules?|regulat\w+|comply|compliance|label\w*|mark(?:ing)?|sell|selling|export|import|certif\w+|necessary|obligatory|permits?|licen[cs]es?)\b"
        r"|需要|要什么|要啥|要不|得办|得做|要验|要备|办哪|办啥|做哪些|做啥|什么认证|哪些认证|什么证|啥证|办什么|怎么出口|如何出口|要求|强制|必须|出口|法规|准入|要不要|用不用|卖|销往|进口|上市|清关|入境|要哪些|什么手续|合规|认证", re.I)),
)

# Words that say nothing of the subject: what is left of a question without names and these is a thing the base does not know.
PLAIN_EN = frozenset(
    "std stds worker workers behind beside beyond within among across along around upon onto toward towards per pre kilo kilos kilogram kilograms gram grams tonne tonnes ton tons "
    "litre litres pieces pcs box boxes twin rel rev roughly approx whatsoever else "
    "till although though whereas whenever wherever hence thus moreover anyway anyhow despite otherwise rather "
    "quite almost never always often sometimes usually normally typically roughly approximately precisely "
    "actually really simply merely even well allow allows allowed forbid forbidden ban banned prohibit prohibited "
    "obligatory optional suffice adequate okay fine correct right wrong true false invalid impossible feasible "
    "happen happens happened occur occurs equal sort sorts means reason reasons cause causes begin begins began "
    "start starts started finish finished continue continues continued stops stopped kept bring brings brought "
    "gave given gets got getting shown told said answers answered explains explained describe describes quick "
    "quickly slow slowly soon early earlier late latest recent recently previous previously former formerly "
    "oldest newer newest last final finally initial initially tomorrow yesterday nowadays week weeks hour "
    "hours minute minutes deadline deadlines due overdue either neither several few less half double multiple various certain "
    "common usual normal extra additional further separate together jointly pls plz thx btw asap fyi cheers dear "
    "sir folks guys kindly urgently urgent stuck confused wondering insists claims swears heard rumour supposedly "
    "apparently allegedly honestly literally frankly exact actual whole entire complete partial "
    "ghz mhz khz kw a an and are as at be been by can could do does did for from get go has have having how i if in into is it "
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
    "instead replace side compare comparison versus vs find finds finding steps step route routes way ways status date dates year "
    "years month months min max jan feb mar apr jun jul aug sep sept oct nov dec validity long time times january february march april june july august september october november december "
    "amazon temu shopee lazada shein aliexpress ebay etsy walmart tiktok wayfair mercadolibre allegro wifi address addresses ingredient ingredients split fulfilment "
    "fulfillment domiciliation age ages cap caps fee fees price prices ceiling "
    "coc cpr atr mrp bond bonded demo demos demonstration fair fairs exhibition booth "
    "deal deals mine yours ours theirs let retesting retest retested kids mean stop being done missing buyer buyers buyer's seller sellers customer customers customer's client clients exactly brexit ship shipping certs cert papers paperwork want wants target".split()
)
PLAIN_ZH = re.compile(
    "亚马逊|跨境电商|跨境|速卖通|虾皮|来赞达|拼多多|独立站|电商|平台|通函|通知|公告|免许可|拆箱|港口|找哪个|找哪|前找|找谁|去哪|天开始实施|天开始|天起|天实施|天算起|天内|开始实施|正式实施|开始|手上|手头|听说|时候|会儿|东西|之后|后来|原来|今天|最近|最后|最长|最短|最小|最低|最高|最迟|最晚|"
    "取消|恢复|正式|当时|换证|转证|续证|失效|作废|暂停|撤销|提前|推迟|叫啥|里头|啥证|啥时候|下来|照样|谁来|归谁管|后面|完全|首次|提交|马上|顺便|同样|保留|满足|"
    "解释|变化|处理|换成|过期|归谁|谁批|谁发|建议|总共|反正|清楚|算数|久内|期内|"
    "各国|别国|他国|本国|自己|分别|大概|关系|一回事|回事|另外|流程|缺啥|到底|重测|免测|周期|价格|脱欧|截止|意思|客户|什么时候|会不会|出口到|实验室|有没有|符合性|能不能|要什么|一个|一样|上市|之前|之间|互认|产品|什么|他们|代表|以及|以后|"
    "工人|企业|何时|使用|公司|准入|出具|出口|出的|制造|办理|区别|协定|协议|卖到|可以|可否|合规|告诉|哪个|哪些|哪种|国内|国外|"
    "国家|声明|备案|如何|如果|家用|工厂|已经|市场|应该|强制|当地|必须|怎么|怎样|我们|或者|手里|批准|承认|报告|拿到|持有|"
    "接受|文件|是否|有效|有用|本地|机构|标准|标志|标签|检测|法规|注册|测试|海关|消费|清关|版本|版的|现在|生产|生效|电子|"
    "电气|登记|目前|直接|知道|签署|能否|范围|要求|覆盖|认可|认证|许可|设备|证书|请问|资料|还是|进入|进口|那么|销售|销往|"
    "需要|一|三|不|与|且|两|个|为|也|了|二|于|五|些|从|以|份|但|你|做|再|几|出|到|办|去|及|只|号|名|吗|吧|呀|呢|"
    "第|和|哪|啊|四|在|地|型|多|够|对|少|就|年|并|张|往|得|想|我|或|把|拿|新|日|旧|是|月|有|款|没|版|用|由|的|种|"
    "等|签|类|级|给|能|行|被|要|请|还|这|那|都|[,，。？！、]"
)

# Of evidence in hand: which market would take it.
IN_HAND = re.compile(r"\b(?:got|have|having|holding|hold|passed|in hand|already)\b|拿了|拿到|有了|过了|已有|手[里上头]|在手|^有|[,，]有", re.I)
PROOF = re.compile(r"\b(?:reports?|cert\w*|approvals?|registrations?|grants?|declarations?|licen[cs]es?)\b|报告|证书|注册证|批文|批件", re.I)
PAPERS = re.compile(r"\b(?:cert\w*|registrations?|licen[cs]es?|R-numbers?|R[ -]no\.?)(?!\w)|证书|注册证|登记证|许可证", re.I)
ANYWHERE = re.compile(
    r"\bwhere (?:else|next|outside|other|can|could|does|do|will|would|is|are)\b|\b(?:which|what) (?:other |more )?(?:countries|markets|economies|places)\b|\b(?:next|other|another|easiest|more|extra) (?:markets?|countr(?:y|ies))\b|\bwho (?:else )?(?:recogni[sz]es|accepts|takes|honou?rs)\b|谁(?:还)?(?:认|收|承认|接受)|"
    r"哪(?:些|几|个|一)?(?:国|市场|地方|里|儿|边)|其他(?:国家|市场|地方)|别的(?:国家|市场|地方)|什么国家|啥国家", re.I
)  # fmt: skip
WHERE = re.compile(r"\b(?:which|where|what) (?:countr|market|econom|regulator|authorit)|\bwhere\b|\babroad\b|\bworld|哪些|哪里|哪儿|各国|多国|国家|市场|国外|全球|通用", re.I)
MRA = re.compile(r"\bMRAs?\b|mutual recognition|\beach other\b|互认|相互(?:承认|认)", re.I)

SINCE = re.compile(r"\bsince when\b|\bhow long has\b|自何时|从(?:什么时候|何时|哪(?:一)?[年天])", re.I)
WHEN = re.compile(r"\b(?:when|until when|which date|what date|which year)\b|什么时候|何时|哪(?:一)?[年天]", re.I)
OF_A_RULE = frozenset({Intent.change, Intent.definition, Intent.not_recorded})
OF_A_SCHEME = frozenset(
    {Intent.validity, Intent.marking, Intent.steps, Intent.representative, Intent.designates, Intent.definition, Intent.compare,
     Intent.change, Intent.status, Intent.how_many, Intent.standards}
)
OF_A_PART = frozenset({Intent.validity, Intent.marking, Intent.representative, Intent.designates})
# What a rule leaves out.
EXEMPT = re.compile(
    r"\bexempt\w*|\bexcept\w*|\bwaive[dr]?\b|\bsamples?\b|\b(?:own|personal|private) use\b|豁免|除外|例外|免办|免于|免除|样品|自用",
    re.I,
)

# Sides of a rule that a question names, whatever else it asks.
NAMED = {
    "factory_inspection": re.compile(
        r"\bfactory (?:audit|inspection)|\b(?:audit|inspect)\w*\b[^.?;]{0,20}\bfactory\b|工厂[^,，。;；?？]{0,6}(?:审核|检查|审查)|审厂|验厂",
        re.I,
    ),
    "in_country_testing": re.compile(
        r"\b(?:local|in-country|domestic) test|\btest\w*\b[^.?;]{0,16}\b(?:locally|abroad|overseas)\b|\b(?:must|need|have|has)\b[^.?;]{1,40}\bbe (?:re-?)?tested (?:again )?in\b"
        r"|\b(?:send|ship)\w* (?:the |our |any )?(?:test )?samples?\b|\bsamples? (?:go|sent|shipped)\b|(?:本地|当地|境内|境外|国外)[^,，。;；?？]{0,4}(?:检测|测试|检验)|(?:送|寄)样",
        re.I,
    ),
    "exemption": EXEMPT,
}


def sides_named(text: str) -> tuple[str, ...]:
    """The sides of a rule that a text names: "must it be tested locally, is there a factory audit"."""
    found = [name for name, words in NAMED.items() if words.search(text)]
    rest = NAMED["in_country_testing"].sub(" ", text)  # "send samples": none that may enter freely
    return tuple(name for name in found if name != "exemption" or EXEMPT.search(rest))
# Goods are what is asked for: "which products need CCC?", "is it mandatory?"
GOODS = re.compile(
    r"\b(?:which|what)(?: \w+){0,2} (?:products?|goods|items?|categor(?:y|ies)|appliances|articles|things)\b|\b(?:list|scope|catalogue?|range) of (?:\w+ ){0,3}(?:products?|goods|items|appliances)\b|\b(?:product|goods) list\b|^(?:[\w-]+ ){1,4}list\W*$"
    r"|\b(?:products?|goods|items) (?:\w+ ){0,3}(?:under|in|on) |\b(?:is|are) (?:\S+ ){1,4}(?:mandatory|compulsory|obligatory|voluntary|required by law)\b"
    r"|(?:哪些|什么|哪类|哪几类)(?:产品|商品|东西|货|电器|品类|类别)|产品(?:目录|清单|范围)|(?:认证|标志|注册)?(?:目录|范围|清单)(?:有|是|包括|里|内)|(?:是不是|是否|是)(?:强制|自愿)",
    re.I,
)

# Several things are set side by side.
COMPARED = re.compile(
    r"\bcompar|\bdiffer|\bvs\b|\bversus\b|\bside by side\b|\bbetter\b|\beasier\b|\bstricter\b|\bwhich (?:one|of)\b|\bor\b|区别|对比|差别|差异|不同|不一样|比较|对照|哪个|还是|相比|比起|各(?:是|打|要|有)?(?:多少|几)|分别",
    re.I,
)
