// The service worker's listeners: all of it that is JavaScript. `cargo xtask build` fills in the %PLACEHOLDERS%, so every
// release has a worker of its own (docs/decisions/0002). %WORKER% answers requests. %KEEPER%, which looks after the
// store, is first imported by the installation and from then on comes from the registration whenever it is needed.
importScripts('%WORKER%');
const NUMBER = %RELEASE%, FILE = '%RELEASE_FILE%', PAGES = `pages-${NUMBER}-${FILE.slice(3, 19)}`, running = {};
const start = (name) => {
  self[name] ?? importScripts('%KEEPER%');
  const rust = self[name]();
  rust.start?.(NUMBER, FILE, %RELEASE_BYTES%);
  return { rust, asked: new Set() };
};
// After a trap the instances are thrown away, and whatever is not answered yet is asked of new ones, once.
const end = (error) => {
  for (const name in running) { const { asked } = running[name]; delete running[name]; asked.forEach((ask) => ask(error)); }
};
const ask = (name, use, tries = 2) => {
  const again = (error) => { end(error); return tries > 1 ? ask(name, use, tries - 1) : Promise.reject(error); };
  try {
    const { rust, asked } = running[name] ??= start(name);
    const { promise, resolve, reject } = Promise.withResolvers(), trapped = (error) => resolve(again(error));
    if (use(rust, resolve, reject) === false) return;
    asked.add(trapped);
    return promise.finally(() => asked.delete(trapped));
  } catch (error) { return again(error); }
};
// Without Rust the shell is still served: this release's pages, the objects, the network, the offline page.
const plain = async (request, offline = request.mode === 'navigate') => {
  const find = async (key, name = PAGES) => (await caches.open(name)).match(key, { ignoreSearch: true });
  const network = () => fetch(request).catch(async () => offline && await find('/offline/') || Response.error());
  return await find(request) ?? await find(request, 'objects') ?? network();
};
const on = (type, use) => addEventListener(type, (event) => event.waitUntil(ask('layerwKeeper', use(event))));
on('install', (event) => (rust, resolve, reject) => rust.install(event, resolve, reject));
on('activate', () => (rust, resolve) => rust.activate(resolve));
on('message', ({ source, data }) => (rust, resolve) => rust.message(source?.id ?? '', data, resolve));
addEventListener('fetch', (event) => {
  const answer = ask('layerwWorker', (rust, resolve) => rust.answer(PAGES, event.request, resolve));
  if (answer) event.respondWith(answer.catch(() => plain(event.request)));
});
['error', 'unhandledrejection'].forEach((type) => addEventListener(type, (event) => end(event.error ?? event.reason)));
