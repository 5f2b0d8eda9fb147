import { fileURLToPath } from 'node:url';
import { createFrozenClock } from '../../sandbox/clock.ts';
import type { FunctionDefinition } from '../../sandbox/functions/registry.ts';
import type { Sandbox, SandboxOptions } from '../../sandbox/sandbox.ts';
import { startSandbox } from '../../sandbox/start-sandbox.ts';
import { smsFor } from './aws-under-test.ts';

export const scriptedFunction = fileURLToPath(new URL('../sandbox/fixtures/scripted-function.ts', import.meta.url));

/** A moment that has nothing to do with today. */
export const MORNING_MS = Date.parse('2026-03-01T08:00:00Z');

export const startStillSandbox = async (options: Partial<SandboxOptions> = {}): Promise<Sandbox> => {
  const sandbox = await startSandbox({
    seed: 'still',
    dynamodb: 'none',
    clock: createFrozenClock(MORNING_MS),
    ...options,
  });
  // By the clock on the wall, which does not stand still with the other one.
  sandbox.cognito.controls.triggerTimeoutMs = 60_000;
  return sandbox;
};

export const functionArn = (name: string): string => `arn:aws:lambda:eu-west-1:111122223333:function:${name}`;

/** Registers a function that follows `script` and returns its ARN. */
export const addScripted = (
  { functions }: Pick<Sandbox, 'functions'>,
  name: string,
  script: object,
  limits: Pick<FunctionDefinition, 'timeoutMs' | 'reservedConcurrency'> = {},
): string => {
  const arn = functionArn(name);
  functions.register(arn, {
    modulePath: scriptedFunction,
    handlerName: 'handler',
    environment: { SCRIPT: JSON.stringify(script) },
    ...limits,
  });
  return arn;
};

/** Until a function with a `prints` in its script is under way. */
export const untilItRuns = async ({ functions }: Pick<Sandbox, 'functions'>, arn: string): Promise<void> => {
  while (functions.outputOf(arn) === '') await new Promise((resolve) => setTimeout(resolve, 5));
};

/** The events that a function got, oldest first. */
export const eventsOf = ({ functions }: Pick<Sandbox, 'functions'>, arn: string): readonly unknown[] =>
  functions.invocations(arn).map(({ event }) => event);

export type PoolAndClient = { readonly userPoolId: string; readonly clientId: string };

export const addPool = async (
  { cognito }: Pick<Sandbox, 'cognito'>,
  settings: object = {},
  clientSettings: object = {},
): Promise<PoolAndClient> => {
  const { UserPool } = await cognito.call<{ UserPool: { Id: string } }>('CreateUserPool', {
    PoolName: 'pool',
    ...smsFor(settings),
    ...settings,
  });
  const { UserPoolClient } = await cognito.call<{ UserPoolClient: { ClientId: string } }>('CreateUserPoolClient', {
    UserPoolId: UserPool.Id,
    ClientName: 'app',
    ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_ADMIN_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
    ...clientSettings,
  });
  return { userPoolId: UserPool.Id, clientId: UserPoolClient.ClientId };
};

export const signIn = (
  { cognito }: Pick<Sandbox, 'cognito'>,
  { clientId }: PoolAndClient,
  username: string,
  password: string,
): Promise<Record<string, unknown>> =>
  cognito.call('InitiateAuth', {
    ClientId: clientId,
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME: username, PASSWORD: password },
  });
