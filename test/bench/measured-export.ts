import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startGeneratedPool } from '../support/start-generated-pool.ts';

export type MeasuredExport = {
  /** Until everybody was listed. */
  readonly listedMs?: number;
  readonly users: number;
  readonly cpuUs: number;
  readonly maxRssBytes: number;
  readonly elapsedMs: number;
};
type Pool = Awaited<ReturnType<typeof startGeneratedPool>>;

const run = async (path: string, args: readonly string[], { environment }: Pool): Promise<MeasuredExport> => {
  const child = spawn(process.execPath, [fileURLToPath(new URL(path, import.meta.url)), ...args], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    said += chunk;
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`${path} ended with ${code}`);
  return JSON.parse(said);
};

/** Lists a pool in a process of its own: as `export` does, or by a bare loop of SDK calls. */
export const measureExport = (
  mode: 'export' | 'bare',
  pool: Pool,
  { requestsPerSecond = 0 } = {},
): Promise<MeasuredExport> =>
  run('../support/measure-export.ts', [mode, pool.sourcePoolId, pool.targetPoolId, String(requestsPerSecond)], pool);

/** By the published exporter, where it is installed: see `docs/bench-export.md`. */
export const measurePeer = async (pool: Pool): Promise<MeasuredExport | undefined> => {
  const isInstalled = existsSync(new URL('peers/node_modules/cognito-backup-restore', import.meta.url));
  return isInstalled ? run('peers/backup-users.cjs', [pool.sourcePoolId], pool) : undefined;
};

/** With a pool that another process makes up as pages ask for it. */
export const withGeneratedPool = async <T>(
  settings: Parameters<typeof startGeneratedPool>[0],
  work: (pool: Pool) => Promise<T>,
): Promise<T> => {
  const pool = await startGeneratedPool(settings);
  try {
    return await work(pool);
  } finally {
    await pool.close();
  }
};

export const usersPerSecond = (users: number, { elapsedMs }: Pick<MeasuredExport, 'elapsedMs'>): number =>
  (users * 1000) / elapsedMs;
