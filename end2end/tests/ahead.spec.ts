// Wrapped games that are played before all of them is here: what the game asks for is verified and kept, and its use of files
// is told to the worker.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { AtOnceGame, storedOf } from '../fixtures/ahead.ts';
import { listen, reports } from '../fixtures/reports.ts';
import { folderOf } from '../fixtures/site.ts';
import { enter, fileOf, load, near, writeWalk } from '../fixtures/walk.ts';
import { open, test, world } from '../fixtures/walking.ts';

/** Errors that browsers write where a test spoils an answer or stops the server. */
const failedLoads = /Failed to load|net::ERR|NetworkError|digest|Content-Length|answer 5\d\d|Failed to fetch/;

test('a game is shown before it is whole, and the bar says so until it is put away', async ({ page, origin, walk }) => {
  let game = await open(page, walk);
  await expect(game.bar).toContainText(/\d+ KB of \d+ KB here|\d bytes of \d+ KB here/);
  expect(origin.asked(/rest\.bin/), 'what the game did not ask for').toEqual([]);
  await game.hide.click();
  await expect(game.bar).toBeHidden();
  await game.open();
  await enter(game.frame, 0);
  await expect(game.bar, 'in this visit').toBeHidden();
  game = await open(await page.context().newPage(), walk);
  await expect(game.bar, 'in the next').toBeVisible();
});

