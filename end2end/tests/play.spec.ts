// The game as it is played: with every device, in any window, through every interruption.
import { test, expect, type Page } from '../fixtures/test.ts';
import { Game, type Walker } from '../fixtures/game.ts';
import { offerGamepad, pad } from '../fixtures/gamepad.ts';
import { Picture, type Area } from '../fixtures/pixels.ts';
import { importSave } from '../fixtures/saves.ts';
import { open } from '../fixtures/shell.ts';

const middle: Area = { left: 0.3, top: 0.3, right: 0.7, bottom: 0.7 };

function withMouse(page: Page, game: Game): Walker {
  return {
    async walk(x, y) {
      const box = (await game.canvas.boundingBox())!;
      await page.mouse.move(box.x + box.width * (0.5 + 0.3 * x), box.y + box.height * (0.55 - 0.3 * y));
      await page.mouse.down();
    },
    stop: () => page.mouse.up(),
  };
}

function withPad(page: Page): Walker {
  const steer = async (x: number, y: number) => {
    await pad.axis(page, 0, x);
    await pad.axis(page, 1, -y);
  };
  return { walk: (x, y) => steer(x * 0.7, y * 0.7), stop: () => steer(0, 0) };
}

/** A finger on the left half drags a stick. */
function withFinger(game: Game): Walker {
  const touch = async (type: string, x: number, y: number) => {
    const box = (await game.canvas.boundingBox())!;
    await game.canvas.dispatchEvent(type, {
      pointerId: 7,
      pointerType: 'touch',
      isPrimary: true,
      bubbles: true,
      cancelable: true,
      buttons: type === 'pointerup' ? 0 : 1,
      clientX: box.x + box.width * x,
      clientY: box.y + box.height * y,
    });
  };
  return {
    async walk(x, y) {
      await touch('pointerdown', 0.2, 0.7);
      await touch('pointermove', 0.2 + 0.1 * x, 0.7 - 0.15 * y);
    },
    stop: () => touch('pointerup', 0.2, 0.7),
  };
}

test('the canvas shows a lit world before anyone presses a key', async ({ page }) => {
  const game = new Game(page);
  await game.open();
  const picture = await Picture.of(game.canvas);
  expect(picture.colours(), 'different colours').toBeGreaterThan(200);
  expect(picture.colours(middle), 'different colours in the middle').toBeGreaterThan(100);
});

test('keys walk, gather and score', async ({ page }) => {
  const game = new Game(page);
  await game.open();
  await game.begin();
  await game.gather();
  expect(await game.score()).toBeGreaterThan(0);
});

test('a held mouse button walks towards the pointer', async ({ page }) => {
  const game = new Game(page);
  await game.open();
  await game.begin();
  await game.gather(withMouse(page, game));
});

test('a finger drags the stick', async ({ page }) => {
  const game = new Game(page);
  await game.open();
  await game.begin();
  await game.gather(withFinger(game));
});

test('a gamepad plugged in at the title begins and walks', async ({ page, context }) => {
  await offerGamepad(context);
  const game = new Game(page);
  await game.open();
  await pad.connect(page);
  await pad.button(page, 0, true);
  await game.expectPhase('playing');
  await pad.button(page, 0, false);
  await game.gather(withPad(page));
});

test('a gamepad pulled out with its stick held lets go of it', async ({ page, context }) => {
  await offerGamepad(context);
  const game = new Game(page);
  await game.open();
  await pad.connect(page);
  await game.begin();
  await withPad(page).walk(-1, -1);
  await pad.disconnect(page);
  // Were the stick still held, the keys would not be heard.
  await game.gather();
});

test('pause stops the world and goes on where it stopped', async ({ page }) => {
  const game = new Game(page);
  await game.open();
  await game.begin();
  await game.pause();
  const still = await standsStill(game);
  await game.resume();
  await expect
    .poll(async () => (await Picture.of(game.canvas)).changed(still, middle, 8), { message: 'share of moving pixels' })
    .toBeGreaterThan(0.01);
});

test('walking moves the world under the sprite', async ({ page }) => {
  const game = new Game(page);
  await game.open();
  await game.begin();
  const before = await Picture.of(game.canvas);
  const walker = game.keys();
  await walker.walk(1, 1);
  await expect
    .poll(async () => (await Picture.of(game.canvas)).changed(before, middle), { message: 'share of changed pixels' })
    .toBeGreaterThan(0.2);
  await walker.stop();
});

