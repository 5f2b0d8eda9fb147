import {
  BatchExecuteStatementCommand,
  type BatchStatementRequest,
  type BatchStatementResponse,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import type { AttributeValue } from '../../core/owners/attribute-value.ts';
import type { ConditionalWrite, WriteAnswer, WriteOutcome } from '../../core/remap/table-ports.ts';
import { toWire } from './expression.ts';
import { faultKindOf, toTableFault } from './to-table-fault.ts';

/** Runs up to 25 writes in one call. They succeed and fail one by one; the answer has one outcome each, in order. */
export const runStatements = async (
  client: DynamoDBClient,
  tableName: string,
  writes: readonly ConditionalWrite[],
): Promise<WriteAnswer<readonly WriteOutcome[]>> => {
  try {
    const { Responses, ConsumedCapacity } = await client.send(
      new BatchExecuteStatementCommand({
        Statements: writes.map((write) => toStatement(tableName, write)),
        ReturnConsumedCapacity: 'TOTAL',
      }),
    );
    return {
      outcomes: writes.map((_, position) => toOutcome(Responses?.[position])),
      writeUnits: ConsumedCapacity?.reduce<number | undefined>(
        (sum, { CapacityUnits }) => (CapacityUnits === undefined ? sum : (sum ?? 0) + CapacityUnits),
        undefined,
      ),
    };
  } catch (error) {
    throw toTableFault(error, tableName, 'PartiQLUpdate');
  }
};

/**
 * The two statement forms in use, with and without a sort key. The term that names no key is the condition: a statement
 * that does not match fails with ConditionalCheckFailed and creates nothing. (Guide, "PartiQL update statements",
 * read 2026-11-20.)
 *
 *     UPDATE "table" SET "owner"=? WHERE "id"=? AND "owner"=?
 *     UPDATE "table" SET "owner"=? WHERE "pk"=? AND "sk"=? AND "owner"=?
 */
export const toStatement = (tableName: string, { key, replace }: ConditionalWrite): BatchStatementRequest => {
  const [only, ...more] = replace;
  if (only === undefined || more.length > 0 || only.at.length > 1) throw new TypeError('not a single assignment');
  const attribute = quote(only.at[0]);
  const terms = [...Object.keys(key).map((name) => `${quote(name)}=?`), `${attribute}=?`];
  const parameters: AttributeValue[] = [only.to, ...Object.values(key), only.from];
  return {
    Statement: `UPDATE ${quote(tableName)} SET ${attribute}=? WHERE ${terms.join(' AND ')}`,
    Parameters: parameters.map(toWire),
  };
};

const quote = (name: string) => `"${name}"`;

const toOutcome = (response: BatchStatementResponse | undefined): WriteOutcome => {
  if (response === undefined) return { kind: 'unknown', code: 'NoAnswer' };
  const code = response.Error?.Code;
  if (response.Error === undefined) return { kind: 'written' };
  if (code === 'ConditionalCheckFailed') return { kind: 'condition-failed' };
  const kind = faultKindOf(code ?? '') ?? 'invalid';
  return { kind: kind === 'unsupported' ? 'invalid' : kind, code: code ?? 'Unknown' };
};
