import { paginateScan, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Binding, BindOutcome, Claim, ClaimOutcome, Ledger, ReleaseOutcome } from '../../core/identity/ledger.ts';
import { bindRefusal, claimRefusal, releaseRefusal } from '../../core/identity/ledger-rules.ts';
import { explainRefusal, readClaim } from './condition-failed.ts';
import { deleteClaim } from './delete-claim.ts';
import { forgetUser } from './forget-user.ts';
import { toLedgerRow } from './ledger-item.ts';
import { claimKey, type LedgerTable, sendOptions } from './ledger-table.ts';
import { unbindUser } from './unbind-user.ts';
import { withdrawClaim } from './withdraw-claim.ts';

/** The ledger in DynamoDB: the rules of `core/identity/ledger-rules.ts`, each as one conditional write. */
export const createLedger = (table: LedgerTable): Ledger => ({
  claim: (claim) => writeClaim(table, claim),
  bind: (binding) => writeBinding(table, binding),
  release: (previousSub, runId) => removeClaim(table, previousSub, runId),
  withdraw: (seen) => withdrawClaim(table, seen),
  unbind: (previousSub, newSub) => unbindUser(table, previousSub, newSub),
  forget: (previousSub, seen, forgottenAtMs) => forgetUser(table, previousSub, seen, forgottenAtMs),
  find: (previousSub) => readClaim(table, previousSub),
  async *list() {
    const pages = paginateScan(
      { client: table.client },
      {
        TableName: table.tableName,
        ConsistentRead: true,
        FilterExpression: 'begins_with(pk, :claims)',
        ExpressionAttributeValues: { ':claims': 'user#' },
      },
      ...(table.signal === undefined ? [] : [{ abortSignal: table.signal }]),
    );
    for await (const page of pages) for (const item of page.Items ?? []) yield toLedgerRow(item);
  },
});

const writeClaim = async (table: LedgerTable, claim: Claim): Promise<ClaimOutcome> => {
  const optional = {
    ...(claim.runId === undefined ? {} : { runId: claim.runId }),
    ...(claim.previousUsername === undefined ? {} : { previousUsername: claim.previousUsername }),
    ...(claim.contactHash === undefined ? {} : { contactHash: claim.contactHash }),
    ...(claim.groups === undefined ? {} : { groups: claim.groups }),
    ...(claim.claimedBy === 'trigger' ? { triggerClaimedAtMs: claim.claimedAtMs } : {}),
  };
  try {
    await table.client.send(
      new UpdateCommand({
        TableName: table.tableName,
        Key: claimKey(claim.previousSub),
        ConditionExpression: 'attribute_not_exists(pk) OR (#state = :reserved AND loginHash = :loginHash)',
        UpdateExpression: [
          'SET #state = :reserved',
          'loginHash = :loginHash',
          'claimedAtMs = if_not_exists(claimedAtMs, :claimedAtMs)',
          ...Object.keys(optional).map((name) => `#${name} = :${name}`),
        ].join(', '),
        // `groups` is a reserved word, as others may become.
        ExpressionAttributeNames: {
          '#state': 'state',
          ...Object.fromEntries(Object.keys(optional).map((name) => [`#${name}`, name])),
        },
        ExpressionAttributeValues: {
          ':reserved': 'reserved',
          ':loginHash': claim.loginHash,
          ':claimedAtMs': claim.claimedAtMs,
          ...Object.fromEntries(Object.entries(optional).map(([name, value]) => [`:${name}`, value])),
        },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
      sendOptions(table),
    );
    return 'claimed';
  } catch (error) {
    return explainRefusal(error, table, claim.previousSub, (row) => claimRefusal(row, claim));
  }
};

const writeBinding = async (table: LedgerTable, binding: Binding): Promise<BindOutcome> => {
  try {
    await table.client.send(
      new UpdateCommand({
        TableName: table.tableName,
        Key: claimKey(binding.previousSub),
        ConditionExpression:
          'loginHash = :loginHash AND (#state = :reserved OR (#state = :bound AND newSub = :newSub))',
        UpdateExpression:
          'SET #state = :bound, newSub = :newSub, newUsername = :newUsername, boundAtMs = if_not_exists(boundAtMs, :boundAtMs)',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: {
          ':reserved': 'reserved',
          ':bound': 'bound',
          ':loginHash': binding.loginHash,
          ':newSub': binding.newSub,
          ':newUsername': binding.newUsername,
          ':boundAtMs': binding.boundAtMs,
        },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
      sendOptions(table),
    );
    return 'bound';
  } catch (error) {
    return explainRefusal(error, table, binding.previousSub, (row) => bindRefusal(row, binding));
  }
};

const removeClaim = (table: LedgerTable, previousSub: string, runId: string): Promise<ReleaseOutcome> =>
  deleteClaim(
    table,
    previousSub,
    {
      expression: '#state = :reserved AND runId = :runId AND attribute_not_exists(triggerClaimedAtMs)',
      values: { ':reserved': 'reserved', ':runId': runId },
    },
    'released',
    (row) => releaseRefusal(row, runId),
  );
