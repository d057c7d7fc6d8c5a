// Objects come from the nearest edge that the site lists, and whatever becomes of the edge, the game is there.
import { test, expect, type Page } from '../fixtures/test.ts';
import { ask, visitNearEdge } from '../fixtures/edge.ts';
import { Game } from '../fixtures/game.ts';
import { Library, trouble } from '../fixtures/shell.ts';
import { filesOf, patchesOf } from '../fixtures/site.ts';

const title = 'Falling stars';
const nothing = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
/** The game's module as it is fetched: one long body. */
const body = patchesOf(4).find((patch) => patch.path.startsWith(`/d/${nothing}/`))!;

test.beforeEach(({ complaints }) => {
  // A server need not know what a probe is to answer it.
  complaints.allow(/\/probe\b/);
});

async function plays(page: Page): Promise<void> {
  await expect(trouble(page)).toBeHidden();
  const game = new Game(page, 'falling-stars');
  await game.open();
  await game.begin();
}

test('a game comes from the edge nearby', { tag: '@chromium' }, async ({ page, origin }) => {
  const { edge, end } = await visitNearEdge(page, origin);
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
  const { edge, end } = await visitNearEdge(page, origin);
  edge.bytesPerSecond = 300_000;
  const pieces = () => edge.answers.filter((answer) => answer.path === body.path);
  const fromOrigin = () => origin.requests.filter((request) => request.path === body.path);
  await new Library(page, title).keep.click();
  await expect.poll(() => pieces().length, { intervals: [10] }).toBeGreaterThanOrEqual(3);
  expect(fromOrigin(), 'pieces from the origin before').toEqual([]);
  edge.stop();
  await expect.poll(() => fromOrigin().length, { intervals: [10] }).toBeGreaterThanOrEqual(1);
  await new Library(page, title).expectKept();
  const sent = fromOrigin().reduce((sum, request) => sum + request.bytes, 0);
  expect(sent, 'what was there is not fetched again').toBeLessThan(body.bytes);
  await plays(page);
  end();
});

test('an edge that sends something else is asked no more', { tag: '@chromium' }, async ({ page, origin }) => {
  const { edge, end } = await visitNearEdge(page, origin);
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

test('a piece that an edge keeps for itself comes from the origin', { tag: '@chromium' }, async ({ page, origin }) => {
  const { edge, end } = await visitNearEdge(page, origin);
  const library = new Library(page, title);
  // How long a piece takes is known after eight of them; the game has six.
  await library.keep.click();
  await library.expectKept();
  await ask(page, 'RemoveGame', 'falling-stars');
  await expect(library.keep).toBeVisible();
  edge.bytesPerSecond = 2_000_000;
  const had = edge.answers.length;
  await library.keep.click();
  await expect.poll(() => edge.answers.length, { intervals: [5] }).toBeGreaterThanOrEqual(had + 3);
  edge.keepsNext = true;
  await library.expectKept();
  const kept = edge.answers.slice(had).find((answer) => answer.isKept)!;
  expect(kept.isWhole, 'the piece that was kept was broken off').toBe(false);
  const pieces = origin.requests.filter((request) => request.path === body.path);
  expect(pieces.map((piece) => piece.from), 'the origin sent it').toContain(kept.from);
  // A busy machine makes others late, too; docs/decisions/0024 says how many may be asked for twice.
  expect(pieces.length, 'pieces from the origin').toBeLessThanOrEqual(3);
  await plays(page);
  end();
});

test('what is fetched ahead gives way to a page that waits', { tag: '@chromium' }, async ({ page, origin }) => {
  const { edge, end } = await visitNearEdge(page, origin);
  edge.bytesPerSecond = 60_000;
  const ahead = filesOf(4).find((file) => body.path.endsWith(file.digest))!.path;
  const wanted = filesOf(4).find((file) => file.region === 'game/emberfall' && file.path.endsWith('.wasm'))!.path;
  await ask(page, 'FetchAhead', ahead);
  const pieces = () => edge.answers.filter((answer) => answer.path === body.path);
  await expect.poll(() => pieces().length, { intervals: [10] }).toBeGreaterThanOrEqual(2);
  const status = await page.evaluate(async (path) => {
    // With a query it is the worker that looks into the store.
    const answer = await fetch(`${path}?now`);
    await answer.arrayBuffer();
    return answer.status;
  }, wanted);
  expect(status).toBe(200);
  const brokenOff = pieces().slice(0, 2);
  expect(brokenOff.map((answer) => answer.isWhole), 'both pieces on their way were broken off').toEqual([false, false]);
  // It goes on by itself.
  edge.bytesPerSecond = 10_000_000;
  const stored = () => page.evaluate(async (path) => Boolean(await caches.match(path, { cacheName: 'objects' })), ahead);
  await expect.poll(stored, { timeout: 20_000 }).toBe(true);
  end();
});
