// WebKitGTK has service workers and no WebGPU: the shell works, offline too, and the game page says what is missing.
import { test as base, expect } from '../fixtures/test.ts';
import { freePort } from '../fixtures/origin.ts';
import { WebKit } from '../fixtures/webkit.ts';

const test = base.extend<{ webkit: WebKit }>({
  // It asks for Playwright's own browser, and there is none here.
  crash: async ({}, use) => use({ byItself: false }),
  webkit: async ({}, use, info) => {
    const webkit = await WebKit.start(await freePort());
    await use(webkit);
    if (info.status !== info.expectedStatus) {
      await info.attach('page', { body: await webkit.screenshot(), contentType: 'image/png' });
    }
    await webkit.stop();
  },
});

const shows = (webkit: WebKit, words: string | RegExp) =>
  expect.poll(() => webkit.text(), { message: `the page says ${words}`, timeout: 20_000 }).toMatch(words);

test('the shell is kept and opens with the server gone', { tag: '@webkit' }, async ({ webkit, origin }) => {
  await webkit.goto(`${origin.url}/`);
  await shows(webkit, 'Emberfall');
  await webkit.run(`
    await navigator.serviceWorker.ready;
    if (!navigator.serviceWorker.controller) {
      await new Promise((controlled) => navigator.serviceWorker.addEventListener('controllerchange', controlled));
    }`);
  await origin.stop();
  for (const [path, words] of [['/settings/', 'Storage'], ['/help/', 'WebGPU'], ['/nowhere/', 'not on this device'], ['/', 'Emberfall']]) {
    await webkit.goto(`${origin.url}${path}`);
    await shows(webkit, words);
  }
});

test('without WebGPU the game page says so and leads to the help page', { tag: '@webkit' }, async ({ webkit, origin }) => {
  await webkit.goto(`${origin.url}/play/emberfall/`);
  await shows(webkit, 'WebGPU is missing');
  await webkit.run(`[...document.querySelectorAll('#stage a')].find((it) => it.innerText === 'What to do').click()`);
  await shows(webkit, /WebGPU[\s\S]*Missing/);
});
