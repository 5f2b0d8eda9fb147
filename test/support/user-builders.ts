import { parseConfig } from '../../core/config/parse-config.ts';
import type { UsersConfig } from '../../core/config/schema.ts';
import type { AttributeDefinition, PoolProfile } from '../../core/users/pool-profile.ts';
import { standardAttributes } from '../../core/users/standard-attributes.ts';
import type { UserRecord } from '../../core/users/user-record.ts';

type UserOverrides = Partial<Omit<UserRecord, 'attributes'>> & {
  readonly attributes?: Readonly<Record<string, string>>;
};

/** A confirmed user with a verified address. `n` decides everything that is not overridden. */
export const buildUser = (n: number, { attributes = {}, ...overrides }: UserOverrides = {}): UserRecord => ({
  sub: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
  username: `user${n}`,
  status: 'CONFIRMED',
  enabled: true,
  createdAtMs: Date.UTC(2024, 0, 1) + n * 1000,
  lastModifiedAtMs: Date.UTC(2025, 0, 1) + n * 1000,
  ...overrides,
  attributes: new Map(Object.entries({ email: `user${n}@example.com`, email_verified: 'true', ...attributes })),
});

const standardDefinition = (name: string): AttributeDefinition => ({
  name,
  type: name.endsWith('_verified') ? 'Boolean' : name === 'updated_at' ? 'Number' : 'String',
  required: false,
  mutable: true,
  ...(name === 'birthdate' ? { minLength: 10, maxLength: 10 } : name.endsWith('_verified') ? {} : { maxLength: 2048 }),
});

const custom = (name: string): AttributeDefinition => ({
  name,
  type: 'String',
  required: false,
  mutable: true,
  maxLength: 256,
});

/** A target that signs in by e-mail whatever its case, as Amplify Gen 2 makes it. */
export const buildTarget = (overrides: Partial<PoolProfile> = {}): PoolProfile => ({
  userPoolId: 'eu-west-1_aTargetPl',
  name: 'target',
  arn: 'arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_aTargetPl',
  signIn: { kind: 'attribute', attributes: ['email'] },
  caseSensitive: false,
  autoVerifiedAttributes: ['email'],
  mfa: 'OFF',
  recoveryContacts: ['email'],
  schema: [
    { name: 'sub', type: 'String', required: true, mutable: false, minLength: 1, maxLength: 2048 },
    ...standardAttributes.map(standardDefinition),
    custom('custom:plan'),
    custom('custom:tenant'),
    custom('custom:prev_sub_id'),
    custom('custom:prev_username'),
  ],
  estimatedUsers: 0,
  ...overrides,
});

export const buildSource = (overrides: Partial<PoolProfile> = {}): PoolProfile =>
  buildTarget({
    userPoolId: 'eu-west-1_aSourcePl',
    name: 'source',
    arn: 'arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_aSourcePl',
    signIn: { kind: 'username', aliases: [] },
    caseSensitive: true,
    ...overrides,
  });

export const importHeader = [
  ...standardAttributes,
  'custom:plan',
  'custom:tenant',
  'custom:prev_sub_id',
  'custom:prev_username',
  'cognito:mfa_enabled',
  'cognito:username',
] as const;

/** `users` of a configuration, with defaults filled in as the command line does. */
export const buildUsersConfig = (users: object = {}): UsersConfig => {
  const parsed = parseConfig({ users });
  if (!parsed.ok) throw new Error(parsed.problems.join('; '));
  return parsed.config.users;
};
