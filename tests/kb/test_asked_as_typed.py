"""Questions as people type them, each of a class that was misread or mistold, and how its answer begins."""

from __future__ import annotations

import datetime as dt

import pytest

from kb.answer import ask
from kb.base import Kb
from kb.dates import day_of
from kb.model import Query
from kb.naming import is_of
from kb.numbers import standards
from kb.spoken import third_language
from kb.terms import Intent, Verdict


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("EESS CTF3 test reports accepted until when", "CB reports of stage CTF3"),  # a code that one paragraph holds
        ("Inmetro Portaria 674 2024 dispositivos elétricos", "Inmetro Ordinance 674 of 13 November 2024"),
        ("2020年12号公告规定非医用口罩出口要交什么单子?", "2020年中国对口罩出口有何要求"),
        ("From when do LMT and EV batteries need a battery passport in the EU?", "EU Batteries Regulation"),
        ("New York lithium e-bike charger law", "New York State, e-bikes and their lithium batteries"),
        ("CRA vulnerability reporting start single reporting platform", "- The EU Cyber Resilience Act (EU) 2024/2847"),
        ("EU lead in PVC restriction date", "Lead in PVC in the EU"),
        (
            "India QCO goods shipped before the QCO date, how many days to file the bill of entry?",
            "Goods shipped before",
        ),
        ("which MRAs does Australia have?", "4"),  # how many there are, and no other economy's paragraph
        ("日本从哪天起要求充电宝贴PSE标志?", "**日本：锂离子蓄电池与充电宝的PSE要求**"),
        ("is EN 388 harmonised under PPE regulation and since when", "EN 388, EN 407"),  # not the law it is under
        ("ILAC和IAF合并了吗,新组织叫什么", "先说明：至2025年底，ILAC MRA"),
        ("customer says ILAC doesn't exist anymore, who took over?", "First: Until the end of 2025 the ILAC MRA"),
        ("is JIS C 9335-1 identical to IEC 60335-1?", "| | JIS C 9335-1:2014"),  # not the paragraph on EN IEC 60335-1
    ],
)
def test_the_answer_begins_with_what_was_asked(question: str, begins: str, kb: Kb) -> None:
    assert ask(question, kb).markdown.startswith(begins)


@pytest.mark.parametrize(
    ("question", "silent"),
    [
        ("Denmark EPR packaging registration date 2025", "Kenya"),
        ("FDA ASCA accreditation bodies which", "agreements and arrangements"),
        ("水龙头出口欧盟 2026年底以后德国KTW证书还能用吗", "项协定"),
        ("Brazil Inmetro household appliances Portaria 371 of 2009", "nothing is recorded under this name"),
        ("Decree 991 of 2015 Egypt mattresses watches registration ILAC certificate", "Superseded"),
        ("EU UV-328 limit", "No product was named"),
        ("台湾行动电源边境抽验比例 2025", "|---|"),
    ],
)
def test_what_was_not_asked_is_not_told(question: str, silent: str, kb: Kb) -> None:
    assert silent not in ask(question, kb).markdown.partition("\n---\n")[0]


def test_of_an_accreditation_body_and_ilac_the_bodys_own_scopes_are_told(kb: Kb) -> None:
    told = ask("NAAU inspection ILAC suspended when", kb)
    assert told.verdict is None
    assert "National Accreditation Agency of Ukraine" in told.markdown.split("\n")[0]
    assert ask("Is the ILAC MRA still in force?", kb).verdict is Verdict.superseded_or_suspended


def test_an_exemption_asked_for_is_told_beside_the_side(kb: Kb) -> None:
    assert "transmitters below 50 mW" in ask("Sri Lanka TRCSL exemption below 50 mW", kb).markdown.partition("---")[0]


def test_a_scheme_of_one_name_is_that_of_the_market(kb: Kb) -> None:
    assert ask("did no PVoC for goods to Uganda, what now?", kb).query.schemes == ("ug-pvoc",)


