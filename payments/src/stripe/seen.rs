//! An attempt as Stripe sees it now.

use stripe_checkout::checkout_session::{ListCheckoutSession, RetrieveCheckoutSession};
use stripe_core::{dispute::ListDispute, payment_intent::RetrievePaymentIntent};
use stripe_shared::{
    CheckoutSession, CheckoutSessionPaymentStatus as PaymentStatus,
    CheckoutSessionStatus as SessionStatus, PaymentIntent, PaymentIntentStatus as IntentStatus,
};
use stripe_types::{Expandable, RangeBoundsTs, RangeQueryTs};

use super::{Stripe, call, dispute, refund::PAGE, session, told};
use crate::{Fact, KnownAttempt, ProviderError, Subject};

/// How much Stripe's clock may be behind ours, in seconds.
const CLOCK_S: i64 = 300;

/// The session, its payment, or both.
pub(super) struct Seen {
    pub(super) session: Option<Box<CheckoutSession>>,
    pub(super) intent: Option<Box<PaymentIntent>>,
}

impl Seen {
    fn of_session(mut session: Box<CheckoutSession>) -> Self {
        let intent = match session.payment_intent.take() {
            Some(Expandable::Object(intent)) => {
                session.payment_intent = Some(Expandable::Id(intent.id.clone()));
                Some(intent)
            }
            name => {
                session.payment_intent = name;
                None
            }
        };
        Self {
            session: Some(session),
            intent,
        }
    }

    /// The name of the payment; none before the shopper has begun to pay.
    pub(super) fn intent_name(&self) -> Option<String> {
        let of_session = || self.session.as_ref()?.payment_intent.as_ref();
        match &self.intent {
            Some(intent) => Some(intent.id.to_string()),
            None => of_session().map(|intent| intent.id().to_string()),
        }
    }

    fn is_disputed(&self) -> bool {
        let charge = self
            .intent
            .as_ref()
            .and_then(|intent| intent.latest_charge.as_ref());
        let charge = charge.and_then(Expandable::as_object);
        charge.is_some_and(|charge| charge.disputed)
    }

    /// Whether the shopper has finished, but their bank did not pay in the end.
    fn is_let_down(&self) -> bool {
        let (Some(session), Some(intent)) = (&self.session, &self.intent) else {
            return false;
        };
        session.status == Some(SessionStatus::Complete)
            && session.payment_status == PaymentStatus::Unpaid
            && intent.status == IntentStatus::RequiresPaymentMethod
    }
}

impl Stripe {
    /// Looks an attempt up, by the name that Stripe gave it or by ours.
    pub(super) async fn look(&self, attempt: &KnownAttempt) -> Result<Option<Seen>, ProviderError> {
        match attempt.provider_ref.as_deref() {
            Some(name) if name.starts_with("pi_") => self.look_at_intent(name).await,
            Some(name) => {
                let asked = RetrieveCheckoutSession::new(name)
                    .expand(vec!["payment_intent.latest_charge".to_owned()]);
                let session = call::if_there(self.ask(name, &asked).await)?;
                Ok(session.map(Seen::of_session))
            }
            None => self.look_for(attempt).await,
        }
    }

    pub(super) async fn look_at_intent(&self, name: &str) -> Result<Option<Seen>, ProviderError> {
        let asked = RetrievePaymentIntent::new(name).expand(vec!["latest_charge".to_owned()]);
        let intent = call::if_there(self.ask(name, &asked).await)?;
        Ok(intent.map(|intent| Seen {
            session: None,
            intent: Some(intent),
        }))
    }

    /// Looks for the session of an attempt whose answer was lost, among those of the time in
    /// which it can have been made.
    async fn look_for(&self, attempt: &KnownAttempt) -> Result<Option<Seen>, ProviderError> {
        let until = session::ends_at(attempt.created_at, attempt.expires_at);
        let made = RangeBoundsTs {
            gte: Some(attempt.created_at.timestamp() - CLOCK_S),
            lte: Some(until.timestamp()),
            ..RangeBoundsTs::default()
        };
        let reference = attempt.reference.as_str();
        let mut asked = ListCheckoutSession::new()
            .created(RangeQueryTs::Bounds(made))
            .limit(PAGE)
            .expand(vec!["data.payment_intent.latest_charge".to_owned()]);
        loop {
            let page = self.ask(reference, &asked).await?;
            let last = page.data.last().map(|session| session.id.to_string());
            let mut sessions = page.data.into_iter();
            let found =
                sessions.find(|made| made.client_reference_id.as_deref() == Some(reference));
            match (found, last.filter(|_| page.has_more)) {
                (None, Some(last)) => asked = asked.starting_after(last),
                (found, _) => return Ok(found.map(|found| Seen::of_session(Box::new(found)))),
            }
        }
    }

    /// What has happened to an attempt so far.
    pub(super) async fn facts(
        &self,
        seen: &Seen,
        attempt: &KnownAttempt,
    ) -> Result<Vec<Fact>, ProviderError> {
        let mut facts: Vec<Fact> = Vec::new();
        if let Some(intent) = &seen.intent {
            facts.extend(told::intent(intent, attempt.now)?);
        }
        if let Some(session) = &seen.session {
            let told = if seen.is_let_down() {
                told::let_down(session, attempt.now)?
            } else {
                told::session(session, attempt.now)?
            };
            // The payment has told of the money already, by the same name.
            let is_new = |told: &Fact| facts.iter().all(|known| known.event_key != told.event_key);
            facts.extend(told.filter(is_new));
        }
        if let Some(intent) = seen.intent_name().filter(|_| seen.is_disputed()) {
            facts.extend(self.disputes(&intent, attempt).await?);
        }
        Ok(facts)
    }

    async fn disputes(
        &self,
        intent: &str,
        attempt: &KnownAttempt,
    ) -> Result<Vec<Fact>, ProviderError> {
        let about = Subject::Ours(attempt.reference.clone());
        let asked = ListDispute::new().payment_intent(intent).limit(PAGE);
        let mut facts = Vec::new();
        for object in self.ask(intent, &asked).await?.data {
            facts.extend(dispute::facts(&object, &about, attempt.now)?);
        }
        Ok(facts)
    }
}
