import { describe, expect, it } from 'vitest';
import { type Decision, decide, type Evidence } from '../../core/migrate-user/decide.ts';
import { challengeTable } from '../../core/migrate-user/decision-table.ts';
import type { MigrateUserSettings } from '../../core/migrate-user/migrate-user-settings.ts';
import type { SourceAnswer } from '../../core/migrate-user/source-answer.ts';
import type { UserRecord } from '../../core/users/user-record.ts';
import { buildProfile, buildSettings, previousSub, previousUsername } from '../support/migration-builders.ts';
import { buildUser } from '../support/user-builders.ts';

const signIn = (typedLogin = 'user1@example.com'): Evidence['request'] => ({
  triggerSource: 'UserMigration_Authentication',
  typedLogin,
});
const forgot = (typedLogin = 'user1@example.com'): Evidence['request'] => ({
  triggerSource: 'UserMigration_ForgotPassword',
  typedLogin,
});
const tokensOf = (user: UserRecord): SourceAnswer => ({
  kind: 'tokens',
  sub: user.sub,
  username: user.username,
  groups: [],
});
const challenge = (name: string): SourceAnswer => ({ kind: 'challenge', name });
const asTyped = { kind: 'as-typed' } as const;

/** What a sign-in with the right password and nothing in the way leads to. */
const decideSignIn = (
  user: UserRecord,
  settings: MigrateUserSettings = buildSettings(),
  answer: SourceAnswer = tokensOf(user),
  typedLogin?: string,
): Decision => decide({ request: signIn(typedLogin), match: asTyped, answer, profile: buildProfile(user) }, settings);

const brief = (decision: Decision) => {
  if (decision.kind !== 'create') return `${decision.kind}: ${decision.reason}`;
  const { finalUserStatus = 'reset', enableSMSMFA } = decision.response;
  return [
    `create ${finalUserStatus}`,
    ...(enableSMSMFA ? ['with SMS'] : []),
    ...(decision.downgrade ? [`(${decision.downgrade})`] : []),
  ].join(' ');
};

