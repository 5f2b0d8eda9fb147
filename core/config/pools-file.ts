import { z } from 'zod';
import type { PoolProfile } from '../users/pool-profile.ts';

const signInAttribute = z.enum(['email', 'phone_number']);

const attributeDefinition = z.strictObject({
  name: z.string(),
  type: z.enum(['String', 'Number', 'DateTime', 'Boolean']),
  required: z.boolean(),
  mutable: z.boolean(),
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
  minValue: z.number().optional(),
  maxValue: z.number().optional(),
});

const poolProfileSchema = z.strictObject({
  userPoolId: z.string(),
  name: z.string(),
  arn: z.string().regex(/^arn:[\w-]+:cognito-idp:[\w-]+:\d{12}:userpool\/\S+$/),
  signIn: z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('username'),
      aliases: z.array(z.enum(['email', 'phone_number', 'preferred_username'])),
    }),
    z.strictObject({ kind: z.literal('attribute'), attributes: z.array(signInAttribute).min(1) }),
  ]),
  caseSensitive: z.boolean(),
  autoVerifiedAttributes: z.array(signInAttribute),
  mfa: z.enum(['OFF', 'OPTIONAL', 'ON']),
  recoveryContacts: z.array(signInAttribute),
  schema: z.array(attributeDefinition),
  passwordPolicy: z
    .strictObject({
      minLength: z.number(),
      requires: z.array(z.enum(['uppercase', 'lowercase', 'number', 'symbol'])),
    })
    .optional(),
  signInTriggers: z
    .array(z.enum(['UserMigration', 'PreAuthentication', 'PostAuthentication', 'PreTokenGeneration']))
    .optional(),
  estimatedUsers: z.number(),
});

const poolsFileSchema = z.strictObject({ source: poolProfileSchema, target: poolProfileSchema });

/** What `poolferry pools` writes and synthesis reads, so that synthesis needs neither network nor credentials. */
export type PoolsFile = { readonly source: PoolProfile; readonly target: PoolProfile };

export type ParsedPoolsFile =
  | { readonly ok: true; readonly pools: PoolsFile }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Checks the file and that it speaks of the pools of the configuration. Returns every problem at once. */
export const parsePoolsFile = (
  raw: unknown,
  configured: {
    readonly source?: { readonly userPoolId: string } | undefined;
    readonly target?: { readonly userPoolId: string } | undefined;
  },
): ParsedPoolsFile => {
  const parsed = poolsFileSchema.safeParse(raw);
  if (!parsed.success) {
    return {
      ok: false,
      problems: parsed.error.issues.map((issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`),
    };
  }
  const pools = parsed.data as PoolsFile;
  const problems = (['source', 'target'] as const)
    .filter((role) => configured[role] !== undefined && configured[role].userPoolId !== pools[role].userPoolId)
    .map(
      (role) =>
        `${role}: describes "${pools[role].userPoolId}", but the configuration names "${configured[role]?.userPoolId}"`,
    );
  return problems.length > 0 ? { ok: false, problems } : { ok: true, pools };
};
