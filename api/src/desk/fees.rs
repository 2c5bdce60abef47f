//! What the market takes, and the tax rules it keeps to: for finance staff.

use chrono::NaiveDate;
use market::{
    App,
    ledger::{self, FeeComponent, FeePer, NewFeePlan, NewServiceVat, NewWithholdingRule, TaxRules},
};
use poem_openapi::{ApiResponse, Object, OpenApi, payload::Json};
use uuid::Uuid;

use super::access::Finance;
use crate::{
    openapi::Tag,
    problem::ApiResult,
    wire::{
        MoneyView, Page,
        fees::{FeePerView, FeePlanView},
        tax::{ResidencyView, SupplyView, TaxKindView},
    },
};

/// The routes.
pub(crate) struct FeesApi(pub(crate) App);

#[OpenApi(prefix_path = "/desk", tag = "Tag::Settlement")]
impl FeesApi {
    /// Fee plans
    ///
    /// The newest first; the one in force is the newest that has begun.
    #[oai(path = "/fee-plans", method = "get", operation_id = "fee_plan_list")]
    async fn plans(&self, staff: Finance) -> ApiResult<Json<Page<FeePlanView>>> {
        let plans = ledger::plans(&self.0, &staff.0).await?;
        Ok(Json(Page::of((plans, None), FeePlanView::from)))
    }

    /// Announce the fees from a day to come on
    ///
    /// Orders placed before that day keep their fees. A plan that takes more of any sale than
    /// what holds until then needs the market's days of notice.
    #[oai(path = "/fee-plans", method = "post", operation_id = "fee_plan_create")]
    async fn create(&self, staff: Finance, body: Json<FeePlanRequest>) -> ApiResult<FeePlanMade> {
        let plan = ledger::create_plan(&self.0, &staff.0, body.0.into()).await?;
        Ok(FeePlanMade::Made(Json(plan.into())))
    }

    /// The tax rules, with their legal basis
    ///
    /// The newest first; of each sort the newest that has begun is in force.
    #[oai(path = "/tax-rules", method = "get", operation_id = "tax_rule_list")]
    async fn rules(&self, staff: Finance) -> ApiResult<Json<TaxRulesView>> {
        Ok(Json(ledger::tax_rules(&self.0, &staff.0).await?.into()))
    }

    /// Set VAT on the commission from a day to come on
    #[oai(
        path = "/tax-rules/service-vat",
        method = "post",
        operation_id = "service_vat_create"
    )]
    async fn set_vat(
        &self,
        staff: Finance,
        body: Json<ServiceVatRequest>,
    ) -> ApiResult<ServiceVatMade> {
        let new = NewServiceVat {
            vat_bp: body.0.vat_bp,
            valid_from: body.0.valid_from,
            source: body.0.source,
        };
        let made = ledger::set_service_vat(&self.0, &staff.0, new).await?;
        Ok(ServiceVatMade::Made(Json(made.into())))
    }

    /// Set what is withheld of a kind of sale from a day to come on
    ///
    /// The rule before it ends by itself; orders placed before keep theirs.
    #[oai(
        path = "/tax-rules/withholding",
        method = "post",
        operation_id = "withholding_rule_create"
    )]
    async fn add_rule(
        &self,
        staff: Finance,
        body: Json<WithholdingRuleRequest>,
    ) -> ApiResult<WithholdingRuleMade> {
        let made = ledger::add_withholding_rule(&self.0, &staff.0, body.0.into()).await?;
        Ok(WithholdingRuleMade::Made(Json(made.into())))
    }
}

/// Fees from a day to come on.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct FeePlanRequest {
    /// One share of the sale in basis points, 800 is 8 %; instead of `components`.
    commission_bp: Option<i32>,
    /// What the commission is made of; instead of `commission_bp`.
    #[oai(validator(max_items = "10"))]
    components: Option<Vec<FeeComponentRequest>>,
    /// VAT inside the sale that is taken out before rates apply, in basis points; left out, rates
    /// apply to the sale as it is.
    base_vat_bp: Option<i32>,
    /// VAT on the commission in basis points; left out, the lawful rate of the day.
    commission_vat_bp: Option<i32>,
    /// The first day in Vietnam on which they hold; tomorrow or later.
    valid_from: NaiveDate,
    /// What they are based on, 1 to 500 characters.
    source: String,
}

/// A named part of the commission.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct FeeComponentRequest {
    /// Its stable name: lower case letters and underscores.
    code: String,
    /// Its Vietnamese name.
    name_vi: String,
    /// Its English name.
    name_en: String,
    /// The share of the sale in basis points; 0 when left out.
    rate_bp: Option<i32>,
    /// What is taken whatever the price.
    fixed: Option<MoneyView>,
    /// Of what the fixed amount is taken once; every line when left out.
    per: Option<FeePerView>,
    /// The least that is taken of a line.
    min: Option<MoneyView>,
    /// The most that is taken of a line.
    max: Option<MoneyView>,
}

/// VAT on the commission from a day to come on.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct ServiceVatRequest {
    /// The rate in basis points.
    vat_bp: i32,
    /// The first day in Vietnam; tomorrow or later.
    valid_from: NaiveDate,
    /// The law it is based on, 1 to 500 characters.
    source: String,
}