test('full screen and back', async ({ page }) => {
  const game = new Game(page);
  await game.open();
  const button = page.getByRole('button', { name: 'Full screen' });
  await button.click();
  await expect(button).toHaveAttribute('aria-pressed', 'true');
  const screen = (await game.canvas.boundingBox())!;
  expect(screen.width / (await page.evaluate(() => innerWidth)), 'share of the width').toBeGreaterThan(0.99);
  await game.begin();
  await page.evaluate(() => document.exitFullscreen());
  await expect(button).toHaveAttribute('aria-pressed', 'false');
  await game.expectPhase('playing');
});

for (const [name, size] of Object.entries({
  'a phone held upright': { width: 390, height: 844 },
  'a phone on its side': { width: 844, height: 390 },
  'a wide desk': { width: 1920, height: 720 },
})) {
  test(`on ${name} the whole picture fits and fills its canvas in every pixel`, async ({ page }) => {
    const game = new Game(page);
    await game.open();
    await page.setViewportSize(size);
    await game.begin();
    await expect
      .poll(async () => (await Picture.of(game.canvas)).colours(middle), { message: 'different colours in the middle' })
      .toBeGreaterThan(100);
    const box = (await game.canvas.boundingBox())!;
    expect(box.x, 'left edge').toBeGreaterThanOrEqual(0);
    expect(box.x + box.width, 'right edge').toBeLessThanOrEqual(size.width + 0.5);
    expect(box.y + box.height, 'bottom edge').toBeLessThanOrEqual(size.height + 0.5);
  });
}

test('a hidden page stands still and keeps its save', async ({ page }) => {
  const game = new Game(page);
  await game.open();
  await game.begin();
  // No browser under test can be told to hide a page; this page sees what it would see then.
  const become = (state: 'hidden' | 'visible') =>
    page.evaluate((state) => {
      Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state });
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => state === 'hidden' });
      document.dispatchEvent(new Event('visibilitychange'));
    }, state);
  await game.savesDuring(() => become('hidden'));
  const still = await standsStill(game);
  await become('visible');
  await expect
    .poll(async () => (await Picture.of(game.canvas)).changed(still, middle, 8), { message: 'share of moving pixels' })
    .toBeGreaterThan(0.01);
});

test('the graphics process crashes, and play goes on without losing the game', { tag: '@chromium' }, async ({ profile }) => {
  const page = await profile.open();
  const game = new Game(page);
  await game.open();
  await game.begin();
  await game.gather();
  const score = await game.score();
  const session = await profile.context.browser()!.newBrowserCDPSession();
  await session.send('Browser.crashGpuProcess').catch(() => undefined);
  await expect(game.stage).toHaveAttribute('data-device-restored', /\d/, { timeout: 20_000 });
  expect(await game.score(), 'points after the crash').toBeGreaterThanOrEqual(score);
  expect((await Picture.of(game.canvas)).colours(), 'different colours').toBeGreaterThan(100);
});

test('steady play allocates nothing and stays within its share of the processor', async ({ page }) => {
  // The level with the most to draw.
  await open(page, '/settings/');
  await importSave(page, { level: 3, lives: 3 });
  const game = new Game(page);
  await game.open();
  await game.begin();
  // The first seconds fill what the rest reuses.
  await game.nextStats();
  let before = await game.nextStats();
  const walker = game.keys();
  for (const [x, y] of [[1, 1], [-1, -1], [1, 0], [-1, 0]]) {
    await walker.walk(x, y);
    const stats = await game.nextStats();
    await walker.stop();
    expect.soft(stats.frames, 'frames in a second').toBeGreaterThan(0);
    expect.soft(stats.heapAllocations, 'heap allocations in a second of play').toBe(0);
    expect.soft(stats.memoryGrows - before.memoryGrows, 'growths of a memory in a second of play').toBe(0);
    expect.soft(stats.cpuMeanMillis, 'milliseconds of the processor for a frame').toBeLessThanOrEqual(2);
    before = stats;
  }
});

/** Waits until two pictures in a row are equal; play that goes on never shows two. */
async function standsStill(game: Game): Promise<Picture> {
  let last = await Picture.of(game.canvas);
  await expect
    .poll(
      async () => {
        const before = last;
        last = await Picture.of(game.canvas);
        return last.changed(before, middle, 0);
      },
      { message: 'share of pixels that change between two pictures' },
    )
    .toBe(0);
  return last;
}
