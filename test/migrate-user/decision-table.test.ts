import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as sdk from '@aws-sdk/client-cognito-identity-provider';
import { describe, expect, it } from 'vitest';
import { type Decision, decide } from '../../core/migrate-user/decide.ts';
import {
  challengeTable,
  errorTable,
  nameTable,
  type OutcomeRow,
  outcomeTable,
  type Proof,
  type TargetKind,
  targetKinds,
  weighChallenge,
  weighError,
} from '../../core/migrate-user/decision-table.ts';
import { denyReasons, isOutageReason, outageReasons } from '../../core/migrate-user/reasons.ts';
import type { SourceAnswer, SourceCall } from '../../core/migrate-user/source-answer.ts';
import { buildProfile, buildSettings } from '../support/migration-builders.ts';
import { buildUser } from '../support/user-builders.ts';

/** What the installed SDK says that a call may throw. */
const modelledErrors = (client: string, call: string): string[] => {
  const path = fileURLToPath(import.meta.resolve(`@aws-sdk/${client}`));
  const types = `${path.slice(0, path.indexOf(`/${client}/`))}/${client}/dist-types/commands/${call}Command.d.ts`;
  return [...readFileSync(types, 'utf8').matchAll(/@throws \{@link (\w+)\}/g)]
    .map(([, name = '']) => name)
    .filter((name) => !name.endsWith('ServiceException'));
};

const calls: [SourceCall, string, string][] = [
  ['AdminInitiateAuth', 'client-cognito-identity-provider', 'PasswordResetRequiredException'],
  ['AdminGetUser', 'client-cognito-identity-provider', 'UserNotFoundException'],
  ['ListUsers', 'client-cognito-identity-provider', 'TooManyRequestsException'],
  ['AssumeRole', 'client-sts', 'RegionDisabledException'],
  ['GetSecretValue', 'client-secrets-manager', 'DecryptionFailure'],
];

describe('the decision table', () => {
  it('lists every challenge that the SDK knows', () => {
    expect(Object.keys(challengeTable).toSorted()).toEqual(Object.values(sdk.ChallengeNameType).toSorted());
  });

  it.each(calls)('lists every error that the SDK knows of %s', (call, client, one) => {
    const modelled = modelledErrors(client, call);

    expect(modelled).toContain(one);
    expect(modelled.filter((name) => !Object.hasOwn(errorTable[call], name))).toEqual([]);
  });

  it.each(['FACE_SCAN', 'constructor', '__proto__'])('denies the challenge %s, which it does not know', (name) => {
    expect(weighChallenge(name)).toEqual({ deny: 'unknown-challenge' });
  });

  it.each(['SurpriseException', 'toString', '__proto__', 'Unknown'])(
    'denies the error %s, which it does not know',
    (name) => {
      for (const call of ['AdminInitiateAuth', 'AdminGetUser', 'ListUsers'] as const) {
        expect(weighError({ call, name })).toEqual({ deny: 'unknown-error' });
      }
    },
  );

  it('takes any failure to reach the source as itself for an outage, because it comes before the person', () => {
    expect(weighError({ call: 'AssumeRole', name: 'SurpriseException' })).toEqual({ outage: 'source-role' });
    expect(weighError({ call: 'GetSecretValue', name: 'SurpriseException' })).toEqual({ outage: 'source-secret' });
  });

  it('lets only challenges that come after the password prove it', () => {
    const proving = Object.entries(challengeTable).filter(([, worth]) => 'proof' in worth);

    expect(Object.fromEntries(proving)).toEqual({
      SMS_MFA: { proof: 'open-sms-factor' },
      SOFTWARE_TOKEN_MFA: { proof: 'open-second-factor' },
      EMAIL_OTP: { proof: 'open-second-factor' },
      SELECT_MFA_TYPE: { proof: 'open-second-factor' },
      MFA_SETUP: { proof: 'open-second-factor' },
      NEW_PASSWORD_REQUIRED: { proof: 'temporary-password' },
    });
  });

  it('denies errors that can follow a right password, so that an outage never tells it was right', () => {
    const after = [
      'UserLambdaValidationException',
      'UnexpectedLambdaException',
      'InvalidLambdaResponseException',
      'MFAMethodNotFoundException',
      'CodeDeliveryFailureException',
      'InvalidSmsRoleAccessPolicyException',
      'InvalidSmsRoleTrustRelationshipException',
      'InvalidEmailRoleAccessPolicyException',
      'PasswordResetRequiredException',
      'UserNotConfirmedException',
      'SurpriseException',
    ];

    expect(after.filter((name) => !('deny' in weighError({ call: 'AdminInitiateAuth', name })))).toEqual([]);
  });

  it('takes nothing for a wrong password but the refusal of a sign-in', () => {
    const wrong = Object.entries(errorTable).flatMap(([call, names]) =>
      Object.entries(names).flatMap(([name, reason]) => (reason === 'wrong-password' ? [`${call} ${name}`] : [])),
    );

    expect(wrong).toEqual(['AdminInitiateAuth NotAuthorizedException']);
  });

  it('gives only reasons that are explained, and no reason two meanings', () => {
    const reasons = Object.values(errorTable).flatMap((names) => Object.values(names));
    const both = Object.keys(denyReasons).filter((reason) => reason in outageReasons);

    expect(reasons.filter((reason) => !(reason in denyReasons) && !(reason in outageReasons))).toEqual([]);
    expect(both).toEqual([]);
  });
});

