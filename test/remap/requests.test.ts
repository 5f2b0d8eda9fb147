import { Readable } from 'node:stream';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { moveItem, toMoveInput } from '../../aws/tables/move-item.ts';
import { toStatement } from '../../aws/tables/run-statements.ts';
import { toTableFault } from '../../aws/tables/to-table-fault.ts';
import { toUpdateInput } from '../../aws/tables/update-item.ts';
import { moveToken } from '../../core/remap/move-token.ts';
import { TableFault } from '../../core/remap/table-ports.ts';
import { isSingleAssignment, toConditionalWrite } from '../../core/remap/to-conditional-write.ts';

const change = (at: readonly [string, ...(string | number)[]]) => ({
  path: 'owner',
  at,
  from: { S: 'old' },
  to: { S: 'new' },
  forms: ['sub'] as const,
});

describe('toStatement', () => {
  it('has one form for a partition key', () => {
    const write = toConditionalWrite({ id: { S: '1' } }, {}, [change(['owner'])], undefined);

    expect(toStatement('Todo-abc-dev', write)).toEqual({
      Statement: 'UPDATE "Todo-abc-dev" SET "owner"=? WHERE "id"=? AND "owner"=?',
      Parameters: [{ S: 'new' }, { S: '1' }, { S: 'old' }],
    });
  });

  it('has one form for a partition key and a sort key', () => {
    const write = toConditionalWrite({ pk: { S: 'p' }, sk: { N: '2' } }, {}, [change(['owner'])], undefined);

    expect(toStatement('Todo', write)).toEqual({
      Statement: 'UPDATE "Todo" SET "owner"=? WHERE "pk"=? AND "sk"=? AND "owner"=?',
      Parameters: [{ S: 'new' }, { S: 'p' }, { N: '2' }, { S: 'old' }],
    });
  });

  it.each([
    ['two changes', [change(['owner']), change(['author'])]],
    ['a place inside a map', [change(['meta', 'by'])]],
    ['a list element', [change(['editors', 0])]],
    ['a set', [{ ...change(['editors']), from: { SS: ['old'] }, to: { SS: ['new'] } }]],
    ['a name with a quote', [change(['ow"ner'])]],
  ] as const)('is not asked for %s', (_, changes) => {
    expect(isSingleAssignment(toConditionalWrite({ id: { S: '1' } }, {}, changes, undefined))).toBe(false);
  });

  it('is not asked for DataStore items', () => {
    const item = { _version: { N: '1' } };

    expect(isSingleAssignment(toConditionalWrite({ id: { S: '1' } }, item, [change(['owner'])], { nowMs: 1 }))).toBe(
      false,
    );
  });
});

