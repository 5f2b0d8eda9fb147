import { devNull } from 'node:os';
import { createApiStore } from './appsync/api-store.ts';
import { createSandboxClock } from './clock.ts';
import { createCognitoEngine } from './cognito/engine.ts';
import { callDynamoDb } from './dynamodb/call-dynamodb.ts';
import { startDynamoDb } from './dynamodb/start-dynamodb.ts';
import { createFaults } from './faults/faults.ts';
import { withFaults } from './faults/faulty-engine.ts';
import { createFunctionRegistry } from './functions/registry.ts';
import { toClientSettings } from './http/client-settings.ts';
import type { Received } from './http/identify-request.ts';
import { createRequestHandler } from './http/request-handler.ts';
import { routeRequest } from './http/route-request.ts';
import { startServer } from './http/start-server.ts';
import { createLogStore } from './logs/log-store.ts';
import { createQuotas } from './quotas/quotas.ts';
import { createUploadStore } from './s3/upload-store.ts';
import type { Sandbox, SandboxOptions, ServedRequest } from './sandbox.ts';
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
  const apis = createApiStore({ region, accountId, seeded });
  const faults = createFaults({ region, accountId, clock, seeded });
  const quotas = createQuotas({ region, accountId }, clock);
  const engine = createCognitoEngine({ region, accountId, seeded, clock, uploads, logs, functions });

  const dynamodb = await startDynamoDb(options.dynamodb ?? 'auto');
  const routes = { services: { accountId, apis, cognito: engine, logs, roles, secrets, uploads }, faults, quotas };
  const route = async (received: Received) => {
    const routed = await routeRequest(routes, received);
    const { service, operation, answer, fault } = routed;
    requests.push({ service, operation, status: answer?.status ?? 0, ...(fault === undefined ? {} : { fault }) });
    return routed;
  };
  const firstRequestId = seeded.uuid('requests');
  let served = 0;
  const nextRequestId = () => {
    served += 1;
    return `${firstRequestId.slice(0, 24)}${served.toString(16).padStart(12, '0')}`;
  };
  const server = await startServer({ port: options.port ?? 0, route, nextRequestId }).catch(async (error: unknown) => {
    await dynamodb.close();
    throw error;
  });
  const closing = new AbortController();
  const requestHandler = createRequestHandler({ route, nextRequestId, closed: closing.signal });
  uploads.baseUrl = server.url;
  Object.assign(environment, toEnvironment(region, server.url, dynamodb.url));

  return {
    region,
    accountId,
    url: server.url,
    dynamodb: { engine: dynamodb.engine, url: dynamodb.url },
    environment,
    clock,
    cognito: withFaults(engine, faults, quotas),
    engine,
    functions,
    logs,
    roles,
    secrets,
    callDynamoDb: (operation, request) => callDynamoDb(dynamodb.url, region, operation, request),
    requests,
    faults,
    quotas,
    requestHandler,
    clientSettings: toClientSettings(region, requestHandler),
    close: async () => {
      closing.abort();
      await Promise.all([server.close(), functions.close(), dynamodb.close()]);
    },
  };
};
