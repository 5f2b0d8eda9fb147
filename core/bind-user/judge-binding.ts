import type { ClaimRow } from '../identity/ledger.ts';
import { canonicalLogin, isVerified, targetLogin, type UsernameMode } from '../users/target-login.ts';
import type { UserRecord } from '../users/user-record.ts';
import type { BindRefusal, BindUserPorts, BindUserSettings } from './bind-user.ts';

export type BindingJudgement =
  /** `proof`: what shows that the user is the one whom the claim is for. A username alone shows nothing. */
  | { readonly kind: 'bindable'; readonly proof: 'address' | 'none' }
  | { readonly kind: 'left-to-import' }
  | { readonly kind: 'refused'; readonly reason: Extract<BindRefusal, `another-${string}` | 'older-than-claim'> };

/** Clocks of Cognito and of whoever claimed differ a little. Who came just before a claim still has to prove who they are. */
const clockToleranceMs = 5_000;

/** Whether a user of the target who names a source user is the one whom the unbound claim is for. */
export const judgeBinding = async (
  user: UserRecord,
  row: ClaimRow,
  settings: BindUserSettings,
  hashLogin: BindUserPorts['hashLogin'],
): Promise<BindingJudgement> => {
  const login = provenLogin(user, settings);
  if (login === undefined || (await hashLogin(login)) !== row.loginHash) return refused('another-login');
  const isOlder = user.createdAtMs + clockToleranceMs < row.claimedAtMs;
  const isUsername = isUsernameMode(settings.usernameMode);
  // An import binds its users itself: it claims by the clock of whoever runs it, and only it knows whom its job made.
  if (row.claimedBy === 'import' && (isOlder || isUsername)) return { kind: 'left-to-import' };
  if (isOlder) return refused('older-than-claim');
  if (!isUsername) return { kind: 'bindable', proof: 'address' };
  // A username proves nothing: between a claim and the user it is for, anybody can sign up with it.
  if (row.contactHash === undefined) return { kind: 'bindable', proof: 'none' };
  const hashes = await Promise.all(provenAddresses(user, settings).map((address) => hashLogin(address)));
  return hashes.includes(row.contactHash) ? { kind: 'bindable', proof: 'address' } : refused('another-contact');
};

const refused = (reason: Extract<BindingJudgement, { kind: 'refused' }>['reason']): BindingJudgement => ({
  kind: 'refused',
  reason,
});

const isUsernameMode = (mode: UsernameMode): mode is 'keep' | 'source-sub' => mode === 'keep' || mode === 'source-sub';

/** Only verified addresses cross, so an unverified one was written by somebody else. */
const provenLogin = (user: UserRecord, { usernameMode, target }: BindUserSettings): string | undefined => {
  // In the target the username is the username, whichever value of the source it was made from.
  if (isUsernameMode(usernameMode)) return canonicalLogin(user.username, target);
  const login = targetLogin(user, usernameMode);
  if (login?.attribute === undefined || !isVerified(user, login.attribute)) return undefined;
  return canonicalLogin(login.login, target);
};

const provenAddresses = (user: UserRecord, { target }: BindUserSettings): string[] =>
  (['email', 'phone_number'] as const).flatMap((attribute) => {
    const address = user.attributes.get(attribute);
    return address === undefined || !isVerified(user, attribute) ? [] : [canonicalLogin(address, target)];
  });
