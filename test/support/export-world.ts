import { importFileLimits } from '../../core/csv/import-limits.ts';
import type { ExportSettings } from '../../core/export/export-settings.ts';
import { type ExportPorts, exportUsers } from '../../core/export/export-users.ts';
import { noMerges } from '../../core/export/merge-decisions.ts';
import { createRateLimit } from '../../core/flow/rate-limit.ts';
import { createMemoryRunStorage, createMemoryRunStore } from '../../core/journal/create-memory-run-store.ts';
import type { Run } from '../../core/journal/run-store.ts';
import type { UserRecord } from '../../core/users/user-record.ts';
import { createFakeUserPool } from './fake-user-pool.ts';
import { createInMemoryPackage } from './in-memory-package.ts';
import { createSimulatedClock } from './simulated-clock.ts';
import { buildSource, buildTarget, buildUsersConfig, importHeader } from './user-builders.ts';

export const buildExportSettings = (overrides: Partial<ExportSettings> = {}): ExportSettings => ({
  source: { profile: buildSource(), region: 'eu-west-1' },
  target: { profile: buildTarget(), region: 'eu-west-1' },
  header: importHeader,
  users: buildUsersConfig(),
  includeDisabled: false,
  onlyMissing: false,
  marking: { kind: 'none' },
  mfa: undefined,
  selection: { serial: false },
  merges: noMerges,
  toolVersion: '0.1.0',
  limits: importFileLimits,
  ...overrides,
});

export const list = async function* <T>(items: Iterable<T>) {
  yield* items;
};

/** A run in memory. With the storage of an earlier one it continues that one, as after a crash. */
export const openMemoryRun = (storage = createMemoryRunStorage(), clock = createSimulatedClock()): Promise<Run> =>
  createMemoryRunStore({ storage, clock, host: 'here', processId: 1, isProcessAlive: () => false }).open(
    { command: 'export', inputHashes: {}, options: {} },
    'begin-again',
  );

/** Ports over these users that fail on use, but for those a test gives. */
export const buildExportPorts = async (
  users: readonly UserRecord[],
  overrides: Partial<ExportPorts> = {},
): Promise<ExportPorts> => ({
  listing: createFakeUserPool(users).listing,
  listCrossedSubs: () => {
    throw new Error('nobody asked who has crossed');
  },
  secondFactors: {
    listSecondFactors: async () => {
      throw new Error('nobody asked for second factors');
    },
    rateLimit: createRateLimit({ unitsPerSecond: 1000, unitsPerCall: 1, clock: createSimulatedClock() }),
  },
  run: await openMemoryRun(),
  writer: createInMemoryPackage(),
  ...overrides,
});

/** Exports these users into a package in memory. */
export const runExport = async (
  users: readonly UserRecord[],
  settings: Partial<ExportSettings> = {},
  ports: Partial<ExportPorts> = {},
) => {
  const writer = createInMemoryPackage();
  const result = await exportUsers(buildExportSettings(settings), await buildExportPorts(users, { writer, ...ports }));
  const lines = (name: string) =>
    (writer.files.get(name) ?? '')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
  return { result, files: writer.files, lines, counts: result.manifest.counts };
};