describe('toUpdateInput', () => {
  it('replaces each value only where the old one stands', () => {
    const changes = [change(['owner']), change(['editors', 3]), change(['meta', 'a.b'])];
    const write = toConditionalWrite({ id: { S: '1' } }, { _version: { N: '7' } }, changes, { nowMs: 1234 });

    expect(toUpdateInput('Todo', write)).toMatchObject({
      TableName: 'Todo',
      Key: { id: { S: '1' } },
      UpdateExpression: 'SET #n0 = :v0, #n1[3] = :v2, #n2.#n3 = :v4, #n4 = :v6, #n5 = :v8',
      ConditionExpression: '#n0 = :v1 AND #n1[3] = :v3 AND #n2.#n3 = :v5 AND #n4 = :v7',
      ExpressionAttributeNames: {
        '#n0': 'owner',
        '#n1': 'editors',
        '#n2': 'meta',
        '#n3': 'a.b',
        '#n4': '_version',
        '#n5': '_lastChangedAt',
      },
      ExpressionAttributeValues: {
        ':v0': { S: 'new' },
        ':v1': { S: 'old' },
        ':v6': { N: '8' },
        ':v7': { N: '7' },
        ':v8': { N: '1234' },
      },
    });
  });

  it('renames the key of a map with what it leads to, where the old one leads to that and the new one to nothing', () => {
    const roles = { M: { 'a.b': { N: '1' } } };
    const rename = { ...change(['roles']), from: { S: 'a.b' }, to: { S: 'c' }, place: 'key' as const };

    const input = toUpdateInput('Todo', toConditionalWrite({ id: { S: '1' } }, { roles }, [rename], undefined));

    expect(input).toMatchObject({
      UpdateExpression: 'SET #n0.#n2 = :v1 REMOVE #n0.#n1',
      ConditionExpression: '#n0.#n1 = :v0 AND attribute_not_exists(#n0.#n2)',
      ExpressionAttributeNames: { '#n0': 'roles', '#n1': 'a.b', '#n2': 'c' },
      ExpressionAttributeValues: { ':v0': { N: '1' }, ':v1': { N: '1' } },
    });
  });

  it('stays within the 4 KB of an expression however many keys are renamed', () => {
    const keys = Array.from({ length: 3000 }, (_, n) => `key ${n}`);
    const roles = { M: Object.fromEntries(keys.map((key) => [key, { S: 'x' }])) };
    for (const count of [1, 20, 30, 31, 3000]) {
      const changes = keys.slice(0, count).map((key) => ({
        ...change(['roles']),
        from: { S: key },
        to: { S: `new ${key}` },
        place: 'key' as const,
      }));
      const input = toUpdateInput('Todo', toConditionalWrite({ id: { S: '1' } }, { roles }, changes, { nowMs: 1 }));

      expect(input.UpdateExpression?.length).toBeLessThan(4096);
      expect(input.ConditionExpression?.length).toBeLessThan(4096);
      const operators = `${input.UpdateExpression} ${input.ConditionExpression}`.match(/=|AND|attribute_not_exists/g);
      expect(operators?.length).toBeLessThan(300);
    }
  });

  it('stays within the 4 KB of an expression however many elements change', () => {
    const editors = { L: Array.from({ length: 5000 }, () => ({ S: 'old' })) };
    for (const count of [1, 40, 60, 61, 5000]) {
      const changes = Array.from({ length: count }, (_, n) => change(['editors', n]));
      const input = toUpdateInput('Todo', toConditionalWrite({ id: { S: '1' } }, { editors }, changes, { nowMs: 1 }));

      expect(input.UpdateExpression?.length).toBeLessThan(4096);
      expect(input.ConditionExpression?.length).toBeLessThan(4096);
      const operators = `${input.UpdateExpression} ${input.ConditionExpression}`.match(/=|AND|attribute_not_exists/g);
      expect(operators?.length).toBeLessThan(300);
    }
  });
});

describe('toMoveInput', () => {
  it('puts the item where none is and deletes it where it is unchanged, in one transaction', () => {
    const move = {
      from: { pk: { S: 'USER#old' }, sk: { S: '1' } },
      item: { pk: { S: 'USER#new' }, sk: { S: '1' }, v: { N: '1' } },
      keyAttribute: 'pk',
      lock: { attribute: 'v', value: { N: '1' } },
      token: 'once',
    };

    expect(toMoveInput('Todo', move)).toEqual({
      ClientRequestToken: 'once',
      ReturnConsumedCapacity: 'TOTAL',
      TransactItems: [
        {
          Put: {
            TableName: 'Todo',
            Item: move.item,
            ConditionExpression: 'attribute_not_exists(#n0)',
            ExpressionAttributeNames: { '#n0': 'pk' },
          },
        },
        {
          Delete: {
            TableName: 'Todo',
            Key: move.from,
            ConditionExpression: '#n0 = :v0',
            ExpressionAttributeNames: { '#n0': 'v' },
            ExpressionAttributeValues: { ':v0': { N: '1' } },
          },
        },
      ],
    });
  });
});

describe('moveItem', () => {
  const cancelledFor = async (...codes: string[]) => {
    const client = new DynamoDBClient({
      region: 'eu-west-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      requestHandler: {
        handle: async () => {
          const body = JSON.stringify({
            __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
            CancellationReasons: codes.map((Code) => ({ Code })),
          });
          return {
            response: {
              statusCode: 400,
              headers: { 'content-type': 'application/x-amz-json-1.0' },
              body: Readable.from([Buffer.from(body)]),
            },
          };
        },
      },
    });
    const lock = { attribute: 'v', value: { N: '1' } };
    const move = { from: { pk: { S: 'a' } }, item: { pk: { S: 'b' } }, keyAttribute: 'pk', lock, token: 'once' };
    return (await moveItem(client, 'Todo', move)).outcomes;
  };

  it.each([
    [['ConditionalCheckFailed', 'None'], 'condition-failed'],
    [['None', 'ConditionalCheckFailed'], 'condition-failed'],
    [['ConditionalCheckFailed', 'TransactionConflict'], 'condition-failed'],
    [['None', 'TransactionConflict'], 'throttled'],
    [['ProvisionedThroughputExceeded', 'None'], 'throttled'],
    [['ThrottlingError', 'None'], 'throttled'],
    [['ItemCollectionSizeLimitExceeded', 'None'], 'invalid'],
    [['ValidationError', 'ConditionalCheckFailed'], 'invalid'],
    [['SomethingNew', 'None'], 'unknown'],
    [[], 'unknown'],
  ])('of a transaction cancelled for %j says %s', async (codes, kind) => {
    expect(await cancelledFor(...codes)).toMatchObject({ kind });
  });
});