def test_of_a_number_nobody_recorded_its_issuers_adoption_of_the_same_is_told(kb: Kb) -> None:
    told = ask("GOST IEC 60669-1 switches: Russia new standard from what date", kb).markdown
    assert "GOST 35052.1" in told.partition("---")[0]


def test_goods_that_an_equivalence_leaves_out_are_refused_though_a_row_rests_on_such(kb: Kb) -> None:
    question = (
        "USDA organic {}lettuce to Toronto, NOP cert in hand: does Canada accept it under the US-Canada equivalence?"
    )
    assert ask(question.format("hydroponic "), kb).verdict is Verdict.not_accepted
    assert ask(question.format(""), kb).verdict is not Verdict.not_accepted


def test_an_agreement_not_in_force_leaves_the_markets_rule_to_decide(kb: Kb) -> None:
    told = ask("欧盟印度自贸协定已经生效,带CE的充电器进印度就不用BIS了,是吗?", kb)
    assert told.verdict is Verdict.not_accepted
    assert "谈判中" in told.markdown.split("\n")[0]


def test_a_certificate_of_a_law_is_held_and_the_rules_of_a_mark_are_not(kb: Kb) -> None:
    panels = ask("Panels with TSCA Title VI certification for furniture: does Canada accept it?", kb)
    assert panels.query.evidence == ("tsca-title-vi-certificate",)
    assert panels.verdict is Verdict.conditional
    assert ask("有CPNP通报,进越南认吗", kb).query.evidence == ("foreign-product-notification",)
    assert ask("lamps under the 2026/9 CE import communique of Türkiye: is TAREKS proof?", kb).query.evidence == ()


def test_numbers_are_read_with_their_parts_and_series() -> None:
    assert standards("which IEC is IS 302 Part 1 2024") == ("IS 302-1",)
    assert standards("SI 60968, VC 8052 and CSA B51") == ("SI 60968", "VC 8052", "CSA B51")
    assert standards("SI 2016/1101") == ()
    assert third_language("nightlight CSA C22.2 No. 12 moved to No. 256 date") == ""


def test_a_report_is_of_the_goods_and_for_the_market_of_its_standard(kb: Kb) -> None:
    query = ask("our IS 13252 report of the 2010 edition, is it still fine?", kb).query
    assert (query.markets, query.products) == (("IN",), ("it-av-equipment", "power-supply"))
    assert ask("is an EN 71 report for toys accepted in Canada?", kb).query.markets == ("CA",)
    assert (
        "textile" not in ask("we have a report to EN 60950-1, can we still sell in the EU?", kb).markdown.split("\n")[0]
    )


def test_a_standard_that_the_rules_name_is_asked_about_itself(kb: Kb) -> None:
    told = ask("GB/T 32610-2016 PM2.5口罩 A级过滤效率", kb)
    assert told.query.standards == ("GB/T 32610:2016",)
    assert "|---|" not in told.markdown.partition("---\n")[0]


def test_a_name_that_two_markets_share_is_that_of_the_market_named(kb: Kb) -> None:
    assert ask("尼日利亚NCC型号认证需要样机吗", kb).query.bodies == ("ng-ncc",)
    assert ask("以色列MOC型号核准豁免哪些", kb).query.evidence == ()
    assert ask("路由器有型号核准,出口巴西认吗", kb).query.evidence == ("srrc-approval",)


def test_a_month_is_no_name(kb: Kb) -> None:
    told = ask("Morocco goods controlled at the border from 1 Feb 2021", kb)
    assert told.query.intent is not Intent.outside
    assert "Feb" not in told.query.unknown


