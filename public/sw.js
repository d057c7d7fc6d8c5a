// The service worker's listeners: all of it that is JavaScript. `cargo xtask build` fills in the %PLACEHOLDERS%, so every
// release has a worker of its own (docs/decisions/0002). %WORKER% answers requests; %KEEPER%, which looks after the store,
// is first imported by the installation and later comes from the registration, when it is needed.
importScripts('%WORKER%');
const NUMBER = %RELEASE%, FILE = '%RELEASE_FILE%', PAGES = `pages-${NUMBER}-${FILE.slice(3, 19)}`, running = {};
const load = {
  worker: () => self.layerwWorker(),
  keeper: () => {
    self.layerwKeeper ?? importScripts('%KEEPER%');
    const rust = self.layerwKeeper();
    rust.start(NUMBER, FILE, %RELEASE_BYTES%);
    return rust;
  },
};
const start = (name) => running[name] ??= Object.assign(Promise.withResolvers(), { rust: load[name]() });
const end = (error) => { for (const name in running) { running[name].reject(error); delete running[name]; } };
// Asks Rust. After a trap the instances are thrown away and a new one is asked, once.
const ask = (name, use, tries = 2) => {
  const again = (error) => { end(error); return tries > 1 ? ask(name, use, tries - 1) : Promise.reject(error); };
  try {
    const { rust, promise: trap } = start(name), answer = Promise.withResolvers();
    return use(rust, answer) !== false && Promise.race([answer.promise, trap.catch(again)]);
  } catch (error) { return again(error); }
};
// Without Rust the shell is still served: this release's pages, the objects, the network, the offline page.
const plain = async ({ url, mode }) => {
  const [pages, objects] = await Promise.all([caches.open(PAGES), caches.open('objects')]);
  const find = async (key) => await pages.match(key, { ignoreSearch: true }) ?? objects.match(key);
  return await find(url) ?? fetch(url).catch(async () => mode === 'navigate' && await find('/offline/') || Response.error());
};
addEventListener('error', (event) => end(event.error));
addEventListener('unhandledrejection', (event) => end(event.reason));
addEventListener('install', (event) => event.waitUntil(ask('keeper', (rust, { resolve, reject }) => rust.install(event, resolve, reject))));
addEventListener('activate', (event) => event.waitUntil(ask('keeper', (rust, { resolve }) => rust.activate(resolve)).catch(() => {})));
addEventListener('message', (event) => event.waitUntil(ask('keeper', (rust, { resolve }) => rust.message(event.source?.id ?? '', event.data, resolve))));
addEventListener('fetch', (event) => {
  const answer = ask('worker', (rust, { resolve }) => rust.answer(PAGES, event.request, resolve));
  if (answer) event.respondWith(answer.catch(() => plain(event.request)));
});
