import { type BindUserSettings, longestSub } from '../bind-user/bind-user.ts';
import { judgeBinding } from '../bind-user/judge-binding.ts';
import type { ClaimRow, Ledger, LedgerRow } from '../identity/ledger.ts';
import { primaryNames } from '../import/sign-in-names.ts';
import type { PoolProfile } from '../users/pool-profile.ts';
import type { UserRecord } from '../users/user-record.ts';
import { createBoundPairs } from './bound-pairs.ts';
import { createFindings, type Reconciliation } from './reconciliation.ts';

export type ReconcilePorts = Pick<Ledger, 'find'> & {
  claims(): AsyncIterable<LedgerRow>;
  /** Every user once. */
  listTargetUsers(): AsyncIterable<UserRecord>;
  hashLogin(canonicalLogin: string): string;
};

/**
 * Compares the claims with the users of the target, by the rules of `bind-user`. The ledger is read first, so that whoever
 * was bound by then is already in the listing. In memory: the unbound claims, and the bound pairs compactly.
 */
export const planReconciliation = async (
  settings: BindUserSettings & { readonly target: PoolProfile },
  ports: ReconcilePorts,
): Promise<Reconciliation> => {
  const unbound = new Map<string, ClaimRow>();
  const pairs = createBoundPairs();
  let bound = 0;
  for await (const row of ports.claims()) {
    if (row.state === 'reserved') unbound.set(row.previousSub, row);
    if (row.state !== 'bound') continue;
    bound += 1;
    if (row.newSub !== undefined) pairs.add(row.previousSub, row.newSub);
  }

  const findings = createFindings(unbound);
  let targetUsers = 0;
  let boundAndThere = 0;
  for await (const user of ports.listTargetUsers()) {
    targetUsers += 1;
    const isBound = pairs.has(user.sub);
    if (isBound) boundAndThere += 1;
    findings.holds(user, () => primaryNames(user, settings.target).map(ports.hashLogin));
    const named = user.attributes.get(settings.previousSub);
    if (named === undefined || named === '' || pairs.newSubOf(named) === user.sub) continue;

    const row = unbound.get(named) ?? (named.length > longestSub ? undefined : await ports.find(named));
    if (row === undefined) findings.contradict({ reason: 'no-claim', newSub: user.sub });
    else if (row.state === 'forgotten') {
      findings.contradict({ reason: 'forgotten', newSub: user.sub, previousSub: named });
    } else if (row.state === 'bound') {
      // Bound since the ledger was read, or somebody else is.
      if (row.newSub !== user.sub) {
        findings.contradict({ reason: 'bound-to-another', newSub: user.sub, previousSub: named });
      }
    } else if (isBound) {
      findings.contradict({ reason: 'crossed-as-another', newSub: user.sub, previousSub: named });
    } else {
      const judgement = await judgeBinding(user, row, settings, async (login) => ports.hashLogin(login));
      if (judgement.kind === 'refused') {
        findings.contradict({ reason: judgement.reason, newSub: user.sub, previousSub: named });
      } else {
        const isSure = judgement.kind === 'bindable' && judgement.proof === 'address';
        const kind = judgement.kind === 'left-to-import' ? 'leftToImport' : isSure ? 'toBind' : 'unproven';
        findings.fits(kind, row, user);
      }
    }
  }
  return { ...findings.sort(), bound, boundAndGone: pairs.users() - boundAndThere, targetUsers };
};
