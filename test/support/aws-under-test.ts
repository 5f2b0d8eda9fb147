import { createHmac } from 'node:crypto';
import { AppSyncClient } from '@aws-sdk/client-appsync';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import {
  AdminCreateUserCommand,
  type AdminCreateUserCommandInput,
  type AdminCreateUserCommandOutput,
  type AttributeType,
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  type CreateUserPoolClientCommandInput,
  CreateUserPoolCommand,
  type CreateUserPoolCommandInput,
} from '@aws-sdk/client-cognito-identity-provider';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { startSandbox } from '../../sandbox/start-sandbox.ts';
import { currentLiveRun } from '../live/live-run.ts';
import { startLiveAws } from '../live/start-live-aws.ts';
import { addScripted } from './trigger-world.ts';
import { unhurry } from './unhurry.ts';
import { watchAnswers } from './watch-answers.ts';

/** What a contract test runs against: real SDK clients and nothing that only a stand-in could offer. */
export type AwsUnderTest = {
  readonly cognito: CognitoIdentityProviderClient;
  readonly logs: CloudWatchLogsClient;
  readonly appSync: AppSyncClient;
  /** A role that Cognito may assume to write an import job's log. */
  readonly logsRoleArn: string;
  /** Deploys a function that follows `script` (see `scripted-function.ts`). Returns its ARN. */
  deployFunction(script: object): string;
  close(): Promise<void>;
};

/** Clients of a sandbox, as an application would make them. */
export const clientsOf = ({ url, region }: Sandbox) => {
  const configuration = {
    endpoint: url,
    region,
    credentials: { accessKeyId: 'SANDBOX', secretAccessKey: 'not-a-secret' },
  };
  return {
    cognito: new CognitoIdentityProviderClient(configuration),
    logs: new CloudWatchLogsClient(configuration),
    appSync: new AppSyncClient(configuration),
  };
};

/** The sandbox; AWS in a live run. */
export const startAwsUnderTest = async (): Promise<AwsUnderTest> => {
  const run = currentLiveRun();
  if (run !== undefined) return startLiveAws(run);
  const sandbox = await startSandbox({ seed: 'contract', dynamodb: 'none' });
  unhurry(sandbox, { importPollsPerStatus: 1 });
  const surprises = watchAnswers(sandbox.engine);
  let deployed = 0;
  return {
    ...clientsOf(sandbox),
    logsRoleArn: `arn:aws:iam::${sandbox.accountId}:role/import-logs`,
    deployFunction: (script) => {
      deployed += 1;
      return addScripted(sandbox, `deployed-${deployed}`, script);
    },
    close: async () => {
      await sandbox.close();
      if (surprises.length > 0) throw new Error(`Answers that AWS's model does not allow:\n${surprises.join('\n')}`);
    },
  };
};

/** A pool that is made with MFA needs a role with which it may send text messages. */
export const smsFor = (settings: { readonly MfaConfiguration?: unknown }) =>
  settings.MfaConfiguration === undefined
    ? {}
    : { SmsConfiguration: { SnsCallerArn: 'arn:aws:iam::111122223333:role/sms', ExternalId: 'pool' } };

export const makePool = async (
  { cognito }: Pick<AwsUnderTest, 'cognito'>,
  settings: Partial<CreateUserPoolCommandInput> = {},
): Promise<string> => {
  const { UserPool } = await cognito.send(
    new CreateUserPoolCommand({ PoolName: 'contract', ...smsFor(settings), ...settings }),
  );
  return UserPool?.Id ?? '';
};

export const makeClient = async (
  { cognito }: Pick<AwsUnderTest, 'cognito'>,
  userPoolId: string,
  settings: Partial<CreateUserPoolClientCommandInput> = {},
): Promise<{ readonly id: string; readonly secret: string }> => {
  const { UserPoolClient } = await cognito.send(
    new CreateUserPoolClientCommand({
      UserPoolId: userPoolId,
      ClientName: 'app',
      ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_ADMIN_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      ...settings,
    }),
  );
  return { id: UserPoolClient?.ClientId ?? '', secret: UserPoolClient?.ClientSecret ?? '' };
};

export const toAttributes = (values: Readonly<Record<string, string>>): AttributeType[] =>
  Object.entries(values).map(([Name, Value]) => ({ Name, Value }));

/** AdminCreateUser without a message. */
export const adminCreateUser = (
  { cognito }: Pick<AwsUnderTest, 'cognito'>,
  UserPoolId: string,
  Username: string,
  values: Readonly<Record<string, string>> = {},
  more: Partial<AdminCreateUserCommandInput> = {},
): Promise<AdminCreateUserCommandOutput> =>
  cognito.send(
    new AdminCreateUserCommand({
      UserPoolId,
      Username,
      UserAttributes: toAttributes(values),
      MessageAction: 'SUPPRESS',
      ...more,
    }),
  );

export const secretHash = (secret: string, username: string, clientId: string): string =>
  createHmac('sha256', secret).update(`${username}${clientId}`).digest('base64');

/** The error of a call that must fail, as `name: message`. */
export const refusal = async (call: Promise<unknown>): Promise<string> => {
  try {
    await call;
  } catch (error) {
    const { name, message } = error as Error;
    return `${name}: ${message}`;
  }
  throw new Error('The call succeeded.');
};
