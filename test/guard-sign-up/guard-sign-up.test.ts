import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type GuardSignUpPorts,
  type GuardSignUpSettings,
  guardSignUp,
  type IndexedName,
} from '../../core/guard-sign-up/guard-sign-up.ts';
import type { LedgerRow } from '../../core/identity/ledger.ts';

const settings: GuardSignUpSettings = {
  target: {
    userPoolId: 'eu-west-1_aTargetPl',
    signIn: { kind: 'attribute', attributes: ['email', 'phone_number'] },
    caseSensitive: false,
  },
  previousSub: 'custom:prev_sub_id',
};
const nowMs = 1_000_000;
const known: IndexedName = { ambiguous: false, previousSub: 'old-sub', verified: true };
const claimed = {
  previousSub: 'old-sub',
  state: 'reserved',
  loginHash: 'hash(ada@example.com)',
  claimedBy: 'trigger',
  claimedAtMs: nowMs - 1_000,
  triggerClaimedAtMs: nowMs - 1_000,
} as const satisfies LedgerRow;

const eventOf = (way: string, attributes: object = {}, overrides: object = {}) => ({
  version: '1',
  triggerSource: `PreSignUp_${way}`,
  userPoolId: 'eu-west-1_aTargetPl',
  userName: 'a-made-up-id',
  request: { userAttributes: { email: 'ada@example.com', ...attributes }, validationData: null },
  response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
  ...overrides,
});

const setUp = (index: Readonly<Record<string, IndexedName>>, rows: readonly LedgerRow[] = []) => {
  const calls: string[] = [];
  const ports: GuardSignUpPorts = {
    hashLogin: async (login) => `hash(${login})`,
    async findByLogin(hash) {
      calls.push(`index ${hash}`);
      return index[hash];
    },
    async find(sub) {
      calls.push(`claim ${sub}`);
      return rows.find(({ previousSub }) => previousSub === sub);
    },
    nowMs: () => nowMs,
  };
  return { calls, ports };
};
const adaIsKnown = { 'hash(ada@example.com)': known };

