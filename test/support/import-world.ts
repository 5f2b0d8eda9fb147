import { encodeRow } from '../../core/csv/encode-row.ts';
import type { PackageReader } from '../../core/export/package-port.ts';
import type { Clock } from '../../core/flow/clock.ts';
import type { LedgerRow } from '../../core/identity/ledger.ts';
import { hashLogin } from '../../core/identity/login-hash.ts';
import { createDerivation } from '../../core/import/derive-today.ts';
import { countOwedDisabling, type ImportProgress, openImportLog } from '../../core/import/import-journal.ts';
import type { ImportPorts } from '../../core/import/import-ports.ts';
import { readPackageRows, readPart } from '../../core/import/read-package-rows.ts';
import type { RowOutcome } from '../../core/import/row-outcome.ts';
import { runImport } from '../../core/import/run-import.ts';
import { selectRows } from '../../core/import/select-rows.ts';
import { createMemoryRunStorage, createMemoryRunStore } from '../../core/journal/create-memory-run-store.ts';
import type { Run } from '../../core/journal/run-store.ts';
import type { UserRecord } from '../../core/users/user-record.ts';
import { runExport } from './export-world.ts';
import { createFakeImportJobs, type JobBehaviour } from './fake-import-jobs.ts';
import { createInMemoryLedger } from './in-memory-ledger.ts';
import { createInMemoryPackage } from './in-memory-package.ts';
import { createSimulatedClock } from './simulated-clock.ts';
import { buildTarget, buildUsersConfig } from './user-builders.ts';

const key = 'a key for tests of at least 32 characters';
export const loginHash = (login: string) => hashLogin(key, login);

type WorldOptions = {
  readonly users: readonly UserRecord[];
  /** The package of these users from a world before: making it is most of the time that a large one takes. */
  readonly reader?: PackageReader;
  readonly inTarget?: readonly UserRecord[];
  readonly ledgerRows?: readonly LedgerRow[];
  readonly withoutLedger?: boolean;
  readonly withoutPreviousSub?: boolean;
  readonly jobs?: JobBehaviour;
  readonly canaryRows?: number;
  readonly includeDisabled?: boolean;
  /** Disabling somebody does nothing, as where it does not show for a long time. */
  readonly disablesNobody?: () => boolean;
  /** Users of the target whom no listing and no search shows yet. */
  readonly isHidden?: (user: UserRecord) => boolean;
  /** How many listings of the target do not show yet what changed since the run began. */
  readonly staleListings?: number;
  readonly earlierOutcomes?: readonly RowOutcome[];
  /** Happens after the plan is made and before the person says yes. */
  readonly beforeConsent?: (world: { readonly clock: Clock }) => Promise<void>;
  /** Happens whenever anybody waits. */
  readonly onSleep?: () => void;
};

const config = (options: WorldOptions) =>
  buildUsersConfig(options.withoutPreviousSub ? {} : { previousSub: 'custom:prev_sub_id' });