@pytest.mark.parametrize(
    ("question", "markets", "products"),
    [
        ("出口皮卡到澳大利亚要什么认证？", ("AU",), ("motor-vehicle",)),
        ("mixer grinder to India: which certification?", ("IN",), ("household-appliance",)),
        ("Does Britain accept a lift with CE marking?", ("GB",), ("lift",)),
        ("Can work helmets with EN 397 be sold in Thailand?", ("TH",), ("safety-helmet",)),
        ("摩托车安全帽出口印尼", ("ID",), ("helmet",)),
        ("fuse-links to South Africa", ("ZA",), ("switchgear",)),
        ("新生儿光疗设备出口马来西亚", ("MY",), ("medical-device",)),
        ("fire door on a ship: is a CE enough in the EU?", ("EU",), ("marine-equipment",)),
        ("NAFDAC registration for tablets made in India", ("NG",), ("medicine",)),
        ("tablets and laptops to Nigeria with CE", ("NG",), ("it-av-equipment",)),
        ("toys to Joburg with CE", ("ZA",), ("toy",)),
        ("goods to Pointe-Noire: which certificate?", ("CG",), ()),
    ],
)
def test_goods_and_places_are_known_by_the_names_people_type(
    question: str, markets: tuple[str, ...], products: tuple[str, ...], kb: Kb
) -> None:
    query = ask(question, kb).query
    assert (query.markets, query.products) == (markets, products)


def test_a_freight_station_and_a_scheme_of_eac_are_no_certificates(kb: Kb) -> None:
    assert ask("货在港口CFS拆箱，玩具没有SASO证书怎么办", kb).query.evidence == ()
    assert ask("CFS for cosmetics to Egypt", kb).query.evidence == ("free-sale-certificate",)
    assert ask("EAC 3c certificate for one batch of fans", kb).query.markets == ("EAEU",)
    assert ask("有3c认证,做EAC能用吗 灯具", kb).query.evidence == ("ccc-certificate",)


def test_latin_america_is_its_markets(kb: Kb) -> None:
    assert "US" not in ask("Which Latin American countries accept CE for toys?", kb).query.markets
    assert "BR" in ask("拉美哪些国家认FCC报告？", kb).query.markets


@pytest.mark.parametrize(
    ("question", "verdict", "says"),
    [
        ("安道尔跟欧盟是关税同盟,所以互相承认对吧?", None, "条文不含合格评定互认"),
        ("San Marino has a customs union with the EU, so certificates are mutually recognised?", None, "hold no mutual"),
        ("EFTA Chile trade agreement test reports recognised?", None, "holds no mutual recognition"),
        ("日越EPA里有没有电气产品的互认?", None, "不承认检测报告或证书"),
        ("日本瑞士EPA:实验室有ISO 17025认可,有什么好处?", None, "可反驳推定"),
        ("IANZ跟TAF有协议,新西兰主管部门就必须收对吧", None, "先说明：自2014年12月5日起"),
        ("rebar for Manila, product cert from an IAF-accredited body, ICC?", Verdict.not_accepted, "does not replace"),
        ("Argentina MDF furniture certified by an IAF MLA accredited body, accepted?", Verdict.accepted_as_test_evidence, "OAA"),
        ("听说越南现在直接认美国FMVSS标准的汽车了?", Verdict.not_accepted, "尚非规则"),
        ("BE study done in Kuala Lumpur for a generic tablet, will Hanoi take it", Verdict.conditional, "bioequivalence"),
        ("出口阿曼,有自由销售证明就不用注册了吧", Verdict.not_accepted, "不能代替注册"),
        ("发摩洛哥,CNAS的17025报告能直接代替VoC的CoC吗", Verdict.not_accepted, "不能代替证书"),
        ("medicine batch tested in Auckland – after Brexit does UK need us to test again?", None, "New Zealand MRA"),
        ("lab in Malta: is NAB in the EA agreement for labs?", None, "for testing (ISO/IEC 17025)"),
        ("我们供应商说通过了ISO9001认证,当产品证书交可以吗", None, "不是产品证书"),
    ],
)  # fmt: skip
def test_what_an_agreement_carries_is_told_first(question: str, verdict: Verdict | None, says: str, kb: Kb) -> None:
    told = ask(question, kb)
    assert told.verdict is verdict
    assert says in told.markdown[:700]