describe('decide', () => {
  it('creates the user whom the source let in', () => {
    const user = buildUser(1, { attributes: { given_name: 'Ada', 'custom:plan': 'gold', identities: '[]' } });

    const decision = decideSignIn(user);

    expect(decision).toEqual({
      kind: 'create',
      response: {
        userAttributes: {
          email: 'user1@example.com',
          email_verified: 'true',
          given_name: 'Ada',
          [previousSub]: user.sub,
          [previousUsername]: 'user1',
        },
        finalUserStatus: 'CONFIRMED',
        messageAction: 'SUPPRESS',
        forceAliasCreation: false,
      },
      previousSub: user.sub,
      previousUsername: 'user1',
      login: 'user1@example.com',
      dropped: [],
    });
  });

  describe('when the source asks for more than the password', () => {
    const withPhone = { phone_number: '+12025550143', phone_number_verified: 'true' };
    const policies = ['deny', 'reset', 'accept'] as const;
    const rows: [string, 'OFF' | 'OPTIONAL', object, Record<(typeof policies)[number], string>][] = [
      [
        'SMS_MFA',
        'OPTIONAL',
        withPhone,
        {
          deny: 'create CONFIRMED with SMS',
          reset: 'create CONFIRMED with SMS',
          accept: 'create CONFIRMED with SMS',
        },
      ],
      [
        'SMS_MFA',
        'OPTIONAL',
        { ...withPhone, phone_number_verified: 'false' },
        {
          deny: 'deny: second-factor',
          reset: 'create reset (second-factor-reset)',
          accept: 'create CONFIRMED (second-factor-dropped)',
        },
      ],
      ...(['SMS_MFA', 'SOFTWARE_TOKEN_MFA', 'EMAIL_OTP', 'SELECT_MFA_TYPE', 'MFA_SETUP'] as const).map(
        (name) =>
          [
            name,
            'OFF',
            withPhone,
            {
              deny: 'deny: second-factor',
              reset: 'create reset (second-factor-reset)',
              accept: 'create CONFIRMED (second-factor-dropped)',
            },
          ] as [string, 'OFF', object, Record<(typeof policies)[number], string>],
      ),
    ];
    const cases = rows.flatMap(([name, mfa, attributes, outcomes]) =>
      policies.map((policy) => ({ name, mfa, attributes, policy, outcome: outcomes[policy] })),
    );

    it.each(cases)('answers $name with target MFA $mfa under "$policy": $outcome', (row) => {
      const user = buildUser(1, { attributes: { ...row.attributes } });
      const settings = buildSettings({
        users: { mfa: { passwordOnly: row.policy } },
        target: { mfa: row.mfa },
      });

      expect(brief(decideSignIn(user, settings, challenge(row.name)))).toBe(row.outcome);
    });

    it('denies what says nothing about the password, whatever the policies', () => {
      const settings = buildSettings({ users: { mfa: { passwordOnly: 'accept' }, temporaryPasswords: 'reset' } });
      const notProving = Object.entries(challengeTable).filter(([, worth]) => 'deny' in worth);

      const outcomes = notProving.map(([name]) => brief(decideSignIn(buildUser(1), settings, challenge(name))));

      expect(outcomes).toEqual(notProving.map(() => 'deny: not-a-proof'));
      expect(brief(decideSignIn(buildUser(1), settings, challenge('NEW_IN_2031')))).toBe('deny: unknown-challenge');
    });

    it.each([
      ['deny', 'deny: temporary-password'],
      ['reset', 'create reset (temporary-password-reset)'],
    ])('answers a temporary password under "%s": %s', (temporaryPasswords, outcome) => {
      const user = buildUser(1, { status: 'FORCE_CHANGE_PASSWORD' });
      const settings = buildSettings({ users: { temporaryPasswords, mfa: { passwordOnly: 'accept' } } });

      expect(brief(decideSignIn(user, settings, challenge('NEW_PASSWORD_REQUIRED')))).toBe(outcome);
    });

    it('holds a temporary password to the policy on second factors too', () => {
      const user = buildUser(1, { status: 'FORCE_CHANGE_PASSWORD' });
      const answer = challenge('NEW_PASSWORD_REQUIRED');
      const evidence = {
        request: signIn(),
        match: asTyped,
        answer,
        profile: buildProfile(user, ['SOFTWARE_TOKEN_MFA']),
      };

      expect(brief(decide(evidence, buildSettings({ users: { temporaryPasswords: 'reset' } })))).toBe(
        'deny: second-factor',
      );
    });

    it('resets only users whom the target can send a code', () => {
      const user = buildUser(1);
      const users = { mfa: { passwordOnly: 'reset' } };
      const settings = buildSettings({ users, target: { recoveryContacts: ['phone_number'] } });

      expect(brief(decideSignIn(user, settings, challenge('SOFTWARE_TOKEN_MFA')))).toBe('deny: no-recovery-contact');
    });
  });

  it.each([
    ['disabled', { enabled: false }, 'deny: disabled'],
    ['UNCONFIRMED', { status: 'UNCONFIRMED' }, 'deny: status'],
    ['COMPROMISED', { status: 'COMPROMISED' }, 'deny: status'],
    ['EXTERNAL_PROVIDER', { status: 'EXTERNAL_PROVIDER' }, 'deny: status'],
    ['a status that AWS adds later', { status: 'PAROLED' }, 'deny: status'],
    ['RESET_REQUIRED', { status: 'RESET_REQUIRED' }, 'deny: status'],
    ['unverified', { attributes: { email_verified: 'false' } }, 'deny: unverified-login'],
    ['verified in another spelling', { attributes: { email_verified: 'True' } }, 'deny: unverified-login'],
    ['verified, but by another name', { attributes: { email: 'other@example.com' } }, 'deny: another-login'],
    ['without an address', { attributes: { email: '' } }, 'deny: another-login'],
  ])('does not create a user who is %s', (_, overrides, outcome) => {
    expect(brief(decideSignIn(buildUser(1, overrides)))).toBe(outcome);
  });

  it('does not create another user than the one who proved the password', () => {
    const answer = tokensOf(buildUser(2));

    expect(brief(decideSignIn(buildUser(1), buildSettings(), answer))).toBe('deny: another-user');
  });

  it('does not create another user than the index names', () => {
    const user = buildUser(1);
    const match = { kind: 'known', previousSub: buildUser(2).sub, username: 'user1' } as const;
    const evidence = { request: signIn(), match, answer: tokensOf(user), profile: buildProfile(user) };

    expect(brief(decide(evidence, buildSettings()))).toBe('deny: another-user');
  });

  it.each(['not-in-index', 'no-such-user', 'ambiguous-login', 'unverified-login'] as const)(
    'denies a name that is %s even when the source lets it in',
    (reason) => {
      const user = buildUser(1);
      const match = { kind: 'nobody', reason } as const;
      const evidence = { request: signIn(), match, answer: tokensOf(user), profile: buildProfile(user) };

      expect(brief(decide(evidence, buildSettings()))).toBe(`deny: ${reason}`);
    },
  );

  it('reports an outage of the source for a name that nobody has, too', () => {
    const match = { kind: 'nobody', reason: 'not-in-index' } as const;
    const answer = { kind: 'error', call: 'AdminInitiateAuth', name: 'TooManyRequestsException' } as const;

    expect(brief(decide({ request: signIn(), match, answer }, buildSettings()))).toBe('outage: source-throttled');
    const profile = { ...answer, call: 'AdminGetUser' } as const;
    expect(brief(decide({ request: forgot(), match, profile }, buildSettings()))).toBe('outage: source-throttled');
  });

  describe('on names', () => {
    it('takes the spelling that was typed, where case does not matter', () => {
      const user = buildUser(1, { attributes: { email: 'User1@Example.com' } });

      const decision = decideSignIn(user);

      expect(decision).toMatchObject({
        kind: 'create',
        login: 'user1@example.com',
        response: { userAttributes: { email: 'user1@example.com' } },
      });
    });

    it('tells spellings apart where case matters', () => {
      const user = buildUser(1, { attributes: { email: 'User1@Example.com' } });

      expect(brief(decideSignIn(user, buildSettings({ target: { caseSensitive: true } })))).toBe('deny: another-login');
    });

    it.each([
      ['the Kelvin sign', '\u212Aate@example.com', 'kate@example.com'],
      ['a long s', 'bo\u017F@example.com', 'bos@example.com'],
      ['a composed letter', 'ren\u00E9@example.com', 'rene\u0301@example.com'],
      ['a Cyrillic letter', 'us\u0435r1@example.com', 'user1@example.com'],
    ])('never takes %s for another letter', (_, email, typed) => {
      const user = buildUser(1, { attributes: { email } });

      expect(brief(decideSignIn(user, buildSettings(), tokensOf(user), typed))).toBe('deny: another-login');
    });

    const aliasTarget = (users: object = {}) =>
      buildSettings({ users, target: { signIn: { kind: 'username', aliases: ['email'] } } });

    it('keeps the username where the target signs in by username', () => {
      const user = buildUser(1);

      const decision = decideSignIn(user, aliasTarget(), tokensOf(user), 'user1');

      expect(decision).toMatchObject({ kind: 'create', login: 'user1' });
      expect(decision).not.toHaveProperty('response.userAttributes.username');
    });

    it('names the username where a verified alias was typed, and claims for the username', () => {
      const user = buildUser(1);

      const decision = decideSignIn(user, aliasTarget());

      expect(decision).toMatchObject({
        kind: 'create',
        login: 'user1',
        response: { userAttributes: { username: 'user1', email: 'user1@example.com' } },
      });
    });

    it('takes no unverified alias', () => {
      const user = buildUser(1, { attributes: { email_verified: 'false' } });

      expect(brief(decideSignIn(user, aliasTarget()))).toBe('deny: another-login');
      expect(brief(decideSignIn(user, aliasTarget(), tokensOf(user), 'user1'))).toBe('create CONFIRMED');
    });

    it('denies a username that the target cannot have', () => {
      const user = buildUser(1, { username: 'user1@example.com' });

      expect(brief(decideSignIn(user, aliasTarget()))).toBe('deny: bad-username');
    });

    it('makes the source sub the username where that is configured', () => {
      const user = buildUser(1);

      expect(decideSignIn(user, aliasTarget({ username: 'source-sub' }))).toMatchObject({
        login: user.sub,
        response: { userAttributes: { username: user.sub } },
      });
    });
  });

  describe('on attributes', () => {
    const requiring = (name: string, overrides: object = {}) => {
      const target = buildSettings().target;
      const schema = target.schema.map((each) =>
        each.name === name ? { ...each, required: true, ...overrides } : each,
      );
      return buildSettings({ target: { schema } });
    };

    it('denies a user who lacks what the target requires', () => {
      expect(brief(decideSignIn(buildUser(1), requiring('family_name')))).toBe('deny: missing-attribute');
    });

    it('denies a required attribute that does not fit', () => {
      const user = buildUser(1, { attributes: { family_name: 'Lovelace' } });

      expect(brief(decideSignIn(user, requiring('family_name', { maxLength: 3 })))).toBe('deny: unfit-attribute');
    });

    it('leaves an optional attribute behind that does not fit, and says which', () => {
      const user = buildUser(1, { attributes: { birthdate: '1815' } });

      const decision = decideSignIn(user);

      expect(decision).toMatchObject({ kind: 'create', dropped: ['birthdate'] });
      expect(decision).not.toHaveProperty('response.userAttributes.birthdate');
    });

    it('denies rather than lose the previous sub', () => {
      const schema = buildSettings().target.schema.filter(({ name }) => name !== previousSub);

      expect(brief(decideSignIn(buildUser(1), buildSettings({ target: { schema } })))).toBe('deny: unfit-attribute');
    });

    it('leaves behind an address that would be a sign-in name and that the source has not verified', () => {
      const byEither = { signIn: { kind: 'attribute', attributes: ['email', 'phone_number'] } } as const;
      const phone = '+12025550143';
      const attributes = { email_verified: 'false', phone_number: phone, phone_number_verified: 'true' };
      const user = buildUser(1, { attributes });
      const typePhone = (settings: MigrateUserSettings) => decideSignIn(user, settings, tokensOf(user), phone);

      const decision = typePhone(buildSettings({ target: byEither }));

      expect(decision).toMatchObject({
        kind: 'create',
        response: { userAttributes: { phone_number: phone, phone_number_verified: 'true' } },
        dropped: ['email'],
      });
      for (const name of ['email', 'email_verified']) {
        expect(decision).not.toHaveProperty(`response.userAttributes.${name}`);
      }
      const { schema } = requiring('email').target;
      expect(brief(typePhone(buildSettings({ target: { ...byEither, schema } })))).toBe('deny: unverified-login');
    });

    it('leaves a verified flag behind with its address', () => {
      const user = buildUser(1, { attributes: { phone_number: '+1'.repeat(2000), phone_number_verified: 'true' } });

      const decision = decideSignIn(user);

      expect(decision).toMatchObject({ kind: 'create', dropped: ['phone_number'] });
      expect(decision).not.toHaveProperty('response.userAttributes.phone_number_verified');
    });
  });

  describe('on groups', () => {
    const groups = { admins: 'administrators', staff: 'people', contractors: 'people' };
    const inGroups = (user: UserRecord, ...names: string[]) => ({ ...tokensOf(user), groups: names }) as SourceAnswer;

    it('keeps only mapped ones, by the names of the target', () => {
      const user = buildUser(1);
      const answer = inGroups(user, 'staff', 'admins', 'contractors', 'root', 'constructor');

      expect(decideSignIn(user, buildSettings({ groups }), answer)).toMatchObject({
        groups: ['administrators', 'people'],
      });
    });

    it('says that there are none, so that a group left behind is taken out of an older claim', () => {
      const user = buildUser(1);

      expect(decideSignIn(user, buildSettings({ groups }), inGroups(user, 'root'))).toMatchObject({ groups: [] });
    });

    it('says that there are none where no token told them, so that an older claim gives nobody a right they lost', () => {
      const user = buildUser(1);
      const settings = buildSettings({ groups, users: { mfa: { passwordOnly: 'accept' } } });

      expect(decideSignIn(user, settings, challenge('EMAIL_OTP'))).toMatchObject({ groups: [] });
      expect(decide({ request: forgot(), match: asTyped, profile: buildProfile(user) }, settings)).toMatchObject({
        groups: [],
      });
    });

    it('says nothing of them where none are mapped', () => {
      const user = buildUser(1);

      expect(decideSignIn(user, buildSettings(), inGroups(user, 'admins'))).not.toHaveProperty('groups');
    });
  });

  describe('on a forgotten password', () => {
    const decideForgotten = (user: UserRecord, settings = buildSettings(), secondFactors: readonly string[] = []) =>
      brief(decide({ request: forgot(), match: asTyped, profile: buildProfile(user, secondFactors) }, settings));

    it.each(['CONFIRMED', 'RESET_REQUIRED', 'FORCE_CHANGE_PASSWORD'] as const)(
      'creates a %s user who must choose a password',
      (status) => {
        expect(decideForgotten(buildUser(1, { status }))).toBe('create reset');
      },
    );

    it.each([
      ['is disabled', { enabled: false }, 'deny: disabled'],
      ['never confirmed', { status: 'UNCONFIRMED' }, 'deny: status'],
      ['is archived', { status: 'ARCHIVED' }, 'deny: status'],
      ['has another address', { attributes: { email: 'x@example.com' } }, 'deny: another-login'],
      ['never verified the address', { attributes: { email_verified: 'false' } }, 'deny: unverified-login'],
    ])('does not create a user who %s', (_, overrides, outcome) => {
      expect(decideForgotten(buildUser(1, overrides))).toBe(outcome);
    });

    it.each([
      ['deny', 'deny: second-factor'],
      ['reset', 'create reset (second-factor-reset)'],
      ['accept', 'create reset (second-factor-reset)'],
    ])('answers a user with a second factor under "%s": %s', (passwordOnly, outcome) => {
      const settings = buildSettings({ users: { mfa: { passwordOnly } } });

      expect(decideForgotten(buildUser(1), settings, ['SMS_MFA'])).toBe(outcome);
      expect(decideForgotten(buildUser(1), { ...settings, sourceRequiresMfa: true })).toBe(outcome);
    });

    it('creates nobody whom the target could not send a code', () => {
      const signInByName = { signIn: { kind: 'username', aliases: [] } } as const;
      const user = buildUser(1, { attributes: { email_verified: 'false' } });
      const request = forgot('user1');
      const evidence = { request, match: asTyped, profile: buildProfile(user) };

      expect(brief(decide(evidence, buildSettings({ target: signInByName })))).toBe('deny: no-recovery-contact');
    });

    it('creates nobody when it is switched off', () => {
      expect(decideForgotten(buildUser(1), buildSettings({ forgotPassword: 'off' }))).toBe('deny: forgot-password-off');
    });
  });
});
