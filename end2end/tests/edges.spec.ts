// Objects come from the nearest edge that the site lists, and whatever becomes of the edge, the game is there.
import { test, expect, type Page } from '../fixtures/test.ts';
import { Edge, siteWithEdges } from '../fixtures/edge.ts';
import { Game } from '../fixtures/game.ts';
import { controlled, Library, open, trouble } from '../fixtures/shell.ts';
import { filesOf, patchesOf } from '../fixtures/site.ts';
import type { Complaints } from '../fixtures/test.ts';
import type { Origin } from '../fixtures/origin.ts';

const title = 'Falling stars';
const nothing = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
/** The game's module as it is fetched: one long body. */
const body = patchesOf(4).find((patch) => patch.path.startsWith(`/d/${nothing}/`))!;
const far = { latencyMillis: 60, bytesPerSecond: 400_000 };

/** A first visit to a site far away, with an edge nearby that was measured and chosen. */
async function visit(page: Page, origin: Origin, complaints: Complaints): Promise<{ edge: Edge; end: () => void }> {
  const edge = await Edge.start(4);
  const site = siteWithEdges(4, edge.url);
  // A server need not know what a probe is to answer it.
  complaints.allow(/\/probe\b/);
  await origin.serve(site.folder);
  origin.pace = far;
  await open(page, '/');
  await controlled(page);
  await expect.poll(() => edge.probes, 'probes of the edge').toBeGreaterThanOrEqual(4);
  await expect.poll(() => chosen(page), 'the choice').toContain(edge.url);
  return {
    edge,
    end: () => {
      edge.stop();
      site.remove();
    },
  };
}

/** What the worker wrote down about its edges. */
async function chosen(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const asked = indexedDB.open('layerw');
    const database = await new Promise<IDBDatabase>((done) => (asked.onsuccess = () => done(asked.result)));
    const got = database.transaction('regions').objectStore('regions').get('edges');
    const bytes = await new Promise<Uint8Array | undefined>((done) => (got.onsuccess = () => done(got.result)));
    database.close();
    // Two numbers for older workers, two moments, then the one that was chosen.
    return new TextDecoder().decode(bytes?.slice(32)).split('\n')[0];
  });
}

async function plays(page: Page): Promise<void> {
  await expect(trouble(page)).toBeHidden();
  const game = new Game(page, 'falling-stars');
  await game.open();
  await game.begin();
}

test('a game comes from the edge nearby', { tag: '@chromium' }, async ({ page, origin, complaints }) => {
  const { edge, end } = await visit(page, origin, complaints);
  await new Library(page, title).keep.click();
  await new Library(page, title).expectKept();
  expect(edge.answers.filter((answer) => answer.path === body.path).length, 'pieces from the edge').toBeGreaterThan(3);
  const asked = origin.requests.filter((request) => request.path === body.path);
  expect(asked, 'pieces from the origin').toEqual([]);
  await plays(page);
  end();
});

test('an edge that dies in the middle of an installation is not missed', { tag: '@chromium' }, async ({ page, origin, complaints }) => {
  complaints.allow(/ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_CONTENT_LENGTH_MISMATCH|ERR_EMPTY_RESPONSE/);
  const { edge, end } = await visit(page, origin, complaints);
  edge.bytesPerSecond = 300_000;
  const pieces = () => edge.answers.filter((answer) => answer.path === body.path);
  const fromOrigin = () => origin.requests.filter((request) => request.path === body.path);
  await new Library(page, title).keep.click();
  await expect.poll(() => pieces().length, { intervals: [10] }).toBeGreaterThanOrEqual(3);
  expect(fromOrigin(), 'pieces from the origin before').toEqual([]);
  edge.stop();
  const diedAt = Date.now();
  await expect.poll(() => fromOrigin().length, { intervals: [10] }).toBeGreaterThanOrEqual(1);
  console.log(`the origin is asked ${Date.now() - diedAt} ms after the edge died`);
  await new Library(page, title).expectKept();
  const sent = fromOrigin().reduce((sum, request) => sum + request.bytes, 0);
  expect(sent, 'what was there is not fetched again').toBeLessThan(body.bytes);
  await plays(page);
  end();
});