/** Exports users into a package in memory and imports it, as the command does, into an array of users. */
export const createImportWorld = async (options: WorldOptions) => {
  const simulated = createSimulatedClock();
  const clock: Clock = {
    ...simulated,
    sleep(ms, signal) {
      options.onSleep?.();
      return simulated.sleep(ms, signal);
    },
  };
  const source = [...options.users];
  const target = [...(options.inTarget ?? [])];
  const users = config(options);
  const pool = buildTarget();
  const reader = options.reader ?? (await exportPackage(source, users, options.includeDisabled ?? false));
  const ledger = createInMemoryLedger(options.ledgerRows);
  const jobs = createFakeImportJobs(target, clock, options.jobs);
  const storage = createMemoryRunStorage();
  let stale = options.staleListings ?? 0;
  const shown = () => target.filter((user) => !options.isHidden?.(user));
  const files = new Map<string, string[]>();
  const notes: string[] = [];
  const identity = { command: 'import', inputHashes: { package: 'hash' }, options: {} };

  /** `step` stands before and after everything that leaves the process; it throws where the process dies. */
  const importOnce = async (step: () => void = () => {}) => {
    const around =
      <A extends unknown[], R>(call: (...args: A) => Promise<R>) =>
      async (...args: A): Promise<R> => {
        step();
        const answer = await call(...args);
        step();
        return answer;
      };
    const runs = createMemoryRunStore({ storage, clock, host: 'here', processId: 1, isProcessAlive: () => false });
    const opened = await runs.open(identity, 'report');
    const run = watched(opened, around);
    try {
      const read = await readPackageRows(reader, pool);
      const settings = {
        target: pool,
        headerLine: encodeRow(reader.manifest.header).slice(0, -1),
        rows: read.rows,
        previousSub: users.previousSub,
        canaryRows: options.canaryRows ?? 50,
      };
      const claims = options.withoutLedger
        ? undefined
        : {
            claim: around(ledger.claim),
            bind: around(ledger.bind),
            release: around(ledger.release),
            find: ledger.find,
            list: ledger.list,
            hashLogin: loginHash,
          };
      const select = (progress: ImportProgress) =>
        selectRows(settings, progress, {
          listSourceUsers: () => listing(source),
          listTargetUsers: () => listing(target),
          listEarlierOutcomes: () => listing(options.earlierOutcomes ?? []),
          ledger: claims,
          ...createDerivation({ manifest: reader.manifest, target: pool, markedVerified: read.markedVerified, users }),
          wasRejected: (sub) => read.rejectedSubs.has(sub),
          manifest: reader.manifest,
        });
      const ports: ImportPorts = {
        listTargetUsers: () => listing(shown().slice(0, stale-- > 0 ? (options.inTarget ?? []).length : undefined)),
        jobs: {
          list: jobs.list,
          create: around(jobs.create),
          upload: around(jobs.upload),
          start: around(jobs.start),
          describe: around(jobs.describe),
          readLog: around(jobs.readLog),
        },
        ledger: claims,
        disabling: {
          find: async (filter) => {
            const [, attribute = '', value] = /^(\w+) = "(.*)"$/.exec(filter) ?? [];
            const isFound = (user: UserRecord) =>
              (attribute === 'sub' ? user.sub : user.attributes.get(attribute)) === value;
            return shown().filter(isFound);
          },
          disable: around(async (username) => {
            const at = target.findIndex((user) => [user.username, user.attributes.get('email')].includes(username));
            const user = target[at];
            if (user !== undefined && !options.disablesNobody?.()) target.splice(at, 1, { ...user, enabled: false });
          }),
        },
        readPart: (part) => readPart(reader, part),
        writeOutcome: around(async ({ outcome, failed }) => {
          files.set('outcome.jsonl', [...outcome]);
          const lines: string[] = [];
          for await (const line of failed) lines.push(line);
          files.set('failed.csv', lines);
        }),
        run,
        clock,
        signal: new AbortController().signal,
        note: (what) => void notes.push(what),
        advance: () => {},
      };
      const { progress } = await openImportLog(run.journal('import'));
      const planned =
        countOwedDisabling(progress) > 0
          ? undefined
          : { selection: await select(progress), madeAtMs: clock.monotonicMs(), jobs: progress.jobs.size };
      await options.beforeConsent?.({ clock });
      return await runImport(settings, planned, (log) => select(log.progress), ports);
    } finally {
      await opened.close();
    }
  };

  const outcomes = () =>
    new Map((files.get('outcome.jsonl') ?? []).map((line) => [JSON.parse(line).sub, JSON.parse(line) as RowOutcome]));
  return { importOnce, source, target, ledger, jobs, files, outcomes, notes, clock, reader };
};

export type ImportWorld = Awaited<ReturnType<typeof createImportWorld>>;

const watched = (
  run: Run,
  around: <A extends unknown[], R>(call: (...args: A) => Promise<R>) => (...args: A) => Promise<R>,
): Run => ({
  id: run.id,
  record: run.record,
  isResumed: run.isResumed,
  checkpoints: run.checkpoints,
  journal(name) {
    const journal = run.journal(name);
    // A crash may leave any prefix of what was appended at once.
    const append = around((record: unknown) => journal.append([record]));
    return {
      read: () => journal.read(),
      async append(records) {
        for (const record of records) await append(record);
      },
    };
  },
  scratch: run.scratch,
  finish: around((result: unknown) => run.finish(result)),
  discard: () => run.discard(),
  close: () => run.close(),
});

async function* listing<T>(items: readonly T[]): AsyncGenerator<T, void, undefined> {
  for (const item of [...items]) yield item;
}

const exportPackage = async (
  source: readonly UserRecord[],
  users: ReturnType<typeof buildUsersConfig>,
  includeDisabled: boolean,
): Promise<PackageReader> => {
  const writer = createInMemoryPackage();
  const { result } = await runExport(source, { users, includeDisabled, toolVersion: '0.0.0' }, { writer });
  return { manifest: result.manifest, read: (name) => writer.read(name) };
};
