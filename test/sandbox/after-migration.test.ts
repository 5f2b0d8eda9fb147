import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { refusal } from '../support/aws-under-test.ts';
import { srpSignIn } from '../support/srp-sign-in.ts';
import { addPool, addScripted, signIn, startStillSandbox } from '../support/trigger-world.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startStillSandbox();
});
afterAll(() => sandbox.close());

const GENERIC = 'NotAuthorizedException: Incorrect username or password.';

const world = async (setting: string) => {
  const migrated = { email: 'ana@example.com', email_verified: 'true' };
  const response = { userAttributes: migrated, finalUserStatus: 'CONFIRMED', messageAction: 'SUPPRESS' };
  const arn = addScripted(sandbox, `after-migration-${setting}`, { response });
  const pool = await addPool(
    sandbox,
    { UsernameAttributes: ['email'], LambdaConfig: { UserMigration: arn } },
    {
      PreventUserExistenceErrors: setting,
      ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_USER_SRP_AUTH'],
    },
  );
  return { pool, arn };
};

describe.each(['LEGACY', 'ENABLED'])('a migrated user, under PreventUserExistenceErrors %s', (setting) => {
  it('is not migrated by SRP, but signs in by it afterwards; a wrong password is refused by every flow', async () => {
    const { pool, arn } = await world(setting);

    const before = await refusal(srpSignIn(sandbox, pool, 'ana@example.com', 'Right-horse-7'));
    const callsBefore = sandbox.functions.invocations(arn).length;
    await signIn(sandbox, pool, 'ana@example.com', 'Right-horse-7');

    expect(before).toBe(setting === 'LEGACY' ? 'UserNotFoundException: User does not exist.' : GENERIC);
    expect(callsBefore).toBe(0);
    await expect(srpSignIn(sandbox, pool, 'ana@example.com', 'Right-horse-7')).resolves.toHaveProperty(
      'AuthenticationResult',
    );
    await expect(refusal(signIn(sandbox, pool, 'ana@example.com', 'wrong'))).resolves.toBe(GENERIC);
    await expect(refusal(srpSignIn(sandbox, pool, 'ana@example.com', 'wrong'))).resolves.toBe(GENERIC);
  });
});
