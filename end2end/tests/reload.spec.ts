// The player presses reload, whatever is going on.
import { test, expect } from '../fixtures/test.ts';
import { Gate } from '../fixtures/faults.ts';
import { Game } from '../fixtures/game.ts';
import { controlled, expectRelease, Library, open, Update, alive } from '../fixtures/shell.ts';
import { folderOf } from '../fixtures/site.ts';
import { storedDigests } from '../fixtures/storage.ts';

const anyFile = /^\/(c\/.*\.(css|wasm|js|svg|png)$|(settings|play|offline|help)\/|$)/;
const object = /^\/c\/.*\.(css|wasm|js|svg|png)$/;

test('in the middle of the first visit', async ({ page, origin, complaints }) => {
  complaints.allow(/aborted|interrupted|NS_BINDING/i);
  const gate = new Gate();
  origin.spoil(/^\/c\/.*\.wasm$/, { kind: 'hold', afterBytes: 500, gate });
  await page.goto('/play/emberfall/', { waitUntil: 'commit' });
  await gate.reached;
  origin.mend();
  const reloaded = page.reload();
  gate.open();
  await reloaded;
  await new Game(page).firstFrame();
});

test('in the middle of keeping a game', async ({ page, origin }) => {
  const library = new Library(page);
  await library.open();
  await controlled(page);
  const gate = new Gate();
  origin.spoil(object, { kind: 'hold', afterBytes: 500, gate });
  await library.keep.click();
  await gate.reached;
  const reloaded = page.reload();
  gate.open();
  origin.mend();
  await reloaded;
  await library.expectKept();
  for (const { path, digest } of await storedDigests(page)) {
    expect(path).toContain(digest);
  }
});

test('in the middle of an update', async ({ page, origin }) => {
  await new Library(page).openWithEverythingKept();
  await origin.serve(folderOf(2));
  await open(page, '/settings/');
  const gate = new Gate();
  origin.spoil(anyFile, { kind: 'hold', afterBytes: 100, gate });
  const update = new Update(page);
  await update.now.click();
  await gate.reached;
  // The update may be through at the same moment, and the page loads anew by itself: that load takes the place of ours.
  const reloaded = page.reload().catch((error: Error) => expect(error.message).toMatch(/aborted|interrupted/i));
  gate.open();
  origin.mend();
  await reloaded;
  await alive(page);
  // Where the update was through already, nothing is offered any more.
  await expect(async () => {
    if (await update.now.isVisible()) {
      await update.now.click({ timeout: 2_000 });
    }
    await expectRelease(page, 2, 5_000);
  }).toPass({ timeout: 30_000 });
});

test('in the middle of play, and the game is where its last save was', async ({ page }) => {
  const game = new Game(page);
  await game.open();
  await game.begin();
  await game.loseALife();
  await page.reload();
  await game.firstFrame();
  await game.begin();
  expect(await game.lives()).toBe(2);
});

test('five times in a row, each at another moment of the start', async ({ page, complaints }) => {
  complaints.allow(/aborted|interrupted|NS_BINDING|Failed to fetch/i);
  // Firefox's report of a page that left before all its bytes were read: of a navigation's answer it knows no address.
  complaints.allow(/Failed to load ‘’\. A ServiceWorker intercepted the request/);
  // The page presses by itself: the debugging protocol cannot reload a page that is just being replaced.
  await page.addInitScript(() => {
    if (origin === 'null') {
      return; // The empty page before ours, which has no storage.
    }
    const reload = () => location.reload();
    const presses = [
      () => document.addEventListener('readystatechange', reload, { once: true }),
      () => document.addEventListener('DOMContentLoaded', reload),
      () => addEventListener('load', reload),
      () => requestAnimationFrame(reload),
      () => addEventListener('pageshow', reload),
    ];
    const pressed = Number(sessionStorage.getItem('pressed') ?? 0);
    if (pressed < presses.length) {
      sessionStorage.setItem('pressed', String(pressed + 1));
      presses[pressed]();
    } else {
      console.log('nobody presses any more');
    }
  });
  const settled = page.waitForEvent('console', (message) => message.text() === 'nobody presses any more');
  await page.goto('/play/emberfall/', { waitUntil: 'commit' });
  await settled;
  const game = new Game(page);
  await game.firstFrame();
  await game.begin();
});
