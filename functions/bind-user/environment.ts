import * as z from 'zod/mini';
import type { BindUserSettings } from '../../core/bind-user/bind-user.ts';
import { targetGroups } from '../../core/bind-user/target-groups.ts';
import type { Config } from '../../core/config/schema.ts';
import type { PoolProfile } from '../../core/users/pool-profile.ts';
import { usernameMode } from '../../core/users/target-login.ts';
import { readJsonVariables, toJsonVariables } from '../invocation/json-variables.ts';
import { requireLedger } from '../invocation/require-ledger.ts';

const variables = {
  POOLFERRY_TARGET: z.strictObject({ userPoolId: z.string(), caseSensitive: z.boolean() }),
  POOLFERRY_USERS: z.strictObject({
    username: z.enum(['keep', 'email', 'phone_number', 'source-sub', 'email-or-phone']),
    previousSub: z.string(),
  }),
  POOLFERRY_GROUPS: z.array(z.string()),
  POOLFERRY_LEDGER: z.strictObject({ tableName: z.string(), nameHashKeySecretId: z.string() }),
};

export type BindUserEnvironment = {
  readonly settings: BindUserSettings;
  readonly ledger: z.output<(typeof variables)['POOLFERRY_LEDGER']>;
};

/** Compiles what the function needs into its environment. Throws a `ProblemsError` that lists what is missing. */
export const toEnvironment = ({
  config,
  target,
}: {
  readonly config: Config;
  readonly target: PoolProfile;
}): Record<string, string> => {
  const { previousSub, ...ledger } = requireLedger(config, {
    otherwise: 'Users cannot be bound',
    code: 'binding-impossible',
  });
  return toJsonVariables(variables, {
    POOLFERRY_TARGET: { userPoolId: target.userPoolId, caseSensitive: target.caseSensitive },
    POOLFERRY_USERS: { username: usernameMode(config.users.username, target), previousSub },
    POOLFERRY_GROUPS: targetGroups(config.trigger),
    POOLFERRY_LEDGER: ledger,
  });
};

/** Throws a `ProblemsError` that lists everything missing or malformed, by variable. */
export const parseEnvironment = (environment: Readonly<Record<string, string | undefined>>): BindUserEnvironment => {
  const read = readJsonVariables(variables, environment);
  return {
    ledger: read.POOLFERRY_LEDGER,
    settings: {
      target: read.POOLFERRY_TARGET,
      usernameMode: read.POOLFERRY_USERS.username,
      previousSub: read.POOLFERRY_USERS.previousSub,
      groups: read.POOLFERRY_GROUPS,
    },
  };
};
