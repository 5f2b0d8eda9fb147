import { describe, expect, it } from 'vitest';
import type { Evidence, SignInAttempt } from '../../sandbox/demo/evidence.ts';
import { checkInvariants } from '../../sandbox/demo/invariants/all-invariants.ts';
import { attempt, person, refusal, soundEvidence, userOf, vehicle } from '../support/demo-evidence.ts';

type Alter = (sound: Evidence) => Partial<Evidence>;

const breachesOf = (id: string, alter: Alter): readonly string[] => {
  const sound = soundEvidence();
  const verdicts = checkInvariants({ ...sound, ...alter(sound) });
  return verdicts.find(({ invariant }) => invariant.id === id)?.breaches ?? ['no such invariant'];
};

const inTarget = ({ targetAfter }: Evidence, sub: string, attributes: Record<string, string>) => ({
  targetAfter: {
    ...targetAfter,
    users: targetAfter.users.map((user) =>
      user.sub === sub ? { ...user, attributes: { ...user.attributes, ...attributes } } : user,
    ),
  },
});

const withoutAttribute = ({ targetAfter }: Evidence, sub: string, name: string) => ({
  targetAfter: {
    ...targetAfter,
    users: targetAfter.users.map((user) => {
      const { [name]: _lost, ...attributes } = user.attributes;
      return user.sub === sub ? { ...user, attributes } : user;
    }),
  },
});

const withVehicle = (tables: Evidence['tablesAfter'], changed: ReturnType<typeof vehicle>) =>
  tables.map((table) => ({
    ...table,
    items: table.items.map((item) => (JSON.stringify(item.id) === JSON.stringify(changed.id) ? changed : item)),
  }));

const replaceAttempt = ({ signIns }: Evidence, by: SignInAttempt) => ({
  signIns: signIns.map((each) => (each.previousSub === by.previousSub && each.moment === by.moment ? by : each)),
});

const withoutAttempts = ({ signIns }: Evidence, moment: SignInAttempt['moment']) => ({
  signIns: signIns.filter((each) => each.moment !== moment),
});

