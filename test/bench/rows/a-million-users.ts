import type { BenchRow } from '../bench-row.ts';
import { cpuSecondsOf } from '../cpu-seconds.ts';
import { startBenchSandbox } from '../many-users.ts';

const USERS = 1_000_000;

function* users() {
  for (let number = 0; number < USERS; number += 1) {
    const attributes = { email: `user-${number}@example.com`, email_verified: 'true' };
    yield { username: `user-${number}`, attributes };
  }
}

export const aMillionUsers: BenchRow = {
  name: 'a-million-users',
  measures: 'a million users seeded past the API, for sweeps: processor time',
  unit: 's',
  budget: { of: 'processor time', atMost: 30 },
  run: async () => {
    const { sandbox, userPoolId } = await startBenchSandbox();
    const seedS = await cpuSecondsOf(() => {
      sandbox.cognito.seedUsers(userPoolId, users());
    });
    const firstPageS = await cpuSecondsOf(async () => {
      await sandbox.cognito.call('ListUsers', { UserPoolId: userPoolId });
    });
    await sandbox.close();
    return { figure: seedS, notes: { firstPageS } };
  },
};
