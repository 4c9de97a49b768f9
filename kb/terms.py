"""The closed vocabularies of the field. A word that is not here is an error in a record, never a new meaning."""

from enum import StrEnum


class Tier(StrEnum):
    """The legal tier of a recognition; tiers are never inferred from one another."""

    government = "government"  # authorities are bound by treaty or decision to accept the result
    accreditation = "accreditation"  # accreditations are technically equivalent; binds no authority
    body_scheme = "body_scheme"  # bodies accept from bodies: IECEE CB, IECEx
    equivalence = "equivalence"  # the other side's rules themselves are held to be equivalent
    reliance = "reliance"  # an authority uses another's assessment to shorten its own
    unilateral = "unilateral"  # a market takes foreign evidence by its own law


class Status(StrEnum):
    """Where an instrument stands on its status date."""

    in_force = "in_force"
    provisionally_applied = "provisionally_applied"
    signed_not_in_force = "signed_not_in_force"
    not_operational = "not_operational"  # in force, but not (or not yet) usable in practice
    partly_suspended = "partly_suspended"
    suspended = "suspended"
    superseded = "superseded"  # another instrument took its place
    terminated = "terminated"
    under_negotiation = "under_negotiation"
    proposed = "proposed"  # never told as a rule


class Stage(StrEnum):
    """What exactly is recognised (ISO/IEC 17000 words)."""

    test_report = "test_report"
    calibration = "calibration"
    inspection = "inspection"  # of products, or of a factory
    product_certificate = "product_certificate"
    type_approval = "type_approval"
    declaration = "declaration"  # supplier's declaration of conformity
    management_certificate = "management_certificate"  # management-system certificate
    audit = "audit"  # audit report of a manufacturer, e.g. MDSAP
    gmp_inspection = "gmp_inspection"
    glp_data = "glp_data"
    production_system = "production_system"  # organic control systems and the like
    accreditation = "accreditation"
    standards = "standards"


class System(StrEnum):
    """A classification of goods whose codes find a product family."""

    hs = "hs"  # Harmonized System of the World Customs Organization: chapter, heading, subheading
    ccc = "ccc"  # catalogue of compulsory certification in China: class of products
    ics = "ics"  # International Classification for Standards: field, group, sub-group


class Verdict(StrEnum):
    """The closed list of answers to "does my evidence count there?"."""

    accepted_as_final = "accepted_as_final"
    accepted_as_test_evidence = "accepted_as_test_evidence"  # no re-test; a local certificate is still needed
    accepted_for_inspection = "accepted_for_inspection"
    reliance = "reliance"  # shortens the review
    conditional = "conditional"  # a named key decides
    voluntary_only = "voluntary_only"  # market demand, no legal force
    not_accepted = "not_accepted"
    superseded_or_suspended = "superseded_or_suspended"
    sources_conflict = "sources_conflict"
    not_in_base = "not_in_base"  # abstention; never written in a record


class Key(StrEnum):
    """The keys of the lock: what a condition is about."""

    acceptance = "acceptance"  # the rule takes foreign evidence of this kind at all
    recognition = "recognition"  # the body or its accreditation must be recognised or designated
    method = "method"  # the test method or standard is the one the rule names
    edition = "edition"  # the edition of that standard
    national_differences = "national_differences"
    scope = "scope"  # product limits: voltage, class, function
    origin = "origin"  # where the goods are made
    shipment = "shipment"  # direct shipment
    holder = "holder"  # who must hold the certificate
    representative = "representative"  # a local person or agent
    factory = "factory"  # factory inspection or audit
    date = "date"  # age or validity of the evidence
    documents = "documents"  # translations, photos, files to be added
    registration = "registration"  # entry in a system or list


class KeyState(StrEnum):
    """Whether what is held turns a key."""

    met = "met"
    not_met = "not_met"
    open = "open"  # nothing named in the question, and no record, says so


class Earlier(StrEnum):
    """What becomes of proof issued to an older edition before its last day."""

    stays = "stays"  # valid as it is, for goods that do not change
    until = "until"  # valid to a day of its own
    lapses = "lapses"  # void with the last day
    unknown = "unknown"  # no source read says


class Aspect(StrEnum):
    """What a rule is about where that is one side of the goods, beside what lets them onto the market."""

    efficiency = "efficiency"  # of energy or water, and its label
    substances = "substances"  # in electrical equipment: RoHS
    end_of_life = "end_of_life"  # take-back


