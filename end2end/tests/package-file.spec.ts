// A game as one file: saved where it is installed, opened where nobody publishes it, refused where anything is wrong.
import { test, expect } from '../fixtures/test.ts';
import type { Origin } from '../fixtures/origin.ts';
import { PackageFile, flipped, forged, saved, topBytes, unsigned } from '../fixtures/package-file.ts';
import { PublishedGame } from '../fixtures/published.ts';
import { controlled, open } from '../fixtures/shell.ts';
import { folderOf, publishedFolder } from '../fixtures/site.ts';
import type { Page } from '@playwright/test';

test.beforeEach(({ complaints }) => {
  // A game that is seen for the first time is asked for the root after its last one, and mostly there is none.
  complaints.allow(/answer 404 for .*\/roots\/2$/, /404.*\/roots\/2\)/);
  // An origin without published games lists none.
  complaints.allow(/answer 404 for .*\/games\/list$/, /404.*\/games\/list\)/);
});

/** The file of a game that is installed from an origin which publishes it. */
async function fileOf(page: Page, origin: Origin, release: 1 | 2 = 1): Promise<Buffer> {
  await origin.serve(folderOf(4), publishedFolder(release));
  const meteors = new PublishedGame(page, 'meteors');
  await meteors.installAndPlay();
  await meteors.inLibrary();
  await expect(meteors.badge).toHaveText('Offline-ready');
  const { name, content } = await saved(page, 'Meteors');
  expect(name).toBe(release === 1 ? 'meteors-0.1.0.lwpkg' : 'meteors-0.2.0.lwpkg');
  return content;
}

test('a saved game is opened in another browser at another origin, and plays with the server gone', async ({ page, origin, elsewhere }) => {
  const file = await fileOf(page, origin);
  const { page: other } = elsewhere;
  const opened = new PackageFile(other);
  await open(other, '/');
  await controlled(other);
  await other.getByRole('link', { name: 'Open a game from a file…' }).click();
  await opened.visit();
  // What is shown, and whatever follows, needs nobody.
  await elsewhere.origin.stop();
  await opened.choose(file);
  await expect(opened.signers).toHaveAttribute('data-signers', /^[0-9a-f]{16}$/);
  await expect(opened.capabilities).toHaveAttribute('data-capabilities', 'fullscreen saves');
  await expect(opened.main).toContainText('0.1.0');
  await opened.install.click();
  await expect(opened.play).toBeVisible();
  const meteors = new PublishedGame(other, 'meteors');
  await meteors.open();
  const game = await meteors.playing();
  await game.begin();
  await meteors.inLibrary();
  await expect(meteors.badge).toHaveText('Offline-ready');
  await expect(meteors.card).toContainText('It came from a file.');
  const again = await saved(other, 'Meteors');
  expect(again.content.equals(file), 'the same game is the same bytes').toBe(true);
  await open(other, '/settings/');
  await expect(other.locator('#storage')).toContainText('Meteors');
  await meteors.inLibrary();
  await meteors.card.getByRole('button', { name: 'Remove Meteors' }).click();
  await expect(meteors.card).toBeHidden();
});

test('a file that is not whole, not signed or not one is refused by name, and nothing of it stays', async ({ page, origin, elsewhere }) => {
  const file = await fileOf(page, origin);
  const { page: other } = elsewhere;
  const opened = new PackageFile(other);
  await opened.visit();
  const top = topBytes(file);
  await opened.refuses(Buffer.from('<html>Log in to this network</html>'), 'archive-not-one');
  await opened.refuses(file.subarray(0, 20), 'archive-cut-short');
  await opened.refuses(file.subarray(0, file.length - 1), 'archive-cut-short');
  await opened.refuses(Buffer.concat([file, Buffer.from('more')]), 'archive-too-large');
  await opened.refuses(flipped(file, top - 1), 'archive-damaged');
  await opened.refuses(unsigned(file), 'trust-unsigned');
  await opened.refuses(forged(file), 'trust-wrong-signature');
  // What is wrong with an object is found when it is read.
  await opened.choose(flipped(file, file.length - 1));
  await opened.install.click();
  await expect(opened.main.locator('[data-reason]')).toHaveAttribute('data-reason', 'archive-damaged');
  await open(other, '/');
  await expect(new PublishedGame(other, 'meteors').card).toBeHidden();
  // Whoever drops it and then does not want it has nothing of it.
  await opened.visit();
  await opened.drop(file);
  await opened.cancel.click();
  await expect(opened.input).toBeAttached();
  await expect(opened.main.getByRole('heading')).toHaveText('Open a game from a file');
});

test('a newer file replaces an older one, never the other way round, and the site goes on from there', async ({ page, origin, elsewhere }) => {
  const newer = await fileOf(page, origin, 2);
  const { page: other } = elsewhere;
  const older = await fileOf(other, elsewhere.origin, 1);
  const opened = new PackageFile(other);
  await opened.visit();
  await opened.refuses(older, 'file-installed-already');
  await opened.choose(newer);
  await opened.install.click();
  await expect(opened.play).toBeVisible();
  await opened.visit();
  await opened.refuses(older, 'file-older');
  const meteors = new PublishedGame(other, 'meteors');
  await elsewhere.origin.serve(folderOf(4), publishedFolder(2));
  const before = elsewhere.origin.requests.length;
  await meteors.inLibrary();
  await expect(meteors.card).not.toContainText('It came from a file.');
  await expect(meteors.update).toBeHidden();
  await expect(meteors.card).toContainText('Version 0.2.0');
  const objects = elsewhere.origin.requests.slice(before).filter((request) => /\.(wasm|bin)$|^\/d\//.test(request.path));
  expect(objects, 'objects fetched of what the file brought').toEqual([]);
});

test('the system opens a file with the installed app', async ({ page, origin }) => {
  const file = await fileOf(page, origin);
  // What a browser does that installed the app: it opens the page and gives it the file.
  await page.addInitScript((bytes) => {
    const content = Uint8Array.from(atob(bytes), (digit) => digit.charCodeAt(0));
    const handle = { getFile: async () => new File([content], 'meteors.lwpkg') };
    Object.defineProperty(window, 'launchQueue', {
      value: { setConsumer: (consume: (params: object) => void) => consume({ files: [handle] }) },
    });
  }, file.toString('base64'));
  const manifest = await (await page.request.get(await manifestOf(page))).json();
  const [handler] = manifest.file_handlers;
  expect(Object.values(handler.accept)).toEqual([['.lwpkg']]);
  await open(page, handler.action);
  const reason = page.locator('[data-reason]');
  // It is here already, which only who looked into the file can say.
  await expect(reason).toHaveAttribute('data-reason', 'file-installed-already');
});

async function manifestOf(page: Page): Promise<string> {
  await open(page, '/');
  return (await page.locator('link[rel=manifest]').getAttribute('href'))!;
}
