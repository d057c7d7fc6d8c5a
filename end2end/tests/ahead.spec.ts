// Wrapped games that are played before all of them is here: what the game asks for is verified and kept, what it may ask
// for next is there before, and nothing is fetched ahead where it might be in somebody's way.
import AxeBuilder from '@axe-core/playwright';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext, Page } from '@playwright/test';
import { test as base, expect } from '../fixtures/test.ts';
import { AtOnceGame, bytesBeyond, forgetStored, learn, storedOf } from '../fixtures/ahead.ts';
import type { Origin } from '../fixtures/origin.ts';
import { listen, reports } from '../fixtures/reports.ts';
import { folderOf } from '../fixtures/site.ts';
import { enter, fileOf, load, Walker, writeWalk, type World } from '../fixtures/walk.ts';
import { Exports } from '../fixtures/wrapped.ts';

const world: World = { zones: 8, fileBytes: [6_000, 15_000, 30_000], restBytes: 400_000 };
const walker = new Walker(7, world.zones);
const next = walker.habitOf(0);
/** A player who never leaves the habit, twice round. */
const habitual = Array.from({ length: 2 * world.zones - 1 }).reduce<number[]>((zones) => [...zones, walker.habitOf(zones[zones.length - 1])], [0]);

interface Walk {
  url: string;
  /** What the export has at this address. */
  bytesOf: (path: string) => Buffer;
}

const test = base.extend<{ exports: Exports; walk: Walk }>({
  // Before every page, so that it goes after them: what is fetched ahead goes on for as long as a worker lives.
  exports: [
    async ({}, use) => {
      const exports = new Exports();
      await use(exports);
      exports.remove();
    },
    { auto: true },
  ],
  walk: async ({ origin, exports }, use) => {
    writeWalk(exports, 'walk', world);
    exports.wrap('walk', '--play-at-once');
    await origin.serve(folderOf(1), exports.wrapped);
    await use({ url: origin.urlOf('walk'), bytesOf: (path) => readFileSync(join(exports.folder('walk'), path)) });
  },
});

/** Errors that browsers write where a test spoils an answer or stops the server. */
const failedLoads = /Failed to load|net::ERR|NetworkError|digest|Content-Length|answer 5\d\d|Failed to fetch/;

async function open(page: Page, walk: Walk): Promise<AtOnceGame> {
  const game = new AtOnceGame(page, walk.url);
  await game.open();
  return game;
}

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
  expect(first).toMatchObject({ begins: true, link: 2, isMetered: false, battery: { percent: 50, isCharging: true }, storedPerMille: 250 });
  expect(first).toMatchObject({ inMatch: false, isHidden: false, isCellular: false, rttMillis: 150, savesData: false });
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
  await expect.poll(last).toMatchObject({ isCellular: true, isMetered: true, savesData: true, paths: [] });
  await page.evaluate(() => {
    const { battery } = window as unknown as { battery: EventTarget };
    Object.assign(battery, { level: 0.1, charging: false }).dispatchEvent(new Event('levelchange'));
  });
  await expect.poll(last).toMatchObject({ battery: { percent: 10, isCharging: false }, paths: [] });
  await game.frame.evaluate(() => parent.postMessage({ layerw: 'match' }, location.origin));
  await expect.poll(last).toMatchObject({ inMatch: true, paths: [] });
  expect((await reports(page)).length, 'each change is told once').toBe(count + 3);
  // A word of this page itself is none of the game's.
  await page.evaluate(() => new Promise((done) => {
    addEventListener('message', done, { once: true });
    postMessage({ layerw: 'match-over' }, location.origin);
  }));
  expect(await last()).toMatchObject({ inMatch: true });
  await game.frame.evaluate(() => location.reload());
  await expect.poll(last, 'a game that is loaded anew knows of no match').toMatchObject({ inMatch: false, paths: expect.arrayContaining(['/walk.js']) });
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

