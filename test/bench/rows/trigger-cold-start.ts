import { toEnvironment } from '../../../functions/migrate-user/environment.ts';
import { createCrossingWorld } from '../../support/crossing-world.ts';
import type { BenchRow } from '../bench-row.ts';
import { median } from '../median.ts';

const starts = 1_000;
/** As many at once as leave each a core of a small machine. */
const lanes = 2;
/** Cognito's. Whoever has no answer by then has waited that long for nothing. */
const patienceMs = 5_000;
const user = { name: 'ada@example.com', password: 'Right-Password-1' };
const sourceRole = { arn: 'arn:aws:iam::111122223333:role/source', externalId: 'bench' };

export const triggerColdStart: BenchRow = {
  name: 'trigger-cold-start',
  measures:
    'a right password in a container that starts for it, with a role to assume: STS takes 150 to 400 ms, one in fifty 1.5 s; p99.9 of 1,000',
  unit: 'ms',
  budget: { of: 'figure', atMost: 3_000 },
  isSlow: true,
  run: async () => {
    const world = await createCrossingWorld({
      time: 'real',
      trigger: { lookup: 'index', sourceRole },
      users: [
        {
          username: 'ada',
          password: user.password,
          attributes: { email: user.name, email_verified: 'true' },
        },
      ],
    });
    try {
      world.sandbox.roles.register(sourceRole);
      await world.indexLogins();
      const { faults } = world.sandbox;
      faults.add({ kind: 'latency', operation: 'AssumeRole', ms: 1_500, probability: 0.02 });
      faults.add({ kind: 'latency', operation: 'AssumeRole', ms: 150, jitterMs: 250 });
      faults.add({ kind: 'latency', ms: 20, jitterMs: 40 });
      const environment = toEnvironment({ config: world.config, source: world.source, target: world.target });
      const startMs = async (lane: string) => {
        // Registered anew, the function has no container left.
        world.register(lane, environment, 'migrate-user');
        const startedAtMs = performance.now();
        const result = await world.invoke(lane, eventOf(world), patienceMs);
        const tookMs = performance.now() - startedAtMs;
        if (result.kind === 'failed') return patienceMs;
        const isCreated = result.kind === 'returned' && JSON.stringify(result.payload).includes('CONFIRMED');
        if (!isCreated || !result.coldStart) throw new Error(`The trigger answered ${result.kind}.`);
        return tookMs;
      };
      const tookMs: number[] = [];
      const runLane = async (_: unknown, lane: number) => {
        while (tookMs.length < starts) tookMs.push(await startMs(`migrate-user-${lane}`));
      };
      await Promise.all(Array.from({ length: lanes }, runLane));
      const sorted = tookMs.slice(0, starts).sort((a, b) => a - b);
      return {
        figure: sorted[Math.ceil(starts * 0.999) - 1] as number,
        notes: { medianMs: median(sorted), p99Ms: sorted[Math.ceil(starts * 0.99) - 1] as number },
      };
    } finally {
      await world.close();
    }
  },
};

const eventOf = ({ target, clientId }: Awaited<ReturnType<typeof createCrossingWorld>>) => ({
  version: '1',
  triggerSource: 'UserMigration_Authentication',
  userPoolId: target.userPoolId,
  userName: user.name,
  callerContext: { awsSdkVersion: 'x', clientId },
  request: { password: user.password },
  response: {},
});
