import type { Person, SeededPerson } from '../../sandbox/demo/cast/person.ts';
import type { Evidence, RefusalReason, SignInAttempt } from '../../sandbox/demo/evidence.ts';
import type { PoolSnapshot, PoolUser } from '../../sandbox/demo/snapshots/pool-snapshot.ts';

/** Three people: Lea crossed lazily, Ivo by import, and Rex stayed behind. Everything about them is as it should be. */
export const soundEvidence = (): Evidence => {
  const [lea, ivo, rex] = [person('lea'), person('ivo'), person('rex', { kind: 'disabled', enabled: false })];
  const newLea = crossed(lea, 'new-lea');
  const newIvo = crossed(ivo, 'new-ivo');
  const source = pool([lea, ivo, rex].map((each) => userOf(each)));
  const people = [lea, ivo, rex];
  return {
    people,
    sourceBefore: source,
    sourceAfter: structuredClone(source),
    targetAfterLazy: pool([newLea]),
    targetAfter: pool([newLea, newIvo]),
    tablesBefore: [
      {
        model: 'Vehicle',
        items: [
          vehicle('v1', 'old-lea::lea', ['ivo', 'old-rex']),
          vehicle('v2', 'ivo', []),
          vehicle('v3', 'old-rex::rex', []),
          vehicle('v4', 'departed', []),
        ],
      },
      { model: 'Receipt', items: [receipt('r1', 'old-lea')] },
    ],
    tablesAfter: [
      {
        model: 'Vehicle',
        items: [
          vehicle('v1', 'new-lea::new-lea', ['new-ivo', 'old-rex']),
          vehicle('v2', 'new-ivo', []),
          vehicle('v3', 'old-rex::rex', []),
          vehicle('v4', 'departed', []),
        ],
      },
      { model: 'Receipt', items: [receipt('r1', 'new-lea')] },
    ],
    signIns: [
      { ...attempt('old-lea', 'first-sign-in', 'new-lea'), migrationTriggerRuns: 1 },
      attempt('old-lea', 'again-with-wrong-password', undefined),
      attempt('old-lea', 'again-with-old-password', 'new-lea'),
      attempt('old-ivo', 'imported-before-reset', undefined),
      attempt('old-ivo', 'imported-after-reset', 'new-ivo'),
    ],
    refusals: (
      [
        'unknown address',
        'wrong password, not crossed yet',
        'wrong password, crossed',
        'disabled',
        'unverified address',
        'unconfirmed',
      ] as const
    ).map(refusal),
    rejects: [{ sub: 'old-rex', code: 'disabled', from: 'export' }],
    identityMap: [
      { oldSub: 'old-ivo', newSub: 'new-ivo', via: 'import' },
      { oldSub: 'old-lea', newSub: 'new-lea', via: 'trigger' },
    ],
  };
};

export const person = (username: string, more: Partial<Person> = {}): SeededPerson => ({
  sub: `old-${username}`,
  username,
  kind: 'ordinary',
  password: 'Harbour-river-123!',
  attributes: {
    name: `${username}, of Ghent`,
    birthdate: '1990-02-28',
    email: `${username}@example.com`,
    email_verified: 'true',
    phone_number_verified: 'false',
  },
  status: 'CONFIRMED',
  enabled: true,
  createdAtMs: 0,
  groups: [],
  ...more,
});

export const userOf = (of: SeededPerson, more: Partial<PoolUser> = {}): PoolUser => ({
  sub: of.sub,
  username: of.username,
  status: of.status,
  enabled: of.enabled,
  attributes: of.attributes,
  createdAt: '1',
  lastModifiedAt: '1',
  ...more,
});

/** Somebody in the target, with a note of where they came from. */
const crossed = (of: SeededPerson, sub: string): PoolUser =>
  userOf(of, {
    sub,
    username: sub,
    attributes: { ...of.attributes, 'custom:prev_sub_id': of.sub, 'custom:prev_username': of.username },
  });

export const vehicle = (id: string, owner: string, drivers: readonly string[]) => ({
  id: { S: id },
  owner: { S: owner },
  drivers: { L: drivers.map((driver) => ({ S: driver })) },
  plate: { S: 'KX 1234' },
});

export const refusal = (reason: RefusalReason) => ({
  reason,
  who: `somebody: ${reason}`,
  status: 400,
  headers: { 'content-type': 'application/x-amz-json-1.1' },
  body: '{"__type":"NotAuthorizedException","message":"Incorrect username or password."}',
});

export const attempt = (
  previousSub: string,
  moment: SignInAttempt['moment'],
  sub: string | undefined,
): SignInAttempt => ({
  previousSub,
  moment,
  answer: sub === undefined ? { signedIn: false, refusal: 'NotAuthorizedException' } : { signedIn: true, sub },
  migrationTriggerRuns: 0,
});

const pool = (users: readonly PoolUser[]): PoolSnapshot => ({
  settings: { Name: 'pool' },
  clients: [{ ClientName: 'app' }],
  groups: [{ name: 'fleet-managers', members: ['lea'] }],
  importJobs: [],
  users,
  inside: { passwords: ['a', 'b'] },
});

const receipt = (id: string, userId: string) => ({ id: { S: id }, userID: { S: userId }, amountCents: { N: '100' } });