def test_agreements_are_listed_where_they_are_asked_for(kb: Kb) -> None:
    assert "18项协定" not in ask("手机充电器属于CCC哪一类", kb).markdown
    assert "agreements and arrangements of Norway" in ask("Which agreements does Norway have?", kb).markdown
    assert ask("Does the US EPA accept test reports from Japan?", kb).query.bodies == ("us-epa",)


@pytest.mark.parametrize(
    ("question", "markets", "origins", "evidence"),
    [
        (
            "we've got the Chinese CCC-Ex for junction boxes, does SASO accept it?",
            ("SA",),
            ("CN",),
            ("ccc-certificate",),
        ),
        ("have the Chinese CCC for toys, does BIS take it", ("IN",), ("CN",), ("ccc-certificate",)),
        ("日本JC-STAR一星的摄像头,英国PSTI认吗", ("GB",), ("JP",), ("iot-security-label",)),
        ("拿国内的3C报告给SABER行吗,灯具", ("SA",), ("CN",), ("ccc-certificate",)),
        ("刹车片出口土耳其,TAREKS要型式批准,拿国内3C顶一下行吗", ("TR",), ("CN",), ("ccc-certificate",)),
        ("IP camera with KISA IoT label → Singapore CLS?", ("SG",), ("KR",), ("iot-security-label",)),
        ("does ISED accept a certificate of a US TCB?", ("CA",), ("US",), ("mra-cab-certificate",)),
        ("can a US TCB accept a test report from a Chinese lab", ("US",), ("CN",), ("laboratory-report",)),
        ("德国的指定实验室出的EMC检测报告,澳洲认吗", ("AU",), ("DE",), ("mra-cab-report",)),
        ("EU REACH registered, selling to Korea: register again?", ("KR",), (), ("reach-registration",)),
        ("刨花板有美国TSCA六的认证,卖加拿大还要重新认证吗", ("CA",), ("US",), ("tsca-title-vi-certificate",)),
        ("Chinese organic goji, can it be sold as organic in the US", ("US",), ("CN",), ("organic-certificate",)),
        ("护肤品进阿根廷,欧美日都没上市过,拿检测报告给ANMAT行吗", ("AR",), (), ("laboratory-report",)),
        ("Argentine importer of our Italian biscuits, which papers?", ("AR",), ("IT",), ()),
        ("手机充电头有CE,SAFETY Mark能直接用吗", ("SG",), (), ("ce-declaration",)),
        ("gas BBQ with CE and CSA marks, list it on ebay.com.au?", ("AU",), (), ("ce-declaration", "nrtl-certificate")),
        ("插座有IEC 60884-1的报告,做国标还要补测什么", ("CN",), (), ("laboratory-report",)),
        ("is a CNAS accredited lab accepted in Brazil", ("BR",), (), ("ilac-mra-report",)),
        ("does Germany accept ISO 17025 accreditation from NATA Australia", ("DE",), (), ("ilac-mra-report",)),
    ],
)
def test_who_is_asked_to_take_what_was_issued_where(
    question: str, markets: tuple[str, ...], origins: tuple[str, ...], evidence: tuple[str, ...], kb: Kb
) -> None:
    query = ask(question, kb).query
    assert (query.markets, query.origins, query.evidence) == (markets, origins, evidence)


def test_an_accredited_laboratory_is_worth_no_less_for_its_place(kb: Kb) -> None:
    lab = ask("downlights tested at a HOKLAS lab, usable for CCC?", kb)
    assert lab.verdict is Verdict.conditional
    assert "HKAS" in lab.markdown.split("\n\n")[1]
    assert ask("downlights tested at a CNAS lab in Vietnam, usable for CCC?", kb).verdict is Verdict.not_accepted


def test_goods_that_leave_a_market_and_return_to_it_contradict_nothing(kb: Kb) -> None:
    for question in (
        "货从美国外贸区(FTZ)出来的玩具,还要CPC吗",
        "P2 respirator for Australian building sites, TGA needed?",
    ):
        assert ask(question, kb).query.problems == ()


