// An update of something else must not cost the engine's compiled code: a launch after it takes the code from the
// browser's own cache. Read from the browser's trace, in new browser processes, with our own module.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test, expect, type Page } from '../fixtures/test.ts';
import { Game } from '../fixtures/game.ts';
import type { Profile } from '../fixtures/profile.ts';
import { expectRelease, Library, open, Update } from '../fixtures/shell.ts';
import { folderOf, moduleOf } from '../fixtures/site.ts';
import { modulesFromCodeCache } from '../fixtures/trace.ts';

// The browser keeps code only of modules past a size that ours is below; with the thresholds lowered, the rest of
// the way (how it was served, how it is stored) is the one that larger modules take.
const eager = { args: ['--js-flags=--wasm-caching-threshold=1000 --wasm-caching-hard-threshold=20000'] };

test('compiled code of the engine survives an update of the style sheet', { tag: '@chromium' }, async ({ profile, origin }) => {
  test.setTimeout(120_000);
  const engine = origin.url + moduleOf('engine');
  let page = await profile.open(eager);
  await new Library(page).openWithEverythingKept();
  await playUntilKept(profile, page);
  await profile.close();

  await origin.serve(folderOf(2));
  page = await profile.open(eager);
  await open(page, '/settings/');
  await new Update(page).now.click();
  await expectRelease(page, 2);
  await profile.close();

  page = await profile.open(eager);
  const fromCache = await modulesFromCodeCache(profile.context, () => new Game(page).open());
  expect(fromCache, 'modules whose compiled code came from the browser\'s cache').toContain(engine);
});

/** Plays until the browser has written compiled code to disk. */
async function playUntilKept(profile: Profile, page: Page): Promise<void> {
  const game = new Game(page);
  await game.open();
  await game.begin();
  const folder = join(profile.folder, 'data', 'Default', 'Code Cache', 'wasm');
  const kept = () =>
    readdirSync(folder)
      .map((name) => statSync(join(folder, name)))
      .reduce((sum, file) => sum + (file.isFile() ? file.size : 0), 0);
  await expect.poll(kept, { message: 'bytes of compiled code on disk', timeout: 40_000 }).toBeGreaterThan(100_000);
}
