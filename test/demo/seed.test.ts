import { expect, it, onTestFinished } from 'vitest';
import { models } from '../../sandbox/demo/cast/models.ts';
import { seedWorld } from '../../sandbox/demo/seed.ts';
import { takePoolSnapshot } from '../../sandbox/demo/snapshots/pool-snapshot.ts';
import { takeTableSnapshot } from '../../sandbox/demo/snapshots/table-snapshot.ts';
import { startSandbox } from '../../sandbox/start-sandbox.ts';

const seedAnew = async () => {
  const sandbox = await startSandbox({ seed: 'same' });
  onTestFinished(() => sandbox.close());
  const world = await seedWorld(sandbox, { seed: 'same', users: 30 });
  const { users } = await takePoolSnapshot(sandbox.cognito, { userPoolId: world.source.userPoolId, clientIds: [] });
  const tables = await Promise.all(
    models.map((model) => takeTableSnapshot(sandbox.callDynamoDb, model, world.tableNames[model])),
  );
  return { world, users: users.map(({ sub, username, attributes }) => ({ sub, username, attributes })), tables };
};

it('seeds the same users and items for the same seed', async () => {
  const once = await seedAnew();
  const twice = await seedAnew();

  expect(twice).toEqual(once);
  expect(once.users).toHaveLength(30);
  expect(once.tables.map(({ model }) => model)).toEqual(['User', 'Vehicle', 'Receipt']);
});
