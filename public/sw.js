// The service worker's listeners: all of it that is JavaScript. `cargo xtask build` fills in the %blanks%, so every
// release has a worker of its own (docs/decisions/0002). %WORKER% judges requests. %KEEPER%, which looks after the
// store, and %PATCHER%, which applies patches and judges signatures, are first imported by the installation and from
// then on come from the registration whenever they are needed; the keeper fetches %DECODER% for the first patch of its kind.
importScripts('%WORKER%');
const NUMBER = %RELEASE%, FILE = '%RELEASE_FILE%', PAGES = `pages-${NUMBER}-${FILE.slice(3, 19)}`;
let worker, keeper;
// Where a request is answered: a cache and a path in it, which Rust decides. Where its module fails twice, the shell is
// still served: this release's pages, the objects, the network, the offline page.
const judge = ({ method, url, mode, headers }) => {
  const { origin } = location;
  for (let tries = 2; tries > 0; tries -= 1) {
    try {
      return (worker ??= layerwWorker()).judge(PAGES, url, origin, method, mode === 'navigate', headers.has('range'));
    } catch { worker = undefined; }
  }
  const { pathname } = new URL(url);
  if (method === 'GET' && url.startsWith(`${origin}/`)) return `${pathname.startsWith('/c/') ? 'objects' : PAGES} ${pathname}`;
};
// A stored response is handed back untouched: the browser's compiled code stays with it. What is not goes before whatever is fetched ahead.
const find = (path, cacheName) => caches.match(path, { cacheName }).catch(() => undefined);
const answer = async (request, cacheName, path) => {
  if (!cacheName) return Response.redirect(path);
  // A page of the release before, which `app/src/trial.js` asks for where this one failed.
  const older = request.mode === 'navigate' && new URL(request.url).searchParams.get('release');
  if (older) cacheName = (await caches.keys().catch(() => [])).find((name) => name.startsWith(`pages-${older}-`)) ?? cacheName;
  const offline = async () => request.mode === 'navigate' && await find('/offline/', PAGES) || Response.error();
  return await find(path, cacheName) ?? (demanded(), fetch(request).catch(offline));
};
const demanded = () => { try { keeper?.rust.demanded(); } catch (error) { end(error); } };
addEventListener('fetch', (event) => {
  const judged = judge(event.request);
  if (judged) event.respondWith(answer(event.request, ...judged.split(' ')));
});
const start = () => {
  self.layerwKeeper ?? importScripts('%KEEPER%');
  const rust = layerwKeeper();
  rust.start(NUMBER, FILE, %RELEASE_BYTES%, '%DECODER%', '%SITE%', %ROOT_VERSION%, '%ROOT%');
  return { rust, asked: new Set() };
};
// After a trap the keeper is thrown away, and whatever is not answered yet is asked of a new one, once.
const end = (error) => { const asked = keeper?.asked ?? []; keeper = undefined; asked.forEach((ask) => ask(error)); };
const ask = (use, tries = 2) => {
  const again = (error) => { end(error); return tries > 1 ? ask(use, tries - 1) : Promise.reject(error); };
  try {
    const { rust, asked } = keeper ??= start();
    const { promise, resolve, reject } = Promise.withResolvers(), trapped = (error) => resolve(again(error));
    use(rust, resolve, reject);
    asked.add(trapped);
    return promise.finally(() => asked.delete(trapped));
  } catch (error) { return again(error); }
};
const on = (type, use) => addEventListener(type, (event) => event.waitUntil(ask(use(event))));
// One instance for each task: its memory goes with it.
const imported = () => { self.layerwPatcher ?? importScripts('%PATCHER%'); return self; };
self.layerwTask = (name, ...rest) => imported().layerwPatcher()[name](...rest);
self.layerwDecode = (module, ...rest) => imported().layerwDecoder(module).apply(...rest);
on('install', (event) => (rust, resolve, reject) => { imported(); rust.install(event, resolve, reject); });
on('activate', () => (rust, resolve) => rust.activate(resolve));
on('message', ({ source, data }) => (rust, resolve) => rust.message(source?.id ?? '', data, resolve));
['error', 'unhandledrejection'].forEach((type) => addEventListener(type, (event) => end(event.error ?? event.reason)));
