// A recording of play leads to the same state wherever it is played again.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { test, expect } from '../fixtures/test.ts';
import { Game } from '../fixtures/game.ts';
import { replay } from '../fixtures/site.ts';

const run = promisify(execFile);

test('a recorded walk replays to the same state, twice', async ({ page }) => {
  const game = new Game(page);
  await game.open();
  let controls = await game.controls();
  await controls.selfCheck('Record');
  await controls.close();
  await game.begin();
  await game.gather();
  controls = await game.controls();
  await controls.selfCheck('End recording');
  await expect(controls.answer).toHaveText(/Recorded .*bytes/);
  const hashes: string[] = [];
  for (let times = 0; times < 2; times += 1) {
    await game.forget('hash');
    await controls.selfCheck('Replay');
    await expect(game.stage, 'the hash of the replayed state').toHaveAttribute('data-hash', /^[0-9a-f]{16}$/, {
      timeout: 20_000,
    });
    hashes.push(await game.attribute('hash'));
  }
  expect(Number(await game.attribute('replayed-steps')), 'replayed steps').toBeGreaterThan(30);
  expect(hashes[1]).toBe(hashes[0]);
  // The same game without a browser.
  const [download] = await Promise.all([page.waitForEvent('download'), controls.selfCheck('Save recording')]);
  expect(download.suggestedFilename()).toBe('emberfall.journal');
  const { stdout } = await run(replay, [await download.path()]);
  expect(stdout.trim(), 'what the recording comes to natively').toBe(
    `${await game.attribute('replayed-steps')} steps, state ${hashes[0]}`,
  );
  await controls.close();
});
