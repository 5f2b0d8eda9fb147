import type { Binding, BindOutcome, LedgerRow } from '../identity/ledger.ts';
import type { ProfileAnswer } from '../migrate-user/source-answer.ts';
import type { PoolProfile } from '../users/pool-profile.ts';
import type { UsernameMode } from '../users/target-login.ts';
import { judgeBinding } from './judge-binding.ts';
import { readSignIn } from './read-sign-in.ts';
import { type GroupReplay, type ReplayGroupsPorts, replayGroups } from './replay-groups.ts';

export type BindUserSettings = {
  readonly target: Pick<PoolProfile, 'userPoolId' | 'caseSensitive'>;
  readonly usernameMode: UsernameMode;
  /** Attribute of the target that keeps the source sub. It says where to look, and proves nothing. */
  readonly previousSub: string;
  /** Groups of the target that users may be put into, because the operator lets groups cross to them. Default: none. */
  readonly groups?: readonly string[];
};

export type BindUserPorts = ReplayGroupsPorts & {
  hashLogin(canonicalLogin: string): Promise<string>;
  find(previousSub: string): Promise<LedgerRow | undefined>;
  /** The user of the target. */
  getUser(username: string): Promise<ProfileAnswer>;
  bind(binding: Binding): Promise<BindOutcome>;
};

/** Signs of somebody who passes for a user of the source; each is a security alarm. */
export const bindRefusals = {
  'no-claim': 'The user names a source user whom nobody claimed.',
  'bound-to-another': 'The source user named has crossed as another user.',
  forgotten: 'The source user named was forgotten on request.',
  'another-login': "The user's sign-in name is not the one that the source user was claimed for.",
  'another-contact': 'The user has not proved the address that the source user brought along.',
  'older-than-claim': 'The user existed before the source user was claimed.',
} as const;
export type BindRefusal = keyof typeof bindRefusals;

export type BindReport = { readonly previousSub?: string; readonly newSub?: string } & (
  | { readonly outcome: 'nothing-to-bind' | 'left-to-import' }
  | { readonly outcome: 'bound' | 'already-bound'; readonly groups?: GroupReplay }
  | { readonly outcome: 'refused'; readonly reason: BindRefusal }
  | { readonly outcome: 'failed'; readonly errorName: string }
);

/** AWS promises no length; this is far more than any has, and a key of the ledger holds it. */
export const longestSub = 256;

/**
 * Joins a user who just signed in with the source user that the ledger holds for them. Users without a previous sub cost
 * nothing, bound ones a read. Whoever is bound is put into the groups that crossed with them, once. Failures of binding surface.
 */
export const bindUser = async (
  event: unknown,
  settings: BindUserSettings,
  ports: BindUserPorts,
): Promise<BindReport> => {
  const signIn = readSignIn(event, settings);
  if (signIn === undefined) return { outcome: 'nothing-to-bind' };
  const { previousSub, sub } = signIn;
  const about = { previousSub, newSub: sub };
  const refused = (reason: BindRefusal): BindReport => ({ ...about, outcome: 'refused', reason });

  const row = previousSub.length > longestSub ? undefined : await ports.find(previousSub);
  // Users may write into that attribute, so it is repeated only where the ledger knows it for a source user.
  if (row === undefined) return { newSub: sub, outcome: 'refused', reason: 'no-claim' };
  if (row.state === 'forgotten') return refused('forgotten');
  const joined = async (outcome: 'bound' | 'already-bound'): Promise<BindReport> => {
    const groups = await replayGroups({ ...about, username: signIn.username }, row, settings.groups ?? [], ports);
    return { ...about, outcome, ...(groups === undefined ? {} : { groups }) };
  };
  if (row.state === 'bound') return row.newSub === sub ? joined('already-bound') : refused('bound-to-another');

  const profile = await ports.getUser(signIn.username);
  if (profile.kind === 'error') return { ...about, outcome: 'failed', errorName: profile.name };
  const { user } = profile;
  if (user.sub !== sub) return refused('another-login');
  const judgement = await judgeBinding(user, row, settings, ports.hashLogin);
  if (judgement.kind === 'left-to-import') return { ...about, outcome: 'left-to-import' };
  if (judgement.kind === 'refused') return refused(judgement.reason);
  const outcome = await ports.bind({
    previousSub,
    loginHash: row.loginHash,
    newSub: sub,
    newUsername: user.username,
    boundAtMs: ports.nowMs(),
  });
  switch (outcome) {
    case 'bound':
      return joined('bound');
    case 'not-reserved':
      return refused('no-claim');
    case 'mismatch':
      return refused('bound-to-another');
  }
};
