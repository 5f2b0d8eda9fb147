import type { KeyJson } from '../../core/owners/item-key.ts';
import type { TableFacts } from '../../core/remap/table-facts.ts';
import type { PathTally, Tally } from '../../core/remap/tally.ts';
import { type Block, command, table, text } from '../terminal/blocks.ts';

export const number = (value: number) => Math.round(value).toLocaleString('en-US');

export const describeKey = (key: KeyJson): string =>
  Object.entries(key)
    .map(([name, value]) => `${name}=${Object.values(value)[0]}`)
    .join(', ');

export const costOf = ({ billing }: Pick<TableFacts, 'billing'>, dollars: number) =>
  billing === 'on-demand'
    ? `${dollars < 0.01 ? 'less than $0.01' : `about $${dollars.toFixed(2)}`} at us-east-1 list prices`
    : 'within provisioned capacity';

export const timeOf = (seconds: number) => {
  if (seconds < 60) return 'less than a minute at the configured limits';
  const minutes = Math.ceil(seconds / 60);
  const duration = minutes < 120 ? `${minutes} minutes` : `${(minutes / 60).toFixed(1)} hours`;
  return `at least ${duration} at the configured limits`;
};

const recoveryText = {
  on: 'point-in-time recovery is on',
  off: 'point-in-time recovery is OFF',
  unknown: 'point-in-time recovery is unknown here',
} as const;

export const recoveryOf = ({ pointInTimeRecovery }: Pick<TableFacts, 'pointInTimeRecovery'>) =>
  recoveryText[pointInTimeRecovery];

export const streamOf = ({ stream }: Pick<TableFacts, 'stream'>) =>
  stream === 'off' ? 'off' : `${stream}: its consumers see every change`;

/** Who they are is known to other services, which this program does not ask. */
export const streamConsumers = ({ streamArn }: Pick<TableFacts, 'streamArn'>): Block[] =>
  streamArn === undefined
    ? []
    : [
        text('Its consumers must bear a record for every item that changes. Which functions read it, tells:'),
        command(`aws lambda list-event-source-mappings --event-source-arn ${streamArn}`),
      ];

type OwnerColumn = { readonly title: string; readonly of: (tally: PathTally) => number };

/** A row per path: what is changed, by form, then the columns given. */
export const ownerTable = (tally: Tally, more: readonly OwnerColumn[]): Block => {
  const columns: readonly OwnerColumn[] = [
    { title: 'sub', of: ({ mapped }) => mapped.sub },
    { title: 'username', of: ({ mapped }) => mapped.username },
    { title: 'sub::username', of: ({ mapped }) => mapped['sub::username'] },
    ...more,
  ];
  return table(
    [{ title: 'owner' }, ...columns.map(({ title }) => ({ title, align: 'right' as const }))],
    Object.entries(tally.byPath).map(([path, ofPath]) => [path, ...columns.map(({ of }) => number(of(ofPath)))]),
  );
};
