import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { refusal } from '../support/aws-under-test.ts';
import { GOOD, migratingPools } from '../support/migrating-pools.ts';
import { signIn, startStillSandbox } from '../support/trigger-world.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startStillSandbox();
});
afterAll(() => sandbox.close());

const { answering, usersOf } = migratingPools(() => sandbox);

describe('UserMigration in a pool with an e-mail alias', () => {
  const ALIAS_POOL = { AliasAttributes: ['email'], UsernameConfiguration: { CaseSensitive: false } };

  it('takes the username that the function gives to a typed alias', async () => {
    const pool = await answering(
      { ...GOOD, userAttributes: { username: 'Ana', email: 'ana@example.com', email_verified: 'true' } },
      ALIAS_POOL,
    );

    await signIn(sandbox, pool, 'ana@example.com', 'right');

    expect(usersOf(pool)).toMatchObject([{ username: 'ana' }]);
  });

  it('creates nobody when a typed alias comes back without a username', async () => {
    const pool = await answering(
      { ...GOOD, userAttributes: { email: 'ana@example.com', email_verified: 'true' } },
      ALIAS_POOL,
    );

    await expect(refusal(signIn(sandbox, pool, 'ana@example.com', 'right'))).resolves.toContain(
      'an alias needs a username of its own',
    );
  });

  it('moves an alias only when it is told to', async () => {
    const taken = { email: 'ana@example.com', email_verified: 'true' };
    const keeping = await answering({ ...GOOD, userAttributes: taken }, ALIAS_POOL);
    const forcing = await answering({ ...GOOD, userAttributes: taken, forceAliasCreation: true }, ALIAS_POOL);
    for (const { userPoolId } of [keeping, forcing]) {
      sandbox.cognito.seedUser(userPoolId, { username: 'first', attributes: taken, password: 'x' });
    }

    const refused = refusal(signIn(sandbox, keeping, 'second', 'right'));
    await signIn(sandbox, forcing, 'second', 'right');

    await expect(refused).resolves.toContain('Exception migrating user');
    await expect(
      sandbox.cognito.call('AdminGetUser', { UserPoolId: forcing.userPoolId, Username: 'ana@example.com' }),
    ).resolves.toMatchObject({ Username: 'second' });
  });
});

describe('UserMigration in a pool with a preferred username as alias', () => {
  const PREFERRED_POOL = { AliasAttributes: ['preferred_username'], UsernameConfiguration: { CaseSensitive: false } };
  const ana = { username: 'a-1', email: 'ana@example.com', email_verified: 'true' };

  it('takes the username of a user whose preferred username was typed', async () => {
    const pool = await answering({ ...GOOD, userAttributes: { ...ana, preferred_username: 'ana' } }, PREFERRED_POOL);

    await signIn(sandbox, pool, 'Ana', 'right');

    expect(usersOf(pool)).toMatchObject([{ username: 'a-1' }]);
  });

  it.each([
    ['that is not the one typed', { ...ana, preferred_username: 'another' }],
    ['that is missing', ana],
  ])('creates nobody by a preferred username %s', async (_, userAttributes) => {
    const pool = await answering({ ...GOOD, userAttributes }, PREFERRED_POOL);

    await expect(refusal(signIn(sandbox, pool, 'ana', 'right'))).resolves.toContain('username does not match');
  });
});