describe('moveToken', () => {
  const move = {
    from: { pk: { S: 'a' } },
    item: { pk: { S: 'b' }, bin: { B: new Uint8Array([1]) }, m: { M: { x: { S: '1' }, y: { S: '2' } } } },
    keyAttribute: 'pk',
    lock: { attribute: 'v', value: { N: '1' } },
  };

  it('is the same for the same move, however its attributes are ordered, and fits', () => {
    const { pk, bin } = move.item;
    const again = { ...move, item: { m: { M: { y: { S: '2' }, x: { S: '1' } } }, bin, pk } };

    expect(moveToken('table/run/1', again)).toBe(moveToken('table/run/1', move));
    expect(moveToken('table/run/1', move)).toHaveLength(36);
  });

  it('differs with the table, the run and the pass, so that a move taken back can be made again', () => {
    const seeds = ['table/run-1/1', 'table/run-2/1', 'table/run-1/2', 'other/run-1/1'];

    expect(new Set(seeds.map((seed) => moveToken(seed, move))).size).toBe(seeds.length);
  });

  it('differs with anything of the item', () => {
    const other = { ...move, item: { ...move.item, bin: { B: new Uint8Array([2]) } } };

    expect(moveToken('x', other)).not.toBe(moveToken('x', move));
  });
});

describe('toTableFault', () => {
  const named = (name: string, more: object = {}) =>
    Object.assign(new Error('says user-1'), { name, $metadata: {}, ...more });

  it.each([
    ['ProvisionedThroughputExceededException', 'throttled'],
    ['ThrottlingException', 'throttled'],
    ['RequestLimitExceeded', 'throttled'],
    ['TransactionConflictException', 'throttled'],
    ['TransactionInProgressException', 'throttled'],
    ['InternalServerError', 'unknown'],
    ['TimeoutError', 'unknown'],
    ['ValidationException', 'invalid'],
    ['UnknownOperationException', 'unsupported'],
  ])('takes %s for %s', (name, kind) => {
    expect(toTableFault(named(name), 'Todo', 'Scan')).toMatchObject({ kind, code: name });
  });

  it.each(['ECONNRESET', 'EPIPE', 'ETIMEDOUT'])('takes a lost connection (%s) for an unknown result', (code) => {
    expect(toTableFault(named('Error', { code }), 'Todo', 'Scan')).toMatchObject({ kind: 'unknown' });
  });

  it('takes every other server error for an unknown result', () => {
    const error = named('SomethingNew', { $metadata: { httpStatusCode: 503 } });

    expect(toTableFault(error, 'Todo', 'Scan')).toMatchObject({ kind: 'unknown' });
  });

  it.each(['ExpiredTokenException', 'ExpiredToken', 'UnrecognizedClientException', 'CredentialsProviderError'])(
    'says what to do about credentials that ended (%s), and does not try on with them',
    (name) => {
      const fault = toTableFault(named(name, { $metadata: { httpStatusCode: 400 } }), 'Todo', 'Scan');

      expect(fault).not.toBeInstanceOf(TableFault);
      expect(fault).toMatchObject({ hint: expect.stringMatching(/^Renew them|^Sign in/) });
    },
  );

  it('explains what no retry mends, without the words of the service', () => {
    const fault = toTableFault(named('AccessDeniedException'), 'Todo', 'Scan');

    expect(fault).not.toBeInstanceOf(TableFault);
    expect(fault.message).toContain('"Todo"');
    expect(`${fault.message} ${JSON.stringify(fault)}`).not.toContain('user-1');
  });
});
