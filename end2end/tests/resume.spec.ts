// A long game comes in pieces that outlast a killed browser: the next start asks for what is missing.
import { test, expect } from '../fixtures/test.ts';
import { Game } from '../fixtures/game.ts';
import { controlled, Library, open } from '../fixtures/shell.ts';
import { filesOf, folderOf, patchesOf } from '../fixtures/site.ts';

const nothing = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
/** What one kill may cost of each body. */
const killBytes = 256 << 10;
const title = 'Falling stars';

test('a long game whose download is killed goes on where it was', { tag: '@chromium' }, async ({ profile, origin }) => {
  test.setTimeout(120_000);
  const body = patchesOf(4).find((patch) => patch.path.startsWith(`/d/${nothing}/`))!;
  expect(body.bytes, 'the length of the game').toBeGreaterThan(2 * killBytes);
  const pieces = () => origin.requests.filter((request) => request.path === body.path);
  await origin.serve(folderOf(4));
  let page = await profile.open();
  await open(page, '/');
  await controlled(page);
  origin.pace = { latencyMillis: 20, bytesPerSecond: 150_000 };
  await new Library(page, title).keep.click();
  for (const kill of [1, 2]) {
    await expect.poll(() => pieces().length, { intervals: [20] }).toBeGreaterThanOrEqual(2 + 2 * kill);
    await profile.kill();
    page = await profile.open();
    await open(page, '/');
  }
  await new Library(page, title).expectKept();

  const sent = pieces().reduce((sum, request) => sum + request.bytes, 0);
  expect(sent, 'bytes of the game').toBeLessThanOrEqual(body.bytes + 2 * killBytes);
  expect(pieces().every((request) => request.status === 206), 'every answer is a piece').toBe(true);
  const whole = filesOf(4).find((file) => body.path.endsWith(file.digest))!;
  const gets = origin.requests.filter((request) => request.path === whole.path && request.bytes > 0);
  expect(gets, 'the game by its own address').toEqual([]);
  await origin.stop();
  const game = new Game(page, 'falling-stars');
  await game.open();
  await game.begin();
});

test('a long game comes whole from an origin that knows no pieces', async ({ page, origin }) => {
  const body = patchesOf(4).find((patch) => patch.path.startsWith(`/d/${nothing}/`))!;
  await origin.serve(folderOf(4));
  origin.answersRanges = false;
  const library = new Library(page, title);
  await library.open();
  await controlled(page);
  await library.keep.click();
  await library.expectKept();
  const asked = origin.requests.filter((request) => request.path === body.path);
  expect(asked.every((request) => request.status === 200), 'no answer is a piece').toBe(true);
});

test('a long game that was played before it is kept is not fetched again', async ({ page, origin }) => {
  await origin.serve(folderOf(4));
  await new Game(page, 'falling-stars').open();
  const library = new Library(page, title);
  await library.open();
  await controlled(page);
  const before = origin.requests.length;
  await library.keep.click();
  await library.expectKept();
  const long = origin.requests.slice(before).filter((request) => request.bytes > killBytes || request.status === 206);
  expect(long.map((request) => request.path)).toEqual([]);
});
