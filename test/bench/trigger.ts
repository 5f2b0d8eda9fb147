import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { AdminInitiateAuthCommand, CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { toClientConfig } from '../../aws/clients/client-settings.ts';
import { toEnvironment } from '../../functions/migrate-user/environment.ts';
import { type CrossingWorld, createCrossingWorld } from '../support/crossing-world.ts';
import { projectRoot } from '../support/source-files.ts';

export type Measurement = {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly budget: string;
};

const bundle = `${projectRoot}dist/functions/migrate-user/index.mjs`;

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const startedAtMs = performance.now();
  await work();
  return performance.now() - startedAtMs;
};

/** Kilobytes of the bundle that is deployed. */
export const measureBundle = (): Measurement => ({
  name: 'trigger: bundle',
  value: statSync(bundle).size / 1_000,
  unit: 'KB',
  budget: '<= 500',
});

/** What loading the bundle takes in a process that does nothing else; the median of seven. */
export const measureInit = (): Measurement => {
  const script = `const at = performance.now(); await import(${JSON.stringify(pathToFileURL(bundle).href)}); console.log(performance.now() - at);`;
  const load = () =>
    Number(execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }));
  return { name: 'trigger: init', value: median(Array.from({ length: 7 }, load)), unit: 'ms', budget: '<= 300' };
};

const rounds = 400;

/**
 * A warm sign-in that is refused, in this process, against the same read and the same sign-in made with bare SDK clients. Turns
 * are taken, so that both meet the same machine.
 */
export const measureOverhead = async (): Promise<Measurement> => {
  const world = await createCrossingWorld({ trigger: { signInsPerSecond: 10_000, reservedConcurrency: 1 } });
  const write = process.stdout.write;
  try {
    Object.assign(process.env, world.sandbox.environment, toEnvironmentOf(world));
    const { handler } = (await import(pathToFileURL(bundle).href)) as {
      handler: (event: object, context: object) => Promise<object>;
    };
    // A connection of its own for every call, like the function: it must not meet one that died while it slept.
    const cognito = new CognitoIdentityProviderClient(toClientConfig({ maxAttempts: 1, keepAlive: false }));
    const bare = (name: string) => signInBare(world, cognito, name);
    const own = (name: string) => handler(eventOf(world, name), {});
    // What the function writes down belongs to its cost, and not on this screen.
    process.stdout.write = () => true;
    const times = { bare: [] as number[], own: [] as number[] };
    for (let round = 0; round < rounds; round += 1) {
      times.bare.push(await timed(() => bare(`bare${round}@example.com`)));
      times.own.push(await timed(() => own(`own${round}@example.com`)));
    }
    const warm = (values: readonly number[]) => median(values.slice(rounds / 4));
    return {
      name: 'trigger: own overhead, p50, warm',
      value: warm(times.own) - warm(times.bare),
      unit: 'ms over bare SDK calls',
      budget: '<= 2',
    };
  } finally {
    process.stdout.write = write;
    await world.close();
  }
};

const toEnvironmentOf = ({ config, source, target }: CrossingWorld) => {
  const environment = toEnvironment({ config, source, target });
  const trigger = { ...(JSON.parse(environment.POOLFERRY_TRIGGER ?? '') as object), shortestCallMs: 0 };
  return { ...environment, POOLFERRY_TRIGGER: JSON.stringify(trigger) };
};

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
  await cognito
    .send(
      new AdminInitiateAuthCommand({
        UserPoolId: source.userPoolId,
        ClientId: triggerClientId,
        AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME, PASSWORD: 'Wrong-Password-1' },
      }),
    )
    .catch(() => undefined);
};