def test_an_agreement_of_the_sector_comes_before_what_depends_on_the_product(kb: Kb) -> None:
    told = ask("EMC test reports from a Norwegian body for the US, any MRA?", kb).markdown
    assert "EEA EFTA" in told.partition("It depends on the product")[0]


def test_an_exemption_that_ended_answers_whether_goods_are_still_exempt(kb: Kb) -> None:
    told = ask("we post lipsticks under 800 usd to US buyers, still exempt from FDA entry data?", kb).markdown
    assert told.startswith("**End of FDA's low-value exemption")


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("ETSI twin of 3GPP TS 38.133 v16.27.0", "3GPP TS 38.133:V16.27.0"),
        ("3GPP 33.116 rel 18", "3GPP TS 33.116:V18"),
        ("3GPP TS 26.132 Rel-15 手机声学测试", "3GPP TS 26.132:V15"),
        ("ETSI TS 138 133 V16.27.0", "ETSI TS 138 133:V16.27.0"),
        ("60127 part 5 fuse-links, India", "60127-5"),
        ("谐波标准17625.1旧版", "17625.1"),
        ("国标1002还是推荐性的吧", "GB 1002"),
        ("UL，8750的SF附录", "UL 8750"),
    ],
)
def test_a_standard_is_read_by_its_number(text: str, read: str) -> None:
    assert standards(text) == (read,)
    assert standards("国标2024版有1000多项") == ()


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("GB 22793.1高脚椅还能用吗，换成哪个了", "GB 28007-2024"),  # a paragraph that names it in its text
        (
            "EN ISO 9093-2:2002，这版还有效吗？",
            "EN ISO 9093-2:2002《",
        ),  # not the edition of 2018 that adopts ISO's of 2002
        ("EN ISO 10993-1:2009, what replaced it", "EN ISO 10993-1:2009 ("),
        ("3GPP TS 26.132 Rel-15 手机声学测试，ETSI对应的编号是啥", "- **欧盟** · ETSI TS 126 132:V15.2.0"),
        ("婴儿光治疗设备用哪个YY 9706", "- YY 9706.250-2021"),
        ("60127 part 5 glass fuse-links, India", "- **India** · IS/IEC 60127 (Part 5):2016"),
        ("阿联酋本安标准（对应60079-25）", "- **阿拉伯联合酋长国** · UAE.S GSO IEC 60079-25"),
        ("EN ISO 13485:2012 certificate still accepted", "**Superseded or suspended** · EN ISO 13485:2012"),
        ("EN 60950-1 report still ok for CE?", "**Not accepted** · European Union · EN 60950-1"),
        ("CCC certificate to GB 4943.1-2011 still valid?", "**Superseded or suspended** · China · GB 4943.1-2011"),
        ("work boots to EN ISO 20345:2011: how long can they stay on the EU market?", "EN ISO 20345:2022 (safety"),
        ("点型烟感和火灾报警控制器新国标哪天开始强制？", "GB 4715-2024"),
        ("IS 13252 adapter certificate - still valid?", "**Conditional** · India · IS 13252"),
        ("restaurant extractor hood for India, IS 302-2-99", "IS 302 (Part 2/Sec 99)"),
    ],
)
def test_the_standard_asked_about_leads(question: str, begins: str, kb: Kb) -> None:
    assert ask(question, kb).markdown.startswith(begins)


