import { existsSync } from 'node:fs';
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createLedger } from '../../aws/ledger/create-ledger.ts';
import { writeIndexRows } from '../../aws/ledger/login-index.ts';
import { describePool } from '../../aws/users/describe-pool.ts';
import { listUsersPage } from '../../aws/users/list-users.ts';
import { parseConfig } from '../../core/config/parse-config.ts';
import type { Config } from '../../core/config/schema.ts';
import { hashLogin } from '../../core/identity/login-hash.ts';
import { planLoginIndex } from '../../core/index-logins/plan-login-index.ts';
import { toEnvironment as toBindUserEnvironment } from '../../functions/bind-user/environment.ts';
import { toEnvironment as toGuardSignUpEnvironment } from '../../functions/guard-sign-up/environment.ts';
import { toEnvironment as toIssueClaimsEnvironment } from '../../functions/issue-claims/environment.ts';
import { toEnvironment as toMigrateUserEnvironment } from '../../functions/migrate-user/environment.ts';
import { type FunctionName, functionBundle } from '../../infra/function-bundles.ts';
import type { SeedUser } from '../../sandbox/cognito/seed-user.ts';
import { startSandbox } from '../../sandbox/start-sandbox.ts';
import { smsFor } from './aws-under-test.ts';
import { createLedgerTable } from './dynamodb-engines.ts';
import { slowTime } from './slow-time.ts';
import { unhurry } from './unhurry.ts';

export const nameHashKey = 'canary-name-hash-key-0123456789abcdef';
const tableName = 'poolferry-ledger';
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };

/** The bundle: it is what is deployed, and starts in a quarter of the time. */
const functionPath = (name: FunctionName) => {
  const path = `${functionBundle(name)}/index.mjs`;
  if (!existsSync(path)) throw new Error('There are no bundles yet. Build them: npm run build');
  return path;
};

/** Of whoever calls a function directly. */
const patienceMs = 60_000;

type PoolRequest = { readonly AutoVerifiedAttributes?: readonly string[]; readonly [setting: string]: unknown };

type WorldOptions = {
  readonly tokenVersion?: 'V1_0' | 'V2_0';
  readonly sourcePool?: object;
  readonly targetPool?: PoolRequest;
  readonly sourceClient?: object;
  readonly users?: readonly SeedUser[];
  readonly trigger?: object;
  /** More of what stands under `users` in the configuration. */
  readonly rules?: object;
  /** Where the time that functions take is the subject; it passes slowly for them otherwise. */
  readonly time?: 'real';
};

