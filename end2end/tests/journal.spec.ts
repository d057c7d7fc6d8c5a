// A recording of play leads to the same state wherever it is played again.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { test, expect, type Page } from '../fixtures/test.ts';
import { Game, type Controls } from '../fixtures/game.ts';
import { replay } from '../fixtures/site.ts';

const run = promisify(execFile);

/** Records a short walk; the controls are open afterwards. */
async function record(page: Page): Promise<{ game: Game; controls: Controls }> {
  const game = new Game(page);
  await game.open();
  let controls = await game.controls();
  await controls.selfCheck('Record');
  await controls.close();
  await game.begin();
  await game.gather();
  controls = await game.controls();
  await controls.selfCheck('End recording');
  await expect(controls.answer).toHaveText(/Recorded [\d.]+ (bytes|KB)/);
  return { game, controls };
}

/** Replays what was recorded, and says which state it came to. */
async function replayed(game: Game, controls: Controls): Promise<string> {
  await game.forget('hash');
  await controls.selfCheck('Replay');
  await expect(game.stage, 'the hash of the replayed state').toHaveAttribute('data-hash', /^[0-9a-f]{16}$/, {
    timeout: 20_000,
  });
  return game.attribute('hash');
}

test('a recorded walk replays to the same state, twice', async ({ page }) => {
  const { game, controls } = await record(page);
  const hash = await replayed(game, controls);
  expect(await replayed(game, controls)).toBe(hash);
  expect(Number(await game.attribute('replayed-steps')), 'replayed steps').toBeGreaterThan(30);
  await controls.close();
});

// Playwright hears of downloads in Chromium only.
test('a saved recording comes to the same state without a browser', { tag: '@chromium' }, async ({ page }) => {
  const { game, controls } = await record(page);
  const hash = await replayed(game, controls);
  const [download] = await Promise.all([page.waitForEvent('download'), controls.selfCheck('Save recording')]);
  expect(download.suggestedFilename()).toBe('emberfall.journal');
  const { stdout } = await run(replay, [await download.path()]);
  expect(stdout.trim()).toBe(`${await game.attribute('replayed-steps')} steps, state ${hash}`);
});
