// One function of the game changed, and the player's browser has the release before: the update costs what changed.
import { test, expect } from '../fixtures/test.ts';
import { Game } from '../fixtures/game.ts';
import { expectRelease, Library, open, Update } from '../fixtures/shell.ts';
import { decoderOf, folderOf, needsDecoder, patchesOf, releasePath, sizeInWords } from '../fixtures/site.ts';
import type { Origin } from '../fixtures/origin.ts';

const patch = /^\/d\//;
const object = /^\/c\//;

const decoder = new RegExp(`^${decoderOf(1)}$`);

/** Modules that were fetched by their own address since. */
function wholeModules(origin: Origin, since: number): string[] {
  const paths = origin.requests.slice(since).map(({ path }) => path);
  return paths.filter((path) => object.test(path) && path.endsWith('.wasm') && !decoder.test(path));
}

/** Every byte of every answer since. */
function bodyBytes(origin: Origin, since: number): number {
  return origin.requests.slice(since).reduce((sum, request) => sum + request.bytes, 0);
}

test('a changed function costs at most 8 KB, all told, and the new game plays without a network', async ({ page, origin }) => {
  await new Library(page).openWithEverythingKept();
  await origin.serve(folderOf(3));
  const since = origin.requests.length;
  await open(page, '/settings/');
  const update = new Update(page);
  const announced = patchesOf(3).reduce((sum, { bytes }) => sum + bytes, 0);
  await expect(update.banner).toContainText(sizeInWords(announced));
  await update.now.click();
  await expectRelease(page, 3);
  expect(origin.asked(patch).map((request) => request.path).sort()).toEqual(patchesOf(3).map(({ path }) => path).sort());
  expect(origin.asked(decoder), 'the decoder, which no patch needs').toEqual([]);
  for (const release of [1, 3] as const) {
    expect(origin.asked(new RegExp(`^${releasePath(release)}$`)).length, `the file of release ${release}`).toBe(1);
  }
  const bytes = bodyBytes(origin, since);
  expect(bytes, 'bytes on the wire, head and worker included').toBeLessThanOrEqual(8_000);
  await origin.stop();
  const game = new Game(page);
  await game.open();
  await game.begin();
});

for (const [what, fault] of [
  ['flipped', { kind: 'flip' }],
  ['cut short', { kind: 'truncate', afterBytes: 20 }],
  ['not there', { kind: 'status', status: 404 }],
  ["a portal's page", { kind: 'portal' }],
] as const) {
  test(`a patch that is ${what} is made up for by the whole file`, async ({ page, origin, complaints }) => {
    complaints.allow(/404|Failed to load resource/);
    await new Library(page).openWithEverythingKept();
    await origin.serve(folderOf(3));
    origin.spoil(patch, fault);
    const since = origin.requests.length;
    await open(page, '/settings/');
    const update = new Update(page);
    await update.now.click();
    await expectRelease(page, 3);
    expect(wholeModules(origin, since).length, 'modules fetched whole').toBe(1);
    await origin.stop();
    const game = new Game(page);
    await game.open();
    await game.begin();
  });
}

test('the decoder of WebAssembly comes with the first update that needs it, once', async ({ page, origin }) => {
  expect(patchesOf(5).filter((patch) => needsDecoder(5, patch)).length, 'patches that need it').toBe(1);
  await new Library(page).openWithEverythingKept();
  expect(origin.asked(decoder), 'before there is an update').toEqual([]);
  await origin.serve(folderOf(5));
  const since = origin.requests.length;
  await open(page, '/settings/');
  await new Update(page).now.click();
  await expectRelease(page, 5);
  expect(origin.asked(decoder).length, 'the decoder').toBe(1);
  expect(wholeModules(origin, since)).toEqual([]);
});

for (const [what, fault] of [
  ['flipped', { kind: 'flip' }],
  ['not there', { kind: 'status', status: 404 }],
  ["a portal's page", { kind: 'portal' }],
] as const) {
  test(`a decoder that is ${what} is made up for by the whole file`, async ({ page, origin, complaints }) => {
    complaints.allow(/404|Failed to load resource/);
    await new Library(page).openWithEverythingKept();
    await origin.serve(folderOf(5));
    origin.spoil(decoder, fault);
    const since = origin.requests.length;
    await open(page, '/settings/');
    await new Update(page).now.click();
    await expectRelease(page, 5);
    expect(wholeModules(origin, since).length, 'modules fetched whole').toBe(1);
    // One worker fetches, and asks a second time past the HTTP cache.
    expect(origin.asked(decoder).length, 'tries').toBeLessThanOrEqual(2);
  });
}

test('a decoder that does not come is asked for again, and what has come is not', async ({ page, origin, complaints }) => {
  complaints.allow(/503|Failed to load resource/);
  await new Library(page).openWithEverythingKept();
  await origin.serve(folderOf(5));
  origin.spoil(decoder, { kind: 'status', status: 503 });
  const since = origin.requests.length;
  await open(page, '/settings/');
  await new Update(page).now.click();
  await expect.poll(() => origin.asked(decoder).length).toBeGreaterThan(0);
  origin.mend();
  await expectRelease(page, 5);
  expect(wholeModules(origin, since)).toEqual([]);
  const patches = origin.asked(patch).map(({ path }) => path);
  expect(new Set(patches).size, 'no patch comes twice').toBe(patches.length);
});

test('a look for news that finds none costs one answer of at most 300 bytes', async ({ page, origin }) => {
  await new Library(page).openWithEverythingKept();
  await expect(page.getByRole('contentinfo')).toContainText('up to date');
  const since = origin.requests.length;
  const asked = () => origin.requests.slice(since);
  // The second look shows that the first had no consequences.
  for (const looks of [1, 2]) {
    await page.evaluate(() => dispatchEvent(new Event('focus')));
    await expect.poll(() => asked().length, { message: 'answers' }).toBe(looks);
  }
  expect(asked().map(({ path }) => path)).toEqual(['/head', '/head']);
  const most = Math.max(...asked().map(({ bytes, headerBytes }) => bytes + headerBytes));
  expect(most, 'bytes of an answer, status and headers included').toBeLessThanOrEqual(300);
});
