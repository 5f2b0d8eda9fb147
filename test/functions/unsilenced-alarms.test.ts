import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CrossingWorld, createCrossingWorld } from '../support/crossing-world.ts';

/** For each function something that alarms: an event that is none of its own, or settings that it cannot read. */
const alarms = [
  ['migrate-user', 'SecurityAlarm'],
  ['guard-sign-up', 'SecurityAlarm'],
  ['bind-user', 'BindFailed'],
  ['issue-claims', 'ClaimsFailed'],
] as const;
const switches = [
  { POWERTOOLS_DEV: 'true', POWERTOOLS_SERVICE_NAME: 'elsewhere' },
  { POWERTOOLS_METRICS_DISABLED: 'true', POWERTOOLS_METRICS_NAMESPACE: 'elsewhere', AWS_LAMBDA_LOG_LEVEL: 'FATAL' },
] as const;

describe('the metrics behind the alarms', () => {
  let world: CrossingWorld;
  beforeAll(async () => {
    world = await createCrossingWorld({ trigger: { guardSignUp: true, claims: { previousSub: 'previous_sub' } } });
  });
  afterAll(() => world.close());

  const emfOf = (output: string) =>
    output.split('\n').flatMap((line) => {
      if (!line.startsWith('{') || !line.includes('"_aws"')) return [];
      return [JSON.parse(line) as { readonly [metric: string]: unknown }];
    });

  it.each(alarms.flatMap((alarm) => switches.map((each) => [...alarm, each] as const)))(
    'of %s are written as %s, whatever its environment says: %j',
    async (module, metric, switched) => {
      const isOfSettings = module === 'bind-user' || module === 'issue-claims';
      const name = `${module}-${Object.keys(switched)[0]}`;
      world.register(name, { ...(isOfSettings ? {} : world.environmentOf(module)), ...switched }, module);

      await world.invoke(name, { triggerSource: 'Other', userPoolId: 'other' }, 20_000);

      const written = emfOf(world.outputOf(name)).filter((line) => metric in line);
      expect(written.length).toBeGreaterThan(0);
      for (const line of written) {
        expect(line).toMatchObject({
          [metric]: 1,
          service: `poolferry-${module}`,
          userPoolId: isOfSettings ? 'unknown' : world.target.userPoolId,
          _aws: { CloudWatchMetrics: [{ Namespace: 'poolferry' }] },
        });
        const { CloudWatchMetrics } = line._aws as { CloudWatchMetrics: [{ Dimensions: string[][] }] };
        for (const names of CloudWatchMetrics[0].Dimensions)
          expect(names).toEqual(expect.arrayContaining(['service', 'userPoolId']));
      }
    },
  );
});
