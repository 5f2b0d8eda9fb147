import * as z from 'zod/mini';
import { targetGroups } from '../../core/bind-user/target-groups.ts';
import type { Config } from '../../core/config/schema.ts';
import { findClaimsProblems } from '../../core/issue-claims/find-claims-problems.ts';
import type { IssueClaimsSettings } from '../../core/issue-claims/issue-claims.ts';
import type { PoolProfile } from '../../core/users/pool-profile.ts';
import { readJsonVariables, toJsonVariables } from '../invocation/json-variables.ts';
import { requireLedger } from '../invocation/require-ledger.ts';

const variables = {
  POOLFERRY_TARGET: z.strictObject({ userPoolId: z.string() }),
  POOLFERRY_USERS: z.strictObject({ previousSub: z.string() }),
  POOLFERRY_CLAIMS: z.strictObject({
    previousSub: z.optional(z.string()),
    owner: z.optional(z.string()),
    ownerForm: z.enum(['sub', 'sub::username']),
  }),
  POOLFERRY_GROUPS: z.array(z.string()),
  POOLFERRY_LEDGER: z.strictObject({ tableName: z.string() }),
};

export type IssueClaimsEnvironment = {
  readonly settings: IssueClaimsSettings;
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
  const { previousSub, tableName } = requireLedger(config, {
    otherwise: 'Claims cannot be issued',
    code: 'claims-impossible',
    problems: findClaimsProblems(config),
  });
  const { groups = false, ownerForm = 'sub', ...claims } = config.trigger?.claims ?? {};
  return toJsonVariables(variables, {
    POOLFERRY_TARGET: { userPoolId: target.userPoolId },
    POOLFERRY_USERS: { previousSub },
    POOLFERRY_CLAIMS: { ...claims, ownerForm },
    POOLFERRY_GROUPS: groups ? targetGroups(config.trigger) : [],
    POOLFERRY_LEDGER: { tableName },
  });
};

/** Throws a `ProblemsError` that lists everything missing or malformed, by variable. */
export const parseEnvironment = (environment: Readonly<Record<string, string | undefined>>): IssueClaimsEnvironment => {
  const read = readJsonVariables(variables, environment);
  const { previousSub, owner, ownerForm } = read.POOLFERRY_CLAIMS;
  return {
    ledger: read.POOLFERRY_LEDGER,
    settings: {
      userPoolId: read.POOLFERRY_TARGET.userPoolId,
      previousSub: read.POOLFERRY_USERS.previousSub,
      claims: {
        ...(previousSub === undefined ? {} : { previousSub }),
        ...(owner === undefined ? {} : { owner }),
        ownerForm,
      },
      groups: read.POOLFERRY_GROUPS,
    },
  };
};
