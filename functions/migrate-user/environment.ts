import * as z from 'zod/mini';
import type { Config } from '../../core/config/schema.ts';
import { ProblemsError } from '../../core/errors.ts';
import { nameHashKeySecretId } from '../../core/identity/name-hash-key-secret-id.ts';
import { findTriggerProblems } from '../../core/migrate-user/find-trigger-problems.ts';
import type { MigrateUserSettings } from '../../core/migrate-user/migrate-user-settings.ts';
import { shortestCallMs } from '../../core/migrate-user/shortest-call.ts';
import { carriedAttributeNames } from '../../core/users/carried-attributes.ts';
import type { PoolProfile } from '../../core/users/pool-profile.ts';
import { readJsonVariables, toJsonVariables } from '../invocation/json-variables.ts';
import { attributeContract, fromEntry, toEntry } from './attribute-contract-text.ts';

const address = z.enum(['email', 'phone_number']);

/** The variables, each one JSON document. What no rule of this function reads is left out. */
const variables = {
  POOLFERRY_SOURCE: z.strictObject({
    userPoolId: z.string(),
    region: z.string(),
    clientId: z.string(),
    clientSecretId: z.optional(z.string()),
    requiresMfa: z.boolean(),
    role: z.optional(z.strictObject({ arn: z.string(), externalId: z.string() })),
  }),
  POOLFERRY_TARGET: z.strictObject({
    userPoolId: z.string(),
    clientIds: z.array(z.string()),
    signIn: z.discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('username'),
        aliases: z.array(z.enum(['email', 'phone_number', 'preferred_username'])),
      }),
      z.strictObject({ kind: z.literal('attribute'), attributes: z.array(address) }),
    ]),
    caseSensitive: z.boolean(),
    mfa: z.enum(['OFF', 'OPTIONAL', 'ON']),
    recoveryContacts: z.array(address),
  }),
  POOLFERRY_TARGET_ATTRIBUTES: attributeContract,
  POOLFERRY_USERS: z.strictObject({
    username: z.optional(z.enum(['keep', 'email', 'phone_number', 'source-sub'])),
    copy: z.array(z.string()),
    rename: z.record(z.string(), z.string()),
    previousSub: z.string(),
    previousUsername: z.optional(z.string()),
    passwordOnly: z.enum(['deny', 'reset', 'accept']),
    temporaryPasswords: z.enum(['deny', 'reset']),
  }),
  POOLFERRY_TRIGGER: z.strictObject({
    lookup: z.enum(['as-typed', 'index', 'list-users']),
    forgotPassword: z.enum(['migrate', 'off']),
    groups: z.record(z.string(), z.string()),
    shortestCallMs: z.number(),
    passwordPolicy: z.optional(
      z.strictObject({
        minLength: z.number(),
        requires: z.array(z.enum(['uppercase', 'lowercase', 'number', 'symbol'])),
      }),
    ),
  }),
  POOLFERRY_LEDGER: z.strictObject({ tableName: z.string(), nameHashKeySecretId: z.string() }),
};

export type MigrateUserEnvironment = {
  readonly settings: MigrateUserSettings;
  readonly source: z.output<(typeof variables)['POOLFERRY_SOURCE']>;
  readonly ledger: z.output<(typeof variables)['POOLFERRY_LEDGER']>;
  /** Every call takes at least this long. */
  readonly shortestCallMs: number;
};

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html, read 2026-11-20: 4 KB for all of them; some is left to others. */
const longestEnvironmentBytes = 3_800;

/**
 * Compiles what the function needs into its environment. Throws a `ProblemsError` that lists everything for which the
 * trigger could not work.
 */
