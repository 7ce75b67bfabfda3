//! What a process works out of the database once and keeps beside its handles, such as an index over the catalogue.
//!
//! One value a type, made empty on first use, gone with the handles. Whoever keeps something here must be able to tell that it is outdated:
//! another process may have changed the rows it was made from.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// A shelf of kept values. Cheap to clone; clones share their values.
#[derive(Clone, Default)]
pub struct Kept(Arc<Mutex<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>>);

impl Kept {
    /// The one value of this type.
    pub fn one<T: Default + Send + Sync + 'static>(&self) -> Arc<T> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let value = all.entry(TypeId::of::<T>()).or_insert_with(|| Arc::new(T::default()));
        // The key is the type's own id, so the value is of that type; a new one would be no worse than an empty shelf.
        Arc::clone(value).downcast::<T>().unwrap_or_default()
    }
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.0.lock().unwrap_or_else(PoisonError::into_inner).len();
        write!(f, "Kept({count})")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[test]
    fn clones_share_what_they_keep_and_two_types_do_not() {
        let kept = Kept::default();
        kept.clone().one::<AtomicU32>().store(7, Ordering::Relaxed);
        assert_eq!(kept.one::<AtomicU32>().load(Ordering::Relaxed), 7);
        assert!(kept.one::<Mutex<String>>().lock().unwrap().is_empty());
    }

    #[test]
    fn two_shelves_share_nothing() {
        Kept::default().one::<AtomicU32>().store(7, Ordering::Relaxed);
        assert_eq!(Kept::default().one::<AtomicU32>().load(Ordering::Relaxed), 0);
    }
}
