import { z } from 'zod';

/**
 * A package is the directory that `export` writes and `import` and `map` read. It is written beside its final name and
 * renamed when complete, so a package that exists is whole. File names are fixed; nothing in them comes from user data.
 */
export const packageFileNames = {
  manifest: 'manifest.json',
  /** Part 1 is `users-001.csv`: Cognito's import dialect, header included. */
  part: (part: number) => `users-${String(part).padStart(3, '0')}.csv`,
  users: 'users.jsonl',
  rejects: 'rejects.jsonl',
  rejectsForPeople: 'rejects.csv',
  links: 'links.jsonl',
  mergeProposal: 'merge-proposal.csv',
} as const;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.number().int().nonnegative();

const file = z.strictObject({ name: z.string(), rows: count, bytes: count, sha256 });

export const packageManifestSchema = z.strictObject({
  schemaVersion: z.literal(1),
  toolVersion: z.string(),
  source: z.strictObject({ userPoolId: z.string(), region: z.string() }),
  target: z.strictObject({ userPoolId: z.string(), region: z.string() }),
  /** Options that decided what is in the package. */
  options: z.record(z.string(), z.json()),
  /** The target's CSV header when the package was made, in its order. */
  header: z.array(z.string()),
  /** False when a filter or limit left users out on purpose. */
  complete: z.boolean(),
  counts: z.strictObject({
    listed: count,
    exported: count,
    rejected: count,
    /** Left out because they are proven to have crossed already (`--only-missing`). listed = exported + rejected + crossed. */
    alreadyCrossed: count,
    rejectedByCode: z.record(z.string(), count),
  }),
  listing: z.strictObject({
    mode: z.enum(['sharded', 'serial']),
    /** Why sharding was not trusted, in words; empty when it was, or was not tried. */
    differences: z.array(z.string()),
  }),
  files: z.array(file),
});

export type PackageManifest = z.output<typeof packageManifestSchema>;

/** A line of `users.jsonl`: where a source user's row stands. `row` counts from 1 and leaves the header out. */
export const packageUserSchema = z.strictObject({
  sub: z.string(),
  username: z.string(),
  targetUsername: z.string(),
  part: z.number().int().positive(),
  row: z.number().int().positive(),
  /** The source has disabled the user: the row may only be imported to be disabled right after. */
  disabled: z.literal(true).optional(),
  /** Addresses that are verified in the row by the operator's word alone; absent when the source vouches for all. */
  markedVerified: z.array(z.enum(['email', 'phone_number'])).optional(),
  /** Users whose accounts become part of this one, by the operator's decision: what they own becomes this user's. */
  merged: z.array(z.strictObject({ sub: z.string(), username: z.string() })).optional(),
});
export type PackageUser = z.output<typeof packageUserSchema>;

/** A line of `rejects.jsonl`. The message names attributes, never their values. */
export const packageRejectSchema = z.strictObject({
  sub: z.string(),
  username: z.string(),
  code: z.string(),
  message: z.string(),
});
export type PackageReject = z.output<typeof packageRejectSchema>;

/** A line of `links.jsonl`: a native user whose linked identities do not cross. */
export const packageLinkSchema = z.strictObject({
  sub: z.string(),
  username: z.string(),
  provider: z.string(),
  providerUserId: z.string(),
});
export type PackageLink = z.output<typeof packageLinkSchema>;
