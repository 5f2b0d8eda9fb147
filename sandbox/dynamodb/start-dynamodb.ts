import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

export type DynamoDbEngine = 'dynoxide' | 'dynalite' | 'none';

export type DynamoDb = {
  readonly engine: DynamoDbEngine;
  readonly url: string;
  close(): Promise<void>;
};

const GUARD = fileURLToPath(new URL('./engine-guard.ts', import.meta.url));
const START_TIMEOUT_MS = 10_000;

/** Where the binary is, or null where its package does not install. */
const dynoxidePath = (): string | null => {
  try {
    const path = join(dirname(createRequire(import.meta.url).resolve('@dynoxide/linux-x64/package.json')), 'dynoxide');
    return existsSync(path) ? path : null;
  } catch {
    return null;
  }
};

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

/** Whether the guard says within the time that its own engine listens. An answer from the port would prove nothing. */
const waitUntilListening = async (guard: ChildProcess): Promise<boolean> => {
  const lines = createInterface({ input: guard.stdout as Readable });
  const [line] = await Promise.race([
    once(lines, 'line', { signal: AbortSignal.timeout(START_TIMEOUT_MS) }),
    once(lines, 'close'),
  ]).catch(() => []);
  return line === 'listening';
};

const start = async (engine: 'dynoxide' | 'dynalite', binary: string, port: number): Promise<DynamoDb | null> => {
  // Its stdin stays open as long as this process lives: that is how the guard learns of an end without a goodbye.
  const guard = spawn(process.execPath, [GUARD, engine, String(port), binary], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const ended = once(guard, 'close');
  const close = async (): Promise<void> => {
    guard.stdin?.end();
    await ended;
  };
  if (await waitUntilListening(guard)) return { engine, url: `http://127.0.0.1:${port}`, close };
  await close();
  return null;
};

/** Starts a DynamoDB engine in a process of its own. Another program may take the port in between: then tries again. */
export const startDynamoDb = async (
  wanted: DynamoDbEngine | 'auto',
  proposePort: () => Promise<number> = freePort,
): Promise<DynamoDb> => {
  if (wanted === 'none') return { engine: 'none', url: '', close: async () => undefined };
  const binary = dynoxidePath();
  if (wanted === 'dynoxide' && binary === null) throw new Error('dynoxide is not installed on this system.');
  const engine = wanted === 'auto' ? (binary === null ? 'dynalite' : 'dynoxide') : wanted;
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const started = await start(engine, binary ?? '', await proposePort());
    if (started !== null) return started;
  }
  throw new Error(`${engine} did not start.`);
};
