//! The providers that are open.

use std::fmt;

use crate::{
    Config, Listener, Method, Provider,
    bank_notices::{Casso, PayOs, SePay},
    cash_on_delivery::CashOnDelivery,
    momo::MoMo,
    sandbox::Sandbox,
    vietqr::VietQr,
    vnpay::VnPay,
    zalopay::ZaloPay,
};

/// The providers that are open: those with keys.
pub struct Providers {
    open: Vec<(Method, Box<dyn Provider>)>,
    /// Services that notify us and are no way to pay, by name.
    watchers: Vec<(&'static str, Box<dyn Listener>)>,
}

impl Providers {
    /// Opens what the configuration has keys for.
    #[must_use]
    pub fn new(config: &Config) -> Self {
        Self {
            open: open(config),
            watchers: watchers(config),
        }
    }

    /// The provider of a method; none when the method is closed.
    #[must_use]
    pub fn get(&self, method: Method) -> Option<&dyn Provider> {
        self.open
            .iter()
            .find(|(open, _)| *open == method)
            .map(|(_, provider)| &**provider)
    }

    /// Whoever notifies us under this name: a provider or a service that watches the bank
    /// account. None when it has no keys, or nobody does.
    #[must_use]
    pub fn listener(&self, name: &str) -> Option<&dyn Listener> {
        let watcher = self.watchers.iter().find(|(watcher, _)| *watcher == name);
        if let Some((_, listener)) = watcher {
            return Some(&**listener);
        }
        let method: Method = name.parse().ok()?;
        let provider = self.get(method).filter(|_| method.notifies())?;
        Some(provider)
    }
}

fn open(config: &Config) -> Vec<(Method, Box<dyn Provider>)> {
    let calls = config.calls;
    let mut open: Vec<(Method, Box<dyn Provider>)> = vec![(Method::Cod, Box::new(CashOnDelivery))];
    if let Some(vietqr) = config.vietqr.clone() {
        open.push((Method::VietQr, Box::new(VietQr(vietqr))));
    }
    if let Some(vnpay) = config.vnpay.clone() {
        open.push((Method::VnPay, Box::new(VnPay::new(vnpay, calls))));
    }
    if let Some(momo) = config.momo.clone() {
        open.push((Method::MoMo, Box::new(MoMo::new(momo, calls))));
    }
    if let Some(zalopay) = config.zalopay.clone() {
        open.push((Method::ZaloPay, Box::new(ZaloPay::new(zalopay, calls))));
    }
    #[cfg(feature = "stripe")]
    if let Some(stripe) = config.stripe.clone() {
        open.push((
            Method::Stripe,
            Box::new(crate::stripe::Stripe::new(stripe, calls)),
        ));
    }
    if config.sandbox {
        open.push((Method::Sandbox, Box::new(Sandbox)));
    }
    open
}

fn watchers(config: &Config) -> Vec<(&'static str, Box<dyn Listener>)> {
    let mut watchers: Vec<(&'static str, Box<dyn Listener>)> = Vec::new();
    if let Some(sepay) = config.sepay.clone() {
        watchers.push(("sepay", Box::new(SePay(sepay))));
    }
    if let Some(casso) = config.casso.clone() {
        watchers.push(("casso", Box::new(Casso(casso))));
    }
    if let Some(payos) = config.payos.clone() {
        watchers.push(("payos", Box::new(PayOs(payos))));
    }
    watchers
}

/// Names, no keys.
impl fmt::Debug for Providers {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let methods = self.open.iter().map(|(method, _)| method.name());
        let watchers = self.watchers.iter().map(|(name, _)| *name);
        out.debug_set().entries(methods.chain(watchers)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_method_without_keys_is_closed() {
        let providers = Providers::new(&Config::default());

        assert!(providers.get(Method::Cod).is_some());
        for closed in Method::ALL {
            assert!(closed == Method::Cod || providers.get(closed).is_none());
        }
    }

    #[test]
    fn nobody_notifies_us_of_cash_or_play_money() {
        let providers = Providers::new(&Config {
            sandbox: true,
            ..Config::default()
        });

        assert!(providers.get(Method::Sandbox).is_some());
        for name in ["cod", "sandbox", "vietqr", "sepay", "nobody"] {
            assert!(providers.listener(name).is_none(), "{name}");
        }
    }
}
