"""The words an answer is made of, in English and in Chinese."""

from __future__ import annotations

from kb.records import Text
from kb.terms import (
    Degree,
    KeyState,
    Need,
    Obligation,
    Route,
    Scope,
    SourceTier,
    Stage,
    StandardStatus,
    Status,
    System,
    Tier,
    Verdict,
)


def _t(en: str, zh: str) -> Text:
    return Text(en=en, zh=zh)


VERDICT: dict[Verdict, Text] = {
    Verdict.accepted_as_final: _t("Accepted as final", "直接承认"),
    Verdict.accepted_as_test_evidence: _t("Accepted as test evidence", "作为检测依据接受"),
    Verdict.accepted_for_inspection: _t("Accepted for inspection", "检查结果被接受"),
    Verdict.reliance: _t("Reliance: shortens the review", "可依赖审评：缩短审批"),
    Verdict.conditional: _t("Conditional", "有条件接受"),
    Verdict.voluntary_only: _t("Voluntary only", "仅属自愿"),
    Verdict.not_accepted: _t("Not accepted", "不接受"),
    Verdict.superseded_or_suspended: _t("Superseded or suspended", "已被取代或中止"),
    Verdict.sources_conflict: _t("Sources conflict", "来源相互矛盾"),
    Verdict.not_in_base: _t("Not in the base", "库中没有"),
}
TIER: dict[Tier, Text] = {
    Tier.government: _t("government agreement", "政府间协定"),
    Tier.accreditation: _t("accreditation arrangement, which binds no authority", "认可互认安排，不约束政府主管机关"),
    Tier.body_scheme: _t("scheme between certification bodies", "认证机构间体系"),
    Tier.equivalence: _t("equivalence of rules", "法规等效"),
    Tier.reliance: _t("regulatory reliance", "监管依赖"),
    Tier.unilateral: _t("the market's own law", "目标市场本国法规"),
}
STATE: dict[KeyState, Text] = {
    KeyState.met: _t("met", "已满足"),
    KeyState.not_met: _t("not met", "不满足"),
    KeyState.open: _t("to be shown", "待证明"),
}
STATUS: dict[Status, Text] = {
    Status.in_force: _t("in force", "有效"),
    Status.provisionally_applied: _t("provisionally applied", "临时适用"),
    Status.signed_not_in_force: _t("signed, not in force", "已签署、未生效"),
    Status.not_operational: _t("in force, but not operational", "已生效、但未实际运行"),
    Status.partly_suspended: _t("partly suspended", "部分中止"),
    Status.suspended: _t("suspended", "已中止"),
    Status.superseded: _t("superseded", "已被取代"),
    Status.terminated: _t("terminated", "已终止"),
    Status.under_negotiation: _t("under negotiation", "谈判中"),
    Status.proposed: _t("proposed; not a rule", "仅为提案，并非现行规定"),
}
STAGE: dict[Stage, Text] = {
    Stage.test_report: _t("test reports", "检测报告"),
    Stage.calibration: _t("calibration", "校准"),
    Stage.inspection: _t("inspection", "检验检查"),
    Stage.product_certificate: _t("product certificates", "产品证书"),
    Stage.type_approval: _t("type approval", "型式批准"),
    Stage.declaration: _t("declarations of conformity", "符合性声明"),
    Stage.management_certificate: _t("management-system certificates", "管理体系证书"),
    Stage.audit: _t("audits", "审核"),
    Stage.gmp_inspection: _t("GMP inspections", "GMP检查"),
    Stage.glp_data: _t("GLP data", "GLP数据"),
    Stage.production_system: _t("production and control systems", "生产与控制体系"),
    Stage.accreditation: _t("accreditation", "认可"),
    Stage.standards: _t("standards", "标准"),
}
OBLIGATION: dict[Obligation, Text] = {
    Obligation.mandatory: _t("mandatory", "强制"),
    Obligation.voluntary: _t("voluntary", "自愿"),
    Obligation.none: _t("no requirement", "无要求"),
}
ROUTE: dict[Route, Text] = {
    Route.certificate: _t("product certificate", "产品认证"),
    Route.type_approval: _t("type approval", "型式批准"),
    Route.declaration: _t("supplier's declaration of conformity", "供方符合性声明"),
    Route.registration: _t("registration", "注册"),
    Route.notification: _t("notification", "备案／通报"),
    Route.licence: _t("licence", "许可"),
    Route.marketing_authorisation: _t("marketing authorisation", "上市许可"),
    Route.inspection: _t("inspection", "检验"),
    Route.labelling: _t("labelling", "标识"),
    Route.none: _t("none", "无"),
}
NEED: dict[Need, Text] = {
    Need.yes: _t("yes", "需要"),
    Need.no: _t("no", "不需要"),
    Need.depends: _t("depends", "视情况"),
    Need.unknown: _t("not recorded", "未记录"),
}
CODED: dict[System, Text] = {
    System.hs: _t("HS", "HS编码"),
    System.ccc: _t("CCC class", "CCC产品类别"),
    System.ics: _t("ICS", "ICS"),
}