test('an edge that sends something else is asked no more', { tag: '@chromium' }, async ({ page, origin, complaints }) => {
  const { edge, end } = await visit(page, origin, complaints);
  edge.isHostile = true;
  await new Library(page, title).keep.click();
  await new Library(page, title).expectKept();
  const had = edge.answers.length;
  expect(had, 'it was asked').toBeGreaterThan(0);
  expect(origin.requests.some((request) => request.path === body.path), 'then the origin').toBe(true);
  await new Library(page).keep.click();
  await new Library(page).expectKept();
  expect(edge.answers.length, 'and nothing more of the edge').toBe(had);
  await plays(page);
  end();
});

test('a piece that an edge keeps for itself comes from the origin', { tag: '@chromium' }, async ({ page, origin, complaints }) => {
  const { edge, end } = await visit(page, origin, complaints);
  const library = new Library(page, title);
  // How long a piece takes is known after eight of them; the game has six.
  await library.keep.click();
  await library.expectKept();
  await page.evaluate((id) => {
    // `ToWorker::RemoveGame`: its number, and the id behind its length.
    const message = new Uint8Array([7, id.length, ...new TextEncoder().encode(id)]);
    navigator.serviceWorker.controller!.postMessage(message);
  }, 'falling-stars');
  await expect(library.keep).toBeVisible();
  edge.bytesPerSecond = 2_000_000;
  const had = edge.answers.length;
  await library.keep.click();
  await expect.poll(() => edge.answers.length, { intervals: [5] }).toBeGreaterThanOrEqual(had + 3);
  edge.keepsNext = true;
  await library.expectKept();
  const kept = edge.answers.slice(had).filter((answer) => !answer.isWhole);
  expect(kept.length, 'the piece that was kept was broken off').toBe(1);
  console.log(`a piece was taken from the origin ${kept[0].endedAt! - kept[0].askedAt} ms after the edge was asked`);
  expect(origin.requests.filter((request) => request.path === body.path).length, 'pieces from the origin').toBe(1);
  await plays(page);
  end();
});

test('what is fetched ahead gives way to a page that waits', { tag: '@chromium' }, async ({ page, origin, complaints }) => {
  const { edge, end } = await visit(page, origin, complaints);
  edge.bytesPerSecond = 60_000;
  const ahead = filesOf(4).find((file) => body.path.endsWith(file.digest))!.path;
  const wanted = filesOf(4).find((file) => file.region === 'game/emberfall' && file.path.endsWith('.wasm'))!.path;
  await page.evaluate((path) => {
    // `ToWorker::FetchAhead` of crates/protocol, as postcard writes it: number, how many, and each behind its length.
    const message = new Uint8Array([19, 1, path.length, ...new TextEncoder().encode(path)]);
    navigator.serviceWorker.controller!.postMessage(message);
  }, ahead);
  const pieces = () => edge.answers.filter((answer) => answer.path === body.path);
  await expect.poll(() => pieces().length, { intervals: [10] }).toBeGreaterThanOrEqual(2);
  const [askedAt, status] = await page.evaluate(async (path) => {
    const askedAt = Date.now();
    // With a query it is the worker that looks into the store.
    const answer = await fetch(`${path}?now`);
    await answer.arrayBuffer();
    return [askedAt, answer.status];
  }, wanted);
  expect(status).toBe(200);
  const brokenOff = pieces().slice(0, 2);
  expect(brokenOff.map((answer) => answer.isWhole), 'both pieces on their way were broken off').toEqual([false, false]);
  const millis = brokenOff.map((answer) => answer.endedAt! - askedAt);
  console.log(`broken off ${millis.join(' and ')} ms after a page asked`);
  // It goes on by itself.
  edge.bytesPerSecond = 10_000_000;
  const stored = () => page.evaluate(async (path) => Boolean(await caches.match(path, { cacheName: 'objects' })), ahead);
  await expect.poll(stored, { timeout: 20_000 }).toBe(true);
  end();
});
