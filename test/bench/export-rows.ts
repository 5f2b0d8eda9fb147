/**
 * The rows of the bench that belong to export. Each runs processes of its own against a service that generates a pool, in
 * the same run as what it compares with. `node test/bench/export-rows.ts [name...]` prints them as JSON lines.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { checkImportCsvChunks } from '../../core/csv/check-import-csv.ts';
import { encodeRow } from '../../core/csv/encode-row.ts';
import { startGeneratedPool } from '../support/start-generated-pool.ts';
import { importHeader } from '../support/user-builders.ts';

export type ExportRow = {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** Of the value, or of its ratio to the reference. */
  readonly budget: string;
  readonly reference?: { readonly what: string; readonly value: number };
  readonly notes?: Readonly<Record<string, number>>;
};

type Measured = {
  /** Until everybody was listed. */
  readonly listedMs?: number;
  readonly users: number;
  readonly cpuUs: number;
  readonly maxRssBytes: number;
  readonly elapsedMs: number;
};
type Pool = Awaited<ReturnType<typeof startGeneratedPool>>;

const run = async (path: string, args: readonly string[], { environment }: Pool): Promise<Measured> => {
  const child = spawn(process.execPath, [fileURLToPath(new URL(path, import.meta.url)), ...args], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk;
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`${path} ended with ${code}`);
  return JSON.parse(said);
};

const measure = (mode: 'export' | 'bare', pool: Pool, requestsPerSecond = 0) =>
  run('../support/measure-export.ts', [mode, pool.sourcePoolId, pool.targetPoolId, String(requestsPerSecond)], pool);

const peer = async (pool: Pool): Promise<Measured | undefined> => {
  const isInstalled = existsSync(new URL('peers/node_modules/cognito-backup-restore', import.meta.url));
  return isInstalled ? run('peers/backup-users.cjs', [pool.sourcePoolId], pool) : undefined;
};

const over = async <T>(settings: Parameters<typeof startGeneratedPool>[0], work: (pool: Pool) => Promise<T>) => {
  const pool = await startGeneratedPool(settings);
  try {
    return await work(pool);
  } finally {
    await pool.close();
  }
};

const perSecond = (users: number, { elapsedMs }: Measured) => (users * 1000) / elapsedMs;

/** A quota of 30 requests a second and 100 ms a page: at most 1,800 users a second. */
export const exportUnderQuota = (size = 200_000): Promise<ExportRow> =>
  over({ size, latencyMs: 100, requestsPerSecond: 30 }, async (pool) => {
    const measured = await measure('export', pool, 30);
    const { listedMs = measured.elapsedMs } = measured;
    return {
      name: 'export-under-quota',
      value: perSecond(size, measured),
      unit: 'users/s',
      budget: '>= 0.95 of the reference',
      reference: { what: 'the quota: 30 pages of 60 users', value: 1_800 },
      notes: {
        listingUsersPerSecond: (size * 1000) / listedMs,
        listedS: listedMs / 1000,
        allS: measured.elapsedMs / 1000,
      },
    };
  });

/** The same service, and what one chain of tokens reaches: a tenth of the pool tells. */
export const serialUnderQuota = (size = 20_000): Promise<ExportRow> =>
  over({ size, latencyMs: 100, requestsPerSecond: 30 }, async (pool) => {
    const [bare, other] = [await measure('bare', pool), await peer(pool)];
    return {
      name: 'serial-under-quota',
      value: perSecond(size, bare),
      unit: 'users/s',
      budget: 'none: for comparison',
      ...(other && { reference: { what: 'cognito-backup-restore 1.3.2', value: perSecond(size, other) } }),
    };
  });

/** Without latency and quota: what export does besides listing. */
export const exportCpu = (size = 100_000): Promise<ExportRow> =>
  over({ size }, async (pool) => {
    const bare = await measure('bare', pool);
    const exported = await measure('export', pool);
    const other = await peer(pool);
    return {
      name: 'export-cpu',
      value: (exported.cpuUs - bare.cpuUs) / size,
      unit: 'us/user',
      budget: '<= 25',
      reference: { what: 'a bare SDK listing loop', value: bare.cpuUs / size },
      notes: {
        exportUsPerUser: exported.cpuUs / size,
        ...(other && { peerUsPerUser: other.cpuUs / size, peerMaxRssMb: other.maxRssBytes / 1e6 }),
      },
    };
  });

/**
 * V8 lets its young generation grow for as long as a process is busy, by some 70 MB also in a bare loop of SDK calls. It is
 * held still here, so that what is compared is what export holds.
 */
export const exportMemory = async (small = 100_000, large = 1_000_000): Promise<ExportRow> => {
  const measureHeld = (pool: Pool) => {
    const environment = { ...pool.environment, NODE_OPTIONS: '--max-semi-space-size=8' };
    return measure('export', { ...pool, environment });
  };
  const [before, after] = [await over({ size: small }, measureHeld), await over({ size: large }, measureHeld)];
  return {
    name: 'export-memory',
    value: (after.maxRssBytes - before.maxRssBytes) / 1e6,
    unit: 'MB',
    budget: '<= 40',
    reference: { what: `peak of ${small} users`, value: before.maxRssBytes / 1e6 },
  };
};

/** Rows encoded, and read back by the checker, in this process. */
export const csvRows = async (count = 200_000): Promise<ExportRow> => {
  const cellsOf = (n: number) =>
    importHeader.map((column) => {
      if (column === 'cognito:username' || column === 'email') return `someone.${n}@example.com`;
      if (column.endsWith('_verified') || column === 'cognito:mfa_enabled') return 'true';
      if (column === 'name') return `Someone, Number ${n}`;
      return column === 'phone_number' ? '+12345550100' : column === 'custom:plan' ? 'gold' : '';
    });
  const rows = Array.from({ length: count }, (_, n) => cellsOf(n));
  const encodeAndCheck = async (some: readonly (readonly string[])[]) => {
    const chunks: Uint8Array[] = [];
    for (let from = 0; from < some.length; from += 300) {
      chunks.push(
        Buffer.from(
          some
            .slice(from, from + 300)
            .map(encodeRow)
            .join(''),
        ),
      );
    }
    const header = Buffer.from(encodeRow(importHeader));
    for await (const checked of checkImportCsvChunks([header, ...chunks], importHeader)) {
      for (const { problems } of checked) if (problems.length > 0) throw new Error(problems[0]?.message);
    }
  };
  await encodeAndCheck(rows.slice(0, 20_000));
  const started = process.cpuUsage();
  await encodeAndCheck(rows);
  const { user, system } = process.cpuUsage(started);
  return {
    name: 'csv-rows',
    value: (count * 1e6) / (user + system),
    unit: 'rows/s per core',
    budget: '>= 100,000',
  };
};

const rows = { exportUnderQuota, serialUnderQuota, exportCpu, exportMemory, csvRows };

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const wanted = process.argv.slice(2);
  for (const [name, row] of Object.entries(rows)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    process.stdout.write(`${JSON.stringify(await row())}\n`);
  }
}
