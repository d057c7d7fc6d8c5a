// Networks lie and disks fail. The player gets a sentence and a way on, and nothing of theirs is lost.
import { test, expect } from '../fixtures/test.ts';
import type { Fault } from '../fixtures/faults.ts';
import { Game } from '../fixtures/game.ts';
import { importSave } from '../fixtures/saves.ts';
import { controlled, Library, open, trouble } from '../fixtures/shell.ts';
import { moduleOf } from '../fixtures/site.ts';
import { flipStored, leaveAllRoom, leaveRoom, storedDigests } from '../fixtures/storage.ts';

const object = /^\/c\//;
const wasm = /^\/c\/.*\.wasm$/;
/** What browsers write on the console when a test spoils an answer. */
const failedLoads = /Failed to load|net::ERR|NetworkError|Content-Length|answer 500|Partial Content|digest/i;

test('a device without room says so in numbers, and play and saves go on', { tag: '@chromium' }, async ({ profile }) => {
  const page = await profile.open();
  const library = new Library(page);
  await library.open();
  await controlled(page);
  await leaveRoom(profile.context, page, 4_000);
  await library.keep.click();
  await expect(trouble(page)).toContainText(/no room for [\d.]+ (bytes|KB|MB) more/);
  await expect(trouble(page)).toContainText('Your saves are kept');
  await expect(library.badge).toHaveText('Not installed');
  const game = new Game(page);
  await game.open();
  await game.begin();
  await game.gather();
  await leaveAllRoom(profile.context, page);
  await library.open();
  await library.keep.click();
  await library.expectKept();
});

test('on a device that is full from the start the game plays', { tag: '@chromium' }, async ({ profile, complaints }) => {
  // A text has no icon of its own, so the browser asks for one.
  complaints.allow(/favicon\.ico/);
  const page = await profile.open();
  await page.goto('/robots.txt');
  await leaveRoom(profile.context, page, 2_000);
  const game = new Game(page);
  await game.open();
  await game.begin();
  await game.gather();
});

test('one wrong bit in a stored game is found and mended, and costs no save', async ({ page }) => {
  await new Library(page).openWithEverythingKept();
  await open(page, '/settings/');
  await importSave(page, { level: 2, lives: 1 });
  const path = moduleOf('emberfall');
  await flipStored(page, path);
  await page.getByRole('button', { name: 'Verify and repair' }).click();
  await expect(trouble(page)).toContainText(/1 damaged, 1 fetched again/);
  const stored = await storedDigests(page);
  expect(stored.map((object) => object.path), 'the damaged file was fetched again').toContain(path);
  for (const object of stored) {
    expect(object.path, 'every stored file is what its name says').toContain(object.digest);
  }
  const game = new Game(page);
  await game.open();
  await game.begin();
  expect(await game.lives()).toBe(1);
});

for (const part of ['engine', 'emberfall'] as const) {
  test(`stored code of the ${part === 'engine' ? 'engine' : 'game'} that does not run leads to a sentence and a way on`, async ({ page, complaints }) => {
    // The last is an error that a worker or a module handed on: it arrives without words.
    complaints.allow(/wasm|WebAssembly|CompileError|magic|version|uncaught: $/i);
    await new Library(page).openWithEverythingKept();
    await open(page, '/settings/');
    await importSave(page, { level: 1, lives: 1 });
    // The version of the format: no browser takes such a module.
    await flipStored(page, moduleOf(part), 4);
    await page.goto('/play/emberfall/');
    await expect(page.getByRole('heading', { level: 1 }), 'the page itself').toHaveText('Emberfall');
    await expect(trouble(page), 'one sentence').toBeVisible({ timeout: 20_000 });
    await expect(page.getByRole('button', { name: 'Start again' }), 'a way on').toBeVisible();
    await open(page, '/settings/');
    await page.getByRole('button', { name: 'Verify and repair' }).click();
    await expect(trouble(page)).toContainText(/1 damaged, 1 fetched again/);
    const game = new Game(page);
    await game.open();
    await game.begin();
    expect(await game.lives(), 'the save is kept').toBe(1);
  });
}

const downloads: [string, Fault][] = [
  ['that ends early without saying so', { kind: 'truncate', afterBytes: 3_000 }],
  ['whose connection breaks', { kind: 'cut', afterBytes: 3_000 }],
  ['with one wrong bit', { kind: 'flip' }],
  ['answered by the log-in page of a network', { kind: 'portal' }],
  ['answered with an error of the server', { kind: 'status', status: 500 }],
];

for (const [name, fault] of downloads) {
  test(`a download ${name} is not taken for the game`, async ({ page, origin, complaints }) => {
    test.setTimeout(120_000);
    complaints.allow(failedLoads);
    const library = new Library(page);
    await library.open();
    await controlled(page);
    origin.spoil(object, fault);
    await library.keep.click();
    await expect(trouble(page), 'one sentence').toBeVisible({ timeout: 60_000 });
    await expect(library.badge).not.toHaveText('Offline-ready');
    for (const { path, digest } of await storedDigests(page)) {
      expect(path, 'nothing is stored that is not what its name says').toContain(digest);
    }
    origin.mend();
    await library.open();
    // The worker has said how far it is; whether it goes on by itself depends on what failed.
    await expect(library.badge).toHaveAttribute('data-state', /installed|offline-ready/);
    if (await library.keep.isVisible()) {
      await library.keep.click();
    }
    await library.expectKept();
    await origin.stop();
    await new Game(page).open();
  });
}

test('a log-in page in place of the head is no update', async ({ page, origin }) => {
  await open(page, '/');
  await controlled(page);
  origin.spoil(/^\/head$/, { kind: 'portal' });
  await page.reload();
  await expect(page.locator('header .connection')).toHaveAttribute('aria-label', /connection, \d+ ms/);
  await expect(page.getByRole('status', { name: 'Update' })).toBeEmpty();
  await expect(new Library(page).play).toBeVisible();
});

test('a first visit over a connection that breaks says so, and the next try plays', async ({ page, origin, complaints }) => {
  complaints.allow(failedLoads, /wasm|WebAssembly|TypeError|fetch|uncaught: $/i);
  origin.spoil(wasm, { kind: 'cut', afterBytes: 1_000 });
  await page.goto('/play/emberfall/');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Emberfall');
  await expect(page.getByText('did not arrive whole')).toBeVisible();
  origin.mend();
  await page.getByRole('link', { name: 'Load it again' }).click();
  await expect(page.getByText('did not arrive whole')).toBeHidden();
  const game = new Game(page);
  await game.open();
  await game.begin();
});
