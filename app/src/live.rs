//! A value that views follow: Leptos' `RwSignal` with its reactive half of one type.
//!
//! Every `RwSignal<T>` brings its own copy of arena, subscribers and guards, some 4 KB of module for each of sixteen
//! types; here that half is a [`Trigger`], which has no type parameter, and `T` costs a lock and a clone.

use core::any::Any;
use core::marker::PhantomData;
use leptos::prelude::{GetValue, Notify, StoredValue, Track, Trigger};
use std::sync::{Arc, PoisonError, RwLock};

/// A value that views follow. Copying it copies the handle.
pub struct Live<T> {
    changed: Trigger,
    value: StoredValue<Arc<dyn Any + Send + Sync>>,
    kind: PhantomData<fn() -> T>,
}

impl<T> Clone for Live<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Live<T> {}

impl<T> core::fmt::Debug for Live<T> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Live")
    }
}

impl<T: Default + Send + Sync + 'static> Default for Live<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T: Default + Send + Sync + 'static> Live<T> {
    /// A handle of `value`.
    pub fn new(value: T) -> Self {
        Self {
            changed: Trigger::new(),
            value: StoredValue::new(Arc::new(RwLock::new(value))),
            kind: PhantomData,
        }
    }

    /// What `read` makes of the value; the view that asks is drawn again when the value changes.
    pub fn with<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        self.track();
        self.with_untracked(read)
    }

    /// What `read` makes of the value now.
    pub fn with_untracked<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        let value = self.value.get_value();
        match value.downcast_ref::<RwLock<T>>() {
            Some(lock) => read(&lock.read().unwrap_or_else(PoisonError::into_inner)),
            None => read(&T::default()),
        }
    }

    /// The view that asks is drawn again when the value changes.
    pub fn track(&self) {
        self.changed.track();
    }

    /// Changes the value and draws again what follows it.
    pub fn update(&self, change: impl FnOnce(&mut T)) {
        let value = self.value.get_value();
        if let Some(lock) = value.downcast_ref::<RwLock<T>>() {
            change(&mut lock.write().unwrap_or_else(PoisonError::into_inner));
        }
        self.changed.notify();
    }

    /// Replaces the value.
    pub fn set(&self, new: T) {
        self.update(|value| *value = new);
    }
}

impl<T: Default + Clone + Send + Sync + 'static> Live<T> {
    /// A copy of the value, followed.
    pub fn get(&self) -> T {
        self.with(T::clone)
    }

    /// A copy of the value now.
    pub fn get_untracked(&self) -> T {
        self.with_untracked(T::clone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use leptos::prelude::Owner;

    #[test]
    fn every_copy_of_a_handle_sees_the_same_value() {
        Owner::new().with(|| {
            let one = Live::new(1);
            let other = one;
            other.update(|value| *value += 1);
            assert_eq!(
                (
                    one.get_untracked(),
                    other.with_untracked(|value| value * 10)
                ),
                (2, 20)
            );
            one.set(7);
            assert_eq!(other.get(), 7);
        });
    }
}
