//! A value that views follow: Leptos' `RwSignal` with its reactive half of one type.
//!
//! Every `RwSignal<T>` brings its own copy of arena, subscribers and guards, some 4 KB of module for each of sixteen
//! types; here that half is a [`Trigger`], which has no type parameter, and `T` costs a lock and a clone.

use core::any::Any;
use core::cell::RefCell;
use core::marker::PhantomData;
use leptos::prelude::{GetValue, LocalStorage, Notify, StoredValue, Track, Trigger};
use std::rc::Rc;

/// A value that views follow. Copying it copies the handle.
pub struct Live<T> {
    changed: Trigger,
    value: StoredValue<Rc<dyn Any>, LocalStorage>,
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

impl<T: Default + 'static> Default for Live<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T: 'static> Live<T> {
    /// A handle of `value`.
    pub fn new(value: T) -> Self {
        Self {
            changed: Trigger::new(),
            value: StoredValue::new_local(Rc::new(RefCell::new(value))),
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
        read(&self.cell().borrow())
    }

    /// The view that asks is drawn again when the value changes.
    pub fn track(&self) {
        self.changed.track();
    }

    /// Changes the value and draws again what follows it.
    pub fn update(&self, change: impl FnOnce(&mut T)) {
        change(&mut self.cell().borrow_mut());
        self.changed.notify();
    }

    /// Replaces the value.
    pub fn set(&self, new: T) {
        self.cell().replace(new);
        self.changed.notify();
    }

    fn cell(&self) -> Rc<RefCell<T>> {
        match self.value.get_value().downcast() {
            Ok(cell) => cell,
            Err(_) => {
                unreachable!("`new` is the only place that stores a value, and it stores this type")
            }
        }
    }
}

impl<T: Clone + 'static> Live<T> {
    /// A copy of the value, followed.
    pub fn get(&self) -> T {
        self.track();
        self.get_untracked()
    }

    /// A copy of the value now.
    pub fn get_untracked(&self) -> T {
        self.cell().borrow().clone()
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
