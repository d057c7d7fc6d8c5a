// Every release of these tests is signed with a key made for them. What the key did not sign, or signed long ago, is
// refused by its name, and play goes on; the next honest word is taken.
import { test, expect, type Page } from '../fixtures/test.ts';
import { Game } from '../fixtures/game.ts';
import { expectRelease, Library, open, trouble, Update } from '../fixtures/shell.ts';
import type { Origin } from '../fixtures/origin.ts';
import { folderOf, headOf, numberOf } from '../fixtures/site.ts';

test.skip(({ browserName }) => browserName !== 'chromium', 'what is judged is Rust and the same everywhere');

const head = /^\/head$/;
/** Before an older head is refused, the worker asks whether a newer root explains it. */
const askedForRoot = /^answer 404 for .*\/roots\/2$/;

/** Waits until the page has heard from the origin, then lets it look again, as a page does when its player comes back. */
async function lookAgain(page: Page): Promise<void> {
  await expect(page.locator('header .connection')).toHaveAttribute('aria-label', /connection, \d+ ms/);
  await page.evaluate(() => dispatchEvent(new Event('focus')));
}

async function expectRefused(page: Page, name: string): Promise<void> {
  const sentence = `The origin's news could not be trusted (${name}). You keep playing what you have.`;
  await expect(trouble(page), 'what the page says').toContainText(sentence);
  await expect(new Update(page).banner, 'no update is offered').toBeEmpty();
}

async function update(page: Page, origin: Origin, release: 2 | 3): Promise<void> {
  await origin.serve(folderOf(release));
  await open(page, '/settings/');
  await new Update(page).now.click();
  await expectRelease(page, release);
  await expect(trouble(page)).toBeHidden();
}

/** Release 2 as the origin's operator signed it, but for one bit: the 2 of its number is a 3. */
function flipped(): string {
  const text = headOf(2).replace(`release ${numberOf(2)} `, `release ${numberOf(2) ^ 1} `);
  expect(text).not.toBe(headOf(2));
  return text;
}

test('a head with a flipped bit is refused by its name, and the game starts', async ({ page, origin }) => {
  await new Library(page).openWithEverythingKept();
  origin.spoil(head, { kind: 'replace', text: flipped() });
  await lookAgain(page);
  await expectRefused(page, 'trust-wrong-signature');
  const game = new Game(page);
  await game.open();
  await game.begin();
  await expectRelease(page, 1);
});

test('an origin as it was a release ago is refused by its name, and the game starts', async ({ page, origin, complaints }) => {
  complaints.allow(askedForRoot);
  await new Library(page).openWithEverythingKept();
  await update(page, origin, 2);
  // Everything is old: head, worker and pages.
  await origin.serve(folderOf(1));
  await open(page, '/settings/');
  await expectRefused(page, 'trust-older');
  const game = new Game(page);
  await game.open();
  await game.begin();
  await expectRelease(page, 2);
});

test('after a forged head and after a replayed one the honest one updates', async ({ page, origin, complaints }) => {
  complaints.allow(askedForRoot);
  await new Library(page).openWithEverythingKept();
  origin.spoil(head, { kind: 'replace', text: flipped() });
  await lookAgain(page);
  await expectRefused(page, 'trust-wrong-signature');
  origin.mend();
  await update(page, origin, 2);
  origin.spoil(head, { kind: 'replace', text: headOf(1) });
  await lookAgain(page);
  await expectRefused(page, 'trust-older');
  origin.mend();
  await update(page, origin, 3);
});
