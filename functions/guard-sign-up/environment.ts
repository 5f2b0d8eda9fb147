import * as z from 'zod/mini';
import type { Config } from '../../core/config/schema.ts';
import { findGuardProblems } from '../../core/guard-sign-up/find-guard-problems.ts';
import type { GuardSignUpSettings } from '../../core/guard-sign-up/guard-sign-up.ts';
import type { PoolProfile } from '../../core/users/pool-profile.ts';
import { readJsonVariables, toJsonVariables } from '../invocation/json-variables.ts';
import { requireLedger } from '../invocation/require-ledger.ts';

const variables = {
  POOLFERRY_TARGET: z.strictObject({
    userPoolId: z.string(),
    signIn: z.discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('username'),
        aliases: z.array(z.enum(['email', 'phone_number', 'preferred_username'])),
      }),
      z.strictObject({ kind: z.literal('attribute'), attributes: z.array(z.enum(['email', 'phone_number'])) }),
    ]),
    caseSensitive: z.boolean(),
  }),
  POOLFERRY_USERS: z.strictObject({ previousSub: z.string() }),
  POOLFERRY_LEDGER: z.strictObject({ tableName: z.string(), nameHashKeySecretId: z.string() }),
};

export type GuardSignUpEnvironment = {
  readonly settings: GuardSignUpSettings;
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
    otherwise: 'Sign-ups cannot be guarded',
    code: 'guard-impossible',
    problems: findGuardProblems(config),
  });
  return toJsonVariables(variables, {
    POOLFERRY_TARGET: {
      userPoolId: target.userPoolId,
      signIn: target.signIn as z.input<(typeof variables)['POOLFERRY_TARGET']>['signIn'],
      caseSensitive: target.caseSensitive,
    },
    POOLFERRY_USERS: { previousSub },
    POOLFERRY_LEDGER: ledger,
  });
};

/** Throws a `ProblemsError` that lists everything missing or malformed, by variable. */
export const parseEnvironment = (environment: Readonly<Record<string, string | undefined>>): GuardSignUpEnvironment => {
  const read = readJsonVariables(variables, environment);
  return {
    ledger: read.POOLFERRY_LEDGER,
    settings: { target: read.POOLFERRY_TARGET, previousSub: read.POOLFERRY_USERS.previousSub },
  };
};
