// The service worker's listeners: all there is in JavaScript. What they do is Rust, in `sw`; `cargo xtask build` fills
// in the four %PLACEHOLDERS%, so that every release has a worker of its own (docs/decisions/0002).
importScripts('%WORKER%');
const RELEASE = %RELEASE%, FILE = '%RELEASE_FILE%', PAGES = `pages-${RELEASE}-${FILE.slice(3, 19)}`;
let instance;
const start = () => {
  if (!instance) {
    const rust = self.layerwWorker();
    rust.start(RELEASE, FILE, %RELEASE_BYTES%);
    instance = { rust };
    instance.trap = new Promise((_, reject) => { instance.end = reject; });
    instance.trap.catch(() => {});
  }
  return instance;
};
const end = (error) => { instance?.end(error); instance = undefined; };
// Asks Rust. After a trap the instance is thrown away and a new one asked, once.
const ask = (use, tries = 2) => {
  try {
    const { rust, trap } = start();
    let mine;
    const answer = new Promise((resolve, reject) => { mine = use(rust, resolve, reject); });
    return mine !== false && Promise.race([answer, trap.catch((error) => tries > 1 ? ask(use, tries - 1) : Promise.reject(error))]);
  } catch (error) {
    end(error);
    return tries > 1 ? ask(use, tries - 1) : Promise.reject(error);
  }
};
// Without Rust the shell is still served: the release's cache, then the network, then the offline page.
const plain = async (request) => {
  const caches = await Promise.all([self.caches.open(PAGES), self.caches.open('objects')]);
  const find = async (key) => (await caches[0].match(key, { ignoreSearch: true })) ?? caches[1].match(key);
  return (await find(request)) ?? fetch(request).catch(async () => (await find('/offline/')) ?? Response.error());
};
addEventListener('error', (event) => end(event.error));
addEventListener('unhandledrejection', (event) => end(event.reason));
addEventListener('install', (event) => event.waitUntil(ask((rust, resolve, reject) => rust.install(event, resolve, reject))));
addEventListener('activate', (event) => event.waitUntil(ask((rust, resolve) => rust.activate(resolve)).catch(() => {})));
addEventListener('message', (event) => event.waitUntil(ask((rust, resolve) => rust.message(event.source?.id ?? '', event.data, resolve))));
addEventListener('fetch', (event) => {
  const answer = ask((rust, resolve) => rust.answer(event.request, resolve));
  if (answer) event.respondWith(answer.catch(() => plain(event.request)));
});
