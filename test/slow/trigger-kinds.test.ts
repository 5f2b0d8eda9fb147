import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nameTable, type TargetKind, targetKinds } from '../../core/migrate-user/decision-table.ts';
import { type CrossingWorld, createCrossingWorld } from '../support/crossing-world.ts';

const password = 'Old-Password-1';
const refusal = 'NotAuthorizedException: Incorrect username or password.';

const custom = (Name: string) => ({
  Name,
  AttributeDataType: 'String',
  Mutable: true,
  StringAttributeConstraints: { MinLength: '0', MaxLength: '256' },
});
/** What CreateUserPool takes for a way to sign in, and for a case rule. */
const poolOf = (signIn: (typeof targetKinds)[TargetKind], caseSensitive: boolean) => ({
  UsernameAttributes: signIn.kind === 'attribute' ? signIn.attributes : undefined,
  AliasAttributes: signIn.kind === 'username' && signIn.aliases.length > 0 ? signIn.aliases : undefined,
  UsernameConfiguration: { CaseSensitive: caseSensitive },
  AutoVerifiedAttributes: ['email', 'phone_number'],
  SmsConfiguration: { SnsCallerArn: 'arn:aws:iam::111122223333:role/sms' },
  Schema: [custom('prev_sub_id'), custom('prev_username')],
});

/** One person for each thing that could be typed, so that each crosses for the first time by it. */
const typedNames = {
  username: 'Ada1',
  'verified e-mail': 'Ada2@example.com',
  'unverified e-mail': 'Ada3@example.com',
  'verified phone': '+12025550104',
  'unverified phone': '+12025550105',
  'preferred username': 'Prefers6',
} as const;
type Typed = keyof typeof typedNames;

const personOf = (sourceKind: TargetKind, typed: Typed, at: number) => {
  const signIn = targetKinds[sourceKind];
  const phone = `+1202555010${at}`;
  const email = `Ada${at}@example.com`;
  const username =
    signIn.kind === 'username' ? `Ada${at}` : signIn.attributes.some((name) => name === 'email') ? email : phone;
  return {
    username,
    password,
    attributes: {
      email,
      email_verified: String(typed !== 'unverified e-mail'),
      phone_number: phone,
      phone_number_verified: String(typed !== 'unverified phone'),
      preferred_username: `Prefers${at}`,
      'custom:plan': 'gold',
    },
  };
};
const people = (sourceKind: TargetKind) =>
  (Object.keys(typedNames) as Typed[]).map((typed, index) => personOf(sourceKind, typed, index + 1));

/** Starts containers with an event that they refuse at once: a busy machine takes long to start one. */
const warmUp = (world: CrossingWorld, containers: number) =>
  Promise.all(Array.from({ length: containers }, () => world.invoke('migrate-user', {}, 30_000)));

const kinds = Object.keys(targetKinds) as TargetKind[];
/** The index serves every pair; the others are tried where they differ. */
const lookups = (source: TargetKind, target: TargetKind) => [
  { caseSensitive: true, lookup: 'index' },
  ...(source === target || source === 'username' ? [{ caseSensitive: false, lookup: 'as-typed' }] : []),
  ...(source === 'username' || source === 'e-mail' ? [{ caseSensitive: false, lookup: 'list-users' }] : []),
];
const cases = kinds.flatMap((target) =>
  kinds.flatMap((source) => lookups(source, target).map((each) => ({ target, source, ...each }))),
);

