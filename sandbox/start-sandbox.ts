import { devNull } from 'node:os';
import { createSandboxClock } from './clock.ts';
import { createCognitoEngine } from './cognito/engine.ts';
import { callDynamoDb } from './dynamodb/call-dynamodb.ts';
import { startDynamoDb } from './dynamodb/start-dynamodb.ts';
import { createFunctionRegistry } from './functions/registry.ts';
import { routeRequest } from './http/route-request.ts';
import { type ServedRequest, startServer } from './http/start-server.ts';
import { createLogStore } from './logs/log-store.ts';
import { createUploadStore } from './s3/upload-store.ts';
import type { Sandbox, SandboxOptions } from './sandbox.ts';
import { createSecretStore } from './secrets/secret-store.ts';
import { createSeededValues } from './seeded-values.ts';
import { createRoleStore } from './sts/role-store.ts';

const toEnvironment = (region: string, url: string, dynamoDbUrl: string): Record<string, string> => ({
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
  AWS_ACCESS_KEY_ID: 'SANDBOX',
  AWS_SECRET_ACCESS_KEY: 'not-a-secret',
  AWS_ENDPOINT_URL: url,
  ...(dynamoDbUrl === '' ? {} : { AWS_ENDPOINT_URL_DYNAMODB: dynamoDbUrl }),
  // Nothing of the machine's own AWS set-up may leak in.
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_CONFIG_FILE: devNull,
  AWS_SHARED_CREDENTIALS_FILE: devNull,
});

/** Starts every stand-in. `close` ends them all and the processes that they started; so does the end of this process. */
export const startSandbox = async (options: SandboxOptions): Promise<Sandbox> => {
  const { region = 'eu-west-1', accountId = '111122223333', clock = createSandboxClock() } = options;
  const seeded = createSeededValues(options.seed);
  const requests: ServedRequest[] = [];
  const environment: Record<string, string> = {};
  const functions = createFunctionRegistry(() => environment);
  const logs = createLogStore(clock);
  const secrets = createSecretStore({ region, accountId, seeded, clock });
  const roles = createRoleStore({ seeded, clock });
  const uploads = createUploadStore({ region, seeded, clock });
  const cognito = createCognitoEngine({ region, accountId, seeded, clock, uploads, logs, functions });

  const dynamodb = await startDynamoDb(options.dynamodb ?? 'auto');
  const services = { accountId, cognito, logs, roles, secrets, uploads };
  let served = 0;
  const server = await startServer({
    port: options.port ?? 0,
    route: (received) => routeRequest(services, received),
    nextRequestId: () => {
      served += 1;
      return seeded.uuid(`request|${served}`);
    },
    onServed: (request) => void requests.push(request),
  }).catch(async (error: unknown) => {
    await dynamodb.close();
    throw error;
  });
  uploads.baseUrl = server.url;
  Object.assign(environment, toEnvironment(region, server.url, dynamodb.url));

  return {
    region,
    accountId,
    url: server.url,
    dynamodb: { engine: dynamodb.engine, url: dynamodb.url },
    environment,
    clock,
    cognito,
    functions,
    logs,
    roles,
    secrets,
    callDynamoDb: (operation, request) => callDynamoDb(dynamodb.url, region, operation, request),
    requests,
    close: async () => {
      await Promise.all([server.close(), functions.close(), dynamodb.close()]);
    },
  };
};
