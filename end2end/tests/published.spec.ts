// A game that its author published at this origin: its page says who signed it and what it asks for, then it is installed
// and played, shares what it can with other games, and is updated by what changed.
import { test, expect } from '../fixtures/test.ts';
import { PublishedGame } from '../fixtures/published.ts';
import { controlled, open } from '../fixtures/shell.ts';
import { folderOf, publishedFolder } from '../fixtures/site.ts';

test.beforeEach(({ complaints }) => {
  // A game that is seen for the first time is asked for the root after its last one, and mostly there is none.
  complaints.allow(/answer 404 for .*\/roots\/2$/, /404.*\/roots\/2\)/);
});

test('says who signed it, is installed, and plays with the server gone', async ({ profile, origin }) => {
  await origin.serve(folderOf(4), publishedFolder(1));
  let page = await profile.open();
  const meteors = new PublishedGame(page, 'meteors');
  await open(page, '/');
  await expect(meteors.card.getByRole('link'), 'a way from the library to its page').toHaveAttribute('href', '/play/?game=meteors');
  await meteors.open();
  await expect(meteors.signers).toHaveAttribute('data-signers', /^[0-9a-f]{16}$/);
  await expect(meteors.capabilities).toHaveAttribute('data-capabilities', 'fullscreen saves');
  const before = origin.requests.length;
  await meteors.install.click();
  await meteors.playing();
  const fetched = origin.requests.slice(before).filter((request) => /^\/[cd]\//.test(request.path));
  expect(fetched.length, 'objects fetched by the installation').toBeGreaterThan(0);

  await origin.stop();
  await profile.close();
  page = await profile.open();
  const again = new PublishedGame(page, 'meteors');
  await again.inLibrary();
  await expect(again.badge).toHaveText('Offline-ready');
  await again.open();
  const game = await again.playing();
  await game.begin();
});

test('the second game fetches only what the first did not bring', async ({ page, origin }) => {
  await origin.serve(folderOf(4), publishedFolder(1));
  await new PublishedGame(page, 'meteors').installAndPlay();
  const before = origin.requests.length;
  const comets = new PublishedGame(page, 'comets');
  await comets.installAndPlay();
  const fetched = origin.requests.slice(before).filter((request) => /^\/[cd]\//.test(request.path));
  const bytes = fetched.reduce((sum, request) => sum + request.bytes, 0);
  expect(bytes, 'bytes of the second game').toBeLessThan(200_000);
  const first = origin.requests.slice(0, before).map((request) => request.path);
  expect(fetched.filter((request) => first.includes(request.path) && request.bytes > 1000).map((request) => request.path)).toEqual([]);
});

test('an update costs what changed, and plays after it', async ({ page, origin }) => {
  await origin.serve(folderOf(4), publishedFolder(1));
  const meteors = new PublishedGame(page, 'meteors');
  await meteors.installAndPlay();
  await origin.serve(folderOf(4), publishedFolder(2));
  await meteors.inLibrary();
  await expect(meteors.update).toBeVisible();
  const before = origin.requests.length;
  await meteors.update.click();
  await expect(meteors.update).toBeHidden();
  await expect(meteors.badge).toHaveText('Offline-ready');
  const bytes = origin.requests.slice(before).reduce((sum, request) => sum + request.bytes, 0);
  expect(bytes, 'bytes of the update').toBeLessThan(8_000);
  await origin.stop();
  await meteors.open();
  await meteors.playing();
});

test('what the author did not sign is refused by name, and what is installed plays on', async ({ page, origin, complaints }) => {
  complaints.allow(/\/games\/meteors\/head/);
  await origin.serve(folderOf(4), publishedFolder(1));
  const meteors = new PublishedGame(page, 'meteors');
  const comets = new PublishedGame(page, 'comets');
  await meteors.installAndPlay();
  origin.spoil(/^\/games\/[a-z]+\/head$/, { kind: 'portal' });
  await comets.open();
  await expect(page.getByRole('main').getByRole('alert')).toContainText('cannot be read');
  await meteors.open();
  await meteors.playing();
});

test('an address that leads to no game says so', async ({ page, origin, complaints }) => {
  complaints.allow(/404/);
  await origin.serve(folderOf(4), publishedFolder(1));
  await open(page, '/play/?game=nobody');
  await controlled(page);
  await expect(page.getByRole('main').getByRole('alert')).toHaveText('Nobody published a game of that name here.');
  await open(page, '/play/');
  await expect(page.getByRole('main').getByRole('alert')).toHaveText('This address names no game.');
  // It stands where other pages stand: below the brand, not in the place of the picture.
  const brand = (await page.getByRole('link', { name: 'Layer-W, home' }).boundingBox())!;
  const heading = (await page.getByRole('heading', { level: 1 }).boundingBox())!;
  expect(Math.abs(heading.x - brand.x)).toBeLessThan(2);
  expect(heading.y).toBeLessThan(200);
});
