//! Work on many things at once, a thread for each processor. Results come in no order.

use std::sync::{Mutex, PoisonError};
use std::thread;

use anyhow::{Result, anyhow};

/// The results of `work` on each of `items`. The first error ends the thread that met it, and is given back.
pub(crate) fn each<T: Send, R: Send>(
    items: Vec<T>,
    work: impl Fn(T) -> Result<R> + Sync,
) -> Result<Vec<R>> {
    let waiting = Mutex::new(items);
    let next = || {
        let mut waiting = waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.pop()
    };
    let share = || {
        let mut done = Vec::new();
        while let Some(item) = next() {
            done.push(work(item)?);
        }
        Ok(done)
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(share)).collect();
        let mut results = Vec::new();
        for worker in workers {
            let done: Result<Vec<R>> = worker.join().map_err(|_| anyhow!("a thread broke down"))?;
            results.extend(done?);
        }
        Ok(results)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_thing_is_worked_on_once_and_an_error_is_given_back() {
        let mut doubled = each((0..50).collect(), |item: u32| Ok(item * 2)).unwrap();
        doubled.sort_unstable();
        assert!(doubled.into_iter().eq((0..50).map(|item| item * 2)));
        let failed = each((0..50).collect(), |item: u32| {
            if item == 20 {
                Err(anyhow!("twenty"))
            } else {
                Ok(item)
            }
        });
        assert_eq!(failed.unwrap_err().to_string(), "twenty");
    }
}
