// Sound and video of wrapped games: their elements ask for ranges of a file, which the store answers as a host would, and
// what is not stored comes verified, or, where it is long, from the network.
import { test as base, expect } from '../fixtures/test.ts';
import { AtOnceGame } from '../fixtures/ahead.ts';
import { folderOf } from '../fixtures/site.ts';
import { part, play, secondsOf, seek, wav } from '../fixtures/sound.ts';
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
const failedLoads = /Failed to load|net::ERR|NetworkError|digest|answer (416|5\d\d)|Failed to fetch|could not be loaded|Media resource|ERR_/;

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

test('every range of a kept file is answered as a host would', async ({ page, origin, exports, complaints }) => {
  exports.wrap('song');
  await origin.serve(folderOf(1), exports.wrapped);
  const song = new AtOnceGame(page, origin.urlOf('song'));
  await song.openKept();
  complaints.allow(failedLoads);
  await origin.stop();
  await song.open();
  const cut = (from: number, to: number) => ({
    status: 206,
    range: `bytes ${from}-${to - 1}/${soundBytes}`,
    type: 'audio/wav',
    length: String(to - from),
    body: sound.subarray(from, to),
  });
  const whole = { status: 200, range: null, type: 'audio/wav', length: null, body: sound };
  const beyond = { status: 416, range: `bytes */${soundBytes}`, type: 'audio/wav', length: '0', body: Buffer.alloc(0) };
  for (const [range, want] of [
    ['bytes=0-', cut(0, soundBytes)],
    ['bytes=100-199', cut(100, 200)],
    ['bytes=99990-200000', cut(99_990, soundBytes)],
    ['bytes=-44', cut(soundBytes - 44, soundBytes)],
    [`bytes=${soundBytes}-`, beyond],
    ['bytes=0-1,5-6', whole],
    ['seconds=0-1', whole],
  ] as const) {
    expect(await part(song.frame, '/sound.wav', { range }), range).toEqual(want);
  }
  const conditional = { range: 'bytes=0-9', 'if-range': '"another"' };
  expect(await part(song.frame, '/sound.wav', conditional), 'on a condition').toEqual(whole);
});

test.describe('before all of the game is here', () => {
  const other = wav(longBytes);

  test.beforeEach(async ({ origin, exports }) => {
    exports.write('song', 'long.wav', other);
    exports.wrap('song', '--play-at-once');
    await origin.serve(folderOf(1), exports.wrapped);
  });

  test('sound comes whole, is verified and stays', async ({ page, origin, complaints }) => {
    const song = new AtOnceGame(page, origin.urlOf('song'));
    await song.open();
    expect(await play(song.frame, 'audio', '/sound.wav')).toEqual(heard);
    const asked = origin.asked(/^\/sound\.wav/);
    expect(asked.map(({ headers, status }) => [headers.range, status]), 'requests').toEqual([[undefined, 200]]);
    complaints.allow(failedLoads);
    await origin.stop();
    await song.open();
    expect(await play(song.frame, 'audio', '/sound.wav'), 'with the server gone').toEqual(heard);
  });

  test('sound with other bytes than were released is never heard', async ({ page, origin, complaints }) => {
    complaints.allow(failedLoads);
    origin.spoil(/^\/sound\.wav/, { kind: 'flip' });
    const song = new AtOnceGame(page, origin.urlOf('song'));
    await song.open();
    expect(await play(song.frame, 'audio', '/sound.wav')).toContain('media error');
    expect(await part(song.frame, '/sound.wav', { range: 'bytes=0-9' })).toMatch(/Error/);
    expect(origin.asked(/^\/sound\.wav/).length, 'it was asked for').toBeGreaterThan(0);
    origin.mend();
    expect(await play(song.frame, 'audio', '/sound.wav'), 'as soon as it is right again').toEqual(heard);
  });

  test('a range of a long file comes from the network, all of it verified, and both go together', async ({ page, origin }) => {
    const song = new AtOnceGame(page, origin.urlOf('song'));
    await song.open();
    const got = await part(song.frame, '/long.wav', { range: 'bytes=5000000-5000099' });
    expect(got).toMatchObject({ status: 206, body: other.subarray(5_000_000, 5_000_100) });
    const asked = () => origin.asked(/long\.wav|^\/d\//).map(({ headers, bytes }) => [headers.range, bytes]);
    expect(asked(), 'what went over the wire').toEqual([['bytes=5000000-5000099', 100]]);
    expect(await seek(song.frame, '/long.wav', 30), 'an element seeks in it').toBeCloseTo(30, 1);
    expect(await part(song.frame, '/long.wav', {})).toMatchObject({ status: 200, body: other });
    const before = origin.requests.length;
    expect(await seek(song.frame, '/long.wav', 20), 'and in what is stored').toBeCloseTo(20, 1);
    expect(origin.requests.slice(before).filter(({ path }) => path === '/long.wav'), 'requests for it').toEqual([]);
  });
});
