// A release that does not work here gives way to the one before it, by itself; one that works proves good by being played.
import { test, expect, type Page } from '../fixtures/test.ts';
import { Game } from '../fixtures/game.ts';
import { importSave, loseProgress, newestSave } from '../fixtures/saves.ts';
import { alive, expectRelease, Library, open, Update } from '../fixtures/shell.ts';
import { folderOf, numberOf, seedOf } from '../fixtures/site.ts';

/** What this browser remembers of releases. */
const remembered = (page: Page, key: 'good' | 'refused') =>
  page.evaluate((key) => Number(localStorage.getItem(`layerw-${key}`)), key);

const pagesKept = (page: Page) =>
  page.evaluate(async () => (await caches.keys()).filter((name) => name.startsWith('pages-')).length);

async function openSeed(page: Page, seed: number): Promise<Game> {
  await page.goto(`/play/emberfall/?seed=${seed}`);
  await alive(page);
  const game = new Game(page);
  await game.firstFrame();
  return game;
}

for (const [what, seed] of Object.entries(seedOf)) {
  test(`a release whose game ${what} is taken back by itself`, async ({ page, origin }) => {
    await new Library(page).openWithEverythingKept();
    await open(page, '/settings/');
    await importSave(page, { level: 2, lives: 3 });
    const save = await newestSave(page);
    const game = await openSeed(page, seed);
    await origin.serve(folderOf(5));
    await page.evaluate(() => dispatchEvent(new Event('focus')));
    await new Update(page).now.click();
    const since = Date.now();

    await expect.poll(() => remembered(page, 'refused').catch(() => 0), { timeout: 60_000 }).toBe(numberOf(5));
    await expectRelease(page, 1);
    await game.firstFrame();
    const millis = `${Date.now() - since} ms`;
    test.info().annotations.push({ type: 'from the word to update to the old game', description: millis });
    expect(await newestSave(page), 'the save of before').toEqual(save);
    expect(new URL(page.url()).search, 'the address that the player knows').toBe(`?seed=${seed}`);
    await expect(page.getByRole('status', { name: 'Notice' })).toContainText(`Release ${numberOf(5)} did not work on this device`);

    // It stays that way: without a network, in a new page, and when the origin is asked again.
    await open(page, '/settings/');
    await expectRelease(page, 1);
    await expect(page.locator('#parts')).toContainText(`Release ${numberOf(5)} did not work`);
    await expect(new Update(page).banner).toBeEmpty();
    await origin.stop();
    await open(page, '/');
    await expectRelease(page, 1);
    await openSeed(page, 7);
  });
}

test('a save that a failed release wrote gives way to the one before', async ({ page, origin }) => {
  await new Library(page).openWithEverythingKept();
  await open(page, '/settings/');
  await importSave(page, { level: 1, lives: 2 });
  await importSave(page, { level: 2, lives: 3 });
  const save = await newestSave(page);
  await openSeed(page, seedOf['draws nothing']);
  await origin.serve(folderOf(5));
  await page.evaluate(() => dispatchEvent(new Event('focus')));
  await new Update(page).now.click();
  await expectRelease(page, 5);
  await new Game(page).firstFrame();
  await loseProgress(page);
  expect(await newestSave(page)).not.toEqual(save);
  await expectRelease(page, 1, 60_000);
  await alive(page);
  await new Game(page).firstFrame();
  expect(await newestSave(page), 'the save of before').toEqual(save);
});

test('a release that is played for ten seconds is good, and the one before it is let go', async ({ page, origin }) => {
  await new Library(page).openWithEverythingKept();
  await openSeed(page, 7);
  expect(await remembered(page, 'good')).toBe(numberOf(1));
  await origin.serve(folderOf(5));
  await page.evaluate(() => dispatchEvent(new Event('focus')));
  await new Update(page).now.click();
  await expectRelease(page, 5);
  expect(await pagesKept(page), 'releases kept while on trial').toBe(2);
  await expect.poll(() => remembered(page, 'good'), { timeout: 60_000 }).toBe(numberOf(5));
  await expect.poll(() => pagesKept(page), 'releases kept afterwards').toBe(1);
  await expectRelease(page, 5);
});

test('three pages of a new release at once are no failed launches', async ({ page, context, origin }) => {
  await new Library(page).openWithEverythingKept();
  const others = [await context.newPage(), await context.newPage()];
  for (const other of others) {
    await open(other, '/');
  }
  await origin.serve(folderOf(5));
  for (const each of [page, ...others]) {
    await each.bringToFront();
    await open(each, '/settings/');
    await new Update(each).now.click();
  }
  for (const each of [page, ...others]) {
    await expectRelease(each, 5);
  }
  await page.bringToFront();
  for (const path of ['/', '/settings/', '/', '/help/']) {
    await open(page, path);
    await expectRelease(page, 5);
  }
  expect(await remembered(page, 'refused')).toBe(0);
});
