// A player adds the app to the home screen and starts it from there with the server gone.
import { test, expect } from '../fixtures/test.ts';
import { Game } from '../fixtures/game.ts';
import { Library, open } from '../fixtures/shell.ts';

test.describe('install', { tag: '@chromium' }, () => {
  test('the browser has no complaint about the app', async ({ profile }) => {
    const page = await profile.open();
    await open(page, '/');
    const session = await profile.context.newCDPSession(page);
    const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
    expect(installabilityErrors).toEqual([]);
    const manifest = await session.send('Page.getAppManifest');
    expect(manifest.errors, 'errors and warnings of the manifest').toEqual([]);
    const parsed = JSON.parse(manifest.data ?? '{}');
    expect(parsed.icons.flatMap((icon: { purpose?: string }) => (icon.purpose ?? 'any').split(' '))).toEqual(
      expect.arrayContaining(['any', 'maskable', 'monochrome']),
    );
    expect(parsed.screenshots.map((shot: { form_factor: string }) => shot.form_factor)).toEqual(
      expect.arrayContaining(['wide', 'narrow']),
    );
    expect(parsed.shortcuts.length).toBeGreaterThan(0);
    for (const key of ['id', 'start_url', 'scope', 'display_override', 'launch_handler', 'orientation', 'description']) {
      expect(parsed, `the manifest says ${key}`).toHaveProperty(key);
    }
  });

  test('every picture the manifest names is there in the size it promises', async ({ page, context }) => {
    await open(page, '/');
    const session = await context.newCDPSession(page);
    const manifest = JSON.parse((await session.send('Page.getAppManifest')).data ?? '{}');
    const pictures = [...manifest.icons, ...manifest.screenshots, ...manifest.shortcuts.flatMap((it: any) => it.icons ?? [])];
    expect(pictures.length).toBeGreaterThan(5);
    for (const { src, sizes } of pictures) {
      const real = await page.evaluate(async (src) => {
        const image = new Image();
        image.src = src;
        await image.decode();
        return `${image.naturalWidth}x${image.naturalHeight}`;
      }, new URL(src, page.url()).href);
      if (sizes !== 'any') {
        expect(real, src).toBe(sizes);
      }
    }
  });

  test('the library offers to install and the offer leads to the browser', async ({ profile }) => {
    const page = await profile.open();
    await page.addInitScript(() => {
      addEventListener('beforeinstallprompt', (event) => {
        Object.defineProperty(event, 'prompt', {
          value: async () => {
            document.documentElement.dataset.prompted = 'yes';
            return { outcome: 'dismissed' };
          },
        });
      });
    });
    const library = new Library(page);
    await library.open();
    await library.install.click();
    await expect(page.locator('html'), 'the browser was asked to install').toHaveAttribute('data-prompted', 'yes');
  });

  test('installed, then started from the home screen with the server gone', async ({ profile, origin }) => {
    const page = await profile.open();
    const library = new Library(page);
    await library.openWithEverythingKept();
    const session = await profile.context.newCDPSession(page);
    const { data } = await session.send('Page.getAppManifest');
    const manifestId = new URL(JSON.parse(data ?? '{}').id, origin.url).href;
    await session.send('PWA.install', { manifestId, installUrlOrBundleUrl: `${origin.url}/` });
    await session.send('PWA.changeAppUserSettings', { manifestId, displayMode: 'standalone' });
    await profile.close();
    await origin.stop();

    await profile.open();
    const browser = profile.context.browser()!;
    const opened = profile.context.waitForEvent('page');
    await (await browser.newBrowserCDPSession()).send('PWA.launch', { manifestId });
    const app = await opened;
    await expect(new Library(app).play, 'the library stands in the app window').toBeVisible();
    expect(await app.evaluate(() => matchMedia('(display-mode: standalone), (display-mode: fullscreen)').matches)).toBe(true);
    await new Library(app).play.click();
    await new Game(app).firstFrame();
  });
});
