import type { AwsUnderTest } from '../support/aws-under-test.ts';
import { guardedClients } from './guarded-clients.ts';
import type { LiveRun } from './live-run.ts';
import { removePools } from './remove-pools.ts';

/** A real account for contract tests. `close` removes the pools that were made through it. */
export const startLiveAws = (run: LiveRun): AwsUnderTest => {
  const { cognito, logs, openPools } = guardedClients(run);
  return {
    cognito,
    logs,
    get appSync(): never {
      throw new Error('The live kit makes no AppSync APIs: name the test in not-live.ts.');
    },
    logsRoleArn: run.logsRoleArn ?? '',
    deployFunction: () => {
      throw new Error('The live kit deploys no functions: name the test in not-live.ts.');
    },
    close: async () => {
      // What an import job still holds is removed at the end of the run.
      await removePools(cognito, openPools(), run.paceMs);
      cognito.destroy();
      logs.destroy();
    },
  };
};