test.describe('learned', { tag: '@chromium' }, () => {
  test.setTimeout(120_000);

  test.beforeEach(({ complaints }) => {
    // A text has no icon of its own, so the browser asks for one.
    complaints.allow(/favicon\.ico/);
  });

  /** A player with habits, and nothing but the shell stored. The page that is left open knows of no zone. */
  async function learned(context: BrowserContext, walk: Walk): Promise<void> {
    await learn(context, walk.url, [habitual, habitual, habitual]);
    await emptied(context, walk);
  }

  /** Lets the zones go, and no page is open. */
  async function emptied(context: BrowserContext, walk: Walk): Promise<void> {
    const page = await context.newPage();
    await page.goto(`${walk.url}/layerw-manifest.webmanifest`);
    await forgetStored(context, page);
    await page.close();
  }

  /** Something of the habitual next zone is there, though only zone 0 was entered. */
  async function expectFetchedAhead(page: Page): Promise<void> {
    await expect.poll(() => storedOf(page, next), { message: 'files of the habitual next zone that are stored' }).toBeGreaterThan(0);
  }

  test('the habitual next zone is there before it is entered', async ({ context, origin, walk }) => {
    const sessions = Array.from({ length: 6 }, () => walker.session(0, 2 * world.zones));
    await learn(context, walk.url, sessions);
    await emptied(context, walk);
    const page = await context.newPage();
    const game = await open(page, walk);
    await enter(game.frame, 0);
    await expect.poll(() => storedOf(page, next), { message: 'files of the habitual next zone that are stored' }).toBe(3);
    const before = origin.asked(new RegExp(`^/zones/${next}/`)).length;
    expect((await enter(game.frame, next)).bytes).toBe(51_000);
    expect(origin.asked(new RegExp(`^/zones/${next}/`)).length, 'requests for it').toBe(before);
  });

  const connection = (more: object) => `
    Object.defineProperty(navigator, 'connection', { value: Object.assign(new EventTarget(), { effectiveType: '4g', rtt: 50, ...${JSON.stringify(more)} }) });`;
  const gates: Record<string, { script: string; says: string }> = {
    'save data': { script: connection({ saveData: true }), says: 'set to save data' },
    'a slow connection': { script: connection({ effectiveType: '2g' }), says: 'the connection is slow' },
    'a metered connection': { script: connection({ type: 'cellular' }), says: 'data may cost money' },
    'a low battery': {
      script: 'navigator.getBattery = async () => Object.assign(new EventTarget(), { level: 0.15, charging: false });',
      says: 'less than a fifth of the battery',
    },
    'little room': { script: 'StorageManager.prototype.estimate = async () => ({ usage: 81, quota: 100 });', says: 'more than four fifths full' },
    'a hidden page': { script: "Object.defineProperty(Document.prototype, 'hidden', { get: () => true });", says: 'nobody sees the game' },
    'a match': { script: "if (parent !== window) parent.postMessage({ layerw: 'match' }, location.origin);", says: 'a match is on' },
  };

  /** Opens the game in a page where `script` runs first, enters zone 0, and expects nothing beyond it and a sentence. */
  async function expectNothingAhead(context: BrowserContext, origin: Origin, walk: Walk, script: string, says: string): Promise<AtOnceGame> {
    const since = origin.requests.length;
    const page = await context.newPage();
    await page.addInitScript(script);
    const game = await open(page, walk);
    expect(bytesBeyond(origin, since, []), 'bytes before a zone is entered').toBe(0);
    await enter(game.frame, 0);
    // Its answer comes after that to the use of zone 0.
    await game.look();
    await expect(game.settings.locator('#gate')).toContainText(says);
    expect(bytesBeyond(origin, since, [0]), 'bytes fetched ahead').toBe(0);
    const others = Array.from({ length: world.zones - 1 }, (_, zone) => storedOf(page, zone + 1));
    expect(await Promise.all(others), 'files of other zones that are stored').toEqual(others.map(() => 0));
    return game;
  }

  for (const [name, { script, says }] of Object.entries(gates)) {
    test(`nothing is fetched ahead with ${name}`, async ({ context, origin, walk }) => {
      await learned(context, walk);
      let page = await context.newPage();
      await enter((await open(page, walk)).frame, 0);
      await expectFetchedAhead(page);
      await page.close();
      await emptied(context, walk);
      const game = await expectNothingAhead(context, origin, walk, script, says);
      page = game.page;
      if (name === 'a metered connection') {
        await game.metered.check();
        await game.close.click();
        await enter(game.frame, 0);
        await expectFetchedAhead(page);
      } else if (name === 'a match') {
        await game.close.click();
        await game.frame.evaluate(() => parent.postMessage({ layerw: 'match-over' }, location.origin));
        await expectFetchedAhead(page);
      }
    });
  }

  test('nothing is fetched ahead once the player switched it off, and again when it is on', async ({ context, origin, walk }) => {
    await learned(context, walk);
    const page = await context.newPage();
    let game = await open(page, walk);
    await enter(game.frame, 0);
    await expectFetchedAhead(page);
    await game.look();
    await game.ahead.uncheck();
    await expect(game.settings.locator('#gate')).toContainText('you switched it off');
    await page.close();
    await emptied(context, walk);
    game = await expectNothingAhead(context, origin, walk, '', 'you switched it off');
    await game.ahead.check();
    await expect(game.settings.locator('#gate')).toBeHidden();
    await game.close.click();
    await enter(game.frame, 0);
    await expectFetchedAhead(game.page);
  });

  test('what was learned survives the end of the browser, and is forgotten where the player says so', async ({ profile, origin, walk }) => {
    await profile.open();
    await learned(profile.context, walk);
    await profile.kill();
    const page = await profile.open();
    const game = await open(page, walk);
    await enter(game.frame, 0);
    await expectFetchedAhead(page);
    await game.look();
    await game.forget.click();
    await expect(game.figure('Fetched early')).toHaveText('0 bytes');
    await emptied(profile.context, walk);
    await page.close();
    await expectForgotten(profile.context, origin, walk);
    await profile.kill();
    await profile.open();
    await expectForgotten(profile.context, origin, walk);
  });

  async function expectForgotten(context: BrowserContext, origin: Origin, walk: Walk): Promise<void> {
    const since = origin.requests.length;
    const page = await context.newPage();
    const game = await open(page, walk);
    await enter(game.frame, 0);
    await game.look();
    await expect(game.figure('Fetched early')).toHaveText('0 bytes');
    expect(bytesBeyond(origin, since, [0]), 'bytes fetched ahead').toBe(0);
    await page.close();
  }

  test('the settings say what was fetched early, used and in vain, and /layerw/state says why', async ({ context, walk }) => {
    await learned(context, walk);
    let page = await context.newPage();
    let game = await open(page, walk);
    await enter(game.frame, 0);
    await expectFetchedAhead(page);
    await game.look();
    await game.settings.getByText('The last decisions').click();
    const decision = game.settings.getByRole('listitem').filter({ hasText: 'fetched, because you are likely to need it' });
    await expect(decision.first()).toHaveText(/^\/zones\/\d\/[abc]\.bin, [\d.]+ KB: fetched/);
    const state = await page.evaluate(async () => (await fetch('/layerw/state')).text());
    expect(state).toMatch(/fetched \/zones\/\d\/[abc]\.bin, \d+ bytes: likely enough/);
    await game.close.click();
    await enter(game.frame, next);
    await game.look();
    await expect(game.figure('Fetched early')).not.toHaveText('0 bytes');
    await expect(game.figure('Used since')).not.toHaveText('0 bytes');
    await game.close.click();
    // The zone after that is not entered before the game is closed.
    await expect.poll(() => storedOf(page, walker.habitOf(next))).toBeGreaterThan(0);
    await page.close();
    page = await context.newPage();
    game = await open(page, walk);
    await game.look();
    await expect(game.figure('In vain')).not.toHaveText('0 bytes');
  });

  test('bar and settings have no accessibility fault and need no pointer', async ({ page, context, walk }) => {
    await learned(context, walk);
    const game = await open(page, walk);
    await enter(game.frame, 0);
    await expectFetchedAhead(page);
    await game.openSettings.focus();
    await page.keyboard.press('Enter');
    await expect(game.ahead).toBeEnabled();
    await game.settings.locator('summary').focus();
    await page.keyboard.press('Enter');
    await expect(game.settings.getByRole('listitem').first()).toBeVisible();
    for (const size of [{ width: 390, height: 844 }, { width: 1280, height: 800 }]) {
      await page.setViewportSize(size);
      const { violations } = await new AxeBuilder({ page }).include('#bars').include('#settings').analyze();
      const found = violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.target).join('; ')}`);
      expect(found).toEqual([]);
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(wider, 'pixels by which it is wider than the screen').toBeLessThanOrEqual(0);
    }
    await page.keyboard.press('Escape');
    await expect(game.settings).toBeHidden();
  });
});