/** Two pools in the sandbox with both triggers between them, as processes of their own. */
export const createCrossingWorld = async (options: WorldOptions = {}) => {
  const sandbox = await startSandbox({ seed: 'crossing' });
  unhurry(sandbox);
  const { call } = sandbox.cognito;
  const createPool = async (request: object) => {
    const { UserPool } = await call<{ UserPool: { Id: string } }>('CreateUserPool', {
      ...smsFor(request),
      ...request,
    });
    return UserPool.Id;
  };
  const createClient = async (UserPoolId: string, request: object) => {
    const answer = await call<{ UserPoolClient: { ClientId: string; ClientSecret?: string } }>('CreateUserPoolClient', {
      UserPoolId,
      ...request,
    });
    return answer.UserPoolClient;
  };
  const custom = (Name: string) => ({
    Name,
    AttributeDataType: 'String',
    Mutable: true,
    StringAttributeConstraints: { MinLength: '0', MaxLength: '256' },
  });

  const sourceId = await createPool({
    PoolName: 'source',
    UsernameConfiguration: { CaseSensitive: true },
    AutoVerifiedAttributes: ['email'],
    ...options.sourcePool,
  });
  const targetId = await createPool({
    PoolName: 'target',
    UsernameAttributes: ['email'],
    UsernameConfiguration: { CaseSensitive: false },
    AutoVerifiedAttributes: ['email'],
    Schema: [
      { Name: 'email', AttributeDataType: 'String', Required: true, Mutable: true },
      custom('prev_sub_id'),
      custom('prev_username'),
    ],
    ...options.targetPool,
  });
  const triggerClient = await createClient(sourceId, {
    ClientName: 'trigger',
    ExplicitAuthFlows: ['ALLOW_ADMIN_USER_PASSWORD_AUTH'],
    ...options.sourceClient,
  });
  const appClient = await createClient(targetId, {
    ClientName: 'app',
    ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
    PreventUserExistenceErrors: 'ENABLED',
  });
  const seeded = new Map(
    (options.users ?? []).map((user) => [user.username, sandbox.cognito.seedUser(sourceId, user)]),
  );
  sandbox.secrets.create(`poolferry/${tableName}/name-hash-key`, nameHashKey);

  const database = DynamoDBDocumentClient.from(
    new DynamoDBClient({ endpoint: sandbox.dynamodb.url, region: sandbox.region, credentials }),
  );
  await createLedgerTable(database, tableName);
  const ledgerTable = { client: database, tableName };

  const parsed = parseConfig({
    source: { userPoolId: sourceId, region: sandbox.region },
    target: { userPoolId: targetId, region: sandbox.region, clientIds: [appClient.ClientId] },
    users: { previousSub: 'custom:prev_sub_id', previousUsername: 'custom:prev_username', ...options.rules },
    ledger: { tableName },
    // No test waits for what keeps a quota.
    trigger: { lookup: 'index', signInsPerSecond: 5_000, ...options.trigger, sourceClientId: triggerClient.ClientId },
  });
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
  const config: Config = parsed.config;

  const cognito = new CognitoIdentityProviderClient({ endpoint: sandbox.url, region: sandbox.region, credentials });
  const source = await describePool(cognito, sourceId);
  const target = await describePool(cognito, targetId);

  const arnOf = (name: string) => `arn:aws:lambda:${sandbox.region}:${sandbox.accountId}:function:${name}`;
  /** Puts a function in place under a name of its own, with an environment of its own. */
  const register = (
    name: string,
    environment: Readonly<Record<string, string>>,
    module: FunctionName = name as FunctionName,
  ) =>
    sandbox.functions.register(arnOf(name), {
      modulePath: functionPath(module),
      handlerName: 'handler',
      environment: options.time === 'real' ? environment : { ...slowTime, ...environment },
    });
  const environmentOf = {
    'migrate-user': () => toMigrateUserEnvironment({ config, source, target }),
    'bind-user': () => toBindUserEnvironment({ config, target }),
    'guard-sign-up': () => toGuardSignUpEnvironment({ config, target }),
    'issue-claims': () => toIssueClaimsEnvironment({ config, target }),
  };
  const { guardSignUp, claims } = config.trigger ?? {};
  for (const name of ['migrate-user', 'bind-user'] as const) register(name, environmentOf[name]());
  if (guardSignUp) register('guard-sign-up', environmentOf['guard-sign-up']());
  if (claims) register('issue-claims', environmentOf['issue-claims']());
  const { tokenVersion = 'V1_0' } = options;
  await call('UpdateUserPool', {
    UserPoolId: targetId,
    AutoVerifiedAttributes: ['email'],
    ...autoVerified(options.targetPool),
    LambdaConfig: {
      UserMigration: arnOf('migrate-user'),
      PostAuthentication: arnOf('bind-user'),
      ...(guardSignUp ? { PreSignUp: arnOf('guard-sign-up') } : {}),
      ...(claims
        ? { PreTokenGenerationConfig: { LambdaVersion: tokenVersion, LambdaArn: arnOf('issue-claims') } }
        : {}),
    },
  });

  return {
    sandbox,
    config,
    source,
    target,
    cognito,
    ledgerTable,
    ledger: createLedger(ledgerTable),
    clientId: appClient.ClientId,
    clientSecret: triggerClient.ClientSecret,
    triggerClientId: triggerClient.ClientId,
    seeded,
    register,
    /** For aws-amplify, as an app of the target has it. */
    amplify: {
      Auth: {
        Cognito: { userPoolId: targetId, userPoolClientId: appClient.ClientId, userPoolEndpoint: sandbox.url },
      },
    },
    /** What a function is deployed with. */
    environmentOf: (name: keyof typeof environmentOf) => environmentOf[name](),
    /** Builds the login index as the command does. */
    async indexLogins() {
      async function* list() {
        let paginationToken: string | undefined;
        do {
          const page = await listUsersPage(cognito, {
            userPoolId: sourceId,
            ...(paginationToken === undefined ? {} : { paginationToken }),
          });
          yield* page.users;
          paginationToken = page.paginationToken;
        } while (paginationToken !== undefined);
      }
      const index = await planLoginIndex(list(), {
        target,
        users: config.users,
        forgotten: new Set(),
        hashLogin: (login) => hashLogin(nameHashKey, login),
      });
      await writeIndexRows(ledgerTable, index.rows, 1);
    },
    /** What an app sees: tokens, or the error as name and message. */
    async signIn(USERNAME: string, PASSWORD: string) {
      try {
        const { AuthenticationResult, ChallengeName } = await call<{
          AuthenticationResult?: { IdToken: string };
          ChallengeName?: string;
        }>('InitiateAuth', {
          AuthFlow: 'USER_PASSWORD_AUTH',
          ClientId: appClient.ClientId,
          AuthParameters: { USERNAME, PASSWORD },
        });
        const [, payload = ''] = AuthenticationResult?.IdToken.split('.') ?? [];
        const claims = JSON.parse(Buffer.from(payload, 'base64url').toString() || 'null') as Record<
          string,
          unknown
        > | null;
        return { claims, challenge: ChallengeName };
      } catch (error) {
        const { name, message } = error as Error;
        return { refusal: `${name}: ${message}` };
      }
    },
    /** Calls the trigger directly. */
    invoke: (name: string, event: object, timeoutMs = patienceMs) =>
      sandbox.functions.invoke(arnOf(name), event, timeoutMs),
    outputOf: (name: string) => sandbox.functions.outputOf(arnOf(name)),
    invocationsOf: (name: string) => sandbox.functions.invocations(arnOf(name)),
    async close() {
      database.destroy();
      cognito.destroy();
      await sandbox.close();
    },
  };
};

export type CrossingWorld = Awaited<ReturnType<typeof createCrossingWorld>>;

const autoVerified = ({ AutoVerifiedAttributes }: PoolRequest = {}) =>
  AutoVerifiedAttributes === undefined ? {} : { AutoVerifiedAttributes };