/// What is withheld of a kind of sale from a day to come on.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct WithholdingRuleRequest {
    /// Of whom: `household` or `individual`.
    tax_kind: TaxKindView,
    /// Where they are taxed.
    residency: ResidencyView,
    /// Of what.
    supply: SupplyView,
    /// Value added tax in basis points, 0 to 2,000.
    vat_bp: i32,
    /// Personal income tax in basis points, 0 to 2,000.
    pit_bp: i32,
    /// The first day in Vietnam; tomorrow or later.
    valid_from: NaiveDate,
    /// The law it is based on, 1 to 500 characters.
    legal_basis: String,
}

impl From<FeePlanRequest> for NewFeePlan {
    fn from(request: FeePlanRequest) -> Self {
        let commission = request.commission_bp.map(|rate_bp| FeeComponent {
            code: "commission".to_owned(),
            name_vi: "Phí bán hàng".to_owned(),
            name_en: "Commission".to_owned(),
            rate_bp,
            fixed: 0,
            per: FeePer::Line,
            min: 0,
            max: None,
        });
        let named = request.components.unwrap_or_default().into_iter();
        Self {
            components: commission
                .into_iter()
                .chain(named.map(FeeComponent::from))
                .collect(),
            base_vat_bp: request.base_vat_bp.unwrap_or(0),
            commission_vat_bp: request.commission_vat_bp,
            valid_from: request.valid_from,
            source: request.source,
        }
    }
}

impl From<FeeComponentRequest> for FeeComponent {
    fn from(request: FeeComponentRequest) -> Self {
        let dong = |money: Option<MoneyView>| money.map(|money| money.amount);
        Self {
            code: request.code,
            name_vi: request.name_vi,
            name_en: request.name_en,
            rate_bp: request.rate_bp.unwrap_or(0),
            fixed: dong(request.fixed).unwrap_or(0),
            per: request.per.map_or(FeePer::Line, FeePer::from),
            min: dong(request.min).unwrap_or(0),
            max: dong(request.max),
        }
    }
}

impl From<WithholdingRuleRequest> for NewWithholdingRule {
    fn from(request: WithholdingRuleRequest) -> Self {
        Self {
            tax_kind: request.tax_kind.into(),
            residency: request.residency.into(),
            supply: request.supply.into(),
            vat_bp: request.vat_bp,
            pit_bp: request.pit_bp,
            valid_from: request.valid_from,
            legal_basis: request.legal_basis,
        }
    }
}

/// The tax rules.
#[derive(Object)]
#[oai(rename = "TaxRules")]
struct TaxRulesView {
    /// VAT on the commission.
    service_vat: Vec<ServiceVatView>,
    /// What is withheld of sales.
    withholding: Vec<WithholdingRuleView>,
}

/// VAT on the commission from a day on.
#[derive(Object)]
#[oai(rename = "ServiceVat")]
struct ServiceVatView {
    /// The rate.
    id: Uuid,
    /// In basis points.
    vat_bp: i32,
    /// The first day.
    valid_from: NaiveDate,
    /// The law it is based on.
    source: String,
}

/// What is withheld of a kind of sale.
#[derive(Object)]
#[oai(rename = "WithholdingRule")]
struct WithholdingRuleView {
    /// The rule.
    id: Uuid,
    /// Of whom.
    tax_kind: TaxKindView,
    /// Where they are taxed.
    residency: ResidencyView,
    /// Of what.
    supply: SupplyView,
    /// Value added tax in basis points.
    vat_bp: i32,
    /// Personal income tax in basis points.
    pit_bp: i32,
    /// The first day.
    valid_from: NaiveDate,
    /// The last day; null until another rule begins.
    valid_to: Option<NaiveDate>,
    /// The law it is based on.
    legal_basis: String,
}

impl From<TaxRules> for TaxRulesView {
    fn from(rules: TaxRules) -> Self {
        Self {
            service_vat: rules.service_vat.into_iter().map(Into::into).collect(),
            withholding: rules.withholding.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<ledger::ServiceVatRate> for ServiceVatView {
    fn from(row: ledger::ServiceVatRate) -> Self {
        Self {
            id: row.id,
            vat_bp: row.vat_bp,
            valid_from: row.valid_from,
            source: row.source,
        }
    }
}

impl From<ledger::WithholdingRule> for WithholdingRuleView {
    fn from(row: ledger::WithholdingRule) -> Self {
        Self {
            id: row.id,
            tax_kind: row.tax_kind.into(),
            residency: row.residency.into(),
            supply: row.supply.into(),
            vat_bp: row.vat_bp,
            pit_bp: row.pit_bp,
            valid_from: row.valid_from,
            valid_to: row.valid_to,
            legal_basis: row.legal_basis,
        }
    }
}

#[derive(ApiResponse)]
enum FeePlanMade {
    /// The plan will hold.
    #[oai(status = 201)]
    Made(Json<FeePlanView>),
}

#[derive(ApiResponse)]
enum ServiceVatMade {
    /// The rate will hold.
    #[oai(status = 201)]
    Made(Json<ServiceVatView>),
}

#[derive(ApiResponse)]
enum WithholdingRuleMade {
    /// The rule will hold.
    #[oai(status = 201)]
    Made(Json<WithholdingRuleView>),
}