const addresses = { email: 'user1@example.com', phone_number: '+12025550143' };
type Address = keyof typeof addresses;

const nameOf: Readonly<Record<TargetKind, string>> = {
  username: 'user1',
  'username + e-mail alias': 'user1',
  'username + phone alias': 'user1',
  'username + preferred username': 'user1',
  'e-mail': addresses.email,
  phone: addresses.phone_number,
  'e-mail or phone': addresses.email,
};

/** Challenges and tokens by what they prove, so that every one of them is decided about. */
const answersOf = (proof: Proof | 'nothing', sub: string): (SourceAnswer | undefined)[] => {
  if (proof === 'nothing') return [undefined];
  if (proof === 'password') return [{ kind: 'tokens', sub, username: 'user1', groups: [] }];
  return Object.entries(challengeTable).flatMap(([name, worth]) =>
    'proof' in worth && worth.proof === proof ? [{ kind: 'challenge', name } as const] : [],
  );
};

const brief = (decision: Decision): string => {
  if (decision.kind !== 'create') return decision.reason;
  const { finalUserStatus = 'reset', enableSMSMFA } = decision.response;
  return enableSMSMFA ? `${finalUserStatus} with SMS` : finalUserStatus;
};

describe('the outcomes of the decision table', () => {
  const policies = ['deny', 'reset', 'accept'] as const;
  const outcomeOf = ({ outcome }: OutcomeRow, policy: (typeof policies)[number]) =>
    typeof outcome === 'string' ? outcome : outcome[policy];
  const cases = outcomeTable.flatMap((row) =>
    (Object.keys(targetKinds) as TargetKind[])
      // Whoever signs in by an unverified phone does not come this far.
      .filter((kind) => !(kind === 'phone' && row.userIs.phoneVerified === false))
      .flatMap((kind) => policies.map((policy) => ({ row, kind, policy, outcome: outcomeOf(row, policy) })))
      .filter(({ outcome }) => outcome !== undefined)
      .map((each) => ({ ...each, trigger: row.trigger, proof: row.proof, given: row.given })),
  );

  it.each(cases)(
    'are $outcome for $trigger, $proof, $given, "$policy", target $kind',
    ({ row, kind, policy, outcome }) => {
      const {
        status = 'CONFIRMED',
        enabled = true,
        phoneVerified = kind === 'phone',
        reachable,
        secondFactors,
        passwordWeak = false,
      } = row.userIs;
      const typedLogin = nameOf[kind];
      const contact: Address = typedLogin === addresses.email ? 'phone_number' : 'email';
      const verified = {
        email: true,
        phone_number: phoneVerified,
        ...(reachable === false ? { [contact]: false } : {}),
      };
      const user = buildUser(1, {
        status,
        enabled,
        attributes: {
          ...addresses,
          email_verified: String(verified.email),
          phone_number_verified: String(verified.phone_number),
        },
      });
      const isTemporary = row.proof === 'temporary-password';
      const settings = buildSettings({
        users: {
          username: kind === 'phone' ? 'phone_number' : undefined,
          mfa: { passwordOnly: isTemporary ? 'deny' : policy },
          temporaryPasswords: isTemporary && policy === 'reset' ? 'reset' : 'deny',
        },
        target: {
          signIn: targetKinds[kind],
          mfa: row.targetMfa ?? 'OFF',
          recoveryContacts: reachable === false ? [contact] : ['email', 'phone_number'],
        },
      });

      const outcomes = answersOf(row.proof, user.sub).map((answer) =>
        brief(
          decide(
            {
              request: { triggerSource: row.trigger, typedLogin },
              match: { kind: 'as-typed' },
              ...(answer === undefined ? {} : { answer }),
              profile: buildProfile(user, secondFactors),
              isPasswordWeak: passwordWeak,
            },
            settings,
          ),
        ),
      );

      expect([...new Set(outcomes)]).toEqual([outcome]);
    },
  );

  const errorCases = Object.entries(errorTable).flatMap(([call, names]) =>
    Object.entries(names).map(([name, reason]) => ({ call: call as SourceCall, name, reason })),
  );

  it.each(errorCases)('are $reason for the error $name of $call', ({ call, name, reason }) => {
    const request = { triggerSource: 'UserMigration_Authentication', typedLogin: addresses.email } as const;
    const match = { kind: 'as-typed' } as const;
    const failure = { kind: 'error', call, name } as const;
    const evidence =
      call === 'AdminGetUser'
        ? { request, match, answer: { kind: 'tokens', sub: 's', username: 'u', groups: [] } as const, profile: failure }
        : { request, match, answer: failure };

    expect(decide(evidence, buildSettings())).toEqual({ kind: isOutageReason(reason) ? 'outage' : 'deny', reason });
  });
});

