/**
 * Loaded before a program (`node --import`): kills it (SIGKILL) at the n-th point at which it can die, by KILL_AT. Points are
 * before each request and after its answer came but was not seen yet; before, in the middle of and after each write of a
 * file; and around each renaming. They are counted from the first write on, because nothing is at stake before. A process
 * that lives leaves their number in the file POINTS_FILE.
 */
import { writeFileSync } from 'node:fs';
import fs from 'node:fs/promises';
import http from 'node:http';
import { syncBuiltinESMExports } from 'node:module';

const killAt = Number(process.env.KILL_AT);
const counts = { requests: 0, writes: 0, renamings: 0, points: 0 };

const step = () => {
  counts.points += 1;
  if (counts.points !== killAt) return;
  process.kill(process.pid, 'SIGKILL');
  // The signal ends the process before the next instruction, or the one after.
  for (;;);
};

const { request } = http;
http.request = ((...args: Parameters<typeof request>) => {
  const isCounted = counts.writes > 0;
  if (isCounted) {
    counts.requests += 1;
    step();
  }
  const sent = request(...args);
  if (isCounted) sent.prependOnceListener('response', step);
  return sent;
}) as typeof request;

const { fetch } = globalThis;
globalThis.fetch = async (...args) => {
  counts.requests += 1;
  step();
  const answer = await fetch(...args);
  step();
  return answer;
};

const { rename } = fs;
fs.rename = async (...args) => {
  counts.renamings += 1;
  step();
  await rename(...args);
  step();
};

type Content = string | Uint8Array | AsyncIterable<string>;
type WriteMethod = (this: fs.FileHandle, content: Content) => Promise<void>;

const toBytes = async (content: Content): Promise<Uint8Array> => {
  if (typeof content === 'string') return Buffer.from(content);
  if (content instanceof Uint8Array) return content;
  const pieces: Buffer[] = [];
  for await (const piece of content) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
};

const inHalves = (write: WriteMethod): WriteMethod =>
  async function (content) {
    const bytes = await toBytes(content);
    const half = Math.floor(bytes.length / 2);
    counts.writes += 1;
    step();
    await write.call(this, bytes.subarray(0, half));
    step();
    await write.call(this, bytes.subarray(half));
    step();
  };

const probe = await fs.open(process.execPath);
const methods = Object.getPrototypeOf(probe) as { appendFile: WriteMethod; writeFile: WriteMethod };
await probe.close();
methods.appendFile = inHalves(methods.appendFile);
methods.writeFile = inHalves(methods.writeFile);
syncBuiltinESMExports();

process.on('exit', () => {
  const { POINTS_FILE } = process.env;
  if (POINTS_FILE !== undefined) writeFileSync(POINTS_FILE, JSON.stringify(counts));
});
