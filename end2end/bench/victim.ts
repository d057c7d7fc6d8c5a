// A browser that is killed again and again while it installs the site and then updates it, on one profile: a life. Every
// life has its own network, origin and save; all that happens by chance comes from one seed.
import { chromium, type Page } from '@playwright/test';
import { setTimeout as later } from 'node:timers/promises';
import { chromiumLaunch } from '../fixtures/browsers.ts';
import { Game } from '../fixtures/game.ts';
import { Origin } from '../fixtures/origin.ts';
import { Profile } from '../fixtures/profile.ts';
import { importSave } from '../fixtures/saves.ts';
import { alive, Library, open, Update } from '../fixtures/shell.ts';
import { folderOf, numberOf } from '../fixtures/site.ts';
import type { Dice } from './dice.ts';
import { Twice } from './twice.ts';

/** What a life went through between two random kills. */
export interface Round {
  phase: 'install' | 'update';
  /** From the navigation to the kill. */
  killedAfterMillis: number;
  offline: boolean;
  /** Why the next start did not come to a frame of the game, or came to one without its save. */
  broken?: string;
  lostSave?: string;
}

/** Bytes by file. */
export type Again = Map<string, number>;

/** Longer than an installation takes over most of the networks. */
const horizonMillis = 2500;
/** Emberfall begins with three lives, so a save with three would not be missed. */
const livesOfSaves = [1, 2];

export class Victim {
  readonly #dice: Dice;
  readonly #origin: Origin;
  readonly #profile: Profile;
  readonly #twice: Twice;
  /** The open browser's page. */
  #page?: Page;
  /** What the origin sent again before the first kill, and then between each kill and the next. */
  #again: Again[] = [new Map()];
  #phase: Round['phase'] = 'install';
  /** Seen: the library said that everything is on the device. */
  #isKept = false;
  /** Seen: release 2 with everything on the device. */
  isUpdated = false;
  #lives?: number;

  private constructor(dice: Dice, origin: Origin) {
    this.#dice = dice;
    this.#origin = origin;
    this.#twice = new Twice(origin);
    this.#profile = new Profile(chromium, chromiumLaunch, { baseURL: origin.url, viewport: { width: 1080, height: 720 } });
  }

  static async born(dice: Dice): Promise<Victim> {
    const origin = await Origin.start(folderOf(1));
    origin.pace = {
      latencyMillis: dice.one([5, 30, 100]),
      bytesPerSecond: dice.one([100_000, 200_000, 400_000, 1_600_000]),
    };
    return new Victim(dice, origin);
  }

  /** One random kill, and the start after it with everything that must be there. */
  async round(): Promise<Round> {
    if (this.#isKept && this.#phase === 'install' && this.#dice.below(2) === 0) {
      this.#count();
      this.#phase = 'update';
      this.#isKept = false;
      await this.#origin.serve(folderOf(2));
    }
    const phase = this.#phase;
    const killedAfterMillis = this.#dice.below(horizonMillis);
    await this.#useUntilKilled(killedAfterMillis);
    const offline = (this.#isKept || phase === 'update') && this.#dice.below(2) === 0;
    const found = await this.#check(offline);
    // Half of the next kills meet a browser that has been up for a while, half one that has just started.
    if (offline || this.#dice.below(2) === 0) {
      await this.#kill();
    }
    if (offline) {
      await this.#origin.serve(folderOf(phase === 'install' ? 1 : 2));
    }
    return { phase, killedAfterMillis, offline, ...found };
  }

  /** What was sent again because of each kill since the last call, as far as the next kill has ended the counting. */
  charges(): Again[] {
    return this.#again.splice(0, this.#again.length - 1);
  }

  async end(): Promise<void> {
    if (this.#page) {
      await this.#kill();
    }
    await this.#profile.remove();
    await this.#origin.stop();
  }

  async #kill(): Promise<void> {
    await this.#profile.kill();
    this.#page = undefined;
    this.#count();
    this.#again.push(new Map());
  }

  #count(): void {
    const again = this.#again.at(-1)!;
    for (const [path, bytes] of this.#twice.count(this.#phase === 'install' ? 1 : 2)) {
      again.set(path, (again.get(path) ?? 0) + bytes);
    }
  }

  async #useUntilKilled(millis: number): Promise<void> {
    const page = this.#page ?? (await this.#profile.open());
    let isDead = false;
    const use = this.#use(page, () => isDead).catch((error: unknown) => {
      // What a dying browser leaves of a page cannot be told from a fault here; the next start tells.
      if (!isDead) {
        return String(error);
      }
    });
    await later(millis);
    isDead = true;
    await this.#kill();
    await use;
  }

  /** What a player does who wants everything: keep the game, take the update. */
  async #use(page: Page, isDead: () => boolean): Promise<void> {
    await open(page, '/');
    const library = new Library(page);
    const update = new Update(page);
    while (!isDead()) {
      for (const button of [library.keep, update.now]) {
        if (await button.isVisible()) {
          await button.click({ timeout: 1000 }).catch(() => undefined);
        }
      }
      await this.#look(page, library);
      await later(30);
    }
  }

  async #look(page: Page, library: Library): Promise<void> {
    const [badge, footer] = await Promise.all([library.badge.textContent(), page.getByRole('contentinfo').textContent()]);
    const release = Number(/Release (\d+)/.exec(footer ?? '')?.[1]);
    if (badge === 'Offline-ready') {
      this.#isKept = true;
      this.isUpdated ||= release === numberOf(2);
    }
  }

  async #check(offline: boolean): Promise<Pick<Round, 'broken' | 'lostSave'>> {
    if (offline) {
      await this.#origin.stop();
    }
    const page = await this.#profile.open();
    this.#page = page;
    const found: Pick<Round, 'broken' | 'lostSave'> = {};
    try {
      const game = new Game(page);
      await game.open();
      await game.begin();
      const lives = await game.lives();
      if (this.#lives !== undefined && lives !== this.#lives) {
        found.lostSave = `${lives} lives instead of ${this.#lives}`;
      }
      if (this.#lives === undefined || this.#dice.below(4) === 0) {
        await this.#save(page);
      }
    } catch (error) {
      found.broken = `${page.url()}: ${String(error)}`;
    }
    return found;
  }

  async #save(page: Page): Promise<void> {
    await page.goto('/settings/');
    await alive(page);
    const lives = this.#dice.one(livesOfSaves);
    await importSave(page, { level: 2, lives });
    this.#lives = lives;
  }
}
