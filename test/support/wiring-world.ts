import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startSandbox } from '../../sandbox/start-sandbox.ts';
import { registry } from '../../scripts/commands/registry.ts';
import { everyMfaSetting, everyPoolSetting } from './every-pool-setting.ts';
import { runCommandLine } from './run-command-line.ts';
import { startTamperingProxy } from './tampering-proxy.ts';
import { makeTemporaryDirectory } from './temporary-directory.ts';

export const arnOf = (name: string) => `arn:aws:lambda:eu-west-1:111122223333:function:${name}`;

/** A pool as the outputs of this world make it. */
export const withOurFunctions = (pool: Readonly<Record<string, unknown>>) => ({
  ...pool,
  LambdaConfig: {
    ...Object(pool.LambdaConfig),
    UserMigration: arnOf('migrate-user'),
    PostAuthentication: arnOf('bind-user'),
    PreTokenGenerationConfig: { LambdaArn: arnOf('issue-claims'), LambdaVersion: 'V2_0' },
  },
});

/** Codes by e-mail need a sender of one's own, and another way of recovery. */
const mailsItself = {
  EmailConfiguration: {
    EmailSendingAccount: 'DEVELOPER',
    SourceArn: 'arn:aws:ses:eu-west-1:111122223333:identity/example.com',
    ReplyToEmailAddress: 'help@example.com',
  },
  AccountRecoverySetting: {
    RecoveryMechanisms: [
      { Name: 'verified_email', Priority: 1 },
      { Name: 'verified_phone_number', Priority: 2 },
    ],
  },
};

/** A target pool with every setting of its own and every second factor, an app client, and the outputs of a deployment for it. */
export const createWiringWorld = async () => {
  const sandbox = await startSandbox({ seed: 'wiring', dynamodb: 'none' });
  const proxy = await startTamperingProxy(sandbox.url);
  const { call } = sandbox.cognito;
  const { UserPool } = await call<{ UserPool: { Id: string; Arn: string } }>('CreateUserPool', {
    PoolName: 'target',
    ...everyPoolSetting,
    ...mailsItself,
    LambdaConfig: {
      CustomMessage: arnOf('their-messages'),
      CustomEmailSender: everyPoolSetting.LambdaConfig?.CustomEmailSender,
      KMSKeyID: everyPoolSetting.LambdaConfig?.KMSKeyID,
    },
    Schema: [{ Name: 'prev_sub_id', AttributeDataType: 'String', Mutable: true }],
  });
  const UserPoolId = UserPool.Id;
  await call('SetUserPoolMfaConfig', { UserPoolId, ...everyMfaSetting });
  const { UserPoolClient } = await call<{ UserPoolClient: { ClientId: string } }>('CreateUserPoolClient', {
    UserPoolId,
    ClientName: 'app',
    ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'],
  });
  const workingDirectory = await makeTemporaryDirectory();
  const writeJson = (file: string, content: unknown) =>
    writeFile(join(workingDirectory, file), JSON.stringify(content));
  const outputs = {
    TargetUserPoolArn: UserPool.Arn,
    MigrateUserArn: arnOf('migrate-user'),
    BindUserArn: arnOf('bind-user'),
    IssueClaimsArn: arnOf('issue-claims'),
  };
  const environment = { ...sandbox.environment, AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: proxy.url };
  const describe = async () => {
    const answer = await call<{ UserPool: Record<string, unknown> }>('DescribeUserPool', { UserPoolId });
    const { LastModifiedDate: _modified, ...pool } = answer.UserPool;
    const UserPoolMfaConfig = await call<Record<string, unknown>>('GetUserPoolMfaConfig', { UserPoolId });
    return { ...pool, UserPoolMfaConfig } as Record<string, unknown>;
  };
  return {
    sandbox,
    call,
    userPoolId: UserPoolId,
    clientId: UserPoolClient.ClientId,
    environment,
    workingDirectory,
    outputs,
    tamper: proxy.tamper,
    describe,
    deploy: (changed: object = {}) => writeJson('poolferry.outputs.json', { Poolferry: { ...outputs, ...changed } }),
    configure: (changed: object = {}) =>
      writeJson('poolferry.config.json', {
        target: { userPoolId: UserPoolId, region: sandbox.region, clientIds: [UserPoolClient.ClientId] },
        users: { previousSub: 'custom:prev_sub_id' },
        ledger: { tableName: 'poolferry-ledger' },
        ...changed,
      }),
    async run(argv: string) {
      const outcome = await runCommandLine({
        argv: argv.split(' '),
        commands: registry.commands,
        workingDirectory,
        environment,
      });
      const transcript = outcome.transcript
        .replaceAll(sandbox.url, 'http://127.0.0.1:00000')
        .replaceAll(proxy.url, 'http://127.0.0.1:00001');
      return { ...outcome, transcript, said: outcome.stderr.replaceAll(/\s+/g, ' ') };
    },
    /** Runs that somebody would have to come back to. */
    async unfinished() {
      const { runs } = JSON.parse((await this.run('runs --json')).stdout) as { runs: { state: string }[] };
      return runs.filter(({ state }) => state === 'unfinished').length;
    },
    async close() {
      await proxy.close();
      await sandbox.close();
    },
  };
};

export type WiringWorld = Awaited<ReturnType<typeof createWiringWorld>>;
