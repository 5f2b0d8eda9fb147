/**
 * In a process of its own: `make` writes, into a directory, the users of a package and the journal of their import; `build`
 * makes the map of them with as many ledger rows and users of the target, and prints what that took as JSON.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { listEveryUser } from '../../core/export/listing/list-all-users.ts';
import { readJsonLines } from '../../core/export/read-json-lines.ts';
import { buildIdentityMap } from '../../core/identity/build-identity-map.ts';
import { collectMapEvidence } from '../../core/identity/collect-map-evidence.ts';
import { compareMaps } from '../../core/identity/compare-maps.ts';
import { readOutcomes } from '../../core/import/read-outcomes.ts';
import type { RowOutcome } from '../../core/import/row-outcome.ts';
import { type PackageUser, packageUserSchema } from '../../core/journal/package-manifest.ts';
import type { UserRecord } from '../../core/users/user-record.ts';
import { createLocalRunStore } from '../../scripts/files/local-run-store.ts';
import { mapFilesOf, readMapBefore, writeMapFiles } from '../../scripts/files/map-files.ts';
import { readChunks } from '../../scripts/files/package-hash.ts';
import { isProcessAlive } from '../../scripts/files/process-start.ts';
import { writeLinesAtomically } from '../../scripts/files/write-lines-atomically.ts';
import { systemClock } from '../../scripts/system-clock.ts';

const [mode = '', directory = '', count = '0'] = process.argv.slice(2);
const users = Number(count);
const usersFile = join(directory, 'users.jsonl');
mkdirSync(directory, { recursive: true });
const runs = createLocalRunStore({
  stateDirectory: join(directory, 'state'),
  hostName: 'here',
  processId: process.pid,
  isProcessAlive,
  clock: systemClock,
  breakLock: false,
});

/** Different for different numbers, and without any order: each word is a one-to-one scramble of the number. */
const uuidOf = (number: number) => {
  const hex = [0x9e3779b1, 0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f]
    .map((factor) => (Math.imul(number, factor) >>> 0).toString(16).padStart(8, '0'))
    .join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
};
const oldSub = (n: number) => uuidOf(n + 1);
const newSub = (n: number) => uuidOf(n + 1 + users);
const username = (n: number) => `somebody.${n}@example.com`;
const importRun = { command: 'import', inputHashes: {}, options: {} };

const make = async () => {
  await writeLinesAtomically(
    usersFile,
    (function* () {
      for (let n = 0; n < users; n += 1) {
        const user: PackageUser = {
          sub: oldSub(n),
          username: username(n),
          targetUsername: username(n),
          part: 1,
          row: n + 1,
        };
        yield JSON.stringify(user);
      }
    })(),
  );
  const run = await runs.open(importRun, 'report');
  const journal = run.journal('import');
  for (let from = 0; from < users; from += 50_000) {
    const records = Array.from({ length: 100 }, (_, record) => ({
      type: 'outcomes',
      rows: Array.from({ length: 500 }, (_, row) => from + record * 500 + row)
        .filter((n) => n < users)
        .map(
          (n): RowOutcome => ({
            sub: oldSub(n),
            username: username(n),
            outcome: 'imported',
            newSub: newSub(n),
            newUsername: newSub(n),
            jobId: 'import-0123456789',
          }),
        ),
    }));
    await journal.append(records);
  }
  await run.finish({});
  await run.close();
  return {};
};

const targetUser = (n: number): UserRecord => ({
  sub: newSub(n),
  username: newSub(n),
  attributes: new Map(),
  status: 'CONFIRMED',
  enabled: true,
  createdAtMs: 1_700_000_000_000 + n,
  lastModifiedAtMs: 0,
});

const listTarget = () =>
  listEveryUser({
    listUsersPage: async ({ paginationToken = '0' }) => {
      const from = Number(paginationToken);
      const to = Math.min(users, from + 60);
      const page = Array.from({ length: to - from }, (_, at) => targetUser(from + at));
      return { users: page, ...(to === users ? {} : { paginationToken: String(to) }) };
    },
    rateLimit: { acquire: async () => {}, charge: () => {} },
    isThrottle: () => false,
    isTransient: () => false,
    isRefused: () => false,
    clock: systemClock,
    random: Math.random,
  });

const build = async () => {
  const run = await runs.open({ ...importRun, command: 'map' }, 'begin-again');
  const { scratch } = run;
  const evidence = collectMapEvidence(scratch);
  for await (const user of readJsonLines(readChunks(usersFile), packageUserSchema, 'users.jsonl')) {
    await evidence.packageUser(user);
  }
  const imported = await runs.open(importRun, 'report');
  for await (const outcome of readOutcomes(imported.journal('import'))) await evidence.outcome(outcome, 1);
  for (let n = 0; n < users; n += 1) {
    await evidence.ledgerRow({
      previousSub: oldSub(n),
      previousUsername: username(n),
      state: 'bound',
      loginHash: 'h',
      claimedBy: 'import',
      claimedAtMs: 0,
      newSub: newSub(n),
      newUsername: newSub(n),
    });
  }
  for await (const user of listTarget()) await evidence.targetUser(user);
  const files = mapFilesOf(join(directory, 'identity-map.jsonl'));
  const map = await buildIdentityMap(evidence, scratch);
  await writeMapFiles(files, map);
  const { changed } = await compareMaps(readMapBefore(files.map, 'identity-map.jsonl'), map.pairs(), scratch);
  await run.discard();
  await imported.close();
  return { pairs: map.pairsByWay.import, changed: changed.count };
};

const startedMs = performance.now();
const outcome = await (mode === 'make' ? make() : build());
const { user, system } = process.cpuUsage();
const maxRssBytes = process.resourceUsage().maxRSS * 1024;
process.stdout.write(
  `${JSON.stringify({ ...outcome, maxRssBytes, cpuMs: (user + system) / 1000, elapsedMs: performance.now() - startedMs })}\n`,
);
