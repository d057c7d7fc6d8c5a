// The update of a published game is on trial until it was played: one that fails gives way to the edition before it, by
// itself and without a network, and one that is played for ten seconds is good.
import { test, expect, type Page } from '../fixtures/test.ts';
import { Game } from '../fixtures/game.ts';
import { PublishedGame } from '../fixtures/published.ts';
import { importBytes, newestSave } from '../fixtures/saves.ts';
import { expectRelease, open, Update } from '../fixtures/shell.ts';
import { folderOf, publishedFolder, seedOf } from '../fixtures/site.ts';

const best = Buffer.from([7, 0]);

test.beforeEach(({ complaints }) => {
  complaints.allow(/answer 404 for .*\/roots\/2$/, /404.*\/roots\/2\)/);
});

/** Edition 0.1.0 with a save, and the next one of `games` in its place, not yet played. */
async function updated(page: Page, origin: { serve(...folders: string[]): Promise<void> }, games: 'broken' | 2): Promise<PublishedGame> {
  await origin.serve(folderOf(4), publishedFolder(1));
  const meteors = new PublishedGame(page, 'meteors');
  await meteors.installAndPlay();
  await open(page, '/settings/');
  await importBytes(page, 'meteors', best);
  await origin.serve(folderOf(4), publishedFolder(games));
  await take(meteors, '0.2.0');
  return meteors;
}

/** The player takes the update that the library offers. */
async function take(meteors: PublishedGame, version: string): Promise<void> {
  await meteors.inLibrary();
  await meteors.update.click();
  await expect(meteors.card).toContainText(`Version ${version}`);
  await expect(meteors.update).toBeHidden();
  await expect(meteors.badge).toHaveText('Offline-ready');
}

/** How many objects of games are stored. */
const stored = (page: Page) => page.evaluate(async () => (await (await caches.open('objects')).keys()).length);

const notice = (page: Page) => page.getByRole('status', { name: 'Notice' });

