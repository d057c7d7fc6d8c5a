// Kills the browser at random moments of an installation and of an update, and looks at the next start: does the page
// open, does the game show a frame, is the save there, and what had the origin to send again.
import { test } from '@playwright/test';
import { Dice } from './dice.ts';
import { Victim, type Again, type Round } from './victim.ts';
import { tell } from './figures.ts';

const rounds = Number(process.env.LAYERW_BENCH_ROUNDS ?? 100);
const seed = Number(process.env.LAYERW_BENCH_SEED ?? Date.now() % 2 ** 32);
/** A life that chance holds at one step teaches no more of it, and keeps others from their first visits. */
const mostRounds = 16;
/** How many profiles are used side by side: most of a life is waiting for a slow network. */
const atOnce = Number(process.env.LAYERW_BENCH_AT_ONCE ?? 1);
/** Rounds between two lines of a log. */
const linesApart = 50;
/** Nobody learns more from a hundred lives that end alike. */
const mostBroken = 5;

test('kill', async () => {
  const begun = Date.now();
  const tally = new Tally();
  const lives = async () => {
    while (tally.goesOn()) {
      tally.lives += 1;
      await live(tally, seed + tally.lives, () => show(tally, begun));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lives));
  process.stdout.write(process.stdout.isTTY ? '\n' : '');
  const summary = { seed, ...tally, seconds: (Date.now() - begun) / 1000 };
  tell(summary);
});

/** One profile from its first visit until it has the update, has seen enough, or is broken. */
async function live(tally: Tally, seedOfLife: number, told: () => void): Promise<void> {
  const victim = await Victim.born(new Dice(seedOfLife));
  let own = 0;
  for (let isAlive = true; isAlive && own < mostRounds && tally.claim(); own += 1) {
    const round = await victim.round();
    tally.add(round);
    tally.charge(victim.charges(), own === 0);
    isAlive = !victim.isUpdated && round.broken === undefined;
    told();
  }
  await victim.end();
  tally.charge(victim.charges(), own === 0);
}

class Tally {
  /** Begun, and ended. */
  claimed = 0;
  rounds = 0;
  lives = 0;
  updates = 0;
  offline = 0;
  broken = 0;
  lostSaves = 0;
  problems: string[] = [];
  /** What was sent again after each kill: the random ones, and those that end a look at the site. */
  again: number[] = [];
  againWithoutKill: number[] = [];
  worst: { bytes: number; files: Record<string, number> } = { bytes: 0, files: {} };

  goesOn(): boolean {
    return this.claimed < rounds && this.problems.length < mostBroken;
  }

  /** Whether there is another round to be had; it is the caller's then. */
  claim(): boolean {
    const isThere = this.goesOn();
    this.claimed += Number(isThere);
    return isThere;
  }

  add(round: Round): void {
    this.rounds += 1;
    this.updates += Number(round.phase === 'update');
    this.offline += Number(round.offline);
    this.broken += Number(round.broken !== undefined);
    this.lostSaves += Number(round.lostSave !== undefined);
    for (const [what, problem] of [['broken boot', round.broken], ['lost save', round.lostSave]]) {
      if (problem !== undefined) {
        const where = `${round.phase}, killed after ${round.killedAfterMillis} ms, ${round.offline ? 'offline' : 'online'}`;
        this.problems.push(`seed ${seed}, round ${this.rounds} (${where}): ${what}: ${problem}`);
        console.log(this.problems.at(-1));
      }
    }
  }

  /** `charges` are what was sent again after each kill; before the first of them there was none. */
  charge(charges: Again[], isFirst: boolean): void {
    const bytes = charges.map(sum);
    this.againWithoutKill.push(...(isFirst ? bytes.slice(0, 1) : []));
    this.again.push(...(isFirst ? bytes.slice(1) : bytes));
    for (const again of charges) {
      if (sum(again) > this.worst.bytes) {
        this.worst = { bytes: sum(again), files: Object.fromEntries(again) };
      }
    }
  }
}

function sum(again: Again): number {
  return [...again.values()].reduce((all, bytes) => all + bytes, 0);
}

function show(tally: Tally, begun: number): void {
  const seconds = Math.round((Date.now() - begun) / 1000);
  const worst = Math.round(tally.worst.bytes / 1024);
  const counts = `${tally.broken} broken boots, ${tally.lostSaves} lost saves, at most ${worst} KiB twice`;
  const line = `round ${tally.rounds}/${rounds} in life ${tally.lives}: ${counts}, ${seconds} s`;
  if (process.stdout.isTTY) {
    process.stdout.write(`\r${line}  `);
  } else if (tally.rounds % linesApart === 0) {
    // A log keeps what a terminal writes over.
    console.log(line);
  }
}