describe('the invariants', () => {
  it('all hold for a sound crossing', () => {
    expect(checkInvariants(soundEvidence()).flatMap(({ breaches }) => breaches)).toEqual([]);
  });

  it.each<[id: string, what: string, alter: Alter, message: string]>([
    ['I1', 'a user who is nowhere', () => ({ rejects: [] }), '"rex" should be in exactly one place, but is in 0: none'],
    [
      'I1',
      'a reject without a code',
      () => ({ rejects: [{ sub: 'old-rex', code: '', from: 'export' }] }),
      '"rex" should be in exactly one place, but is in 0: none',
    ],
    [
      'I1',
      'a user who crossed and was rejected',
      ({ rejects }) => ({ rejects: [...rejects, { sub: 'old-lea', code: 'disabled', from: 'import' }] }),
      '"lea" should be in exactly one place, but is in 2: crossed lazily, rejected by import (disabled)',
    ],
    [
      'I1',
      'a user who signed in but is gone from the target',
      ({ targetAfter }) => ({
        targetAfter: { ...targetAfter, users: targetAfter.users.filter(({ sub }) => sub !== 'new-lea') },
      }),
      '"lea" should be in exactly one place, but is in 0: none',
    ],
    [
      'I1',
      'a user who was in the target before the import that should have brought them',
      ({ targetAfter }) => ({ targetAfterLazy: targetAfter }),
      '"ivo" should be in exactly one place, but is in 1: crossed one way, but was in the target by the other',
    ],
    [
      'I1',
      'a stranger in the target',
      ({ targetAfter }) => ({
        targetAfter: { ...targetAfter, users: [...targetAfter.users, userOf(person('eve'), { sub: 'new-eve' })] },
      }),
      '"eve@example.com" is in the target, but nobody of the source could sign in as them',
    ],
    [
      'I1',
      'a crossed user who is disabled in the target',
      ({ targetAfter }) => ({
        targetAfter: {
          ...targetAfter,
          users: targetAfter.users.map((user) => ({ ...user, enabled: user.sub !== 'new-lea' })),
        },
      }),
      '"lea" crossed lazily, but is disabled in the target',
    ],
    [
      'I1',
      'a crossed user whose account is not in order',
      ({ targetAfter }) => ({
        targetAfter: {
          ...targetAfter,
          users: targetAfter.users.map((user) => ({
            ...user,
            status: user.sub === 'new-ivo' ? 'RESET_REQUIRED' : user.status,
          })),
        },
      }),
      '"ivo" crossed by import, but is RESET_REQUIRED in the target',
    ],
    [
      'I1',
      'somebody who was rejected for no reason',
      ({ people }) => ({ people: people.map((each) => ({ ...each, kind: 'ordinary' as const })) }),
      '"rex" stayed behind, although nothing stood in the way',
    ],
    [
      'I1',
      'somebody who crossed and should not have',
      ({ people }) => ({
        people: people.map((each) => (each.username === 'ivo' ? { ...each, kind: 'disabled' as const } : each)),
      }),
      '"ivo" crossed by import, but should have stayed behind: disabled',
    ],
    [
      'I1',
      'two people who became one',
      (sound) => replaceAttempt(sound, attempt('old-ivo', 'imported-after-reset', 'new-lea')),
      '"lea@example.com" in the target is "lea", "ivo" at once',
    ],
    [
      'I1',
      'an identity map that gives somebody another account',
      ({ identityMap }) => ({
        identityMap: identityMap.map((line) => (line.oldSub === 'old-ivo' ? { ...line, newSub: 'new-lea' } : line)),
      }),
      '"ivo" crossed by import, but the identity map says otherwise or nothing',
    ],
    [
      'I1',
      'an identity map that names somebody who stayed behind',
      ({ identityMap }) => ({ identityMap: [...identityMap, { oldSub: 'old-rex', newSub: 'new-x', via: 'import' }] }),
      '"rex" stands in the identity map, but has not crossed',
    ],
    [
      'I2',
      'an item that did not follow',
      ({ tablesAfter }) => ({ tablesAfter: withVehicle(tablesAfter, vehicle('v2', 'ivo', [])) }),
      '"ivo" no longer sees Vehicle v2 by "owner"',
    ],
    [
      'I2',
      'an element of a list that did not follow',
      ({ tablesAfter }) => ({
        tablesAfter: withVehicle(tablesAfter, vehicle('v1', 'new-lea::new-lea', ['ivo', 'old-rex'])),
      }),
      '"ivo" no longer sees Vehicle v1 by "drivers"',
    ],
    [
      'I2',
      'a half-rewritten pair of sub and username',
      ({ tablesAfter }) => ({
        tablesAfter: withVehicle(tablesAfter, vehicle('v1', 'new-lea::lea', ['new-ivo', 'old-rex'])),
      }),
      '"lea" no longer sees Vehicle v1 by "owner"',
    ],
    [
      'I2',
      'an item that went to somebody else',
      ({ tablesAfter }) => ({ tablesAfter: withVehicle(tablesAfter, vehicle('v3', 'new-lea', [])) }),
      '"lea" now sees Vehicle v3 by "owner"',
    ],
    [
      'I2',
      'an item taken from somebody who stayed behind',
      ({ tablesAfter }) => ({ tablesAfter: withVehicle(tablesAfter, vehicle('v3', 'nobody', [])) }),
      '"rex" no longer sees Vehicle v3 by "owner"',
    ],
    [
      'I2',
      'an old account that sees something new',
      ({ tablesAfter }) => ({ tablesAfter: withVehicle(tablesAfter, vehicle('v4', 'lea', [])) }),
      'the old account of "lea" now sees Vehicle v4 by "owner"',
    ],
    [
      'I2',
      'a stranger in the target who sees anything at all',
      ({ targetAfter, tablesAfter }) => ({
        targetAfter: { ...targetAfter, users: [...targetAfter.users, userOf(person('eve'), { username: 'departed' })] },
        tablesAfter,
      }),
      '"eve@example.com", whoever that is, sees Vehicle v4 by "owner"',
    ],
    [
      'I2',
      'an owner written in another form than it had',
      ({ tablesAfter }) => ({ tablesAfter: withVehicle(tablesAfter, vehicle('v2', 'new-ivo::new-ivo', [])) }),
      'the "owner" of Vehicle v2 is not what it was, with new names for old',
    ],
    [
      'I2',
      'an owner of nobody that became another nobody',
      ({ tablesAfter }) => ({ tablesAfter: withVehicle(tablesAfter, vehicle('v4', 'garbage', [])) }),
      'the "owner" of Vehicle v4 is not what it was, with new names for old',
    ],
    [
      'I2',
      'a list in which somebody stands twice',
      ({ tablesAfter }) => ({
        tablesAfter: withVehicle(tablesAfter, vehicle('v1', 'new-lea::new-lea', ['new-ivo', 'new-ivo', 'old-rex'])),
      }),
      'the "drivers" of Vehicle v1 is not what it was, with new names for old',
    ],
    [
      'I2',
      'a list in another order',
      ({ tablesAfter }) => ({
        tablesAfter: withVehicle(tablesAfter, vehicle('v1', 'new-lea::new-lea', ['old-rex', 'new-ivo'])),
      }),
      'the "drivers" of Vehicle v1 is not what it was, with new names for old',
    ],
    [
      'I2',
      'an owner field that was not there',
      ({ tablesAfter }) => ({
        tablesAfter: tablesAfter.map((table) => ({
          ...table,
          items: table.items.map((item) => ('amountCents' in item ? { ...item, owner: { S: 'nobody' } } : item)),
        })),
      }),
      'the "owner" of Receipt r1 is not what it was, with new names for old',
    ],
    [
      'I2',
      'an attribute that is no owner and changed',
      ({ tablesAfter }) => ({
        tablesAfter: withVehicle(tablesAfter, { ...vehicle('v4', 'departed', []), plate: { S: 'changed' } }),
      }),
      'Vehicle v4 changed in more than its owner: "plate"',
    ],
    [
      'I2',
      'an item that is gone',
      ({ tablesAfter }) => ({
        tablesAfter: tablesAfter.map((table) => ({ ...table, items: table.items.slice(0, -1) })),
      }),
      'Vehicle v4 is gone',
    ],
    [
      'I2',
      'an item that is new, although nobody sees it',
      ({ tablesAfter }) => ({
        tablesAfter: tablesAfter.map((table) => ({ ...table, items: [...table.items, vehicle('v9', 'nobody', [])] })),
      }),
      'Vehicle v9 is new',
    ],
    [
      'I3',
      'somebody whom the trigger turned away',
      ({ signIns }) => ({ signIns: [...signIns, attempt('old-ivo', 'first-sign-in', undefined)] }),
      '"ivo" should have crossed by signing in, but was refused: NotAuthorizedException',
    ],
    [
      'I3',
      'a second sign-in that fails',
      (sound) => replaceAttempt(sound, attempt('old-lea', 'again-with-old-password', undefined)),
      '"lea" cannot sign in a second time with the old password: NotAuthorizedException',
    ],
    [
      'I3',
      'a second sign-in that needs the trigger',
      (sound) =>
        replaceAttempt(sound, {
          ...attempt('old-lea', 'again-with-old-password', 'new-lea'),
          migrationTriggerRuns: 1,
        }),
      '"lea" needed the trigger a second time',
    ],
    [
      'I3',
      'a second sign-in as somebody else',
      (sound) => replaceAttempt(sound, attempt('old-lea', 'again-with-old-password', 'new-ivo')),
      '"lea" is another user at the second sign-in than at the first',
    ],
    [
      'I3',
      'a wrong password that opens',
      (sound) => replaceAttempt(sound, attempt('old-lea', 'again-with-wrong-password', 'new-lea')),
      '"lea" got in with a wrong password',
    ],
    [
      'I3',
      'a second sign-in that nobody saw',
      (sound) => withoutAttempts(sound, 'again-with-old-password'),
      '"lea" was not seen signing in a second time',
    ],
    [
      'I3',
      'a wrong password that nobody tried',
      (sound) => withoutAttempts(sound, 'again-with-wrong-password'),
      '"lea" was not seen trying a wrong password',
    ],
    [
      'I3',
      'a crossing without lazy users',
      (sound) => withoutAttempts(sound, 'first-sign-in'),
      'nobody crossed lazily',
    ],
    [
      'I4',
      'an imported user who gets in without a reset',
      (sound) => replaceAttempt(sound, attempt('old-ivo', 'imported-before-reset', 'new-ivo')),
      '"ivo" was imported and got in without a reset',
    ],
    [
      'I4',
      'an imported user whom the reset does not help',
      (sound) => replaceAttempt(sound, attempt('old-ivo', 'imported-after-reset', undefined)),
      '"ivo" was imported and cannot sign in after the reset: NotAuthorizedException',
    ],
    [
      'I4',
      'a reset that nobody tried',
      (sound) => withoutAttempts(sound, 'imported-after-reset'),
      '"ivo" was not seen trying after the reset',
    ],
    [
      'I4',
      'a sign-in before the reset that nobody tried',
      (sound) => withoutAttempts(sound, 'imported-before-reset'),
      '"ivo" was not seen trying before the reset',
    ],
    ['I4', 'a crossing without imported users', () => ({ signIns: [] }), 'nobody was imported'],
    [
      'I5',
      'one answer with other words',
      ({ refusals }) => ({ refusals: [...refusals, { ...refusal('shared address'), who: 'max', body: '{}' }] }),
      '"max" (shared address) is answered otherwise than an unknown user',
    ],
    [
      'I5',
      'one answer with another header',
      ({ refusals }) => ({ refusals: [...refusals, { ...refusal('disabled'), who: 'max', headers: {} }] }),
      '"max" (disabled) is answered otherwise than an unknown user',
    ],
    [
      'I5',
      'somebody who was let in',
      ({ refusals }) => ({ refusals: [...refusals, { ...refusal('unconfirmed'), who: 'max', status: 200 }] }),
      '"max" should be refused (unconfirmed), but was let in',
    ],
    [
      'I5',
      'a reason that was never tried',
      ({ refusals }) => ({ refusals: refusals.filter(({ reason }) => reason !== 'disabled') }),
      'nobody was refused for: disabled',
    ],
    [
      'I6',
      'a flag that the source never set',
      (sound) => inTarget(sound, 'new-ivo', { phone_number_verified: 'true' }),
      '"ivo" has phone_number_verified in the target, which the source never said',
    ],
    [
      'I6',
      'a flag that stands at another address than in the source',
      (sound) => inTarget(sound, 'new-ivo', { email: 'other@example.com' }),
      '"ivo" has email_verified in the target, which the source never said',
    ],
    [
      'I7',
      'a user who changed',
      ({ sourceAfter }) => ({
        sourceAfter: {
          ...sourceAfter,
          users: sourceAfter.users.map((user) => (user.sub === 'old-rex' ? { ...user, enabled: true } : user)),
        },
      }),
      '"rex" changed in the source pool',
    ],
    [
      'I7',
      'a user who is gone',
      ({ sourceAfter }) => ({ sourceAfter: { ...sourceAfter, users: sourceAfter.users.slice(1) } }),
      '"lea" is gone from the source pool',
    ],
    [
      'I7',
      'a user who is new',
      ({ sourceAfter }) => ({
        sourceAfter: { ...sourceAfter, users: [...sourceAfter.users, userOf(person('eve'))] },
      }),
      '"eve" was added to the source pool',
    ],
    [
      'I7',
      'a setting that changed',
      ({ sourceAfter }) => ({ sourceAfter: { ...sourceAfter, settings: { Name: 'other' } } }),
      'the settings of the source pool changed',
    ],
    [
      'I7',
      'a password that changed',
      ({ sourceAfter }) => ({ sourceAfter: { ...sourceAfter, inside: { passwords: ['a', 'c'] } } }),
      'the inner state of the source pool changed',
    ],
    [
      'I8',
      'an attribute that was mangled on the way',
      (sound) => inTarget(sound, 'new-ivo', { name: 'Ivo\\, of Ghent' }),
      '"ivo" brought another "name" along than they had',
    ],
    [
      'I8',
      'an attribute that was lost',
      (sound) => withoutAttribute(sound, 'new-ivo', 'birthdate'),
      '"ivo" lost their "birthdate"',
    ],
    [
      'I8',
      'a verified flag that was lost',
      (sound) => inTarget(sound, 'new-ivo', { email_verified: 'false' }),
      '"ivo" brought another "email_verified" along than they had',
    ],
    [
      'I8',
      'an attribute that nobody had',
      (sound) => inTarget(sound, 'new-lea', { locale: 'de' }),
      '"lea" got a "locale" that they did not have',
    ],
    [
      'I8',
      "a note of somebody else's old sub",
      (sound) => inTarget(sound, 'new-lea', { 'custom:prev_sub_id': 'old-ivo' }),
      '"lea" brought another "custom:prev_sub_id" along than they had',
    ],
    [
      'I7',
      'an import job in the source',
      ({ sourceAfter }) => ({ sourceAfter: { ...sourceAfter, importJobs: [{ JobId: 'import-1' }] } }),
      'the import jobs of the source pool changed',
    ],
    [
      'I7',
      'a group that changed',
      ({ sourceAfter }) => ({ sourceAfter: { ...sourceAfter, groups: [] } }),
      'the groups of the source pool changed',
    ],
  ])('%s finds %s and says who', (id, _what, alter, message) => {
    expect(breachesOf(id, alter)).toContain(message);
  });
});
