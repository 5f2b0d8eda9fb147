import type { Sandbox } from '../sandbox.ts';
import { makeItems } from './cast/make-items.ts';
import { makePeople } from './cast/make-people.ts';
import { type Model, models } from './cast/models.ts';
import type { Person, SeededPerson } from './cast/person.ts';
import { createRandom } from './random.ts';
import { createModelTable, putItems } from './seed/app-tables.ts';
import { createSourcePool } from './seed/source-pool.ts';
import { createTargetPool } from './seed/target-pool.ts';
import type { World } from './world.ts';

/** Fills an empty sandbox with the app's two pools, its users and its data. */
export const seedWorld = async (
  sandbox: Sandbox,
  { seed, users }: { readonly seed: string; readonly users: number },
): Promise<World> => {
  const source = await createSourcePool(sandbox.cognito);
  const target = await createTargetPool(sandbox.cognito);
  const people = await seedPeople(sandbox, source.userPoolId, makePeople(seed, users));
  const tableNames = await seedTables(sandbox, seed, people);
  return {
    seed,
    people,
    source,
    target,
    tableNames,
    ledgerTableName: 'poolferry-ledger',
    importLogsRoleArn: `arn:aws:iam::${sandbox.accountId}:role/poolferry-import-logs`,
  };
};

const seedPeople = async (
  { cognito }: Sandbox,
  userPoolId: string,
  people: readonly Person[],
): Promise<SeededPerson[]> => {
  for (const GroupName of new Set(people.flatMap(({ groups }) => groups))) {
    await cognito.call('CreateGroup', { UserPoolId: userPoolId, GroupName });
  }
  const seeded: SeededPerson[] = [];
  for (const person of people) {
    const { sub } = cognito.seedUser(userPoolId, {
      username: person.username,
      password: person.password,
      attributes: person.attributes,
      status: person.status,
      enabled: person.enabled,
      createdAtMs: person.createdAtMs,
    });
    for (const GroupName of person.groups) {
      await cognito.call('AdminAddUserToGroup', { UserPoolId: userPoolId, Username: person.username, GroupName });
    }
    seeded.push({ ...person, sub });
  }
  return seeded;
};

const seedTables = async (sandbox: Sandbox, seed: string, people: readonly SeededPerson[]) => {
  const random = createRandom(seed, 'api');
  const apiId = Array.from({ length: 26 }, () => random.pick([...'abcdefghijklmnopqrstuvwxyz234567'])).join('');
  const items = makeItems(seed, people);
  const tableNames: Partial<Record<Model, string>> = {};
  for (const model of models) {
    const tableName = `${model}-${apiId}-dev`;
    await createModelTable(sandbox.callDynamoDb, model, tableName);
    await putItems(sandbox.callDynamoDb, tableName, items[model]);
    tableNames[model] = tableName;
  }
  return tableNames as Record<Model, string>;
};