def test_adoption_is_not_missed_where_access_is_asked(kb: Kb) -> None:
    assert "no adoption" not in ask("Thailand: work helmets to EN 397 - accepted?", kb).markdown
    assert ask("国标24850新版何时实施", kb).status == "abstained"  # no paragraph on another standard answers
    assert ask("we sell fans in India, IS 374 or IS 302?", kb).query.markets == ("IN",)


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("HS code for antibiotics?", "- HS 2941 covers antibiotics"),
        ("HS heading for gas cookers", "- HS 7321.11 "),
        ("tariff heading for antibiotic bulk powder (API)?", "- HS 2941 "),
        ("无纺布一次性防护服报关用哪个税号", "- HS编码 6210.10"),
        ("手机充电头做3C是哪个产品类别号", "- CCC产品类别 0807"),
        ("电饭煲CCC类别号是多少", "CCC产品类别：未单独收录电饭煲的编码"),
        ("top-level ICS field of clothing", "- ICS 61 "),
        ("HS code for ceramic mugs please", "**Not in the base**"),
    ],
)
def test_goods_are_told_their_codes(question: str, begins: str, kb: Kb) -> None:
    assert ask(question, kb).markdown.startswith(begins)


def test_goods_proof_and_papers_are_read_as_people_say_them(kb: Kb) -> None:
    def read(question: str) -> Query:
        return ask(question, kb).query

    lacking = read("灯具去沙特，只交CB报告没带CB证书，SASO收吗？")
    assert (lacking.evidence, lacking.absent) == (("cb-test-report",), ("cb-test-certificate",))
    assert read("显示器做过3C，韩国KC能免吗").evidence == ("ccc-certificate",)
    assert read("wifi router with RED type exam from a German NB, UKCA").evidence == ("notified-body-certificate",)
    assert read("CE cert on our class C device is enough for Brunei").evidence == ("notified-body-certificate",)
    assert read("CE cert on our toy is enough for Brunei").evidence == ("ce-declaration",)
    assert read("used 2021 BEVs to Amman, limit on battery condition?").products == ("motor-vehicle",)
    assert read("vapes to Kazakhstan, still legal to sell?").products == ("e-cigarette",)
    assert read("普通布口罩（不是医用也不是PPE）卖英国").products == ("face-mask",)
    assert read("KN95发给泰国工厂工人戴，可以吗").markets == ("TH",)
    assert read("shirts tested to EN limits in Europe, any good for selling in China?").markets == ("CN",)
    assert read("出口口罩还要按2020年商务部5号公告交声明吗").dated is False


def test_the_record_made_for_what_is_asked_leads(kb: Kb) -> None:
    def first(question: str) -> str:
        return ask(question, kb).citations[0].id

    assert first("FFP2 half masks to India, BIS needed?") == "requirements/in#respirator"
    assert first("普通布口罩（不是医用也不是PPE）卖英国，实验室报告必须有吗") == "requirements/gb#face-mask"
    assert first("KN95发给泰国工厂工人戴，可以吗") == "requirements/th#ppe/kn95-report"
    assert first("dishwasher for Israel: SI 900 part 2.5 draft, which IEC edition") == (
        "guides/electrical-standards-transitions#p31"
    )
    assert first("巴西Inmetro Cgcre凭哪条法令当GLP监督机构") == "guides/accreditation-and-mra-facts#p34"
    assert first("UAE std for vertical flame test of one thin insulated wire").startswith("equivalences/uae-s-gso")
    assert first("MTCTE phase III/IV due 1 July 2023, pushed to when").startswith("guides/asia-")
    assert first("moto tyres Colombia, R75 supplement, E-mark a must?") == "requirements/co#tyre/un-type-approval"


def test_trusted_operators_of_customs_carry_no_proof_of_goods(kb: Kb) -> None:
    told = ask("EU and China have mutual recognition right, so our CCC certificate should do for Europe?", kb)
    assert told.verdict is Verdict.not_accepted
    assert told.citations[0].id == "guides/agreements-that-do-not-exist#p1"
    cars = ask("car with UK type approval, do the Swiss still take it after Brexit?", kb)
    assert not any("aeo" in one.id for one in cars.citations[:3])
    assert ask("中国和欧盟海关AEO互认吗", kb).query.agreements == ("aeo-cn-eu",)


def test_an_annex_that_recognises_nothing_carries_nothing(kb: Kb) -> None:
    assert ask("欧韩自贸协定里药厂GMP检查互认吗", kb).verdict is Verdict.not_accepted
    assert ask("we're a NB under PED; will NZ take our pressure vessel certs under the MRA?", kb).query.origins == (
        "EU",
    )