export const toEnvironment = ({
  config,
  source,
  target,
}: {
  readonly config: Config;
  readonly source: PoolProfile;
  readonly target: PoolProfile;
}): Record<string, string> => {
  const problems = findTriggerProblems(config, source, target);
  const region = config.source?.region ?? source.arn.split(':')[3];
  if (!region) problems.push('source.region: is not known');
  const { trigger, ledger, users } = config;
  if (problems.length > 0 || !trigger || !ledger || !region || !users.previousSub) {
    throw new ProblemsError('The trigger cannot work with this configuration', problems, {
      code: 'trigger-impossible',
    });
  }
  const carried = new Set(carriedAttributeNames(users));
  const environment = toJsonVariables(variables, {
    POOLFERRY_SOURCE: {
      userPoolId: source.userPoolId,
      region,
      clientId: trigger.sourceClientId,
      ...(trigger.sourceClientSecretArn === null ? {} : { clientSecretId: trigger.sourceClientSecretArn }),
      requiresMfa: source.mfa === 'ON',
      ...(trigger.sourceRole === undefined ? {} : { role: trigger.sourceRole }),
    },
    POOLFERRY_TARGET: {
      userPoolId: target.userPoolId,
      clientIds: config.target?.clientIds ?? [],
      signIn: target.signIn as z.input<(typeof variables)['POOLFERRY_TARGET']>['signIn'],
      caseSensitive: target.caseSensitive,
      mfa: target.mfa,
      recoveryContacts: [...target.recoveryContacts],
    },
    POOLFERRY_TARGET_ATTRIBUTES: target.schema.filter(({ name }) => carried.has(name)).map(toEntry),
    POOLFERRY_USERS: {
      ...(users.username === undefined ? {} : { username: users.username }),
      copy: users.attributes.copy,
      rename: users.attributes.rename,
      previousSub: users.previousSub,
      ...(users.previousUsername === undefined ? {} : { previousUsername: users.previousUsername }),
      passwordOnly: users.mfa.passwordOnly,
      temporaryPasswords: users.temporaryPasswords,
    },
    POOLFERRY_TRIGGER: {
      lookup: trigger.lookup,
      forgotPassword: trigger.forgotPassword,
      groups: trigger.groups,
      shortestCallMs: shortestCallMs(trigger),
      ...(trigger.weakPasswords === 'reset' && target.passwordPolicy !== undefined
        ? {
            passwordPolicy: {
              minLength: target.passwordPolicy.minLength,
              requires: [...target.passwordPolicy.requires],
            },
          }
        : {}),
    },
    POOLFERRY_LEDGER: { tableName: ledger.tableName, nameHashKeySecretId: nameHashKeySecretId(ledger) },
  });
  const bytes = Object.entries(environment).reduce((sum, [name, value]) => sum + Buffer.byteLength(name + value), 0);
  if (bytes > longestEnvironmentBytes) {
    throw new ProblemsError(
      'The trigger cannot work with this configuration',
      [`users.attributes.copy: the settings take ${bytes} bytes, and a function can have ${longestEnvironmentBytes}`],
      { code: 'trigger-impossible', hint: 'Let fewer custom attributes cross, or list fewer app clients.' },
    );
  }
  return environment;
};

/** Throws a `ProblemsError` that lists everything missing or malformed, by variable. */
export const parseEnvironment = (environment: Readonly<Record<string, string | undefined>>): MigrateUserEnvironment => {
  const read = readJsonVariables(variables, environment);
  const { copy, rename, passwordOnly, previousUsername, username, ...users } = read.POOLFERRY_USERS;
  const { clientIds, ...target } = read.POOLFERRY_TARGET;
  const { shortestCallMs: shortest, passwordPolicy, ...trigger } = read.POOLFERRY_TRIGGER;
  return {
    source: read.POOLFERRY_SOURCE,
    ledger: read.POOLFERRY_LEDGER,
    shortestCallMs: shortest,
    settings: {
      ...trigger,
      ...(passwordPolicy === undefined ? {} : { passwordPolicy }),
      clientIds,
      target: { ...target, schema: read.POOLFERRY_TARGET_ATTRIBUTES.map(fromEntry) },
      users: {
        ...users,
        ...(username === undefined ? {} : { username }),
        ...(previousUsername === undefined ? {} : { previousUsername }),
        attributes: { copy, rename },
        mfa: { passwordOnly },
        // Rules of the bulk way: whoever the trigger meets is one user with verified addresses, or nobody.
        duplicates: 'reject',
        unverified: 'reject',
      },
      sourceRequiresMfa: read.POOLFERRY_SOURCE.requiresMfa,
    },
  };
};
