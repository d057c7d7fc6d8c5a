// The service worker's listeners: all of it that is JavaScript. `cargo xtask build` fills in the %blanks%, so every release
// has a worker of its own (docs/decisions/0002). %WORKER% judges requests. %KEEPER%, which looks after the store, and %PATCHER%,
// which applies patches and judges signatures, are first imported by the installation and later come from the registration;
// the keeper fetches %DECODER% for the first patch of its kind, and %PREDICTOR% for a game's first report.
importScripts('%WORKER%');
const NUMBER = %RELEASE%, FILE = '%RELEASE_FILE%', PAGES = `pages-${NUMBER}-${FILE.slice(3, 19)}`;
let worker, keeper;
// Where a request is answered: a cache and a path in it, which Rust decides, or this where its module fails twice.
const judge = ({ method, url, mode }, { origin } = location) => {
  for (let tries = 2; tries > 0; tries -= 1) try { return (worker ??= layerwWorker()).judge(PAGES, url, origin, method, mode); } catch { worker = undefined; }
  if (method === 'GET' && url.startsWith(`${origin}/`)) return `${url.startsWith(`${origin}/c/`) ? 'objects' : PAGES} ${new URL(url).pathname}`;
};
// A stored response is handed back untouched: the browser's compiled code stays with it.
const find = (path, cacheName, asked) => caches.match(path, { cacheName }).then((it) => asked?.has('range') ? cut(it, asked) : it).catch(() => undefined);
// Of a range Rust says which bytes it is, and the browser cuts them. Chromium goes on with them only where `own` made those before them.
const cut = async (it, asked) => {
  const blob = await it.blob(), [status, from, to, range] = worker?.cut(asked.get('range'), asked.has('if-range'), blob.size)?.split(',') ?? [];
  return new Response(blob.slice(from, to), { status, headers: { ...Object.fromEntries(it.headers), ...range && { 'content-range': range, 'content-length': to - from } } });
};
const answer = async (request, cacheName, path) => {
  if (!cacheName) return Response.redirect(path);
  // A page of the release before, which `app/src/trial.js` asks for where this one failed.
  const older = request.mode === 'navigate' && new URL(request.url).searchParams.get('release');
  if (older) cacheName = (await caches.keys().catch(() => [])).find((name) => name.startsWith(`pages-${older}-`)) ?? cacheName;
  const offline = async () => request.mode === 'navigate' && await find('/offline/', PAGES) || Response.error();
  const { headers } = request, stored = await find(path, cacheName, headers);
  if (stored) return stored;
  // What this release has under a name of its own the keeper fetches, judges and stores first; all goes before what is fetched ahead.
  const wanted = (rust, resolve) => cacheName === PAGES ? rust.wanted(path, headers.has('range'), resolve) : resolve(rust.demanded());
  const kept = (cacheName === PAGES || keeper) && await ask(wanted).catch(() => undefined);
  const own = (it) => headers.has('range') && it.type === 'basic' ? new Response(it.body, it) : it;
  return kept === undefined ? fetch(request).then(own).catch(offline) : kept && await find(path, cacheName, headers) || offline();
};
addEventListener('fetch', (event) => {
  if (event.request.url === `${location.origin}/layerw/state`) return event.respondWith(ask((rust, resolve) => rust.state(resolve)));
  const judged = judge(event.request);
  if (judged) event.respondWith(answer(event.request, ...judged.split(' ')));
});
const start = (rust = (self.layerwKeeper ?? importScripts('%KEEPER%'), layerwKeeper())) =>
  (rust.start(NUMBER, FILE, %RELEASE_BYTES%, '%DECODER%', '%PREDICTOR%', '%SITE%', %ROOT_VERSION%, '%ROOT%'), { rust, asked: new Set() });
// After a trap the keeper is thrown away, and whatever is not answered yet is asked of a new one, the same for all, once.
const end = (error) => { const asked = keeper?.asked ?? []; keeper = undefined; asked.forEach((ask) => ask(error)); };
const ask = (use, tries = 2, own) => {
  const again = (error) => { if (keeper === own) end(error); return tries > 1 ? ask(use, tries - 1) : Promise.reject(error); };
  try {
    const { rust, asked } = own = keeper ??= start();
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
self.layerwModule = (name, module) => imported()[name](module);
on('install', (event) => (rust, resolve, reject) => { imported(); rust.install(event, resolve, reject); });
on('activate', () => (rust, resolve) => rust.activate(resolve));
on('message', ({ source, data }) => (rust, resolve) => rust.message(source?.id ?? '', data, resolve));
['error', 'unhandledrejection'].forEach((type) => addEventListener(type, (event) => end(event.error ?? event.reason)));
