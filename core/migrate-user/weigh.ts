import { type Proof, weighChallenge, weighError } from './decision-table.ts';
import type { MigrateUserSettings } from './migrate-user-settings.ts';
import type { MigrationRequest } from './read-migration-request.ts';
import type { DenyReason, OutageReason } from './reasons.ts';
import type { SourceAnswer } from './source-answer.ts';

/** A user who crosses with less than the source asked of them, by the operator's decision. Always recorded. */
export type Downgrade = 'second-factor-dropped' | 'second-factor-reset' | 'temporary-password-reset';

/** How the account begins: with the password that was typed, or with none until the person resets it. */
export type Ending =
  | { readonly status: 'CONFIRMED'; readonly smsFactor?: true; readonly downgrade?: Downgrade }
  | { readonly status: 'reset'; readonly downgrade?: Downgrade }
  | { readonly deny: DenyReason };

export type Arrival = {
  /** As the target will have them. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly secondFactors: readonly string[];
};

/** An answer that may become an account, if the source user has one of these statuses. */
export type Standing = { readonly statuses: readonly string[]; end(arrival: Arrival): Ending };

export type Weighed = Standing | { readonly deny: DenyReason } | { readonly outage: OutageReason };

/** What the source's answer is worth under the configured policies. A forgotten password proves nothing by itself. */
export const weigh = (
  triggerSource: MigrationRequest['triggerSource'],
  answer: SourceAnswer | undefined,
  settings: MigrateUserSettings,
  isPasswordWeak = false,
): Weighed => {
  if (triggerSource === 'UserMigration_ForgotPassword') return weighForgottenPassword(settings);
  switch (answer?.kind) {
    case 'tokens':
      return isPasswordWeak ? weighWeakPassword(settings) : weighProof('password', settings);
    case 'challenge': {
      const weighed = weighChallenge(answer.name);
      return 'deny' in weighed ? weighed : weighProof(weighed.proof, settings);
    }
    case 'error':
      return weighError(answer);
    case undefined:
      return { deny: 'not-a-proof' };
  }
};

const weighProof = (proof: Proof, settings: MigrateUserSettings): Weighed => {
  switch (proof) {
    case 'password':
      return { statuses: ['CONFIRMED'], end: () => ({ status: 'CONFIRMED' }) };
    case 'open-sms-factor':
      if (settings.target.mfa === 'OFF') return weighOpenFactor(settings);
      return { statuses: ['CONFIRMED'], end: (arrival) => endWithSmsFactor(arrival, settings) };
    case 'open-second-factor':
      return weighOpenFactor(settings);
    case 'temporary-password':
      if (settings.users.temporaryPasswords === 'deny') return { deny: 'temporary-password' };
      return {
        statuses: ['FORCE_CHANGE_PASSWORD'],
        end: (arrival) => {
          if (hasSecondFactor(arrival, settings) && settings.users.mfa.passwordOnly === 'deny') {
            return { deny: 'second-factor' };
          }
          return endWithReset(arrival, settings, 'temporary-password-reset');
        },
      };
  }
};

/** Cognito takes any password of a migrated user, whatever the policy of the pool. */
const weighWeakPassword = (settings: MigrateUserSettings): Weighed => ({
  statuses: ['CONFIRMED'],
  end: (arrival) => endWithReset(arrival, settings),
});

const weighOpenFactor = (settings: MigrateUserSettings): Weighed =>
  settings.users.mfa.passwordOnly === 'deny'
    ? { deny: 'second-factor' }
    : { statuses: ['CONFIRMED'], end: (arrival) => endWithoutFactor(arrival, settings) };

const endWithSmsFactor = (arrival: Arrival, settings: MigrateUserSettings): Ending =>
  arrival.attributes.get('phone_number_verified') === 'true'
    ? { status: 'CONFIRMED', smsFactor: true }
    : endWithoutFactor(arrival, settings);

const endWithoutFactor = (arrival: Arrival, settings: MigrateUserSettings): Ending => {
  switch (settings.users.mfa.passwordOnly) {
    case 'deny':
      return { deny: 'second-factor' };
    case 'reset':
      return endWithReset(arrival, settings, 'second-factor-reset');
    case 'accept':
      return { status: 'CONFIRMED', downgrade: 'second-factor-dropped' };
  }
};

/** A mailed code is not the missing second factor, so users who have one cross this way only where policy says so. */
const weighForgottenPassword = (settings: MigrateUserSettings): Weighed => {
  if (settings.forgotPassword === 'off') return { deny: 'forgot-password-off' };
  return {
    statuses: ['CONFIRMED', 'RESET_REQUIRED', 'FORCE_CHANGE_PASSWORD'],
    end(arrival) {
      if (!hasSecondFactor(arrival, settings)) return endWithReset(arrival, settings);
      if (settings.users.mfa.passwordOnly === 'deny') return { deny: 'second-factor' };
      return endWithReset(arrival, settings, 'second-factor-reset');
    },
  };
};

const hasSecondFactor = ({ secondFactors }: Arrival, { sourceRequiresMfa }: MigrateUserSettings) =>
  secondFactors.length > 0 || sourceRequiresMfa;

const endWithReset = ({ attributes }: Arrival, { target }: MigrateUserSettings, downgrade?: Downgrade): Ending => {
  const reachable = target.recoveryContacts.some((contact) => attributes.get(`${contact}_verified`) === 'true');
  if (!reachable) return { deny: 'no-recovery-contact' };
  return { status: 'reset', ...(downgrade === undefined ? {} : { downgrade }) };
};
