import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { defaultPace } from '../../../core/remap/remap-settings.ts';
import { surveyTable } from '../../../core/remap/survey-table.ts';
import type { BenchRow } from '../bench-row.ts';
import { leastCpuSecondsOf } from '../cpu-seconds.ts';
import { itemsPerPage, type NullTable, segments, withNullTable } from '../null-table.ts';

const PAGES = 25;
const ITEMS = segments * PAGES * itemsPerPage;

/** All segments at once, as the remap reads them, and nothing done with what is read. */
const scanBare = async ({ client }: NullTable) => {
  let items = 0;
  const scanSegment = async (Segment: number) => {
    let ExclusiveStartKey: Record<string, never> | undefined;
    do {
      const page = await client.send(
        new ScanCommand({
          TableName: 'Null',
          Segment,
          TotalSegments: segments,
          ProjectionExpression: '#n0, #n1',
          ExpressionAttributeNames: { '#n0': 'id', '#n1': 'owner' },
          ReturnConsumedCapacity: 'TOTAL',
          ...(ExclusiveStartKey === undefined ? {} : { ExclusiveStartKey }),
        }),
      );
      items += page.Items?.length ?? 0;
      ExclusiveStartKey = page.LastEvaluatedKey as Record<string, never> | undefined;
    } while (ExclusiveStartKey !== undefined);
  };
  await Promise.all(Array.from({ length: segments }, (_, segment) => scanSegment(segment)));
  if (items !== ITEMS) throw new Error(`Read ${items} items instead of ${ITEMS}.`);
};

const scanForOwners = async ({ table, ports }: NullTable) => {
  const { tally } = await surveyTable({ ports, pace: defaultPace, ...table, totalSegments: segments });
  if (tally.changed !== ITEMS / 2) throw new Error(`Found ${tally.changed} items instead of ${ITEMS / 2}.`);
};

export const remapScan: BenchRow = {
  name: 'remap-scan',
  measures: 'items that a remap reads and judges in a second of processor time, key and owner only, from a null server',
  unit: '/s',
  reference: 'a bare loop of SDK scans over the same pages',
  budget: { of: 'ratio', atLeast: 0.8 },
  run: () =>
    withNullTable({ pages: PAGES }, async (nullTable) => {
      // The first calls load and compile.
      await scanBare(nullTable);
      await scanForOwners(nullTable);
      const [bareS, scanS] = await leastCpuSecondsOf(
        () => scanBare(nullTable),
        () => scanForOwners(nullTable),
      );
      return {
        figure: ITEMS / scanS,
        reference: ITEMS / bareS,
        notes: { usPerItem: (scanS / ITEMS) * 1e6, bareUsPerItem: (bareS / ITEMS) * 1e6 },
      };
    }),
};
