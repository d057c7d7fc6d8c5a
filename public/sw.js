// The service worker's listeners. They must be registered before wasm can run, so they stand here and nowhere else;
// every decision is made in Rust. The build fills in the names between percent signs.
const [NUMBER, FILE, BYTES] = [%RELEASE%, "%RELEASE_FILE%", %RELEASE_BYTES%];
importScripts("%WORKER%");

let instance;
const pending = new Set();

// Calls into wasm. After a trap the instance is thrown away and a new one gets one more try.
const call = (work) => {
  for (let tries = 0; tries < 2; tries++) {
    try {
      if (!instance) (instance = layerwWorker()).start(NUMBER, FILE, BYTES);
      return work(instance);
    } catch {
      instance = undefined;
    }
  }
};

// A trap after the first await shows up here: whoever still waits is let go.
const trapped = () => {
  instance = undefined;
  pending.forEach((letGo) => letGo());
};
addEventListener("error", trapped);
addEventListener("unhandledrejection", trapped);

const stored = async (request) => (await (await caches.open(`pages-${NUMBER}`)).match(request))
  ?? (await (await caches.open("objects")).match(request)) ?? fetch(request);

const until = (work, letGo) => new Promise((resolve, reject) => {
  const end = () => letGo(resolve, reject);
  pending.add(end);
  const settle = (how) => (value) => (pending.delete(end), how(value));
  if (call((worker) => (work(worker, settle(resolve), settle(reject)), true)) !== true) settle(end)();
});

addEventListener("fetch", (event) => {
  let taken;
  const answer = until((worker, resolve) => { taken = worker.answer(event.request, resolve); },
    (resolve) => resolve(stored(event.request)));
  if (taken !== false) event.respondWith(answer);
});
addEventListener("install", (event) => event.waitUntil(until((worker, ...ends) => worker.install(event, ...ends), (_, reject) => reject())));
addEventListener("activate", (event) => event.waitUntil(until((worker, resolve) => worker.activate(resolve), (resolve) => resolve())));
addEventListener("message", (event) => event.waitUntil(until((worker, resolve) => worker.message(event.source.id, event.data, resolve), (resolve) => resolve())));
