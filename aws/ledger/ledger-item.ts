import { PoolferryError } from '../../core/errors.ts';
import type { LedgerRow } from '../../core/identity/ledger.ts';
import { claimPrefix } from './ledger-table.ts';

const states = ['reserved', 'bound', 'forgotten'] as const;

/**
 * A claim as it is stored has who claimed it as two facts that only ever grow, so that sharing a claim is one write:
 * `triggerClaimedAtMs` once the trigger has claimed, `runId` of the last import run that did. Throws rather than guess:
 * a row that cannot be read must not pass for "nobody claimed".
 */
export const toLedgerRow = (item: Readonly<Record<string, unknown>>): LedgerRow => {
  const { pk, loginHash, claimedAtMs, triggerClaimedAtMs, forgottenAtMs } = item;
  const state = states.find((known) => known === item.state);
  if (typeof pk !== 'string' || !pk.startsWith(claimPrefix) || state === undefined) throw unreadable(pk);
  const previousSub = pk.slice(claimPrefix.length);
  if (state === 'forgotten') {
    if (typeof forgottenAtMs !== 'number') throw unreadable(pk);
    return { previousSub, state, forgottenAtMs };
  }
  if (typeof loginHash !== 'string' || typeof claimedAtMs !== 'number') throw unreadable(pk);
  return {
    previousSub,
    state,
    loginHash,
    ...ifString(item, 'contactHash'),
    claimedBy: triggerClaimedAtMs === undefined ? 'import' : 'trigger',
    claimedAtMs,
    ...(typeof triggerClaimedAtMs === 'number' ? { triggerClaimedAtMs } : {}),
    ...ifString(item, 'runId'),
    ...ifString(item, 'previousUsername'),
    ...(Array.isArray(item.groups) ? { groups: item.groups.map(String) } : {}),
    ...(typeof item.groupsReplayedAtMs === 'number' ? { groupsReplayedAtMs: item.groupsReplayedAtMs } : {}),
    ...(Array.isArray(item.pendingGroups) ? { pendingGroups: item.pendingGroups.map(String) } : {}),
    ...(typeof item.boundAtMs === 'number' ? { boundAtMs: item.boundAtMs } : {}),
    ...ifString(item, 'newSub'),
    ...ifString(item, 'newUsername'),
  };
};

const unreadable = (pk: unknown) =>
  new PoolferryError(`The ledger row "${String(pk)}" cannot be read.`, {
    code: 'ledger-row-unreadable',
    hint: 'Another program or another version wrote it; look at it in the DynamoDB console.',
  });

const ifString = <Name extends 'contactHash' | 'runId' | 'previousUsername' | 'newSub' | 'newUsername'>(
  item: Readonly<Record<string, unknown>>,
  name: Name,
) => {
  const value = item[name];
  return (typeof value === 'string' ? { [name]: value } : {}) as { [K in Name]?: string };
};
