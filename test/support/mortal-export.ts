/**
 * A process that exports the generated pool AWS_ENDPOINT_URL names into a directory, and kills itself (SIGKILL) at the n-th
 * point at which it can die. With n = 0 it lives, and prints how many points there are.
 */
import { createCognitoClient } from '../../aws/users/cognito-client.ts';
import { exportGeneratedPool } from './export-generated-pool.ts';

const [directory = '', sourcePoolId = '', targetPoolId = '', killAt = '0'] = process.argv.slice(2);
let points = 0;

await exportGeneratedPool({
  client: createCognitoClient({ region: 'eu-west-1', maxAttempts: 1 }),
  sourcePoolId,
  targetPoolId,
  directory,
  settings: { memory: 2_000, limits: { maxRows: 15, maxBytes: 100_000 } },
  step() {
    points += 1;
    if (points !== Number(killAt)) return;
    process.kill(process.pid, 'SIGKILL');
    // The signal ends the process before the next instruction, or the one after.
    for (;;);
  },
});
process.stdout.write(`points ${points}\n`);
