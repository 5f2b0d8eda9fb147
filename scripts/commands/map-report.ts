import type { IdentityMap } from '../../core/identity/build-identity-map.ts';
import type { IdentityPair } from '../../core/identity/identity-map.ts';
import { type ImportCode, importCodes } from '../../core/import/import-codes.ts';
import { type Block, command, facts, heading, table, text, warning } from '../terminal/blocks.ts';
import { toCommandLine } from '../terminal/shell-words.ts';

const ways: Readonly<Record<IdentityPair['via'], string>> = {
  trigger: 'By signing in',
  import: 'By import',
  operator: 'Stated by you',
  merge: 'Merged',
};

/** More rows than a person reads; `--json` has them all. */
const shownRows = 20;

export const mapBlocks = (
  { pairs, gone, unproven, forgotten }: IdentityMap,
  out: string,
  unfinished: readonly string[],
): Block[] => [
  text(`The identity map "${out}" is written.`),
  facts(
    ['Pairs', String(pairs.length)],
    ...Object.entries(countByWay(pairs)).map(
      ([way, count]) => [ways[way as IdentityPair['via']], String(count)] as const,
    ),
    ['Unproven', String(unproven.length)],
    ['Gone', String(gone.length)],
    ...(forgotten > 0 ? [['Forgotten', `${forgotten}, on request: left out`] as const] : []),
  ),
  ...(unproven.length === 0
    ? []
    : [
        heading('Same name, no proof: not mapped'),
        ...[...Map.groupBy(unproven, ({ code }) => code)].flatMap(([code, pairs]) => [
          text(`${code}: ${importCodes[code as ImportCode].explains} ${importCodes[code as ImportCode].wayOut}`),
          table(
            [{ title: 'Old user (source)' }, { title: 'Holder of the name (target)' }],
            pairs.slice(0, shownRows).map(({ oldSub, holderSub }) => [oldSub, holderSub]),
          ),
          ...andMore(pairs.length),
        ]),
      ]),
  ...(gone.length === 0
    ? []
    : [
        heading('Crossed, and no longer in the target: not mapped'),
        table(
          [{ title: 'Old user (source)' }, { title: 'Was (target)' }],
          gone.slice(0, shownRows).map(({ oldSub, newSub }) => [oldSub, newSub]),
        ),
        ...andMore(gone.length),
      ]),
  ...unfinished.map((directory) =>
    warning(`The import of "${directory}" has not finished; whoever comes with the rest is not in the map.`),
  ),
  ...(pairs.length === 0 ? [] : [heading('Next'), command(toCommandLine(['remap', '--map', out]))]),
];

export const mapJson = (
  { pairs, gone, unproven, forgotten }: IdentityMap,
  out: string,
  unfinished: readonly string[],
) => ({
  out,
  pairs: pairs.length,
  pairsByWay: countByWay(pairs),
  unproven,
  gone,
  forgotten,
  unfinishedPackages: unfinished,
});

const countByWay = (pairs: readonly IdentityPair[]): Partial<Record<IdentityPair['via'], number>> =>
  Object.fromEntries(
    (Object.keys(ways) as IdentityPair['via'][])
      .map((way) => [way, pairs.filter(({ via }) => via === way).length] as const)
      .filter(([, count]) => count > 0),
  );

const andMore = (count: number): Block[] =>
  count > shownRows ? [text(`and ${count - shownRows} more; --json lists them all.`)] : [];
