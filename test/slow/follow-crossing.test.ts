import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { remapCommand } from '../../scripts/commands/remap.ts';
import { type CrossingWorld, createCrossingWorld } from '../support/crossing-world.ts';
import { createOwnerTable } from '../support/owner-table.ts';
import { runInWorld } from '../support/run-in-world.ts';

const password = 'Old-Password-1';
const TableName = 'Todo-abc-dev';

let world: CrossingWorld;
beforeAll(async () => {
  const person = (username: string) => ({
    username,
    password,
    attributes: { email: `${username}@example.com`, email_verified: 'true' },
  });
  world = await createCrossingWorld({ users: ['ada', 'grace'].map(person) });
  await world.indexLogins();
  await createOwnerTable(world.ledgerTable.client, TableName);
  for (const [name, { sub }] of world.seeded) {
    await put(`${name}-sub`, sub);
    await put(`${name}-both`, `${sub}::${name}`);
  }
  for (const [name, value] of Object.entries(world.sandbox.environment)) vi.stubEnv(name, value);
});
afterAll(() => world.close());
afterEach(() => void vi.unstubAllEnvs());

const put = (id: string, owner: string) =>
  world.ledgerTable.client.send(new PutItemCommand({ TableName, Item: { id: { S: id }, owner: { S: owner } } }));
const ownerOf = async (id: string) =>
  (await world.ledgerTable.client.send(new GetItemCommand({ TableName, Key: { id: { S: id } } }))).Item?.owner?.S;

describe('somebody who signs in at the target for the first time', () => {
  it('has what was theirs after one round of following, and nobody else has', async () => {
    const { claims, refusal } = await world.signIn('ada@example.com', password);
    expect(refusal).toBeUndefined();

    const { exitCode, stdout } = await runInWorld(
      world,
      remapCommand,
      'remap --follow --once --execute --without-pitr --json',
      { settings: { tables: [{ name: TableName, owners: [{ path: 'owner' }] }] } },
    );

    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout).totals).toMatchObject({ followed: 1, changedByTable: { [TableName]: 2 } });
    expect(await ownerOf('ada-sub')).toBe(claims?.sub);
    expect(await ownerOf('ada-both')).toBe(`${claims?.sub}::${claims?.['cognito:username']}`);
    expect(await ownerOf('grace-sub')).toBe(world.seeded.get('grace')?.sub);
  });
});
