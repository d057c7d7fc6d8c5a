// What is kept stays whole, and the browser is asked to keep it when the player is.
import { test, expect } from '../fixtures/test.ts';
import { Game } from '../fixtures/game.ts';
import { controlled, Library, open } from '../fixtures/shell.ts';
import { moduleOf } from '../fixtures/site.ts';
import { flipStored, storedDigests } from '../fixtures/storage.ts';

test('one wrong bit in a stored game is mended while nobody does anything', { tag: '@chromium' }, async ({ page }) => {
  test.setTimeout(90_000);
  await new Library(page).openWithEverythingKept();
  const path = moduleOf('emberfall');
  await flipStored(page, path);
  const isWhole = async () => {
    const stored = await storedDigests(page);
    return stored.some((object) => object.path === path && path.includes(object.digest));
  };
  expect(await isWhole(), 'the flipped game').toBe(false);
  await expect.poll(isWhole, { message: 'the game, without a click', timeout: 60_000 }).toBe(true);
});

test('the browser is asked to keep the store when a game is, and not before', { tag: '@chromium' }, async ({ page }) => {
  await page.addInitScript(() => {
    StorageManager.prototype.persist = async () => {
      localStorage.setItem('asked', String(Number(localStorage.getItem('asked')) + 1));
      return true;
    };
    StorageManager.prototype.persisted = async () => localStorage.getItem('asked') !== null;
  });
  const asked = () => page.evaluate(() => localStorage.getItem('asked'));
  const library = new Library(page);
  await library.open();
  await controlled(page);
  const game = new Game(page);
  await game.open();
  await game.begin();
  await game.gather();
  await open(page, '/settings/');
  await expect(page.locator('#persisted')).toHaveText('no');
  expect(await asked(), 'asked by pages and play').toBe(null);
  await library.open();
  await library.keep.click();
  await library.expectKept();
  expect(await asked(), 'asked by the click').toBe('1');
  await open(page, '/settings/');
  await expect(page.locator('#persisted')).toHaveText('yes');
});

test('once a download was measured, the next says how long it takes', { tag: '@chromium' }, async ({ page, origin }) => {
  test.setTimeout(90_000);
  const library = new Library(page);
  await library.open();
  await controlled(page);
  origin.pace = { latencyMillis: 20, bytesPerSecond: 200_000 };
  await library.keep.click();
  await library.expectKept();
  await page.getByRole('button', { name: 'Remove Emberfall' }).click();
  await expect(library.keep).toHaveText(/^Install Emberfall, \d+(\.\d)? s at your speed$/);
});
