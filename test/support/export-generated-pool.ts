import { join } from 'node:path';
import { isThrottle, isTransient } from '../../aws/clients/error-kinds.ts';
import type { CognitoClient } from '../../aws/users/cognito-client.ts';
import { describePool } from '../../aws/users/describe-pool.ts';
import { getCsvHeader } from '../../aws/users/get-csv-header.ts';
import { isRefusedParameter, listUsersPage } from '../../aws/users/list-users.ts';
import type { ExportSettings } from '../../core/export/export-settings.ts';
import { type ExportPhase, exportUsers } from '../../core/export/export-users.ts';
import type { RateLimit } from '../../core/flow/rate-limit.ts';
import { createLocalRunStore } from '../../scripts/files/local-run-store.ts';
import { createPackageWriter } from '../../scripts/files/package-writer.ts';
import { isProcessAlive } from '../../scripts/files/process-start.ts';
import { systemClock } from '../../scripts/system-clock.ts';
import { buildExportSettings } from './export-world.ts';
import { mortalListing, mortalRun, mortalWriter, type Step } from './mortal-ports.ts';
import { buildUsersConfig } from './user-builders.ts';

type Export = {
  readonly client: CognitoClient;
  readonly sourcePoolId: string;
  readonly targetPoolId: string;
  /** The package goes to `package` in it, what is kept to continue to `state`. */
  readonly directory: string;
  readonly settings?: Partial<ExportSettings>;
  readonly rateLimit?: RateLimit;
  readonly step?: Step;
  readonly onPhase?: (phase: ExportPhase) => void;
};

const noLimit: RateLimit = { acquire: async () => {}, charge: () => {} };

/** Exports a generated pool as the command does: real clients, real files. */
export const exportGeneratedPool = async (wanted: Export) => {
  const { client, sourcePoolId, targetPoolId, directory, settings, rateLimit = noLimit } = wanted;
  const { step, onPhase = () => {} } = wanted;
  const store = createLocalRunStore({
    stateDirectory: join(directory, 'state'),
    hostName: 'here',
    processId: process.pid,
    isProcessAlive,
    clock: systemClock,
    breakLock: false,
  });
  const writer = await createPackageWriter(join(directory, 'package'));
  const run = await store.open({ command: 'export', inputHashes: {}, options: {} }, 'begin-again');
  const listing = {
    listUsersPage: (query: object) => listUsersPage(client, { userPoolId: sourcePoolId, ...query }),
    rateLimit,
    isThrottle,
    isTransient,
    isRefused: isRefusedParameter,
    clock: systemClock,
    random: Math.random,
  };
  const result = await exportUsers(
    buildExportSettings({
      source: { profile: await describePool(client, sourcePoolId), region: 'eu-west-1' },
      target: { profile: await describePool(client, targetPoolId), region: 'eu-west-1' },
      header: await getCsvHeader(client, targetPoolId),
      users: buildUsersConfig({
        attributes: { copy: ['standard', 'custom:plan'] },
        previousSub: 'custom:prev_sub_id',
      }),
      ...settings,
    }),
    {
      // What may die at every step writes in halves, which is not to be measured.
      ...(step === undefined
        ? { listing, run, writer }
        : { listing: mortalListing(listing, step), run: mortalRun(run, step), writer: mortalWriter(writer, step) }),
      listCrossedSubs: async function* () {},
      secondFactors: { listSecondFactors: async () => [], rateLimit },
      onPhase,
    },
  );
  step?.();
  await run.discard();
  return result;
};
