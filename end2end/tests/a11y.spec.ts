// Every page for everyone: no fault that axe can find, in light and dark, on a phone and on a desk, and a walk through
// the whole shell without a pointer.
import AxeBuilder from '@axe-core/playwright';
import { test, expect, type Locator, type Page } from '../fixtures/test.ts';
import { Game } from '../fixtures/game.ts';
import { Library, open, pages } from '../fixtures/shell.ts';

const sizes = { phone: { width: 390, height: 844 }, desk: { width: 1440, height: 900 } };

for (const scheme of ['light', 'dark'] as const) {
  for (const [name, size] of Object.entries(sizes)) {
    test(`no page has an accessibility fault in ${scheme} on a ${name}`, async ({ page }) => {
      await page.setViewportSize(size);
      await page.emulateMedia({ colorScheme: scheme });
      for (const path of pages) {
        await open(page, path);
        await noFaults(page, path);
        const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect.soft(wider, `pixels by which ${path} is wider than the screen`).toBeLessThanOrEqual(0);
      }
    });
  }
}

test('neither play, nor a pause, nor the controls have an accessibility fault', async ({ page }) => {
  const game = new Game(page);
  await game.open();
  await game.begin();
  await noFaults(page, 'play');
  await game.pause();
  await noFaults(page, 'the pause');
  await game.controls();
  await noFaults(page, 'the controls');
});

test('the keyboard alone leads from the library into play and back', async ({ page }) => {
  const library = new Library(page);
  await library.open();
  await tabTo(page, library.play);
  await page.keyboard.press('Enter');
  const game = new Game(page);
  await game.firstFrame();
  await tabTo(page, game.canvas);
  await page.keyboard.press('Enter');
  await game.expectPhase('playing');
  await game.pause();
  await tabTo(page, page.getByRole('link', { name: 'Leave for the library' }));
  await page.keyboard.press('Enter');
  await expect(library.play).toBeVisible();
});

test('every stop of the keyboard can be seen', async ({ page }) => {
  for (const path of pages) {
    await open(page, path);
    const stops = await page.locator('a[href], button:not([disabled]), input, summary, [tabindex="0"]').count();
    for (let stop = 0; stop < Math.min(stops, 20); stop += 1) {
      await page.keyboard.press('Tab');
      const hidden = await page.evaluate(() => {
        const active = document.activeElement;
        // Behind the last stop the focus goes to the browser's own buttons.
        if (!active || active === document.body || !document.hasFocus()) {
          return '';
        }
        // A radio button that is drawn by its label shows the focus there.
        const drawn = active.matches('input') ? [active, active.parentElement!, active.nextElementSibling!] : [active];
        const shows = drawn.filter(Boolean).some((element) => {
          const style = getComputedStyle(element);
          const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
          return outlined || style.boxShadow !== 'none';
        });
        return shows ? '' : active.outerHTML.slice(0, 200);
      });
      expect(hidden, `has the focus on ${path} and does not show it`).toBe('');
    }
  }
});

test('with less motion asked for, nothing in the shell moves by itself', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  for (const path of pages.filter((path) => !path.startsWith('/play/'))) {
    await open(page, path);
    const moving = await page.evaluate(() =>
      document
        .getAnimations()
        .filter((animation) => Number(animation.effect?.getComputedTiming().duration) > 10)
        .map((animation) => (animation.effect as KeyframeEffect).target?.outerHTML ?? ''),
    );
    expect(moving, `what moves on ${path}`).toEqual([]);
  }
});

async function noFaults(page: Page, where: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map(
    ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => `${node.target} ${node.failureSummary}`).join('; ')}`,
  );
  expect.soft(found, `accessibility faults of ${where}`).toEqual([]);
}

/** Presses Tab until `target` has the focus. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let presses = 0; presses < 40; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) {
      return;
    }
    await page.keyboard.press('Tab');
  }
  throw new Error(`Forty presses of Tab do not lead to ${target}.`);
}
