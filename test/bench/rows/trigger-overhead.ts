import { pathToFileURL } from 'node:url';
import { AdminInitiateAuthCommand, CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { toClientConfig } from '../../../aws/clients/client-settings.ts';
import { type CrossingWorld, createCrossingWorld } from '../../support/crossing-world.ts';
import type { BenchRow } from '../bench-row.ts';
import { median } from '../median.ts';
import { triggerBundlePath } from '../trigger-bundle-path.ts';

const ROUNDS = 400;
/** What code that is new to a process takes longer is the start of a container. */
const COLD_ROUNDS = 100;

export const triggerOverhead: BenchRow = {
  name: 'trigger-overhead',
  measures:
    'a warm sign-in that the trigger refuses, beyond the same read and the same sign-in by bare SDK clients: p50',
  unit: 'ms',
  reference: 'the bare read and sign-in, in turns with it',
  // Of the ratio: 2 ms where the bare ones take 2.5 ms. Both wait for the same things, whatever else the machine does.
  budget: { of: 'ratio', atMost: 0.8 },
  run: async () => {
    const world = await createCrossingWorld();
    const write = process.stdout.write;
    try {
      Object.assign(process.env, world.sandbox.environment, withoutPace(world.environmentOf('migrate-user')));
      const { handler } = (await import(pathToFileURL(triggerBundlePath).href)) as {
        handler: (event: object, context: object) => Promise<{ response: object }>;
      };
      // A connection of its own for every call, like the function: it must not meet one that died while it slept.
      const cognito = new CognitoIdentityProviderClient(toClientConfig({ maxAttempts: 1, keepAlive: false }));
      // What the function writes down belongs to its cost, and not on this screen.
      process.stdout.write = () => true;
      const bareMs: number[] = [];
      const ownMs: number[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        bareMs.push(await timed(() => signInBare(world, cognito, `bare${round}@example.com`)));
        ownMs.push(
          await timed(async () => {
            const { response } = await handler(eventOf(world, `own${round}@example.com`), {});
            if (Object.keys(response).length > 0) throw new Error('The trigger let somebody in who is not there.');
          }),
        );
      }
      const bare = median(bareMs.slice(COLD_ROUNDS));
      return { figure: median(ownMs.slice(COLD_ROUNDS)) - bare, reference: bare };
    } finally {
      process.stdout.write = write;
      await world.close();
    }
  },
};

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const startedAtMs = performance.now();
  await work();
  return performance.now() - startedAtMs;
};

/** The least that a call may take is a limit, and no cost. */
const withoutPace = (environment: Readonly<Record<string, string>>) => ({
  ...environment,
  POOLFERRY_TRIGGER: JSON.stringify({
    ...(JSON.parse(environment.POOLFERRY_TRIGGER ?? '') as object),
    shortestCallMs: 0,
  }),
});

const eventOf = ({ target, clientId }: CrossingWorld, userName: string) => ({
  version: '1',
  triggerSource: 'UserMigration_Authentication',
  userPoolId: target.userPoolId,
  userName,
  callerContext: { awsSdkVersion: 'x', clientId },
  request: { password: 'Wrong-Password-1' },
  response: {},
});

const signInBare = async (
  { ledgerTable, source, triggerClientId }: CrossingWorld,
  cognito: CognitoIdentityProviderClient,
  USERNAME: string,
) => {
  await ledgerTable.client.send(new GetCommand({ TableName: ledgerTable.tableName, Key: { pk: `login#${USERNAME}` } }));
  const request = {
    UserPoolId: source.userPoolId,
    ClientId: triggerClientId,
    AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME, PASSWORD: 'Wrong-Password-1' },
  } as const;
  const refused = await cognito.send(new AdminInitiateAuthCommand(request)).catch((error: Error) => error.name);
  if (refused !== 'UserNotFoundException') throw new Error('The source did not answer as it should.');
};