def test_what_is_found_is_told_of_the_right_subject(kb: Kb) -> None:
    def first(question: str) -> str:
        return ask(question, kb).citations[0].id

    # A rule made first of all for another kind of the family decides nothing.
    for goods in ("儿童推车有EN 1888报告，澳大利亚能用吗", "baby walker EN 1273 report for Australia"):
        assert ask(goods, kb).verdict in (None, Verdict.not_in_base)
    # Two economies side by side with what authorities take as it is: the agreement between them.
    assert first("EU-Australia GMP").startswith("agreements/eu-au")
    assert first("Canada Japan organic") == "agreements/ca-organic-equivalence#jp"
    assert first("UK Taiwan organic").startswith("agreements/tw-gb-organic")
    # Agreements on goods say nothing of customs' trusted operators; one that carries nothing decides nothing.
    assert ask("AEO 中国 沙特 互认", kb).verdict is None
    assert not any("cn-eaeu" in one.id for one in ask("AEO China Kazakhstan", kb).citations)
    assert ask("INMETRO certificate valid in Argentina?", kb).verdict is None
    # The market asked about before another one's scheme of the same name; the law named before what search finds.
    assert first("Bahrain TRA type approval validity") == "requirements/bh#wireless-telecom"
    assert first("Serbia energy labelling rulebook") == "requirements/rs#energy-label"
    assert first("欧盟新机械法规什么时候生效，旧的CE证书还能用吗") == "laws/eu-regulation-2023-1230"
    assert first("China food under 2019/1793") == "laws/eu-regulation-2019-1793"
    assert first("PPE type-examination certificate validity EU") == "requirements/eu#ppe"
    assert first("TR CU 009 cosmetics") == "requirements/eaeu#cosmetic"
    assert first("韩国电动汽车电池安全认证制度") == "requirements/kr#motor-vehicle"
    # A kind of answer that no word asked for gives way to the record that speaks of the question.
    assert first("DOT plant code for tyres") == "guides/us-procedures#p1"
    assert first("美国 船 发动机 EPA 排放证书") == "requirements/us#engine-emission"
    assert first("Health Canada recognized standards list 2019 changes").startswith("guides/standards-dates")
    assert ask("北京明天天气", kb).reason == "outside"
    assert first("what does it cost to certify a toy for Japan") == "requirements/jp#toy-under-36-months"


def test_standards_and_accreditors_are_told_apart_from_what_they_resemble(kb: Kb) -> None:
    def first(question: str) -> str:
        return ask(question, kb).citations[0].id

    assert "none of them" not in ask("TCVN 11332 IEC 62115", kb).markdown
    recognised = ask("health canada recognized standards ISO 14971:2019", kb)
    assert "no adoption" not in recognised.markdown
    assert first("GSO ISO 9001") == "equivalences/uae-s-gso-iso-9001-2022"
    assert first("NBR IEC 60601-1:2010") == "equivalences/abnt-nbr-iec-60601-1-2010"
    assert ask("SNI ISO 9001", kb).status == "abstained"
    assert ask("is an SNI ISO 9001 certificate accepted in Malaysia", kb).query.evidence == ("iso-9001-certificate",)
    assert ask("ISO 50001:2018 transition IAF MD 24", kb).query.agreements == ()
    assert first("when was ILAC founded") == "guides/accreditation-bodies-and-marks#p1"
    assert first("NiNAS Nigeria ILAC MRA signatory since when") == "guides/conformity-standards-transitions#p14"
    assert "ILAC MRA mark, who could" in ask("can CNAS logo be used on products", kb).markdown[:200]
    pact = ask("does IAF MLA mean product approval", kb)
    assert (pact.verdict, "binds no government" in pact.markdown[:250]) == (None, True)
    assert ask("is the ILAC MRA still in force", kb).verdict is Verdict.superseded_or_suspended
    assert "no signature is recorded" in ask("PJLA IAF MLA since", kb).markdown
    assert first("GB 19083-2010 report still valid").startswith("transitions/gb-19083-2010")


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("UNE 0064-1 masks", "UNE 0064-1"),
        ("T/CNTAC 55-2020", "T/CNTAC 55:2020"),
        ("TAJ 1001-2015 F95", "TAJ 1001:2015"),
        ("ANSI/ISEA Z87.1-2020 goggles", "ANSI/ISEA Z87.1:2020"),
        ("ANSI/A3 R15.06", "ANSI/A3 R15.06"),
        ("ISO/IEC Guide 21-1", "ISO/IEC Guide 21-1"),
        ("ECE 22.06 helmet", "UN R22"),
        ("UN R30 tyres", "UN R30"),
        ("KN 15194 e-bike", "KN 15194"),
        ("NOM-252-SSA1-2011", "NOM-252:2011"),
        ("QCVN 65:2021/BTTTT", "QCVN 65:2021"),
        ("IAF MD 26", "IAF MD 26"),
    ],
)
def test_numbers_of_standards_and_documents_are_read_by_their_series(text: str, read: str) -> None:
    assert standards(text) == (read,)


