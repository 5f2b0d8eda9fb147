import { startSandbox } from '../../sandbox/start-sandbox.ts';

/** What AdminCreateUser gets for the numbered user. */
export const userRequest = (UserPoolId: string, number: number) => ({
  UserPoolId,
  Username: `user-${number}`,
  MessageAction: 'SUPPRESS' as const,
  UserAttributes: [
    { Name: 'email', Value: `user-${number}@example.com` },
    { Name: 'email_verified', Value: 'true' },
  ],
});

export const startBenchSandbox = async () => {
  const sandbox = await startSandbox({ seed: 'bench', dynamodb: 'none' });
  const { UserPool } = await sandbox.cognito.call<{ UserPool: { Id: string } }>('CreateUserPool', {
    PoolName: 'bench',
  });
  return { sandbox, userPoolId: UserPool.Id };
};

type Page = { readonly Users?: readonly unknown[] | undefined; readonly PaginationToken?: string | undefined };

/** Follows a chain of tokens to its end; a chain that does not give `expected` users is an error. */
export const listAll = async (readPage: (token: string | undefined) => Promise<Page>, expected: number) => {
  let listed = 0;
  let token: string | undefined;
  do {
    const page = await readPage(token);
    listed += page.Users?.length ?? 0;
    token = page.PaginationToken;
  } while (token !== undefined);
  if (listed !== expected) throw new Error(`Listed ${listed} users instead of ${expected}.`);
};
