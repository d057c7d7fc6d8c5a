// Which bytes an origin sent a second time. Every byte of a body counts once for its file; a kill is charged with what
// had to be sent again after it. Apart are the answers that every start asks for anew, killed or not: the page itself,
// the head and the worker's script.
import type { Origin, Request } from '../fixtures/origin.ts';

type Span = [from: number, to: number];

export class Twice {
  readonly #origin: Origin;
  /** What was sent of each body, as spans that do not overlap. */
  #sent = new Map<string, Span[]>();
  #seen = 0;

  constructor(origin: Origin) {
    this.#origin = origin;
  }

  /** Bytes sent since the last call that had been sent before, by file. `release` is what the origin served. */
  count(release: number): Map<string, number> {
    const twice = new Map<string, number>();
    const requests = this.#origin.requests.slice(this.#seen);
    this.#seen += requests.length;
    for (const request of requests.filter((it) => it.bytes > 0 && it.status < 300 && isDownload(it))) {
      const path = /^\/[cd]\//.test(request.path) ? request.path : `${request.path} of release ${release}`;
      const again = this.#add(path, [request.from, request.from + request.bytes]);
      if (again > 0) {
        twice.set(path, (twice.get(path) ?? 0) + again);
      }
    }
    return twice;
  }

  /** Adds a span; how much of it was there. */
  #add(path: string, [from, to]: Span): number {
    const spans = this.#sent.get(path) ?? [];
    const overlap = ([start, end]: Span) => Math.max(0, Math.min(end, to) - Math.max(start, from));
    const again = spans.reduce((sum, span) => sum + overlap(span), 0);
    const apart = spans.filter(([start, end]) => end < from || start > to);
    const joined = spans.filter(([start, end]) => end >= from && start <= to);
    const start = Math.min(from, ...joined.map((span) => span[0]));
    const end = Math.max(to, ...joined.map((span) => span[1]));
    this.#sent.set(path, [...apart, [start, end]]);
    return again;
  }
}

function isDownload(request: Request): boolean {
  const isAskedAtEveryStart = request.headers['sec-fetch-mode'] === 'navigate' || /^\/(head|sw\.js)$/.test(request.path);
  return !isAskedAtEveryStart;
}
