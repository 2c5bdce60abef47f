//! The providers that are open.

use std::fmt;

use crate::{
    Config, Listener, Method, Provider, cash_on_delivery::CashOnDelivery, sandbox::Sandbox,
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
        let mut open: Vec<(Method, Box<dyn Provider>)> =
            vec![(Method::Cod, Box::new(CashOnDelivery))];
        if config.sandbox {
            open.push((Method::Sandbox, Box::new(Sandbox)));
        }
        Self {
            open,
            watchers: Vec::new(),
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
