// Games of other engines, wrapped: they install, play with the server gone, are updated by what changed, and reach nothing
// of the shell or of one another.
import { randomBytes } from 'node:crypto';
import { test as base, expect } from '../fixtures/test.ts';
import { controlled, Library, open } from '../fixtures/shell.ts';
import { importSave } from '../fixtures/saves.ts';
import { folderOf, wrapped } from '../fixtures/site.ts';
import { Exports, WrappedGame } from '../fixtures/wrapped.ts';
import { attempts, type Attempts } from '../fixtures/attempts.ts';
import type { FrameLocator, Page } from '@playwright/test';

const test = base.extend<{ exports: Exports }>({
  exports: async ({}, use) => {
    const exports = new Exports();
    await use(exports);
    exports.remove();
  },
});

/** The board that a player sees: the value at each position, the uppermost where tiles lie on one another. */
async function tiles(game: FrameLocator): Promise<string> {
  const names = await game.locator('.tile-container .tile').evaluateAll((all) => all.map((tile) => tile.className));
  const board = new Map<string, number>();
  for (const name of names) {
    const value = Number(/tile-(\d+) /.exec(`${name} `)?.[1]);
    const position = /tile-position-(\d-\d)/.exec(name)?.[1] ?? '';
    board.set(position, Math.max(value, board.get(position) ?? 0));
  }
  return [...board].map(([position, value]) => `${position}: ${value}`).sort().join(', ');
}

/** Plays until the tiles have moved. */
async function play(page: Page, game: FrameLocator): Promise<void> {
  const before = await tiles(game);
  expect(before, 'a game has begun').not.toBe('');
  await expect(async () => {
    for (const key of ['ArrowLeft', 'ArrowUp', 'ArrowRight', 'ArrowDown']) {
      await page.keyboard.press(key);
    }
    expect(await tiles(game), 'the tiles moved').not.toBe(before);
  }).toPass();
  // A move is drawn over two frames.
  await game.locator('body').evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done)))));
}

