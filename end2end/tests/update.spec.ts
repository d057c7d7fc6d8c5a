// Release 1 is on the device, release 2 on the origin, and there no file of release 1 that it does not share: whatever
// an old page still needs, it must have.
import { test, expect, type Page } from '../fixtures/test.ts';
import { Gate } from '../fixtures/faults.ts';
import { Game } from '../fixtures/game.ts';
import { importSave } from '../fixtures/saves.ts';
import { expectRelease, Library, open, Update } from '../fixtures/shell.ts';
import { filesOf, folderOf, sizeInWords } from '../fixtures/site.ts';
import { storedPaths } from '../fixtures/storage.ts';

const anyFile = /^\/(c\/.*\.(css|wasm|js|svg|png)$|(settings|play|offline|help)\/|$)/;

async function announced(page: Page): Promise<Update> {
  const update = new Update(page);
  await expect(update.now, 'the update is announced').toBeVisible();
  return update;
}

test('an update is announced with its size, fetched when the player says so, and taken', async ({ page, origin }) => {
  await new Library(page).openWithEverythingKept();
  await expectRelease(page, 1);
  await origin.serve(folderOf(2));
  await open(page, '/settings/');
  const update = await announced(page);
  await expect(update.banner).toContainText(sizeInWords(bytesToFetch()));
  const files = () => origin.requests.filter((request) => anyFile.test(request.path));
  const before = files().length;
  await update.now.click();
  await expectRelease(page, 2);
  expect(files().length, 'files fetched after the player said so').toBeGreaterThan(before);
  await origin.stop();
  await open(page, '/');
  await expectRelease(page, 2);
  await new Game(page).open();
});

test('later keeps the update away, and everything stays as it was', async ({ page, origin }) => {
  await new Library(page).openWithEverythingKept();
  await origin.serve(folderOf(2));
  await open(page, '/settings/');
  const update = await announced(page);
  await update.later.click();
  await expect(update.banner).toBeEmpty();
  await open(page, '/');
  await expectRelease(page, 1);
  await new Game(page).open();
});

test('with two pages open the update waits until both agree, and neither misses a file', async ({ page, context, origin }) => {
  await new Library(page).openWithEverythingKept();
  const other = await context.newPage();
  const game = new Game(other);
  await game.open();
  await game.begin();
  await origin.serve(folderOf(2));
  await page.bringToFront();
  await open(page, '/settings/');
  const here = await announced(page);
  await here.now.click();
  await expect(here.banner).toContainText('Waiting for one other open page to agree');

  // The other page goes on with release 1 as long as its player likes.
  await other.bringToFront();
  await other.reload();
  await game.firstFrame();
  await expectRelease(other, 1);
  await (await announced(other)).now.click();
  await expectRelease(other, 2);
  await expectRelease(page, 2);
  const missed = origin.requests.filter((request) => request.status >= 400);
  expect(missed.map((request) => `${request.status} ${request.path}`)).toEqual([]);
});

test('a page that is closed no longer holds the update up', async ({ page, context, origin }) => {
  await new Library(page).openWithEverythingKept();
  const other = await context.newPage();
  await open(other, '/help/');
  await origin.serve(folderOf(2));
  await page.bringToFront();
  await open(page, '/settings/');
  const here = await announced(page);
  await here.now.click();
  await expect(here.banner).toContainText('Waiting for one other open page to agree');
  await other.close();
  await expectRelease(page, 2);
});

test('a page of release 1 beside one of release 2 loses nothing', async ({ page, context, origin }) => {
  await new Library(page).openWithEverythingKept();
  await origin.serve(folderOf(2));
  await open(page, '/settings/');
  await (await announced(page)).now.click();
  await expectRelease(page, 2);
  const cached = await storedPaths(page);
  for (const { path } of filesOf(2)) {
    expect(cached, 'stored files').toContain(path);
  }
  const other = await context.newPage();
  await open(other, '/');
  await expectRelease(other, 2);
});

test('a download can be stopped and taken up again', async ({ page, origin }) => {
  await new Library(page).openWithEverythingKept();
  await origin.serve(folderOf(2));
  await open(page, '/settings/');
  const update = await announced(page);
  const gate = new Gate();
  origin.spoil(anyFile, { kind: 'hold', afterBytes: 100, gate });
  await update.now.click();
  await gate.reached;
  await update.cancel.click();
  await expect(update.now, 'the update is offered again').toBeVisible();
  await expectRelease(page, 1);
  gate.open();
  origin.mend();
  await update.now.click();
  await expectRelease(page, 2);
});

test('the browser is killed in the middle of a download, and the next visit goes on', { tag: '@chromium' }, async ({ profile, origin }) => {
  let page = await profile.open();
  await new Library(page).openWithEverythingKept();
  await origin.serve(folderOf(2));
  await open(page, '/settings/');
  const gate = new Gate();
  const update = await announced(page);
  origin.spoil(anyFile, { kind: 'hold', afterBytes: 100, gate });
  await update.now.click();
  await gate.reached;
  await profile.kill();
  gate.open();
  origin.mend();

  page = await profile.open();
  await open(page, '/');
  await expectRelease(page, 1);
  await new Game(page).open();
  await open(page, '/');
  // What was wanted before the kill is fetched without another word; taking it still needs the player's yes.
  await (await announced(page)).now.click();
  await expectRelease(page, 2);
});

test('a save of release 1 is read by release 2', async ({ page, origin }) => {
  await new Library(page).openWithEverythingKept();
  await open(page, '/settings/');
  await importSave(page, { level: 2, lives: 1 });
  await origin.serve(folderOf(2));
  await open(page, '/settings/');
  await (await announced(page)).now.click();
  await expectRelease(page, 2);
  const game = new Game(page);
  await game.open();
  await game.begin();
  expect(await game.lives()).toBe(1);
});

test('an update while playing keeps what was saved', async ({ page, origin }) => {
  await new Library(page).openWithEverythingKept();
  const game = new Game(page);
  await game.open();
  await game.begin();
  await game.loseALife();
  await origin.serve(folderOf(2));
  // Coming back to the window is when a page looks for a newer release.
  await page.evaluate(() => dispatchEvent(new Event('focus')));
  await (await announced(page)).now.click();
  await expectRelease(page, 2);
  await game.firstFrame();
  await game.begin();
  expect(await game.lives()).toBe(2);
});

/** Bytes of release 2 that a device with all of release 1 has not got: files, and the list of them. */
function bytesToFetch(): number {
  const have = new Set(filesOf(1).map((file) => `${file.path} ${file.digest}`));
  return filesOf(2)
    .filter((file) => !have.has(`${file.path} ${file.digest}`))
    .reduce((sum, file) => sum + file.bytes, 0);
}
