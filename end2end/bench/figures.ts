// Where a bench's figures go: into the file that `cargo xtask bench` reads, or onto the screen where somebody runs a bench alone.
import { writeFileSync } from 'node:fs';

/** Tells `figures`; `shown` is what is worth a look on a screen, where that is less. */
export function tell(figures: object, shown = figures): void {
  const out = process.env.LAYERW_BENCH_OUT;
  if (out) {
    writeFileSync(out, JSON.stringify(figures, null, 1));
  } else {
    console.log(JSON.stringify(shown, null, 1));
  }
}
