// The server's process is killed, the browser is started anew, and the player goes on.
import { test, expect } from '../fixtures/test.ts';
import { Game } from '../fixtures/game.ts';
import { alive, controlled, Library, open, pages, trouble } from '../fixtures/shell.ts';

test('with the server killed and a new browser, every page opens, the game plays, and its save survives', async ({ profile, origin }) => {
  test.setTimeout(120_000);
  let page = await profile.open();
  await new Library(page).openWithEverythingKept();
  await profile.close();
  await origin.stop();

  page = await profile.open();
  for (const path of pages) {
    await open(page, path);
    await expect(page.getByRole('heading', { level: 1 }), `the heading of ${path}`).not.toBeEmpty();
  }
  let game = new Game(page);
  await game.open();
  await game.begin();
  await game.gather();
  expect(await game.score(), 'points from play').toBeGreaterThan(0);
  await game.loseALife();
  await profile.close();

  page = await profile.open();
  game = new Game(page);
  await game.open();
  await game.begin();
  expect(await game.lives(), 'lives, one of which was lost on the last visit').toBe(2);
});

test('a game that was only played online is not promised offline, and what is missing is said', async ({ page, origin, complaints }) => {
  await open(page, '/');
  await controlled(page);
  await expect(new Library(page).badge).toHaveText('Not installed');
  await origin.stop();
  complaints.allow(/Failed to load resource|net::ERR|NetworkError|fetch/i);
  await page.goto('/play/emberfall/');
  await alive(page);
  await expect(trouble(page), 'one sentence').toContainText(/could not be fetched/i);
  await expect(page.getByRole('button', { name: 'Start again' }), 'a way on').toBeVisible();
});

test('an address that is not on this device leads to a page that says so', async ({ page, origin, complaints }) => {
  await new Library(page).openWithEverythingKept();
  await origin.stop();
  complaints.allow(/Failed to load resource|net::ERR/i);
  await page.goto('/play/not-a-game/');
  await alive(page);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('You are offline');
  await page.getByRole('link', { name: 'Play Emberfall' }).click();
  await new Game(page).firstFrame();
});

test('the network goes and comes back while a page is open, and the page says so', async ({ page, context }) => {
  await open(page, '/');
  await controlled(page);
  const connection = page.locator('header .connection');
  await expect(connection).toHaveAttribute('aria-label', /connection, \d+ ms/);
  await context.setOffline(true);
  await expect(connection).toHaveAttribute('aria-label', 'Offline');
  await context.setOffline(false);
  await expect(connection).toHaveAttribute('aria-label', /connection, \d+ ms/);
});
