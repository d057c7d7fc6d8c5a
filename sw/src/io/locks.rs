//! Locks between the workers of this origin (Web Locks). The browser gives back those of a worker that is stopped.

use js_sys::{Function, Map, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::{global, promise::wait};

/// Where the locks of this worker are, by name, with the function that gives each back: they stay while the worker runs,
/// though its keeper may trap.
const HELD: &str = "layerwLocks";

#[wasm_bindgen]
extern "C" {
    type LockManager;

    #[wasm_bindgen(method, catch)]
    fn request(
        this: &LockManager,
        name: &str,
        options: &Object,
        hold: &JsValue,
    ) -> Result<Promise, JsValue>;
}

/// Takes the lock unless another worker has it. Whether it is ours, as it is where the browser knows no locks.
pub(crate) async fn take(name: &str) -> bool {
    let held = held();
    if held.has(&name.into()) {
        return true;
    }
    let manager = Reflect::get(&global::scope().navigator(), &"locks".into());
    let Some(manager) = manager.ok().filter(JsValue::is_truthy) else {
        return true;
    };
    let answered = Promise::new(&mut |answer, _| {
        ask(manager.unchecked_ref(), name, &held, answer);
    });
    wait(answered)
        .await
        .is_none_or(|is_ours| is_ours.is_truthy())
}

/// Gives the lock back.
pub(crate) fn give_back(name: &str) {
    let held = held();
    if let Ok(end) = held.get(&name.into()).dyn_into::<Function>() {
        end.call0(&JsValue::UNDEFINED).ok();
    }
    held.delete(&name.into());
}

/// Calls `answer` with whether the lock is ours. It is as long as the promise is open that the browser gets for it.
fn ask(manager: &LockManager, name: &str, held: &Map, answer: Function) {
    let (owned_name, held, answered) = (JsValue::from(name), held.clone(), answer.clone());
    let hold = Closure::once_into_js(move |lock: JsValue| {
        let is_ours = lock.is_truthy();
        answered.call1(&JsValue::UNDEFINED, &is_ours.into()).ok();
        let open = || {
            Promise::new(&mut |end, _| {
                held.set(&owned_name, &end);
            })
        };
        is_ours.then(open).map_or(JsValue::UNDEFINED, JsValue::from)
    });
    let options = Object::new();
    Reflect::set(&options, &"ifAvailable".into(), &true.into()).ok();
    let requested = manager.request(name, &options, &hold);
    spawn_local(async move {
        let is_over = match requested {
            Ok(requested) => wait(requested).await.is_some(),
            Err(_) => false,
        };
        // A browser that gives nobody locks is to fetch all the same.
        if !is_over {
            answer.call1(&JsValue::UNDEFINED, &true.into()).ok();
        }
    });
}

fn held() -> Map {
    let scope = global::scope();
    let held = Reflect::get(&scope, &HELD.into()).unwrap_or_default();
    held.dyn_into::<Map>().unwrap_or_else(|_| {
        let held = Map::new();
        Reflect::set(&scope, &HELD.into(), &held).ok();
        held
    })
}
