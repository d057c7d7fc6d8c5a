// Sound and video of wrapped games: their elements ask for ranges of a file, which the store answers as a host would, and
// what is not stored comes verified, or, where it is long, from the network.
import { test as base, expect } from '../fixtures/test.ts';
import { AtOnceGame } from '../fixtures/ahead.ts';
import { folderOf } from '../fixtures/site.ts';
import { play, secondsOf, wav } from '../fixtures/sound.ts';
import { Exports } from '../fixtures/wrapped.ts';

const soundBytes = 100_000;
const sound = wav(soundBytes);
/** Longer than what comes whole for a range of it. */
const longBytes = 6_000_000;

const test = base.extend<{ exports: Exports }>({
  exports: async ({}, use) => {
    const exports = new Exports();
    exports.write('song', 'index.html', '<!doctype html><html lang="en"><meta charset="utf-8"><title>Song</title><body data-ready="">');
    exports.write('song', 'sound.wav', sound);
    await use(exports);
    exports.remove();
  },
});

/** Errors that browsers write where a test spoils an answer or stops the server. */
const failedLoads = /Failed to load|net::ERR|NetworkError|digest|answer 5\d\d|Failed to fetch|could not be loaded|Media resource|ERR_/;

const heard = {
  seconds: expect.closeTo(secondsOf(soundBytes), 2),
  seekedTo: expect.closeTo(secondsOf(soundBytes) / 2, 2),
  endedAt: expect.closeTo(secondsOf(soundBytes), 2),
};

test('sound of a kept game plays and seeks with the server gone', async ({ page, origin, exports, complaints }) => {
  exports.wrap('song');
  await origin.serve(folderOf(1), exports.wrapped);
  const song = new AtOnceGame(page, origin.urlOf('song'));
  await song.openKept();
  complaints.allow(failedLoads);
  await origin.stop();
  await song.open();
  expect(await play(song.frame, 'audio', '/sound.wav'), 'as audio').toEqual(heard);
  expect(await play(song.frame, 'video', '/sound.wav'), 'as video').toEqual(heard);
  expect(await play(song.frame, 'audio', '/sound.wav?version=2'), 'with a query').toEqual(heard);
});

test('sound plays and seeks after an update too, which the browser may answer without the worker', async ({ page, origin, exports, complaints }) => {
  exports.wrap('song');
  await origin.serve(folderOf(1), exports.wrapped);
  const song = new AtOnceGame(page, origin.urlOf('song'));
  await song.openKept();
  exports.write('song', 'index.html', '<!doctype html><html lang="en"><meta charset="utf-8"><title>Song</title><body data-ready="" data-version="2">');
  exports.wrap('song');
  await page.evaluate(() => dispatchEvent(new Event('focus')));
  await song.updateNow.click();
  await expect(song.game.locator('body')).toHaveAttribute('data-version', '2', { timeout: 30_000 });
  complaints.allow(failedLoads);
  await origin.stop();
  await song.open();
  expect(await play(song.frame, 'audio', '/sound.wav')).toEqual(heard);
});
