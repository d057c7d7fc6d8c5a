// A game that its developer began with `layerw new`, compiled and packed; the site was built with that file.
import { test, expect } from '../fixtures/test.ts';
import { Game } from '../fixtures/game.ts';
import { controlled, Library } from '../fixtures/shell.ts';
import { folderOf } from '../fixtures/site.ts';

test('a packed game stands in the library, plays, and plays with the network gone', async ({ page, origin }) => {
  await origin.serve(folderOf(4));
  const library = new Library(page, 'Falling stars');
  await library.open();
  await controlled(page);
  await library.keep.click();
  await library.expectKept();
  await expect(new Library(page).badge, 'the other game was not asked for').not.toHaveText('Offline-ready');
  await origin.stop();
  await library.play.click();
  const game = new Game(page, 'falling-stars');
  await game.firstFrame();
  await game.begin();
  await page.keyboard.down('ArrowRight');
  await expect(game.stage, 'who only goes right misses three stars').toHaveAttribute('data-phase', 'lost', { timeout: 60_000 });
  await page.keyboard.up('ArrowRight');
  await page.keyboard.press('Enter');
  await game.expectPhase('playing');
});