describe('crossing from any kind of source to any kind of target', () => {
  const tally = { crossed: 0, impossible: 0 };

  it.each(cases)('is by the names of the table: $source (case $caseSensitive) to $target, by $lookup', async (row) => {
    const target = targetKinds[row.target];
    const options = {
      sourcePool: {
        ...poolOf(targetKinds[row.source], row.caseSensitive),
        Schema: [custom('plan')],
      },
      targetPool: poolOf(target, false),
      sourceClient: { GenerateSecret: true },
      trigger: { lookup: row.lookup, sourceClientSecretArn: 'source-client-secret' },
      users: people(row.source),
    };
    let world: CrossingWorld;
    try {
      world = await createCrossingWorld(options);
    } catch (error) {
      // What the configuration refuses is named; nothing fails later instead.
      expect(error).toMatchObject({ code: 'trigger-impossible' });
      tally.impossible += 1;
      return;
    }
    try {
      world.sandbox.secrets.create('source-client-secret', world.clientSecret ?? '');
      await world.indexLogins();
      await warmUp(world, 1);
      const sourceNamesAreMadeUp = targetKinds[row.source].kind === 'attribute';
      for (const [typed, name] of Object.entries(typedNames) as [Typed, string][]) {
        // Where the source made usernames up, nobody knows theirs. As typed, a name works that the source takes too.
        if (typed === 'username' && sourceNamesAreMadeUp) continue;
        const { claims } = await world.signIn(name.toUpperCase(), password);
        const expected = nameTable[row.target][typed].startsWith('crosses');
        const mayMiss = row.lookup === 'as-typed' && !sourceTakes(row.source, typed);
        expect({ typed, crossed: Boolean(claims) }).toEqual({ typed, crossed: expected && !mayMiss });
        if (!claims) continue;
        tally.crossed += 1;
        const old = [...world.seeded.values()][Object.keys(typedNames).indexOf(typed)];
        expect(claims).toMatchObject({ 'custom:prev_sub_id': old?.sub });
        expect(await world.ledger.find(old?.sub ?? '')).toMatchObject({ state: 'bound', newSub: claims.sub });
      }
    } finally {
      await world.close();
    }
  });

  it('has happened often enough to mean something', () => {
    expect(tally.crossed).toBeGreaterThan(60);
    expect(tally.impossible).toBeGreaterThan(5);
  });
});

const sourceTakes = (kind: TargetKind, typed: Typed) => nameTable[kind][typed].startsWith('crosses');

describe('the life of a claim', () => {
  const named: Readonly<Record<TargetKind, Typed>> = {
    username: 'username',
    'username + e-mail alias': 'verified e-mail',
    'username + phone alias': 'verified phone',
    'username + preferred username': 'username',
    'e-mail': 'verified e-mail',
    phone: 'verified phone',
    'e-mail or phone': 'verified phone',
  };

  describe.each(kinds)('in a target of %s', (kind) => {
    const typed = named[kind];
    const name = typedNames[typed];
    let world: CrossingWorld;
    let previousSub: string;
    beforeAll(async () => {
      world = await createCrossingWorld({
        sourcePool: { ...poolOf(targetKinds.username, true), Schema: [custom('plan')] },
        targetPool: poolOf(targetKinds[kind], false),
        users: people('username'),
      });
      await world.indexLogins();
      await warmUp(world, 3);
      previousSub = [...world.seeded.values()][Object.keys(typedNames).indexOf(typed)]?.sub ?? '';
    });
    afterAll(() => world.close());

    const event = () => ({
      version: '1',
      triggerSource: 'UserMigration_Authentication',
      userPoolId: world.target.userPoolId,
      userName: name.toLowerCase(),
      callerContext: { awsSdkVersion: 'x', clientId: world.clientId },
      request: { password },
      response: {},
    });

    it('begins with one answer and one row, however often Cognito sends the event and makes nobody of it', async () => {
      const results = await Promise.all([1, 2, 3].map(() => world.invoke('migrate-user', event(), 20_000)));

      const answers = results.map((result) =>
        result.kind === 'returned' ? JSON.stringify(result.payload) : result.kind,
      );
      expect(new Set(answers).size).toBe(1);
      expect(answers[0]).toContain('"finalUserStatus":"CONFIRMED"');
      expect(await world.ledger.find(previousSub)).toMatchObject({ state: 'reserved', claimedBy: 'trigger' });
    });

    it('goes on with the next sign-in, and ends bound', async () => {
      const { claims } = await world.signIn(name, password);

      expect(await world.ledger.find(previousSub)).toMatchObject({ state: 'bound', newSub: claims?.sub });
    });

    it('keeps out whoever was deleted', async () => {
      const [created] = world.sandbox.cognito.snapshot(world.target.userPoolId).users;
      await world.sandbox.cognito.call('AdminDeleteUser', {
        UserPoolId: world.target.userPoolId,
        Username: created?.username,
      });

      expect(await world.signIn(name, password)).toEqual({ refusal });
      expect(world.outputOf('migrate-user')).toContain('"reason":"already-crossed"');
    });

    it('keeps out whoever was forgotten', async () => {
      await world.ledger.forget(previousSub, await world.ledger.find(previousSub), 1);

      expect(await world.signIn(name, password)).toEqual({ refusal });
      expect(await world.ledger.find(previousSub)).toMatchObject({ state: 'forgotten' });
    });
  });
});
