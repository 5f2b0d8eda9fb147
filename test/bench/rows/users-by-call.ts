import type { BenchRow } from '../bench-row.ts';
import { cpuSecondsOf } from '../cpu-seconds.ts';
import { listAll, startBenchSandbox, userRequest } from '../many-users.ts';

const USERS = 100_000;

export const usersByCall: BenchRow = {
  name: 'users-by-call',
  measures: '100,000 users created and listed in process, by calls of the engine: processor time',
  unit: 's',
  budget: { of: 'processor time', atMost: 30 },
  run: async () => {
    const { sandbox, userPoolId } = await startBenchSandbox();
    const createS = await cpuSecondsOf(async () => {
      for (let number = 0; number < USERS; number += 1) {
        await sandbox.cognito.call('AdminCreateUser', userRequest(userPoolId, number));
      }
    });
    const listS = await cpuSecondsOf(() =>
      listAll((token) => sandbox.cognito.call('ListUsers', { UserPoolId: userPoolId, PaginationToken: token }), USERS),
    );
    await sandbox.close();
    return { figure: createS + listS, notes: { createS, listS } };
  },
};
