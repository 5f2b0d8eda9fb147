import { join } from 'node:path';
import type { Sandbox } from '../../sandbox.ts';
import { readDeployedFunction } from '../deployed-function.ts';
import { createLedger } from '../seed/ledger.ts';
import type { Stage, Step } from '../stage.ts';
import { writeConfig } from '../write-config.ts';

const functionArn = ({ region, accountId }: Sandbox, name: string): string =>
  `arn:aws:lambda:${region}:${accountId}:function:poolferry-${name}`;

export const migrateUserArn = (sandbox: Sandbox): string => functionArn(sandbox, 'MigrateUser');

export const deploy: Step = {
  name: 'deploy',
  title: 'Describe the pools, synthesise the stack, put its functions in place',
  run: async (stage) => {
    const { commandLine, sandbox, screen, world, directory } = stage;
    await writeConfig(world, sandbox.region, directory);
    await commandLine.poolferry('pools --out poolferry.pools.json', { exits: [0], showFrom: 'Source' });
    await commandLine.synthesise(join(directory, 'cdk.out'));
    await createLedger(sandbox, world);
    const arns: Record<string, string> = {};
    for (const name of ['MigrateUser', 'BindUser'] as const) {
      const deployed = await readDeployedFunction(join(directory, 'cdk.out'), name);
      arns[name] = functionArn(sandbox, name);
      sandbox.functions.register(arns[name], deployed);
    }
    await attach(stage, { UserMigration: arns.MigrateUser, PostAuthentication: arns.BindUser });
    screen.say(`the bundles of the stack now serve ${world.target.userPoolId} as UserMigration and PostAuthentication`);
  },
};

/** UpdateUserPool resets what it is not given: everything that the pool has goes back with the triggers. */
const attach = async ({ sandbox, world }: Stage, LambdaConfig: object): Promise<void> => {
  const UserPoolId = world.target.userPoolId;
  const { UserPool } = await sandbox.cognito.call('DescribeUserPool', { UserPoolId });
  const { AccountRecoverySetting, AutoVerifiedAttributes, AdminCreateUserConfig } = UserPool as Record<string, unknown>;
  const { AllowAdminCreateUserOnly } = AdminCreateUserConfig as Record<string, unknown>;
  await sandbox.cognito.call('UpdateUserPool', {
    UserPoolId,
    AccountRecoverySetting,
    AutoVerifiedAttributes,
    AdminCreateUserConfig: { AllowAdminCreateUserOnly },
    LambdaConfig,
  });
};
