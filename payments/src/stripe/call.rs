//! Calls to Stripe, and what their failures mean.

use ::stripe::{IdempotencyKey, RequestStrategy, StripeError, StripeRequest};
use stripe_shared::{ApiErrors, ApiErrorsType};

use super::Stripe;
use crate::{
    ProviderError, UnknownCause,
    port::{CONFIGURATION, UNAUTHORISED},
    retry,
};

/// Stripe's word for an object that it does not have.
const MISSING: &str = "resource_missing";

impl Stripe {
    /// Changes something, under a key that is the same at every try. Stripe answers a
    /// repetition as it answered the first, so an unknown answer is asked for again.
    pub(super) async fn change<R>(
        &self,
        key: &str,
        request: &R,
    ) -> Result<Box<R::Output>, ProviderError>
    where
        R: StripeRequest + Sync,
        R::Output: miniserde::Deserialize + Send,
    {
        let stored = IdempotencyKey::new(key).expect("our keys are short and not empty");
        let strategy = RequestStrategy::Idempotent(stored);
        let send = || self.send(request, strategy.clone());
        retry::until_known(&self.calls, key, send).await
    }

    /// Asks something, which changes nothing.
    pub(super) async fn ask<R>(
        &self,
        key: &str,
        request: &R,
    ) -> Result<Box<R::Output>, ProviderError>
    where
        R: StripeRequest + Sync,
        R::Output: miniserde::Deserialize + Send,
    {
        let once = || self.send(request, RequestStrategy::Once);
        retry::until_known(&self.calls, key, once).await
    }

    /// One try. Stripe's objects are large, so that they are kept on the heap.
    fn send<'a, R>(
        &'a self,
        request: &R,
        once: RequestStrategy,
    ) -> impl Future<Output = Result<Box<R::Output>, ProviderError>> + Send + use<'a, R>
    where
        R: StripeRequest,
        R::Output: miniserde::Deserialize + Send,
    {
        let request = request.customize().request_strategy(once);
        let sent = Box::pin(request.send(&self.client));
        async move { Ok(Box::new(sent.await.map_err(failure)?)) }
    }
}

/// None for an object that Stripe does not have.
pub(super) fn if_there<T>(answer: Result<T, ProviderError>) -> Result<Option<T>, ProviderError> {
    match answer {
        Ok(found) => Ok(Some(found)),
        Err(ProviderError::Refused { code, .. }) if code == MISSING => Ok(None),
        Err(error) => Err(error),
    }
}

fn failure(error: StripeError) -> ProviderError {
    match error {
        StripeError::Stripe(said, status) => meaning(&said, status),
        StripeError::JSONDeserialize(_) => UnknownCause::Unreadable.into(),
        StripeError::ClientError(_) => UnknownCause::Connection.into(),
        StripeError::Timeout => UnknownCause::Timeout.into(),
        StripeError::ConfigError(message) => ProviderError::Refused {
            code: CONFIGURATION.to_owned(),
            message,
        },
    }
}

/// A refusal, unless the work may have been done, is being done, or was done under the same
/// key for another request.
fn meaning(said: &ApiErrors, status: u16) -> ProviderError {
    match status {
        409 => UnknownCause::InProgress.into(),
        424 | 429 | 500.. => UnknownCause::Status(status).into(),
        _ if said.type_ == ApiErrorsType::IdempotencyError => UnknownCause::Status(status).into(),
        _ => ProviderError::Refused {
            code: code_of(said, status),
            message: said.message.clone().unwrap_or_default(),
        },
    }
}

fn code_of(said: &ApiErrors, status: u16) -> String {
    match &said.code {
        _ if matches!(status, 401 | 403) => UNAUTHORISED.to_owned(),
        Some(code) => code.as_str().to_owned(),
        None if status == 404 => MISSING.to_owned(),
        None => said.type_.as_str().to_owned(),
    }
}