class Obligation(StrEnum):
    mandatory = "mandatory"
    voluntary = "voluntary"
    none = "none"


class Route(StrEnum):
    """How a market lets a product in."""

    certificate = "certificate"  # third-party product certificate
    type_approval = "type_approval"
    declaration = "declaration"  # supplier's declaration of conformity
    registration = "registration"
    notification = "notification"
    licence = "licence"
    marketing_authorisation = "marketing_authorisation"
    inspection = "inspection"  # at or before import
    labelling = "labelling"
    none = "none"


class Need(StrEnum):
    """Whether something is needed; `depends` asks for a text that says on what."""

    yes = "yes"
    no = "no"
    depends = "depends"
    unknown = "unknown"


class Degree(StrEnum):
    """ISO/IEC Guide 21-1 and GB/T 20000.2."""

    IDT = "IDT"  # identical
    MOD = "MOD"  # modified; the differences are to be listed
    NEQ = "NEQ"  # not equivalent: not an adoption
    unknown = "unknown"  # based on it, and no source read says to what degree

    @property
    def sign(self) -> str:
        """What a table's cell or a graph's edge shows."""
        return "?" if self is Degree.unknown else self.value


class StandardStatus(StrEnum):
    current = "current"
    published_not_yet_effective = "published_not_yet_effective"
    superseded = "superseded"
    withdrawn = "withdrawn"
    unknown = "unknown"


class Scope(StrEnum):
    """What an accreditation body is recognised for, with the standard of the accredited."""

    testing = "testing"  # ISO/IEC 17025
    calibration = "calibration"  # ISO/IEC 17025
    medical_testing = "medical_testing"  # ISO 15189
    inspection = "inspection"  # ISO/IEC 17020
    proficiency_testing = "proficiency_testing"  # ISO/IEC 17043
    reference_materials = "reference_materials"  # ISO 17034
    biobanking = "biobanking"  # ISO 20387
    product_certification = "product_certification"  # ISO/IEC 17065
    management_systems = "management_systems"  # ISO/IEC 17021-1
    persons = "persons"  # ISO/IEC 17024
    validation_verification = "validation_verification"  # ISO/IEC 17029 with ISO 14065


class SourceTier(StrEnum):
    """How far a source is trusted, best first."""

    official = "official"
    scheme_owner = "scheme_owner"
    accredited_body = "accredited_body"
    trade = "trade"


class BodyRole(StrEnum):
    regulator = "regulator"
    designating_authority = "designating_authority"
    accreditation_body = "accreditation_body"
    standards_body = "standards_body"
    certification_body = "certification_body"
    scheme_owner = "scheme_owner"
    cooperation = "cooperation"  # of accreditation bodies, regulators or economies
    enquiry_point = "enquiry_point"  # WTO TBT enquiry point


class AgreementKind(StrEnum):
    mra = "mra"  # mutual recognition agreement of conformity assessment
    trade_agreement = "trade_agreement"  # chapter, annex or protocol of a wider agreement
    arrangement = "arrangement"  # non-treaty arrangement, MoU, framework of regulators
    scheme = "scheme"  # a body scheme with rules and members
    equivalence = "equivalence"  # equivalence decision or agreement
    unilateral = "unilateral"  # one market's own law
    multilateral = "multilateral"  # accreditation or regulatory arrangement open to members


class Intent(StrEnum):
    """What a question asks for."""

    accepted = "accepted"  # does what I hold count there?
    required = "required"  # what does the market ask?
    route = "route"  # how do I get from what I hold to that market?
    coverage = "coverage"  # what does an agreement cover, between whom?
    list = "list"  # which markets, agreements, schemes, bodies are there?
    standards = "standards"  # which standard adopts which, to which degree?
    accreditation = "accreditation"  # what is an accreditation body recognised for?
    status = "status"  # since when, until when, still in force?
    designates = "designates"  # who designates bodies, who is the authority?
    validity = "validity"  # how long does it hold?
    representative = "representative"  # is a local representative or holder needed?
    marking = "marking"  # which mark or label goes on the product?
    steps = "steps"  # what is to be done, in which order?
    compare = "compare"  # markets, agreements or standards side by side
    definition = "definition"  # what is this?
    change = "change"  # what changed, what changes next?
    how_many = "count"  # how many are there?
    not_recorded = "not_recorded"  # prices, waiting times, contacts: never recorded here
    outside = "outside"  # another subject altogether
    open = "open"  # none of these: what search finds
