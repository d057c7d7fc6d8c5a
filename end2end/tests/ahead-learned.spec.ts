// What a wrapped game may ask for next is there before, as its player taught or the game says, and nothing is fetched ahead
// where it might be in somebody's way. Chromium where a worker is ended on the way, which no other lets a test do.
import AxeBuilder from '@axe-core/playwright';
import { expect, type BrowserContext, type Page } from '@playwright/test';
import { AtOnceGame, bytesBeyond, forgetStored, learn, stopWorkers, storedOf } from '../fixtures/ahead.ts';
import type { Origin } from '../fixtures/origin.ts';
import { enter, near } from '../fixtures/walk.ts';
import { habitual, next, open, test, type Walk, walker, world } from '../fixtures/walking.ts';

test.describe.configure({ timeout: 120_000 });

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

/** Something of `zone` is there, the habitual one after the last that was entered. */
async function expectFetchedAhead(page: Page, zone = next): Promise<void> {
  await expect.poll(() => storedOf(page, zone), { message: 'files of the habitual next zone that are stored' }).toBeGreaterThan(0);
}

test('the habitual next zone is there before it is entered', { tag: '@chromium' }, async ({ context, origin, walk }) => {
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

test('what the game says is near comes at once, though nobody was ever there', async ({ page, origin, walk }) => {
  const game = await open(page, walk);
  await enter(game.frame, 0);
  expect(await storedOf(page, 5)).toBe(0);
  await near(game.frame, 5);
  await expect.poll(() => storedOf(page, 5), { message: 'files of the near zone that are stored' }).toBe(3);
  const before = origin.asked(/^\/zones\/5\//).length;
  expect((await enter(game.frame, 5)).bytes).toBe(51_000);
  expect(origin.asked(/^\/zones\/5\//).length, 'requests for it').toBe(before);
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
  test(`nothing is fetched ahead with ${name}`, { tag: '@chromium' }, async ({ context, origin, walk }) => {
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
      await enter(game.frame, next);
      await expectFetchedAhead(page, walker.habitOf(next));
    } else if (name === 'a match') {
      await game.close.click();
      await game.frame.evaluate(() => parent.postMessage({ layerw: 'match-over' }, location.origin));
      await expectFetchedAhead(page);
    }
  });
}

test('nothing is fetched ahead once the player switched it off, and again when it is on', { tag: '@chromium' }, async ({ context, origin, walk }) => {
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
  await enter(game.frame, next);
  await expectFetchedAhead(game.page, walker.habitOf(next));
});

test('the player\'s choice is kept though the browser closed the database under the worker', { tag: '@chromium' }, async ({ page, context, walk }) => {
  let game = await open(page, walk);
  await game.look();
  await expect(game.ahead).toBeChecked();
  const session = await context.newCDPSession(page);
  await session.send('Storage.clearDataForOrigin', { origin: walk.url, storageTypes: 'indexeddb' });
  await session.detach();
  await game.ahead.uncheck();
  await expect(game.settings.locator('#gate')).toContainText('you switched it off');
  await stopWorkers(context, page);
  game = await open(page, walk);
  await game.look();
  await expect(game.ahead).not.toBeChecked();
});

test('what was learned survives the end of the browser, and is forgotten where the player says so', { tag: '@chromium' }, async ({ profile, origin, walk }) => {
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

test('the settings say what was fetched early, used and in vain, and /layerw/state says why', { tag: '@chromium' }, async ({ context, walk }) => {
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

test('bar and settings have no accessibility fault and need no pointer', { tag: '@chromium' }, async ({ page, context, walk }) => {
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
