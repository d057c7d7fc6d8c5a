// A browser that lacks something. Whatever is missing, the player reads one sentence and has a way on.
import { test, expect } from '../fixtures/test.ts';
import { chromiumWithoutWebGpu, firefoxWithoutWebGpu } from '../fixtures/browsers.ts';
import { Game } from '../fixtures/game.ts';
import { Picture } from '../fixtures/pixels.ts';
import { Library, need, open, pages, trouble } from '../fixtures/shell.ts';

test('without WebGPU the game page says so and leads to the help page', async ({ playwright, browserName, origin }) => {
  const browser =
    browserName === 'firefox'
      ? await playwright.firefox.launch({ channel: 'moz-firefox', ...firefoxWithoutWebGpu })
      : await playwright.chromium.launch(chromiumWithoutWebGpu);
  try {
    const page = await browser.newPage({ baseURL: origin.url });
    await open(page, '/play/emberfall/');
    await expect(trouble(page)).toContainText('WebGPU is missing');
    await page.getByRole('link', { name: 'What to do' }).click();
    await expect(page).toHaveURL(/\/help\/$/);
    await expect(need(page, 'webgpu')).toHaveText('Missing');
    await open(page, '/');
    await expect(new Library(page).play, 'the library is there all the same').toBeVisible();
  } finally {
    await browser.close();
  }
});

test('without canvases for workers the game plays on the page', async ({ page }) => {
  await page.addInitScript(() => {
    Reflect.deleteProperty(HTMLCanvasElement.prototype, 'transferControlToOffscreen');
    Reflect.deleteProperty(globalThis, 'OffscreenCanvas');
  });
  const game = new Game(page);
  await game.open();
  expect(page.workers(), 'workers of the page').toEqual([]);
  await game.begin();
  await game.gather();
  expect((await Picture.of(game.canvas)).colours(), 'different colours on the canvas').toBeGreaterThan(100);
});

test('without shared memory the game plays', async ({ page }) => {
  await page.addInitScript(() => Reflect.deleteProperty(globalThis, 'SharedArrayBuffer'));
  const game = new Game(page);
  await game.open();
  await game.begin();
  await game.gather();
});

test('without a database the game plays and says that nothing is remembered', async ({ page, origin, complaints }) => {
  const refuse = `IDBFactory.prototype.open = () => { throw new DOMException('The operation is insecure.', 'SecurityError'); };\n`;
  await page.addInitScript(refuse);
  origin.spoil(/^\/sw\.js$/, { kind: 'prepend', text: refuse });
  const game = new Game(page);
  await game.open();
  await expect(trouble(page)).toContainText(/remember nothing past this visit/);
  await game.begin();
  await game.gather();
  await open(page, '/settings/');
  await expect(trouble(page)).toContainText(/Export your saves/);
  complaints.allow(/SecurityError|operation is insecure/i);
});

test('without a secure address the player is told what is missing', async ({ page, origin, complaints }) => {
  // The browser itself says on the console that it ignores the isolation headers there.
  complaints.allow(/Cross-Origin-Opener-Policy|untrustworthy/i);
  const address = `http://game.layerw.test:${origin.port}`;
  await open(page, `${address}/`);
  expect(await page.evaluate(() => isSecureContext)).toBe(false);
  await expect(page.getByText('This address is not secure')).toBeVisible();
  await open(page, `${address}/play/emberfall/`);
  await expect(trouble(page)).toContainText('This address is not secure');
  await page.getByRole('link', { name: 'What to do' }).click();
  await expect(need(page, 'secure-context')).toHaveText('Missing');
  await expect(page.getByText('https:// in front')).toBeVisible();
});

test('without service workers the game plays while the server is there', async ({ page }) => {
  await page.addInitScript(() => Reflect.deleteProperty(Navigator.prototype, 'serviceWorker'));
  await open(page, '/');
  await expect(page.getByText('This browser has no service workers')).toBeVisible();
  const game = new Game(page);
  await game.open();
  await game.begin();
  await game.gather();
  await open(page, '/help/');
  await expect(need(page, 'service-worker')).toHaveText('Missing');
});

test('without script every page can be read and leads to the others', async ({ browser, origin }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: origin.url });
  const page = await context.newPage();
  for (const path of pages) {
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1 }), `the heading of ${path}`).not.toBeEmpty();
    await expect(page.getByRole('navigation').getByRole('link')).toHaveCount(3);
  }
  await context.close();
});
