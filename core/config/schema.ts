import { z } from 'zod';

const userPoolId = z
  .string()
  .regex(/^[\w-]+_[0-9a-zA-Z]+$/, 'a user pool id looks like "eu-west-1_AbCdEfGhI"')
  .max(55);
const attributeName = z.string().min(1).max(32);
const positive = z.number().positive();

const pool = z.strictObject({
  userPoolId: userPoolId.describe('Id of the user pool.'),
  region: z.string().min(1).optional().describe("Region of the pool. Default: the SDK's own chain, never the pool id."),
  profile: z.string().min(1).optional().describe('Named AWS profile whose credentials reach this pool.'),
});

const users = z.strictObject({
  username: z
    .enum(['keep', 'email', 'phone_number', 'source-sub'])
    .optional()
    .describe("What becomes the target's username. Default: follows the target's sign-in options."),
  attributes: z
    .strictObject({
      copy: z
        .array(attributeName)
        .default(['standard'])
        .describe('Attributes that cross: "standard" for all standard ones, and custom ones by name.'),
      rename: z
        .record(attributeName, attributeName)
        .default({})
        .describe('Custom attributes that have another name in the target: from -> to.'),
    })
    .prefault({}),
  previousSub: z
    .string()
    .startsWith('custom:')
    .max(32)
    .optional()
    .describe('Custom attribute of the target that keeps the source sub. Required with the trigger.'),
  previousUsername: z
    .string()
    .startsWith('custom:')
    .max(32)
    .optional()
    .describe('Custom attribute of the target that keeps the source username.'),
  duplicates: z
    .enum(['reject', 'newest-created', 'oldest-created', 'last-modified'])
    .default('reject')
    .describe(
      'What becomes of source users whose sign-in names collide in the target. Usernames that differ only in case go to the oldest or to nobody.',
    ),
  unverified: z
    .enum(['reject', 'mark-verified'])
    .default('reject')
    .describe('What becomes of users whose address the source has not verified.'),
  mfa: z
    .strictObject({
      passwordOnly: z
        .enum(['deny', 'reset', 'accept'])
        .default('deny')
        .describe('What a user with a second factor gets for the password alone. "reset" and "accept" are downgrades.'),
    })
    .prefault({}),
  temporaryPasswords: z
    .enum(['deny', 'reset'])
    .default('deny')
    .describe('What a user gets who never replaced the temporary password.'),
});

/** What CloudWatch Logs takes (API PutRetentionPolicy); anything else would fail only in the middle of a deployment. */
const logRetentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GroupType.html, read 2026-11-20. */
const groupName = z.string().regex(/^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u, 'is no name of a group');
/** Without a colon, so that it is no attribute that users may write, and none of AWS's own. */
const claimName = z.string().regex(/^[a-zA-Z]\w{0,63}$/, 'is letters, digits and _, at most 64');

const trigger = z.strictObject({
  lookup: z
    .enum(['as-typed', 'index', 'list-users'])
    .default('as-typed')
    .describe('How the trigger finds the source user for what the person typed.'),
  forgotPassword: z
    .enum(['migrate', 'off'])
    .default('migrate')
    .describe('Whether "forgot password" of a user who has not crossed yet creates the account.'),
  weakPasswords: z
    .enum(['keep', 'reset'])
    .default('keep')
    .describe(
      "What a password gets that the target's policy would not take: it is kept, or must be chosen anew by a code.",
    ),
  sourceClientId: z
    .string()
    .regex(/^[\w+]+$/)
    .max(128)
    .describe('App client of the source pool that the trigger signs in through.'),
  sourceClientSecretArn: z
    .string()
    .nullable()
    .default(null)
    .describe("Secret holding that client's secret, if it has one."),
  sourceRole: z
    .strictObject({
      arn: z
        .string()
        .regex(/^arn:aws[\w-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,576}$/, 'must be the whole ARN of one role'),
      externalId: z.string().regex(/^[\w+=,.@:/-]{2,1224}$/, 'has 2 to 1,224 of letters, digits and _+=,.@:/-'),
    })
    .optional()
    .describe('Role to assume for a source pool in another account.'),
  groups: z.record(groupName, groupName).default({}).describe('Groups that cross: source group -> target group.'),
  reservedConcurrency: z
    .number()
    .int()
    .min(1)
    .max(1000)
    .default(10)
    .describe('Sign-ins that the trigger serves at the same time; taken out of the concurrency of the account.'),
  signInsPerSecond: positive
    .max(10_000)
    .default(60)
    .describe(
      "Sign-ins per second that the trigger tries at the source at most. Default: half of AWS's quota of 120, which all pools of the account and Region share.",
    ),
  guardSignUp: z
    .boolean()
    .default(false)
    .describe('Deploys the function that keeps names of source users who have not crossed for them. Needs "index".'),
  claims: z
    .strictObject({
      groups: z
        .boolean()
        .default(false)
        .describe('Puts the groups that crossed into the first token already. Needs trigger.groups.'),
      previousSub: claimName.optional().describe('Claim that holds the source sub of users who crossed.'),
      owner: claimName
        .optional()
        .describe(
          'Claim that every user has: who owns their data. The source user of those who crossed, else themselves.',
        ),
      ownerForm: z
        .enum(['sub', 'sub::username'])
        .default('sub')
        .describe('How owners are written in the data, and so in that claim.'),
    })
    .optional()
    .describe('Deploys the function that adds claims to tokens.'),
  alarmTopicArn: z.string().startsWith('arn:').optional().describe('SNS topic that alarms go to.'),
  logRetentionDays: z.literal(logRetentionDays).default(30).describe('Days for which CloudWatch keeps the logs.'),
});

