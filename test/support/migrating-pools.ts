import type { Sandbox } from '../../sandbox/sandbox.ts';
import { addPool, addScripted, type PoolAndClient } from './trigger-world.ts';

export const EMAIL_POOL = {
  UsernameAttributes: ['email'],
  AutoVerifiedAttributes: ['email'],
  UsernameConfiguration: { CaseSensitive: false },
  Schema: [{ Name: 'prev', AttributeDataType: 'String', Mutable: false }],
};

/** A response that makes a confirmed user of an `EMAIL_POOL`. */
export const GOOD = {
  userAttributes: { email: 'ana@example.com', email_verified: 'true', 'custom:prev': 'old-sub' },
  finalUserStatus: 'CONFIRMED',
  messageAction: 'SUPPRESS',
};

/** Makes pools of the sandbox of the moment whose UserMigration function follows a script, or gives one response. */
export const migratingPools = (sandboxNow: () => Sandbox) => {
  let lastName = 0;
  const withTrigger = async (script: object, settings: object = EMAIL_POOL, clientSettings: object = {}) => {
    lastName += 1;
    const arn = addScripted(sandboxNow(), `migrate-${lastName}`, script);
    const LambdaConfig = { UserMigration: arn };
    const pool = await addPool(sandboxNow(), { ...settings, LambdaConfig }, clientSettings);
    return { ...pool, arn };
  };
  return {
    withTrigger,
    answering: (response: object, settings?: object, clientSettings?: object) =>
      withTrigger({ response }, settings, clientSettings),
    usersOf: ({ userPoolId }: PoolAndClient) => sandboxNow().cognito.snapshot(userPoolId).users,
  };
};
