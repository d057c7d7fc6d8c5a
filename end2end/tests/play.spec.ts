// The game as it is played: with every device, in any window, through every interruption.
import { test, expect, type Page } from '../fixtures/test.ts';
import { Game, type Direction, type Walker } from '../fixtures/game.ts';
import { offerGamepad, pad } from '../fixtures/gamepad.ts';
import { everything, Picture, type Area } from '../fixtures/pixels.ts';

const middle: Area = { left: 0.3, top: 0.3, right: 0.7, bottom: 0.7 };
const vectors: Record<Direction, [number, number]> = { up: [0, -1], down: [0, 1], left: [-1, 0], right: [1, 0] };

function withMouse(page: Page, game: Game): Walker {
  return {
    async press(direction) {
      const box = (await game.canvas.boundingBox())!;
      const [x, y] = vectors[direction];
      await page.mouse.move(box.x + box.width * (0.5 + 0.35 * x), box.y + box.height * (0.5 + 0.35 * y));
      await page.mouse.down();
    },
    release: () => page.mouse.up(),
  };
}

function withPad(page: Page): Walker {
  return {
    async press(direction) {
      const [x, y] = vectors[direction];
      await pad.axis(page, 0, x);
      await pad.axis(page, 1, y);
    },
    async release() {
      await pad.axis(page, 0, 0);
      await pad.axis(page, 1, 0);
    },
  };
}

/** A finger on the left half drags a stick. */
function withFinger(game: Game): Walker {
  const send = async (type: string, x: number, y: number) => {
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
    async press(direction) {
      const [x, y] = vectors[direction];
      await send('pointerdown', 0.2, 0.7);
      await send('pointermove', 0.2 + 0.1 * x, 0.7 + 0.15 * y);
    },
    release: () => send('pointerup', 0.2, 0.7),
  };
}

test('the canvas shows a lit world before anyone presses a key', async ({ page }) => {
  const game = new Game(page);
  await game.open();
  const picture = await Picture.of(game.canvas);
  expect(picture.colours(everything), 'different colours').toBeGreaterThan(200);
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
  await pad.axis(page, 1, 1);
  await pad.disconnect(page);
  const still = game.keys();
  // Were the stick still held, the sprite would run off the island backwards instead.
  await game.gather(still);
  expect(await game.lives()).toBe(3);
});

test('pause stops the world and goes on where it stopped', async ({ page }) => {
  const game = new Game(page);
  await game.open();
  await game.begin();
  await game.pause();
  const first = await Picture.of(game.canvas);
  const second = await Picture.of(game.canvas);
  expect(second.changed(first, everything, 0), 'share of pixels that change while paused').toBe(0);
  await game.resume();
  await expect
    .poll(async () => (await Picture.of(game.canvas)).changed(first, everything, 8), { message: 'the world moves on' })
    .toBeGreaterThan(0.01);
});

test('walking moves the world under the player, standing does not', async ({ page }) => {
  const game = new Game(page);
  await game.open();
  await game.begin();
  const walker = game.keys();
  const still = await Picture.of(game.canvas);
  await walker.press('up');
  await expect
    .poll(async () => (await Picture.of(game.canvas)).changed(still, middle), { message: 'the middle of the picture' })
    .toBeGreaterThan(0.2);
  await walker.release();
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

test('a hidden page pauses and keeps its save', async ({ page }) => {
  const game = new Game(page);
  await game.open();
  await game.begin();
  await game.gather();
  // No browser under test can be told to hide a page; the page sees what it would see then.
  await game.savesDuring(() =>
    page.evaluate(() => {
      Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'hidden' });
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => true });
      document.dispatchEvent(new Event('visibilitychange'));
    }),
  );
  await game.expectPhase('paused');
    await page.evaluate(() => {
    Reflect.deleteProperty(document, 'visibilityState');
    Reflect.deleteProperty(document, 'hidden');
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await game.resume();
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
  expect((await Picture.of(game.canvas)).colours(everything), 'different colours').toBeGreaterThan(100);
});

test('steady play allocates nothing and stays within its share of the processor', async ({ page }) => {
  const game = new Game(page);
  await game.open();
  await game.begin();
  // The first seconds fill what the rest reuses.
  await game.nextStats();
  await game.nextStats();
  const walker = game.keys();
  for (const direction of ['up', 'right', 'down', 'left'] as const) {
    await walker.press(direction);
    const stats = await game.nextStats();
    await walker.release();
    expect.soft(stats.frames, 'frames').toBeGreaterThan(0);
    expect.soft(stats.heapAllocations, 'heap allocations').toBe(0);
    expect.soft(stats.memoryGrows, 'memory.grow').toBe(0);
    expect.soft(stats.cpuMeanMillis, 'milliseconds of CPU a frame').toBeLessThanOrEqual(2);
  }
});
