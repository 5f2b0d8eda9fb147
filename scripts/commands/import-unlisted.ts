import type { Unlisted } from '../../core/import/find-unlisted.ts';
import { type Block, list, text, warning } from '../terminal/blocks.ts';
import { countOf } from '../terminal/count-of.ts';

const shownSubs = 10;

/** Who is in the source that the package does not speak of, and how they cross. */
export const describeUnlisted = (unlisted: Unlisted | undefined): Block[] => {
  if (unlisted === undefined) return [];
  const { missed, arrived } = unlisted;
  const others = missed.count - Math.min(shownSubs, missed.first.length);
  const named = missed.first.length > shownSubs ? `; --json names ${missed.first.length}` : '';
  return [
    ...(missed.count === 0
      ? []
      : [
          warning(
            `The export missed ${countOf(missed.count, 'user')}, in the source long before it and neither exported nor rejected. Export them after this import, with --serial and --only-missing, and please report it.`,
          ),
          ...(missed.first.length === 0
            ? []
            : [list([...missed.first.slice(0, shownSubs), ...(others > 0 ? [`and ${others} more${named}`] : [])])]),
        ]),
    ...(arrived === 0
      ? []
      : [
          text(
            `In the source and not in the package: ${countOf(arrived, 'user')}, who came while it was made or since; or it missed them, if they were created before. Export them after this import, with --serial --only-missing.`,
          ),
        ]),
  ];
};
