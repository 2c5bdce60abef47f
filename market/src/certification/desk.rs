//! What the desk finds about certificates.

use chrono::NaiveDate;
use entity::certification::{CertificateState, WithdrawalGround, certificate};
use sea_orm::{
    ActiveEnum, ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{CertificationError, ProductCertificate, page_of, with_products};
use crate::{
    App,
    accounts::Staff,
    audit::{self, Deed},
    outbox::{self, Event},
    page::PageRequest,
    text::TextRule,
    waiting::Waiting,
};

const NOTE: TextRule = TextRule::lines("/note", 2000);

/// Which certificates the desk asks for.
#[derive(Clone, Copy, Debug, Default)]
pub struct CertificateFilter {
    /// In this state.
    pub state: Option<CertificateState>,
    /// In force today and no longer on this day.
    pub lapsing_before: Option<NaiveDate>,
}

/// Why the authority took a certificate back.
#[derive(Clone, Debug)]
pub struct Withdrawal {
    /// The ground that the decision names.
    pub ground: WithdrawalGround,
    /// What else to know, such as the number of the conclusion.
    pub note: Option<String>,
}

/// Certificates of all sellers, newest first.
///
/// # Errors
///
/// When the database fails.
pub async fn list(
    app: &App,
    _staff: &Staff,
    filter: CertificateFilter,
    page: PageRequest,
) -> Result<(Vec<ProductCertificate>, Option<String>), CertificationError> {
    let mut query = certificate::Entity::find();
    if let Some(state) = filter.state {
        query = query.filter(certificate::Column::State.eq(state));
    }
    if let Some(day) = filter.lapsing_before {
        query = query
            .filter(certificate::Column::State.eq(CertificateState::Verified))
            .filter(certificate::Column::ExpiresOn.gte(app.clock().today()))
            .filter(certificate::Column::ExpiresOn.lt(day));
    }
    Ok(page_of(app.database().read(), query, page).await?)
}

/// The claims that wait for the desk.
///
/// # Errors
///
/// When the database fails.
pub async fn waiting(app: &App, _staff: &Staff) -> Result<Waiting, CertificationError> {
    let connection = app.database().read();
    let pending = certificate::Entity::find()
        .filter(certificate::Column::State.eq(CertificateState::Pending));
    let oldest = pending
        .clone()
        .order_by_asc(certificate::Column::Id)
        .one(connection)
        .await?;
    Ok(Waiting {
        count: pending.count(connection).await?,
        oldest: oldest.map(|claim| claim.created_at),
    })
}

/// Finds a claim true: from now on its stars are shown while it is in force.
///
/// # Errors
///
/// [`CertificationError::IllegalTransition`] unless the claim is pending.
pub async fn verify(
    app: &App,
    staff: &Staff,
    id: Uuid,
) -> Result<ProductCertificate, CertificationError> {
    let mut check = Check::begin(app, id, CertificateState::Pending).await?;
    check.row.state = CertificateState::Verified;
    check.row.verified_by = Some(staff.label().to_owned());
    check.row.verified_at = Some(app.clock().now());
    check
        .finish(app, staff, "certificate.verified", Value::Null)
        .await
}

/// Finds a claim untrue, and says why.
///
/// # Errors
///
/// [`CertificationError::IllegalTransition`] unless the claim is pending.
pub async fn reject(
    app: &App,
    staff: &Staff,
    id: Uuid,
    note: &str,
) -> Result<ProductCertificate, CertificationError> {
    let note = NOTE.needed(note)?;
    let mut check = Check::begin(app, id, CertificateState::Pending).await?;
    check.row.state = CertificateState::Rejected;
    check.row.note = Some(note.clone());
    check
        .finish(app, staff, "certificate.rejected", json!({ "note": note }))
        .await
}

/// Records that the authority took a certificate back: its stars vanish at once.
///
/// # Errors
///
/// [`CertificationError::IllegalTransition`] unless the certificate is verified.
pub async fn withdraw(
    app: &App,
    staff: &Staff,
    id: Uuid,
    withdrawal: Withdrawal,
) -> Result<ProductCertificate, CertificationError> {
    let note = NOTE.clean(withdrawal.note.as_deref().unwrap_or_default())?;
    let mut check = Check::begin(app, id, CertificateState::Verified).await?;
    check.row.state = CertificateState::Withdrawn;
    check.row.withdrawal_ground = Some(withdrawal.ground);
    let detail = json!({ "ground": withdrawal.ground.to_value(), "note": note });
    if note.is_some() {
        check.row.note = note;
    }
    check
        .finish(app, staff, "certificate.withdrawn", detail)
        .await
}

/// A certificate held by one member of staff until the finding is written down.
struct Check {
    txn: DatabaseTransaction,
    row: certificate::Model,
}

impl Check {
    async fn begin(
        app: &App,
        id: Uuid,
        needed: CertificateState,
    ) -> Result<Self, CertificationError> {
        let txn = app.database().begin().await?;
        let row = certificate::Entity::find_by_id(id)
            .lock_exclusive()
            .one(&txn)
            .await?
            .ok_or(CertificationError::NotFound)?;
        if row.state != needed {
            return Err(CertificationError::IllegalTransition { state: row.state });
        }
        Ok(Self { txn, row })
    }

    async fn finish(
        self,
        app: &App,
        staff: &Staff,
        action: &'static str,
        detail: Value,
    ) -> Result<ProductCertificate, CertificationError> {
        let Self { txn, row } = self;
        let now = app.clock().now();
        certificate::ActiveModel::from(row.clone())
            .reset_all()
            .update(&txn)
            .await?;
        let deed = Deed {
            actor: staff.label(),
            action,
            subject_type: "certificate",
            subject_id: row.id.to_string(),
            detail: (!detail.is_null()).then_some(detail),
        };
        audit::record(&txn, now, deed).await?;
        let product_ids = vec![row.product_id];
        outbox::enqueue(&txn, now, [Event::ProductsChanged { product_ids }]).await?;
        txn.commit().await?;
        app.wake_jobs();
        let mut found = with_products(app.database().read(), vec![row]).await?;
        found.pop().ok_or(CertificationError::NotFound)
    }
}