SCOPE: dict[Scope, Text] = {
    Scope.testing: _t("testing (ISO/IEC 17025)", "检测（ISO/IEC 17025）"),
    Scope.calibration: _t("calibration (ISO/IEC 17025)", "校准（ISO/IEC 17025）"),
    Scope.medical_testing: _t("medical testing (ISO 15189)", "医学检验（ISO 15189）"),
    Scope.inspection: _t("inspection (ISO/IEC 17020)", "检验（ISO/IEC 17020）"),
    Scope.proficiency_testing: _t("proficiency testing (ISO/IEC 17043)", "能力验证（ISO/IEC 17043）"),
    Scope.reference_materials: _t("reference materials (ISO 17034)", "标准物质（ISO 17034）"),
    Scope.biobanking: _t("biobanking (ISO 20387)", "生物样本库（ISO 20387）"),
    Scope.product_certification: _t("product certification (ISO/IEC 17065)", "产品认证（ISO/IEC 17065）"),
    Scope.management_systems: _t(
        "management-system certification (ISO/IEC 17021-1)", "管理体系认证（ISO/IEC 17021-1）"
    ),
    Scope.persons: _t("certification of persons (ISO/IEC 17024)", "人员认证（ISO/IEC 17024）"),
    Scope.validation_verification: _t(
        "validation and verification (ISO/IEC 17029, ISO 14065)", "审定与核查（ISO/IEC 17029、ISO 14065）"
    ),
}
DEGREE: dict[Degree, Text] = {
    Degree.IDT: _t("identical (IDT)", "等同采用（IDT）"),
    Degree.MOD: _t("modified (MOD)", "修改采用（MOD）"),
    Degree.unknown: _t(
        "not known to the base: compare the texts before relying on it", "本库未查明，使用前须核对两份标准文本"
    ),
    Degree.NEQ: _t("not equivalent (NEQ), which is not an adoption", "非等效（NEQ），不属于采用国际标准"),
}
STANDARD_STATUS: dict[StandardStatus, Text] = {
    StandardStatus.current: _t("current", "现行"),
    StandardStatus.published_not_yet_effective: _t("published, not yet effective", "已发布、未实施"),
    StandardStatus.superseded: _t("superseded", "已被代替"),
    StandardStatus.withdrawn: _t("withdrawn", "已废止"),
    StandardStatus.unknown: _t("status not recorded", "状态未记录"),
}
SOURCE_TIER: dict[SourceTier, Text] = {
    SourceTier.official: _t("official", "官方"),
    SourceTier.scheme_owner: _t("scheme owner", "体系所有者"),
    SourceTier.accredited_body: _t("certification body", "认证机构"),
    SourceTier.trade: _t("trade press", "行业媒体"),
}

# Headings and fixed phrases of an answer.
PHRASE: dict[str, Text] = {
    "as_of": _t("As of", "截至"),
    "conditions": _t("Conditions", "条件"),
    "exclusions": _t("Not covered", "不包括"),
    "gaps": _t("Still missing", "还缺什么"),
    "chain": _t("The chain behind the report", "证据链"),
    "instead": _t("What would count instead", "可改用的证据"),
    "refused": _t("Why not", "为何不行"),
    "bodies": _t("Where the bodies are listed", "机构名单"),
    "required": _t("What the market requires", "该市场的要求"),
    "also": _t("Also", "另外"),
    "held_too": _t("Also held", "同时持有"),
    "evidence": _t("Foreign evidence", "境外证据"),
    "next": _t("What changes next", "即将变化"),
    "history": _t("History", "沿革"),
    "coverage": _t("Coverage", "覆盖范围"),
    "authorities": _t("Authorities and lists", "主管机关与名单"),
    "notes": _t("Note", "说明"),
    "unverified": _t("not yet verified", "尚未核实"),
    "marking": _t("Marking", "标识"),
    "validity": _t("Validity", "有效期"),
    "representative": _t("Local representative", "当地代表"),
    "in_country_testing": _t("In-country testing", "本地检测"),
    "factory_inspection": _t("Factory inspection", "工厂检查"),
    "exemption": _t("Exemption", "豁免"),
    "exemptions": _t("Exemptions", "豁免"),
    "background": _t("Background", "背景"),
    "carriers": _t("Agreement that can carry results", "可据以互认的协定"),
    "scheme": _t("Scheme", "制度"),
    "obligation": _t("Obligation", "性质"),
    "standards": _t("Test standards", "检测标准"),
    "tier": _t("Legal tier", "法律层级"),
    "status": _t("Status", "状态"),
    "in_force": _t("In force since", "生效日期"),
    "parties": _t("Parties", "缔约方"),
    "sectors": _t("Sectors", "领域"),
    "stages": _t("What is recognised", "承认的内容"),
    "successor": _t("Successor", "替代文书"),
    "adopts": _t("Adopts", "采用"),
    "degree": _t("Degree", "一致性程度"),
    "effective": _t("In effect since", "实施日期"),
    "until": _t("In effect until", "有效至"),
    "differences": _t("Differences that matter", "主要差异"),
    "differs": _t("Another source says otherwise", "另有来源说法不同"),
    "premise": _t("First", "先说明"),
    "not_recorded": _t(
        "prices, fees, duties, waiting times and personal contacts are not recorded here: they differ from body to body and change often",
        "本库不收录价格、收费、关税、办理周期和联系人：这些因机构而异，且经常变动",
    ),
    "nearest": _t("Nearest in the base", "库中最接近的内容"),
}


_ARTICLE = frozenset("EU EEA EFTA GCC EAEU GB US AE PH NL BS MV SB MH CF DO CD CG".split())


def placed(code: str, name: str, language: str) -> str:
    """An economy's name as a sentence has it: "the European Union", "Japan"."""
    return f"the {name}" if language == "en" and code in _ARTICLE else name


def join(items: list[str], language: str) -> str:
    """A list as a sentence has it: "a, b and c"; 甲、乙和丙."""
    if language == "zh":
        return "、".join(items)
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""