def test_a_number_is_of_its_own_series_alone() -> None:
    assert not is_of("JIS Q 17067", "IS 17067")
    assert not is_of("JIS T 9001", "JIS Q 9001:2015")
    assert is_of("EN ISO 13485", "EN 13485")
    assert is_of("prEN 1050:1994", "EN 1050")
    assert is_of("NOM-252-SSA1-2011", "NOM-252")
    assert standards("KN95 or KN100 mask") == ()


def test_the_number_of_a_bill_is_no_day() -> None:
    assert day_of("Quebec Bill 96 June 2025", dt.date(2026, 11, 23)).impossible == ()
    assert day_of("CE on 32 June 2025", dt.date(2026, 11, 23)).impossible == ("32 June 2025",)


def test_words_and_numbers_as_typed_find_the_record_that_has_them(kb: Kb) -> None:
    def first(question: str) -> str:
        return ask(question, kb).citations[0].id

    assert first("EN 15194").startswith(("requirements/", "guides/"))  # of e-bikes, and no EN ISO 15194
    assert first("EN 13485").startswith("equivalences/en-iso-13485")
    assert first("UN R30") == "requirements/eaeu#tyre"
    assert first("KN 15194 ebike").startswith("guides/electrical-standards-transitions#")
    assert first("NOM-252") == "requirements/mx#toys"
    assert first("Algeria CoC domiciliation").startswith("guides/import-verification-history#")
    assert first("MEPS Australia fridge").startswith("requirements/au#")
    assert first("印度6GHz免许可").startswith("requirements/in#wireless")
    assert first("巴西燃气调压器") == "requirements/br#gas-containers"
    assert first("食品接触 炒锅 欧盟") == "requirements/eu#food-contact"
    assert first("Canada national safety mark tyres").startswith("requirements/ca#")
    assert ask("Temu EU responsible person", kb).query.unknown == ()
    assert ask("China toys CCC age 14 GB", kb).query.markets == ("CN",)
    assert ask("China toys to GB", kb).query.markets == ("CN", "GB")
    assert ask("ALMM list II cells", kb).query.markets == ("IN",)
    assert "nothing is recorded" not in ask("16 CFR 1250", kb).markdown
    assert ask("EN 292-1 replaced by", kb).citations == ()


@pytest.mark.parametrize(
    "question", ["can a Swiss medical device certificate be used in EU?", "瑞士的医疗器械证书在欧盟能用吗"]
)
def test_what_one_side_takes_says_nothing_of_the_other_way_round(question: str, kb: Kb) -> None:
    answer = ask(question, kb)
    assert answer.query.markets == ("EU",)
    assert answer.verdict in (None, Verdict.superseded_or_suspended)