const owner = z.strictObject({
  path: z
    .string()
    .min(1)
    .describe('Where the owner stands: "owner", "editors[]", "meta.createdBy", "roles{}", "owner#createdAt".'),
  template: z
    .string()
    .min(1)
    .optional()
    .describe('How the value is built, for example "USER#{sub}". Default: as Amplify writes owners.'),
});

const moveItems = z.strictObject({
  pointedAtBy: z
    .array(z.strictObject({ table: z.string().min(1), path: z.string().min(1) }))
    .describe('Owners, here or in other tables, that hold the key of these items. Empty when there are none.'),
});

const table = z.strictObject({
  name: z.string().regex(/^[a-zA-Z0-9_.-]{3,255}$/, 'a table name has 3 to 255 of a-z A-Z 0-9 _ - .'),
  owners: z.array(owner).min(1),
  dataStore: z
    .boolean()
    .default(false)
    .describe('Also moves _version and _lastChangedAt, for tables of Amplify DataStore.'),
  lock: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Attribute the application changes with every write, for owners inside the key. With dataStore: _version.',
    ),
  moveItems: moveItems
    .optional()
    .describe('Asks for items to be moved whose primary key holds an owner: put anew and deleted, in one transaction.'),
});

const importSettings = z.strictObject({
  logsRoleArn: z.string().startsWith('arn:').optional().describe('Role that lets the import job write its log.'),
  canaryRows: z
    .number()
    .int()
    .min(0)
    .max(10_000)
    .default(50)
    .describe('Rows of the small part that goes first; 0: none does.'),
});

const limits = z.strictObject({
  listRequestsPerSecond: positive
    .max(30)
    .default(20)
    .describe('ListUsers requests. The quota of 30 is shared by all pools of the account and Region.'),
  readUnitsPerSecond: positive.default(2000).describe('Read capacity units the remap may use per table.'),
  writeUnitsPerSecond: positive.default(1000).describe('Write capacity units the remap may use per table.'),
});

/** The file `poolferry.config.json`. Every key is described here, and the shipped JSON Schema is made from this. */
export const configSchema = z.strictObject({
  $schema: z.string().optional(),
  source: pool.optional().describe('The pool that users leave. poolferry changes nothing in it.'),
  target: pool
    .extend({ clientIds: z.array(z.string()).default([]).describe('App clients whose sign-ins the trigger serves.') })
    .optional()
    .describe('The pool that users arrive in.'),
  users: users.prefault({}),
  trigger: trigger.optional(),
  ledger: z
    .strictObject({
      tableName: z
        .string()
        .regex(/^[a-zA-Z0-9_.-]{3,255}$/)
        .describe("The trigger's DynamoDB table."),
      nameHashKeySecret: z
        .string()
        .min(1)
        .optional()
        .describe('Secret with the key that hashes sign-in names. Default: "poolferry/<tableName>/name-hash-key".'),
    })
    .optional(),
  import: importSettings.prefault({}),
  limits: limits.prefault({}),
  tables: z.array(table).default([]).describe('Tables whose owner fields the remap rewrites.'),
});

/** Settings as commands use them: checked, with every default filled in. */
export type Config = z.output<typeof configSchema>;
export type UsersConfig = Config['users'];
export type TableConfig = Config['tables'][number];
export type PoolConfig = NonNullable<Config['source']>;