test('what the game asks for is there, verified and stored', async ({ page, origin, walk, complaints }) => {
  const game = await open(page, walk);
  const path = fileOf(3, 1);
  expect(await load(game.frame, path)).toEqual(walk.bytesOf(path));
  const asked = origin.asked(/^\/zones\/3\//).length;
  expect(asked, 'requests for one file').toBe(1);
  expect(await load(game.frame, path), 'a second time').toEqual(walk.bytesOf(path));
  await game.open();
  expect(await load(game.frame, path), 'after another start').toEqual(walk.bytesOf(path));
  expect(origin.asked(/^\/zones\/3\//).length, 'requests for it in all').toBe(asked);
  await expect(game.bar).toContainText('here');
  complaints.allow(failedLoads);
  await origin.stop();
  await game.open();
  expect(await load(game.frame, path), 'without a server').toEqual(walk.bytesOf(path));
});

test('a file with other bytes than were released is never given to the game', async ({ page, origin, walk, complaints }) => {
  complaints.allow(failedLoads);
  const game = await open(page, walk);
  const path = fileOf(2, 0);
  origin.spoil(/^\/zones\/2\/a/, { kind: 'flip' });
  expect(await load(game.frame, path)).toMatch(/Error|: 5\d\d/);
  expect(origin.asked(/^\/zones\/2\/a/).length, 'it was asked for').toBeGreaterThan(0);
  expect(await storedOf(page, 2), 'nothing of it is stored').toBe(0);
  origin.mend();
  expect(await load(game.frame, path), 'as soon as it is right again').toEqual(walk.bytesOf(path));
});

test('where the worker\'s module traps, nothing that pages wait for comes unverified', { tag: '@chromium' }, async ({ context, page, origin, walk, complaints }) => {
  complaints.allow(failedLoads);
  complaints.allow(/trapped by a test/);
  const game = await open(page, walk);
  origin.spoil(/^\/zones\/1\//, { kind: 'flip' });
  origin.pace = { latencyMillis: 500, bytesPerSecond: 1_250_000 };
  const loads = Promise.all([0, 1, 2].map((at) => load(game.frame, fileOf(1, at))));
  await expect.poll(() => origin.asked(/^\/zones\/1\//).length, { message: 'files that are asked for' }).toBeGreaterThan(2);
  const worker = context.serviceWorkers().find((worker) => worker.url().startsWith(walk.url));
  expect(worker, 'the worker of the game').toBeDefined();
  await worker?.evaluate(() => dispatchEvent(new ErrorEvent('error', { error: new Error('trapped by a test') })));
  for (const loaded of await loads) {
    expect(loaded).toMatch(/Error|: 5\d\d/);
  }
  expect(await storedOf(page, 1), 'wrong files that are stored').toBe(0);
});

test('a file that no release has comes from the network as before', async ({ page, walk, complaints }) => {
  complaints.allow(/404/);
  const game = await open(page, walk);
  expect(await load(game.frame, '/nothing.bin')).toContain('/nothing.bin: 404');
});

test('"Play now" of a game that is shown whole goes the verified way', async ({ page, origin, exports, complaints }) => {
  complaints.allow(failedLoads);
  writeWalk(exports, 'walk', world);
  exports.wrap('walk');
  await origin.serve(folderOf(1), exports.wrapped);
  origin.pace = { latencyMillis: 20, bytesPerSecond: 60_000 };
  origin.spoil(/^\/zones\/7\/a/, { kind: 'flip' });
  await page.goto(`${origin.urlOf('walk')}/`);
  const game = new AtOnceGame(page, origin.urlOf('walk'));
  await expect(page.locator('#state'), 'its files come').toContainText(/ of /, { timeout: 30_000 });
  await page.getByRole('button', { name: 'Play now' }).click();
  await expect(game.game.locator('body')).toHaveAttribute('data-ready', '', { timeout: 30_000 });
  await expect(game.bar, 'no bar over it').toBeHidden();
  expect(await load(game.frame, fileOf(7, 0))).toMatch(/Error|: 5\d\d/);
  origin.mend();
  origin.pace = undefined;
  expect(await load(game.frame, fileOf(7, 1))).toEqual(readFileSync(join(exports.folder('walk'), fileOf(7, 1))));
  await page.evaluate(() => dispatchEvent(new Event('focus')));
  await expect(page.locator('html'), 'the rest comes all the same').toHaveAttribute('data-kept', '', { timeout: 30_000 });
});

test('all of it is kept where the player says so, and plays with the server killed', async ({ page, origin, walk, complaints }) => {
  const game = await open(page, walk);
  await game.keep.click();
  await expect(game.bar).toContainText('Plays offline.', { timeout: 30_000 });
  await expect(game.keep).toBeHidden();
  complaints.allow(failedLoads);
  await origin.stop();
  await game.open();
  for (const zone of [0, 5]) {
    expect((await enter(game.frame, zone)).bytes).toBe(51_000);
  }
  await expect(game.bar, 'it was said once').toBeHidden();
});

test('the page tells its worker what the game uses, in order, and what changes around it', async ({ page, walk }) => {
  await listen(page);
  await page.addInitScript(() => {
    if (!isSecureContext) {
      return;
    }
    const connection = Object.assign(new EventTarget(), { saveData: false, effectiveType: '3g', type: 'wifi', rtt: 150 });
    Object.defineProperty(navigator, 'connection', { value: connection });
    const battery = Object.assign(new EventTarget(), { level: 0.5, charging: true });
    Object.assign(navigator, { getBattery: async () => battery });
    StorageManager.prototype.estimate = async () => ({ usage: 25, quota: 100 });
    Object.assign(window, { connection, battery });
  });
  const game = await open(page, walk);
  const paths = async () => (await reports(page)).flatMap((report) => report.paths);
  await expect.poll(paths).toEqual(['/layerw-play.html', '/walk.js']);
  const [first, ...others] = await reports(page);
  expect(first).toMatchObject({ begins: true, near: [], closed: [], isCellular: false, rttMillis: 150 });
  expect(others.filter((report) => report.begins), 'a page begins once').toEqual([]);
  await load(game.frame, fileOf(4, 2));
  await load(game.frame, `${fileOf(1, 0)}?version=2`);
  await expect.poll(paths).toEqual(['/layerw-play.html', '/walk.js', fileOf(4, 2), fileOf(1, 0)]);

  const last = async () => (await reports(page)).at(-1);
  const count = (await reports(page)).length;
  await page.evaluate(() => {
    const { connection } = window as unknown as { connection: EventTarget };
    connection.dispatchEvent(new Event('change'));
    Object.assign(connection, { type: 'cellular', saveData: true }).dispatchEvent(new Event('change'));
  });
  await expect.poll(last).toMatchObject({ isCellular: true, closed: ['saves-data', 'metered'], paths: [] });
  await page.evaluate(() => {
    const { battery } = window as unknown as { battery: EventTarget };
    Object.assign(battery, { level: 0.1, charging: false }).dispatchEvent(new Event('levelchange'));
  });
  await expect.poll(last).toMatchObject({ closed: ['saves-data', 'metered', 'battery'], paths: [] });
  await game.frame.evaluate(() => parent.postMessage({ layerw: 'match' }, location.origin));
  await expect.poll(last).toMatchObject({ closed: ['saves-data', 'metered', 'battery', 'match'], paths: [] });
  await near(game.frame, 6);
  await expect.poll(last).toMatchObject({ near: [0, 1, 2].map((at) => fileOf(6, at)), paths: [] });
  expect((await reports(page)).length, 'each change is told once').toBe(count + 4);
  // A word of this page itself is none of the game's.
  await page.evaluate(() => new Promise((done) => {
    addEventListener('message', done, { once: true });
    postMessage({ layerw: 'match-over' }, location.origin);
  }));
  expect((await last())?.closed).toContain('match');
  await game.frame.evaluate(() => location.reload());
  const anew = { closed: ['saves-data', 'metered', 'battery'], near: [], paths: expect.arrayContaining(['/walk.js']) };
  await expect.poll(last, 'a game that is loaded anew knows of no match').toMatchObject(anew);
});

test('a game that is there whole tells nothing', async ({ page, walk }) => {
  await listen(page);
  const game = await open(page, walk);
  await game.keep.click();
  await expect(game.bar).toContainText('Plays offline.', { timeout: 30_000 });
  await game.open();
  await load(game.frame, fileOf(0, 0));
  await expect(page.locator('html')).toHaveAttribute('data-kept', '');
  expect(await reports(page)).toEqual([]);
});