for (const [what, seed] of Object.entries(seedOf)) {
  test(`an edition that ${what} gives way to the one before it, offline`, async ({ page, origin }) => {
    const meteors = await updated(page, origin, 'broken');
    await origin.stop();
    let loads = 0;
    page.on('load', () => (loads += 1));
    const since = Date.now();
    await page.goto(`/play/?game=meteors&seed=${seed}`);
    await expect(notice(page)).toContainText(
      'Version 0.2.0 of this game did not work on this device, so version 0.1.0 is back, and your saves with it.',
      { timeout: 60_000 },
    );
    const game = await meteors.playing();
    const millis = `${Date.now() - since} ms`;
    test.info().annotations.push({ type: 'from the first launch to the old game', description: millis });
    expect(loads, 'launches, and the page that came back').toBeLessThanOrEqual(3);
    expect(await newestSave(page, 'meteors'), 'the save of before').toEqual([...best]);
    expect(new URL(page.url()).search, 'the address that the player knows').toBe(`?game=meteors&seed=${seed}`);
    await game.begin();
    expect(await page.evaluate(() => localStorage.getItem('layerw-refused')), 'the release of the site is not blamed').toBeNull();

    // It stays that way: it is said once, and the origin is not asked for it again.
    await meteors.open(seed);
    await meteors.playing();
    await expect(notice(page)).toBeEmpty();
    await origin.serve(folderOf(4), publishedFolder('broken'));
    const before = origin.requests.length;
    await meteors.inLibrary();
    await expect(meteors.card).toContainText('Version 0.1.0');
    await expect.poll(() => origin.asked(/^\/games\/meteors\/head$/).length).toBeGreaterThan(0);
    await open(page, '/settings/');
    await meteors.inLibrary();
    await expect(meteors.update).toBeHidden();
    const fetched = origin.requests.slice(before).filter((request) => /^\/[cd]\//.test(request.path));
    expect(fetched.map((request) => request.path), 'what was fetched again').toEqual([]);

    // The author mends it.
    await origin.serve(folderOf(4), publishedFolder('mended'));
    await take(meteors, '0.3.0');
    await meteors.open(seed);
    await (await meteors.playing()).begin();
  });
}

test('an edition that is played for ten seconds is good, and what only the one before it needs is let go', async ({ page, origin }) => {
  const meteors = await updated(page, origin, 2);
  const onTrial = await stored(page);
  await meteors.open();
  const game = await meteors.playing();
  await game.begin();
  await expect.poll(() => stored(page), { message: 'objects kept afterwards', timeout: 60_000 }).toBeLessThan(onTrial);
  await origin.stop();
  await meteors.open();
  await meteors.playing();
  await meteors.inLibrary();
  await expect(meteors.card).toContainText('Version 0.2.0');
  await expect(meteors.badge).toHaveText('Offline-ready');
});

test('the first edition of a game has nothing to go back to, and its fault is said', async ({ page, origin }) => {
  await origin.serve(folderOf(4), publishedFolder('broken'));
  const meteors = new PublishedGame(page, 'meteors');
  await meteors.open(seedOf.traps);
  await meteors.install.click();
  await expect(page.getByRole('main')).toContainText('The game stopped on a fault');
  await expect(notice(page)).toBeEmpty();
  await meteors.inLibrary();
  await expect(meteors.card).toContainText('Version 0.2.0');
});

test('a player who leaves within three seconds says nothing against an edition', async ({ page, origin }) => {
  const meteors = await updated(page, origin, 2);
  for (let launch = 0; launch < 3; launch += 1) {
    await meteors.open();
    await new Game(page, 'meteors').firstFrame();
    await open(page, '/help/');
  }
  await meteors.inLibrary();
  await expect(meteors.card).toContainText('Version 0.2.0');
});

test('an edition that hangs the page itself is not launched a third time', async ({ page, context, origin, browserName }) => {
  test.skip(browserName !== 'chromium', 'Firefox gives all pages of an origin one process: whoever looks on would hang, too');
  const meteors = await updated(page, origin, 'broken');
  await origin.stop();
  const remembered = (key: string) =>
    page.evaluate((key) => {
      const keys = Object.keys(localStorage).filter((name) => name.startsWith(`layerw-${key}-meteors-2-`));
      return Number(localStorage.getItem(keys[0] ?? ''));
    }, key);
  // Without it the engine runs on the page's own thread, and the page notes what it is about to do before it hangs.
  await context.addInitScript(() => {
    Reflect.deleteProperty(HTMLCanvasElement.prototype, 'transferControlToOffscreen');
    Reflect.deleteProperty(globalThis, 'OffscreenCanvas');
  });
  for (const launches of [1, 2]) {
    const hung = await context.newPage();
    await hung.goto(`/play/?game=meteors&seed=${seedOf.hangs}`, { waitUntil: 'commit' });
    await expect.poll(() => remembered('launches'), { timeout: 30_000 }).toBe(launches);
    expect(await remembered('alive')).toBeGreaterThan(0);
    const silence = async () => Date.now() - (await remembered('alive'));
    await expect.poll(silence, { message: 'how long the page has given no sign', timeout: 30_000 }).toBeGreaterThan(5000);
    await hung.close();
  }
  await page.goto(`/play/?game=meteors&seed=${seedOf.hangs}`);
  await expect(notice(page)).toContainText('version 0.1.0 is back', { timeout: 60_000 });
  await (await meteors.playing()).begin();
});

test('a release of the site on trial is not blamed for what a published game does', async ({ page, origin }) => {
  await origin.serve(folderOf(1), publishedFolder(1));
  const meteors = new PublishedGame(page, 'meteors');
  await meteors.installAndPlay();
  await origin.serve(folderOf(5), publishedFolder('broken'));
  await open(page, '/settings/');
  await new Update(page).now.click();
  await expectRelease(page, 5);
  await take(meteors, '0.2.0');
  await page.goto(`/play/?game=meteors&seed=${seedOf.traps}`);
  await expect(notice(page)).toContainText('version 0.1.0 is back', { timeout: 60_000 });
  await meteors.playing();
  await expectRelease(page, 5);
  expect(await page.evaluate(() => localStorage.getItem('layerw-refused'))).toBeNull();
});
