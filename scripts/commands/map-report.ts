import type { Sample } from '../../core/export/sample.ts';
import type { IdentityMap } from '../../core/identity/build-identity-map.ts';
import type { MapChanges } from '../../core/identity/compare-maps.ts';
import { type Via, ways } from '../../core/identity/identity-map.ts';
import { type UnmappedCode, type UnmappedUser, unmappedCodes } from '../../core/identity/unmapped-user.ts';
import type { MapFiles } from '../files/map-files.ts';
import { type Block, command, facts, heading, table, text, warning } from '../terminal/blocks.ts';
import { toCommandLine } from '../terminal/shell-words.ts';

export type MapReport = {
  readonly map: IdentityMap;
  /** Where there was a map before. */
  readonly changes: MapChanges | undefined;
  readonly names: MapFiles;
  /** Packages whose import has not come to its end. */
  readonly unfinished: readonly string[];
  readonly ledgerTable: string | undefined;
};

const wayNames: Readonly<Record<Via, string>> = {
  trigger: 'By signing in',
  import: 'By import',
  operator: 'Stated by you',
  merge: 'Merged',
};

/** More rows than a person reads. */
const shownRows = 20;

export const mapBlocks = ({ map, names, unfinished, ledgerTable }: MapReport): Block[] => [
  text(`The identity map "${names.map}" is written.`),
  facts(
    ['Ledger', ledgerTable ?? 'not read'],
    ['Pairs', String(pairsOf(map))],
    ...waysOf(map).map(([way, count]) => [wayNames[way], String(count)] as const),
    ['Not mapped', String(unmappedOf(map))],
    ...(map.forgotten > 0 ? [['Forgotten', `${map.forgotten}, on request: left out`] as const] : []),
  ),
  ...(map.unmappedByCode.size === 0
    ? []
    : [
        heading('Not mapped'),
        ...[...map.unmappedByCode].flatMap(([code, sample]) => unmappedBlocks(code, sample)),
        text(
          `All of them, with both sides and what to do: "${names.unmappedForPeople}", and for tools "${names.unmapped}".`,
        ),
      ]),
  ...unfinished.map((directory) =>
    warning(`The import of "${directory}" has not finished; whoever comes with the rest is not in the map.`),
  ),
  ...(pairsOf(map) === 0 ? [] : [heading('Next'), command(toCommandLine(['remap', '--map', names.map]))]),
];

const unmappedBlocks = (code: UnmappedCode, { count, first }: Sample<UnmappedUser>): Block[] => [
  text(`${code}: ${unmappedCodes[code].explains} ${unmappedCodes[code].wayOut}`),
  table(
    [{ title: 'Old user (source)' }, { title: 'In the target' }],
    first.slice(0, shownRows).map(({ oldSub, targetSub = '-' }) => [oldSub, targetSub]),
  ),
  ...andMore(count),
];

/** What the new map says otherwise than the one it replaces. */
export const changeBlocks = ({ added, removed, changed }: MapChanges, out: string): Block[] => {
  if (added.count + removed.count + changed.count === 0)
    return [text(`Nothing has changed since "${out}" was written.`)];
  const pairTable = (title: string, { count, first }: MapChanges['added']): Block[] =>
    count === 0
      ? []
      : [
          table(
            [{ title }, { title: 'Became' }],
            first.slice(0, shownRows).map(({ oldSub, newSub }) => [oldSub, newSub]),
          ),
          ...andMore(count),
        ];
  return [
    heading(`What changed since "${out}" was written`),
    facts(['Added', String(added.count)], ['Removed', String(removed.count)], ['Changed', String(changed.count)]),
    ...pairTable('Added', added),
    ...pairTable('Removed', removed),
    ...(changed.count === 0
      ? []
      : [
          table([{ title: 'Changed' }, { title: '' }], changed.first.slice(0, shownRows).flatMap(changeRows)),
          ...andMore(changed.count),
        ]),
  ];
};

/** Usernames may be addresses: they stand in the files, and nowhere else. */
const changeRows = ({ before, after }: MapChanges['changed']['first'][number]): string[][] =>
  [
    ...(['newSub', 'via'] as const)
      .filter((what) => before[what] !== after[what])
      .flatMap((what) => [`was ${before[what]}`, `is  ${after[what]}`]),
    ...(['oldUsername', 'newUsername'] as const)
      .filter((what) => before[what] !== after[what])
      .map((what) => `has another ${what}`),
  ].map((what, at) => [at === 0 ? before.oldSub : '', what]);

export const mapJson = ({ map, changes, names, unfinished, ledgerTable }: MapReport) => ({
  out: names.map,
  unmappedFiles: [names.unmapped, names.unmappedForPeople],
  ledger: ledgerTable ?? null,
  pairs: pairsOf(map),
  pairsByWay: Object.fromEntries(waysOf(map)),
  unmapped: unmappedOf(map),
  unmappedByCode: Object.fromEntries([...map.unmappedByCode].map(([code, { count }]) => [code, count])),
  forgotten: map.forgotten,
  unfinishedPackages: unfinished,
  changes:
    changes === undefined
      ? null
      : { added: changes.added.count, removed: changes.removed.count, changed: changes.changed.count },
});

const waysOf = ({ pairsByWay }: IdentityMap) =>
  ways.map((way) => [way, pairsByWay[way]] as const).filter(([, count]) => count > 0);

const pairsOf = ({ pairsByWay }: IdentityMap) => Object.values(pairsByWay).reduce((sum, count) => sum + count, 0);

const unmappedOf = ({ unmappedByCode }: IdentityMap) =>
  [...unmappedByCode.values()].reduce((sum, { count }) => sum + count, 0);

const andMore = (count: number): Block[] => (count > shownRows ? [text(`and ${count - shownRows} more.`)] : []);