describe('the names of the decision table', () => {
  const typedBy = {
    username: ['user1', {}],
    'verified e-mail': [addresses.email, { email_verified: 'true' }],
    'unverified e-mail': [addresses.email, { email_verified: 'false' }],
    'verified phone': [addresses.phone_number, { phone_number_verified: 'true' }],
    'unverified phone': [addresses.phone_number, { phone_number_verified: 'false' }],
    'preferred username': ['ada', { preferred_username: 'ada' }],
  } as const;
  const cases = (Object.keys(targetKinds) as TargetKind[]).flatMap((kind) =>
    (Object.keys(typedBy) as (keyof typeof typedBy)[]).map((typed) => ({
      kind,
      typed,
      outcome: nameTable[kind][typed],
    })),
  );

  it.each(cases)('say $outcome for a target of $kind where a $typed was typed', ({ kind, typed, outcome }) => {
    const [typedLogin, flags] = typedBy[typed];
    const user = buildUser(1, {
      attributes: { ...addresses, email_verified: 'false', phone_number_verified: 'false', ...flags },
    });
    const settings = buildSettings({
      users: { username: kind === 'phone' ? 'phone_number' : undefined },
      target: { signIn: targetKinds[kind] },
    });

    const decision = decide(
      {
        request: { triggerSource: 'UserMigration_Authentication', typedLogin },
        match: { kind: 'as-typed' },
        answer: { kind: 'tokens', sub: user.sub, username: user.username, groups: [] },
        profile: buildProfile(user),
      },
      settings,
    );

    const named = decision.kind === 'create' && decision.response.userAttributes.username === 'user1';
    expect(decision.kind === 'create' ? (named ? 'crosses, named' : 'crosses') : decision.reason).toBe(outcome);
  });
});
