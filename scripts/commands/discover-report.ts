import type { TableDiscovery } from '../../core/discover/discover-table.ts';
import type { SamplePlan } from '../../core/discover/sample-plan.ts';
import type { TableFacts } from '../../core/remap/table-facts.ts';
import { type Block, facts, heading, list, table, text, warning } from '../terminal/blocks.ts';

const number = (value: number) => Math.round(value).toLocaleString('en-US');

/** What is about to be read, and what that costs, before it is. */
export const planBlocks = (
  planned: readonly { readonly facts: TableFacts; readonly plan: SamplePlan }[],
  readUnitsPerSecond: number,
): Block[] => [
  text(
    `Reads whole items, spread evenly over the keys of each table, with at most ${number(readUnitsPerSecond)} read units ` +
      'per second. Writes nothing.',
  ),
  table(
    [
      { title: 'table' },
      { title: 'items', align: 'right' },
      { title: 'of about', align: 'right' },
      { title: 'read units', align: 'right' },
    ],
    planned.map(({ facts: about, plan }) => [
      about.name,
      number(about.estimatedItems > 0 ? Math.min(plan.items, about.estimatedItems) : plan.items),
      about.estimatedItems > 0 ? number(about.estimatedItems) : 'unknown',
      plan.estimatedReadUnits === undefined ? 'unknown' : `about ${number(plan.estimatedReadUnits)}`,
    ]),
  ),
];

export const discoveryBlocks = (found: TableDiscovery): Block[] => {
  const { tableName, sampled, paths, remarks, versionedItems, deletedItems, textsBeyond } = found;
  const blocks: Block[] = [
    heading(tableName),
    facts(
      ['Items', `${number(sampled.items)} read, ${sampled.isWhole ? 'the whole table' : 'a sample'}`],
      ['Read units', number(sampled.readUnits)],
      ...(versionedItems === 0
        ? []
        : [
            [
              'DataStore',
              `${number(versionedItems)} versioned items, ${number(deletedItems)} of them deleted`,
            ] as const,
          ]),
    ),
  ];
  if (paths.length > 0) {
    blocks.push(
      table(
        [
          { title: 'path' },
          { title: 'sub', align: 'right' },
          { title: 'username', align: 'right' },
          { title: 'both', align: 'right' },
          { title: 'inside', align: 'right' },
          { title: 'JSON', align: 'right' },
          { title: 'items', align: 'right' },
        ],
        paths.map(({ path, forms, shareOfItems }) => [
          path,
          ...[forms.sub, forms.username, forms['sub::username'], forms.inside, forms.json].map(number),
          shareOfItems < 0.005 ? '<1 %' : `${number(shareOfItems * 100)} %`,
        ]),
      ),
    );
  }
  if (remarks.length > 0) blocks.push(list(remarks.map(({ path, text: remark }) => `"${path}": ${remark}.`)));
  if (textsBeyond > 0) {
    blocks.push(
      warning(`The items have too many different attribute names: ${number(textsBeyond)} texts were not looked at.`),
    );
  }
  if (paths.length === 0) blocks.push(text('No id of the map was found.'));
  if (!sampled.isWhole) {
    blocks.push(text('This was a sample: what it does not have may still be in the table.'));
  }
  return blocks;
};