describe('guardSignUp', () => {
  const old = { ...claimed, claimedAtMs: 0, triggerClaimedAtMs: nowMs - 31_000 };
  const byImport: LedgerRow = {
    previousSub: 'old-sub',
    state: 'reserved',
    loginHash: claimed.loginHash,
    claimedBy: 'import',
    runId: 'run-1',
    claimedAtMs: nowMs,
  };
  const bound: LedgerRow = { ...claimed, state: 'bound', newSub: 'new-sub' };
  const named = { 'custom:prev_sub_id': 'old-sub' };
  const table: [string, string, IndexedName | undefined, LedgerRow | undefined, object, string][] = [
    ['SignUp', 'of nobody in the source', undefined, undefined, {}, 'passed not-in-source'],
    ['SignUp', 'of a user who has not crossed', known, undefined, {}, 'refused not-crossed'],
    ['SignUp', 'of a user claimed long ago', known, old, {}, 'refused not-crossed'],
    ['SignUp', 'of a user whom an import has claimed', known, byImport, {}, 'refused not-crossed'],
    ['SignUp', 'of a user who is crossing', known, claimed, {}, 'refused claimed-by-migration'],
    [
      'SignUp',
      'naming another than who is crossing',
      known,
      claimed,
      { 'custom:prev_sub_id': 'x' },
      'refused claimed-by-migration',
    ],
    ['SignUp', 'that a migration may have caused', known, claimed, named, 'passed fresh-claim'],
    ['SignUp', 'naming a user who is not crossing', known, undefined, named, 'refused not-crossed'],
    ['SignUp', 'of a user who has crossed', known, bound, {}, 'passed crossed'],
    [
      'SignUp',
      'of a user who was forgotten',
      known,
      { ...claimed, state: 'forgotten', forgottenAtMs: 1 } as LedgerRow,
      {},
      'passed forgotten',
    ],
    ['SignUp', 'of a name that several share', { ambiguous: true }, undefined, {}, 'refused shared-name'],
    [
      'SignUp',
      'of an address nobody verified',
      { ...known, verified: false },
      undefined,
      {},
      'passed unverified-in-source',
    ],
    ['AdminCreateUser', 'of nobody in the source', undefined, undefined, {}, 'passed not-in-source'],
    ['AdminCreateUser', 'of a user who has not crossed', known, undefined, {}, 'refused no-fresh-claim'],
    ['AdminCreateUser', 'of a user claimed long ago', known, old, {}, 'refused no-fresh-claim'],
    [
      'AdminCreateUser',
      'of a user claimed in the future',
      known,
      { ...claimed, triggerClaimedAtMs: nowMs + 6_000 },
      {},
      'refused no-fresh-claim',
    ],
    ['AdminCreateUser', 'of a user whom an import has claimed', known, byImport, {}, 'refused no-fresh-claim'],
    [
      'AdminCreateUser',
      'of a user claimed for another name',
      known,
      { ...claimed, loginHash: 'hash(x)' },
      {},
      'refused no-fresh-claim',
    ],
    ['AdminCreateUser', 'of a user who is crossing', known, claimed, {}, 'passed fresh-claim'],
    ['AdminCreateUser', 'of a name that several share', { ambiguous: true }, undefined, {}, 'refused shared-name'],
    ['SomethingNew', 'of a user who is crossing, unnamed', known, claimed, {}, 'refused claimed-by-migration'],
    ['SomethingNew', 'of a user who is crossing, named', known, claimed, named, 'passed fresh-claim'],
  ];

  it.each(table)('answers %s %s', async (way, _, indexed, claim, attributes, expected) => {
    const { ports } = setUp(
      indexed === undefined ? {} : { 'hash(ada@example.com)': indexed },
      claim === undefined ? [] : [claim],
    );

    const { outcome, reason } = await guardSignUp(eventOf(way, attributes), settings, ports);

    expect(`${outcome} ${reason}`).toBe(expected);
  });

  const byUsername = (aliases: ('email' | 'phone_number' | 'preferred_username')[]) =>
    ({ kind: 'username', aliases }) as const;
  it.each([
    ['the username', byUsername([]), { userName: 'Ada' }, {}, 'hash(ada)'],
    ['an e-mail alias', byUsername(['email']), {}, { email: 'ADA@example.com' }, 'hash(ada@example.com)'],
    [
      'a phone alias',
      byUsername(['email', 'phone_number']),
      {},
      { phone_number: '+491701234567' },
      'hash(+491701234567)',
    ],
    ['a preferred username', byUsername(['preferred_username']), {}, { preferred_username: 'Ada' }, 'hash(ada)'],
    ['an e-mail address as username', settings.target.signIn, {}, {}, 'hash(ada@example.com)'],
    [
      'a phone number as username',
      settings.target.signIn,
      {},
      { phone_number: '+491701234567' },
      'hash(+491701234567)',
    ],
  ])('keeps %s for its owner', async (_, signIn, overrides, attributes, hash) => {
    const { ports } = setUp({ [hash]: known });
    const pool = { ...settings, target: { ...settings.target, signIn } };

    const event = eventOf('SignUp', attributes, overrides);

    expect(await guardSignUp(event, pool, ports)).toMatchObject({ outcome: 'refused', previousSubs: ['old-sub'] });
  });

  it.each([
    ['KIM@example.com', 'kim@example.com'],
    ['\u212Aim@example.com', 'kim@example.com'],
    ['\u00C9va@example.com', '\u00E9va@example.com'],
  ])('lets nobody take a name by letters that the target may fold: %s for %s', async (email, owned) => {
    const index = { [`hash(${owned})`]: known };
    const caseSensitive = { ...settings, target: { ...settings.target, caseSensitive: true } };

    const told = await guardSignUp(eventOf('SignUp', { email }), settings, setUp(index).ports);
    const apart = await guardSignUp(eventOf('SignUp', { email }), caseSensitive, setUp(index).ports);

    expect(told).toMatchObject({ outcome: 'refused', reason: 'not-crossed' });
    expect(apart).toMatchObject({ outcome: 'passed', reason: 'not-in-source' });
  });

  it('looks at no address that is not a name in the target', async () => {
    const { calls, ports } = setUp(adaIsKnown);
    const pool = { ...settings, target: { ...settings.target, signIn: byUsername([]) } };

    expect(await guardSignUp(eventOf('SignUp'), pool, ports)).toMatchObject({ outcome: 'passed' });
    expect(calls).toEqual(['index hash(a-made-up-id)']);
  });

  it('lets nobody past because one of their names is free', async () => {
    const free = { phone_number: '+491701234567' };
    const { ports } = setUp(adaIsKnown);

    expect(await guardSignUp(eventOf('SignUp', free), settings, ports)).toMatchObject({ reason: 'not-crossed' });
  });

  it('lets a migration bring an address that somebody else also has', async () => {
    const shared = { phone_number: '+491701234567' };
    const { ports } = setUp({ ...adaIsKnown, 'hash(+491701234567)': { ...known, previousSub: 'sister' } }, [claimed]);

    expect(await guardSignUp(eventOf('AdminCreateUser', shared), settings, ports)).toMatchObject({
      reason: 'fresh-claim',
    });
    expect(await guardSignUp(eventOf('SignUp', shared), settings, ports)).toMatchObject({ outcome: 'refused' });
  });

  it('counts a federated user, and asks nothing', async () => {
    const { calls, ports } = setUp(adaIsKnown);

    expect(await guardSignUp(eventOf('ExternalProvider'), settings, ports)).toEqual({
      way: 'external-provider',
      outcome: 'passed',
      reason: 'external-provider',
    });
    expect(calls).toEqual([]);
  });

  const override = { clientMetadata: { 'poolferry-guard': 'override' } };
  const withMetadata = (way: string, request: object) => {
    const event = eventOf(way);
    return { ...event, request: { ...event.request, ...request } };
  };

  it('lets an operator create whom they decide to', async () => {
    const { ports } = setUp(adaIsKnown);

    expect(await guardSignUp(withMetadata('AdminCreateUser', override), settings, ports)).toMatchObject({
      reason: 'override',
    });
  });

  it.each([
    ['of somebody who signs up', 'SignUp', override],
    ['of a source it does not know', 'SomethingNew', override],
    ['with another value', 'AdminCreateUser', { clientMetadata: { 'poolferry-guard': 'yes' } }],
    ['in the validation data', 'AdminCreateUser', { validationData: override.clientMetadata }],
  ])('takes no override %s', async (_, way, request) => {
    const { ports } = setUp(adaIsKnown);

    expect(await guardSignUp(withMetadata(way, request), settings, ports)).toMatchObject({ outcome: 'refused' });
  });

  it.each(['hashLogin', 'findByLogin', 'find'] as const)('refuses everybody while %s fails', async (port) => {
    const { ports } = setUp(adaIsKnown, [claimed]);
    const failing = { ...ports, [port]: () => Promise.reject(new Error('ada@example.com')) };

    for (const way of ['SignUp', 'AdminCreateUser']) {
      expect(await guardSignUp(eventOf(way), settings, failing)).toEqual({
        way: way === 'SignUp' ? 'sign-up' : 'administrator',
        outcome: 'refused',
        reason: 'ledger-failed',
        errorName: 'Error',
      });
    }
  });

  it('refuses whatever is no event of its own, and never throws', async () => {
    const { ports } = setUp(adaIsKnown);
    await fc.assert(
      fc.asyncProperty(fc.anything(), async (event) => {
        expect(await guardSignUp(event, settings, ports)).toEqual({ outcome: 'refused', reason: 'unknown-event' });
      }),
    );
    for (const overrides of [{ userPoolId: 'eu-west-1_other' }, { triggerSource: 'PostConfirmation_ConfirmSignUp' }]) {
      expect(await guardSignUp(eventOf('SignUp', {}, overrides), settings, ports)).toMatchObject({
        reason: 'unknown-event',
      });
    }
  });
});
