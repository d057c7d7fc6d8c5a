// What service workers write: every body that they put into Cache Storage and every record into IndexedDB. It is counted in
// the worker itself, by lines before its script, and told to the origin, because a worker that another replaces is soon gone.
import type { Origin } from '../fixtures/origin.ts';

const counter = `{
  const tell = (bytes) => void fetch('/written?' + bytes).catch(() => undefined);
  const putResponse = Cache.prototype.put;
  Cache.prototype.put = async function (request, response) {
    const { byteLength } = await response.clone().arrayBuffer();
    await putResponse.call(this, request, response);
    tell(byteLength);
  };
  const bytesOf = (value) => value?.byteLength ?? value?.length ?? 8;
  for (const name of ['put', 'add']) {
    const write = IDBObjectStore.prototype[name];
    IDBObjectStore.prototype[name] = function (value, ...key) {
      tell(bytesOf(value));
      return write.call(this, value, ...key);
    };
  }
}
`;

/** From now on workers that pages of this origin install tell what they write. */
export function countWrites(origin: Origin): void {
  origin.spoil(/^\/sw\.js$/, { kind: 'prepend', text: counter });
}

/** What they have written since the request with this index. */
export function writtenBytes(origin: Origin, since: number): number {
  const told = origin.requests.slice(since).map(({ path }) => /^\/written\?(\d+)$/.exec(path)?.[1]);
  return told.reduce((sum, bytes) => sum + Number(bytes ?? 0), 0);
}
