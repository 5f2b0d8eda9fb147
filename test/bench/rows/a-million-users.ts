import type { BenchRow } from '../bench-row.ts';
import { cpuSecondsOf } from '../cpu-seconds.ts';
import { startBenchSandbox } from '../many-users.ts';

const USERS = 1_000_000;

export const aMillionUsers: BenchRow = {
  name: 'a-million-users',
  measures: 'a million users seeded past the API, for sweeps: processor time',
  unit: 's',
  budget: { of: 'figure', atMost: 30 },
  run: async () => {
    const { sandbox, userPoolId } = await startBenchSandbox();
    const seedS = await cpuSecondsOf(() => {
      for (let number = 0; number < USERS; number += 1) {
        const email = `user-${number}@example.com`;
        sandbox.cognito.seedUser(userPoolId, {
          username: `user-${number}`,
          attributes: { email, email_verified: 'true' },
        });
      }
    });
    const firstPageS = await cpuSecondsOf(async () => {
      await sandbox.cognito.call('ListUsers', { UserPoolId: userPoolId });
    });
    await sandbox.close();
    return { figure: seedS, notes: { firstPageS } };
  },
};