test.describe('wrapped', { tag: '@chromium' }, () => {
  test('the library lists a wrapped game with its size and its host, and leads there', async ({ page, origin }) => {
    await origin.serve(folderOf(4), wrapped);
    await open(page, '/');
    const card = page.getByRole('article').filter({ has: page.getByRole('heading', { name: '2048', exact: true }) });
    await expect(card).toContainText(/\d KB/);
    await expect(card).toContainText(`slide.localhost:${origin.port}`);
    await card.getByRole('link', { name: 'Open 2048' }).click();
    await expect(page).toHaveURL(`${origin.urlOf('slide')}/`);
    await expect(page.locator('html'), 'the game is kept').toHaveAttribute('data-kept', '', { timeout: 30_000 });
    await play(page, new WrappedGame(page, origin.urlOf('slide')).game);
  });

  test('a long file of a wrapped game whose download is killed goes on where it was', async ({ profile, origin, exports }) => {
    test.setTimeout(120_000);
    exports.write('stones', 'index.html', '<!doctype html><title>Stones</title>');
    exports.write('stones', 'pack.bin', randomBytes(1_200_000));
    exports.wrap('stones');
    await origin.serve(folderOf(1), exports.wrapped);
    origin.pace = { latencyMillis: 20, bytesPerSecond: 200_000 };
    const pieces = () => origin.requests.filter((request) => request.status === 206);
    for (const kill of [1, 2]) {
      const page = await profile.open();
      await page.goto(`${origin.urlOf('stones')}/`);
      await expect.poll(() => pieces().length, { intervals: [20], timeout: 30_000 }).toBeGreaterThanOrEqual(2 + 2 * kill);
      await profile.kill();
    }
    await new WrappedGame(await profile.open(), origin.urlOf('stones')).openKept();
    const sent = pieces().reduce((sum, request) => sum + request.bytes, 0);
    expect(sent, 'bytes of the pack').toBeLessThanOrEqual(1_200_100 + 2 * (256 << 10));
    expect(origin.asked(/^\/pack\.bin/).filter((request) => request.bytes > 0), 'the pack in one piece').toEqual([]);
  });

  for (const first of ['player', 'browser'] as const) {
    test(`an update that the player and the browser both want, the ${first} first, is fetched once`, async ({ page, origin, exports }) => {
      const shown = (title: string) => `<!doctype html><title>Stones</title><p>${title}</p><link rel="preload" as="fetch" href="pack.bin">`;
      exports.write('stones', 'index.html', shown('old'));
      const kept = randomBytes(600_000);
      const pack = () => exports.write('stones', 'pack.bin', Buffer.concat([kept, randomBytes(600_000)]));
      pack();
      exports.wrap('stones');
      await origin.serve(folderOf(1), exports.wrapped);
      const stones = new WrappedGame(page, origin.urlOf('stones'));
      await stones.openKept();
      exports.write('stones', 'index.html', shown('new'));
      pack();
      exports.wrap('stones');
      const since = origin.requests.length;
      const pieces = () => origin.requests.slice(since).filter((request) => request.status === 206);
      await page.evaluate(() => dispatchEvent(new Event('focus')));
      await expect(stones.updateNow).toBeVisible();
      origin.pace = { latencyMillis: 20, bytesPerSecond: 150_000 };
      const wants = [
        () => stones.updateNow.click(),
        () => page.evaluate(async () => void (await navigator.serviceWorker.getRegistration())?.update()),
      ];
      for (const want of first === 'player' ? wants : wants.reverse()) {
        const before = pieces().length;
        await want();
        await expect.poll(() => pieces().length, { intervals: [20] }).toBeGreaterThan(before);
      }
      await expect(stones.game.locator('html')).toContainText('new', { timeout: 30_000 });
      const sent = pieces().reduce((sum, request) => sum + request.bytes, 0);
      expect(sent, 'bytes of the pack').toBeLessThan(620_000);
    });
  }

  test('a game that somebody else published installs, and plays with the server killed and a new browser', async ({ profile, origin, exports }) => {
    test.setTimeout(120_000);
    exports.published('slide');
    expect(exports.wrap('slide').release).toBe(1);
    await origin.serve(folderOf(1), exports.wrapped);
    const url = origin.urlOf('slide');
    let page = await profile.open();
    let slide = new WrappedGame(page, url);
    await slide.openKept();
    await play(page, slide.game);
    const left = await tiles(slide.game);
    const session = await profile.context.newCDPSession(page);
    const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
    expect(installabilityErrors, 'what keeps the browser from installing it').toEqual([]);
    const manifestId = `${url}/`;
    await session.send('PWA.install', { manifestId, installUrlOrBundleUrl: `${url}/` });
    await session.send('PWA.changeAppUserSettings', { manifestId, displayMode: 'standalone' });
    await profile.close();
    await origin.stop();

    page = await profile.open();
    const browser = profile.context.browser()!;
    const opened = profile.context.waitForEvent('page');
    await (await browser.newBrowserCDPSession()).send('PWA.launch', { manifestId });
    const app = await opened;
    slide = new WrappedGame(app, url);
    await expect(slide.game.locator('.tile-container .tile').first(), 'the game stands in its own window').toBeVisible();
    expect(app.url()).toBe(`${url}/`);
    await expect.poll(() => tiles(slide.game), { message: 'the board that was left' }).toBe(left);
    await play(app, slide.game);
    expect(await slide.game.locator('body').evaluate(() => crossOriginIsolated), 'it may share memory between threads').toBe(true);
  });

  test('an update costs what changed, is offered in one bar, and the board stays', async ({ page, origin, exports }) => {
    exports.published('slide');
    exports.write('slide', 'js/levels.js', 'const filler = [\n' + Array.from({ length: 4000 }, (_, at) => `${(at * 7919) % 9973},`).join('\n') + '\n];\n');
    exports.wrap('slide');
    await origin.serve(folderOf(1), exports.wrapped);
    const slide = new WrappedGame(page, origin.urlOf('slide'));
    await slide.openKept();
    await play(page, slide.game);
    const left = await tiles(slide.game);

    exports.write('slide', 'js/levels.js', 'const filler = [\n' + Array.from({ length: 4000 }, (_, at) => `${(at * 7919) % 9973},`).join('\n') + '\n];\ndocument.title = "Slide, once more";\n');
    exports.write('slide', 'js/bind_polyfill.js', 'document.documentElement.dataset.version = "two";\n');
    const said = exports.wrap('slide');
    expect(said.release).toBe(2);
    expect(said.update_bytes!, 'bytes of the update').toBeLessThan(8_000);
    const before = origin.requests.length;
    await page.evaluate(() => dispatchEvent(new Event('focus')));
    await expect(slide.update, 'the offer').toContainText(/^\s*Update: \d/);
    await slide.updateNow.click();
    await expect(slide.game.locator('html'), 'the new version plays').toHaveAttribute('data-version', 'two', { timeout: 30_000 });
    await expect.poll(() => tiles(slide.game), { message: 'the board that was left' }).toBe(left);
    await expect(slide.update).toBeHidden();
    const asked = origin.requests.slice(before);
    expect(asked.filter(({ path }) => path === '/js/levels.js' || path === '/js/game_manager.js'), 'files fetched whole').toEqual([]);
    expect(asked.filter(({ path }) => path.startsWith('/d/')).length, 'patches').toBeGreaterThan(0);
    // The browser fetches the worker's script by itself.
    const ours = asked.filter(({ path }) => path !== '/sw.js');
    const bytesOf = (requests: typeof ours) => requests.reduce((sum, request) => sum + request.bytes, 0);
    const list = ours.map((request) => `${request.path}: ${request.bytes}`).join(', ');
    // The list of files is read by three parts of the worker; the game has 600 KB.
    expect(bytesOf(ours), list).toBeLessThan(8_000);
    const files = ours.filter(({ path }) => path !== '/head' && !path.endsWith('.txt'));
    expect(bytesOf(files), list).toBeLessThan(400);
  });

  test('names with spaces and signs, addresses from the root and a page of its own worker play offline too', async ({ page, origin, exports, complaints }) => {
    const names = ['my level/100% +火@2x.json', "it's (one), & two.json", 'a#b?c.json'];
    exports.write('odd', 'index.html', '<!doctype html><title>Odd</title><body><script type="module" src="/game.js"></script>');
    exports.write('odd', 'sw.js', 'self.addEventListener("install", () => self.skipWaiting()); self.addEventListener("fetch", () => {});');
    exports.write('odd', 'own.js', 'postMessage(1);');
    names.forEach((name, at) => exports.write('odd', name, JSON.stringify(at)));
    exports.write('odd', 'game.js', `
      const names = ${JSON.stringify(names)};
      const ways = [encodeURI, (name) => name.split('/').map(encodeURIComponent).join('/')];
      const found = [];
      for (const [at, name] of names.entries()) for (const way of ways) {
        if (way === encodeURI && /[#?]/.test(name)) continue;
        const answer = await fetch('/' + way(name) + '?version=3').catch((error) => error);
        found.push(answer.ok && await answer.json() === at);
      }
      const register = (script) => navigator.serviceWorker.register(script).then(() => 'registered', (error) => error.name);
      document.body.dataset.workers = [await register('/own.js'), (await navigator.serviceWorker.getRegistrations()).length].join(' ');
      document.body.dataset.found = found.join(' ');
    `);
    const said = exports.wrap('odd');
    expect(said.notes.join('\n')).toContain('sw.js, a service worker of its own, is left out');
    await origin.serve(folderOf(1), exports.wrapped);
    const odd = new WrappedGame(page, origin.urlOf('odd'));
    await odd.openKept();
    const body = odd.game.locator('body');
    complaints.allow(/own\.js|bad HTTP response code \(403\)/);
    await expect(body, 'every file in every spelling').toHaveAttribute('data-found', 'true true true true true');
    await expect(body, 'one worker, ours').toHaveAttribute('data-workers', 'TypeError 1');
    await origin.stop();
    complaints.allow(/ERR_|Failed to load resource|Failed to fetch|unknown error occurred when fetching the script/);
    await odd.open();
    await expect(body, 'the same without a server').toHaveAttribute('data-found', 'true true true true true');
  });

  test('a wrapped game reaches nothing of the shell and of another game', async ({ page, context, origin, exports, complaints }) => {
    test.setTimeout(120_000);
    exports.published('slide');
    exports.write('thief', 'index.html', '<!doctype html><title>Thief</title><body><button>Play</button>');
    exports.write('thief', 'own.js', 'postMessage(1);');
    exports.wrap('slide');
    exports.wrap('thief');
    await origin.serve(folderOf(1), exports.wrapped);

    // A player with everything: the game kept, a save, a choice, another wrapped game in use.
    await new Library(page).openWithEverythingKept();
    await open(page, '/settings/');
    await importSave(page, { level: 2, lives: 3 });
    await page.evaluate(() => localStorage.setItem('secret', 'of the shell'));
    // What the thief tries works where it is allowed, so that its failures mean something.
    const own = await page.evaluate(attempts, { victim: origin.url, picture: '/favicon.svg', own: origin.url });
    expect(own, 'the same attempts within the shell').toMatchObject({
      databases: expect.arrayContaining(['layerw', 'layerw-player']),
      saves: expect.any(Number),
      secret: 'of the shell',
      head: expect.stringContaining('layerw-head'),
      pictures: 'loaded',
      registrations: [`${origin.url}/`],
    } satisfies Partial<Record<keyof Attempts, unknown>>);
    expect(own.saves, 'saves within the shell').toBeGreaterThan(0);
    expect(own.stored, 'what the shell stores').toContain('/play/emberfall/');

    complaints.allow(/./);
    const thief = new WrappedGame(await context.newPage(), origin.urlOf('thief'));
    await thief.openKept();
    const body = thief.game.locator('body');
    const frame = thief.page.frame({ url: /layerw-play/ })!;
    const thiefs = { own: origin.urlOf('thief'), host: 'thief.localhost' };
    for (const { victim, picture } of [
      { victim: origin.url, picture: '/favicon.svg' },
      { victim: origin.urlOf('slide'), picture: '/meta/apple-touch-icon.png' },
    ]) {
      const got = await frame.evaluate(attempts, { victim, picture, own: thiefs.own });
      expect(got, `what it got of ${victim}`).toEqual({
        // Those of its own worker.
        databases: ['layerw', 'layerw-segments'],
        saves: 'none',
        stored: expect.any(Array),
        secret: null,
        registrations: [`${thiefs.own}/`],
        registration: 'SecurityError',
        registering: 'SecurityError',
        head: 'TypeError',
        opaque: 'TypeError',
        script: 'error',
        pictures: 'error',
        framed: 'SecurityError',
        domain: thiefs.host,
        workers: 'SecurityError',
      } satisfies Record<keyof Attempts, unknown>);
      for (const path of ['/play/emberfall/', '/js/game_manager.js']) {
        expect(got.stored, 'what it sees of what is stored').not.toContain(path);
      }
    }
    await expect
      .poll(() => thief.page.frames().filter((frame) => frame.url().startsWith(origin.url)).length, { message: 'frames of the shell' })
      .toBe(0);

    // A window of the shell's that it opens is none of its own.
    const popup = context.waitForEvent('page');
    await body.evaluate((element, url) => {
      element.querySelector('button')!.onclick = () => Object.assign(globalThis, { opened: globalThis.open(url) });
    }, origin.url);
    await body.getByRole('button').click();
    const shell = await popup;
    await shell.waitForLoadState();
    await controlled(shell);
    const opened = await body.evaluate(() => {
      const { opened } = globalThis as unknown as { opened: Window | null };
      try {
        return opened === null || opened.closed ? 'cut off' : opened.document.title;
      } catch (error) {
        return (error as Error).name;
      }
    });
    expect(['cut off', 'SecurityError']).toContain(opened);
    expect(await shell.evaluate(() => window.opener), 'the way back').toBeNull();
    expect(await shell.evaluate(() => localStorage.getItem('secret')), 'the secret is where it was').toBe('of the shell');
  });
});
