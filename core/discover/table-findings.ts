import type { Item } from '../owners/attribute-value.ts';
import type { OwnerLookup } from '../owners/owner-lookup.ts';
import { countReading, emptyPathTally, type PathTally } from './path-tally.ts';
import { readText } from './read-text.ts';
import { walkItem } from './walk-item.ts';

export type TableFindings = {
  items: number;
  /** Items that DataStore versions: `_version` and `_lastChangedAt`. */
  versioned: number;
  /** Of those, how many DataStore has marked as deleted. */
  deleted: number;
  /** By place, which its text does not always tell: a name may have a dot in it. */
  readonly byPlace: Map<string, PathTally>;
  /** Texts at places beyond the number that is kept apart. */
  textsBeyond: number;
};

/** Places kept apart; a table whose attribute names are data could have any number. */
export const maxPaths = 5_000;

export const createTableFindings = (): TableFindings => ({
  items: 0,
  versioned: 0,
  deleted: 0,
  byPlace: new Map(),
  textsBeyond: 0,
});

/** Looks through one item and counts it, in place. */
export const countItem = (findings: TableFindings, item: Item, lookup: OwnerLookup): void => {
  // An attribute of the item may be called what somebody is called; a key of a map that somebody is called is that user.
  const isData = (name: string, isAttribute: boolean) =>
    isNoName(name) || (!isAttribute && readText(name, lookup).kind !== 'none');
  const withIds = new Set<PathTally>();
  for (const { place, text } of walkItem(item, isData)) {
    if (place.length === 1 && place[0]?.kind === 'keys' && !isNoName(text)) continue;
    const path = JSON.stringify(place);
    const tally = findings.byPlace.get(path) ?? (findings.byPlace.size < maxPaths ? emptyPathTally(place) : undefined);
    if (tally === undefined) {
      findings.textsBeyond += 1;
      continue;
    }
    findings.byPlace.set(path, tally);
    if (countReading(tally, readText(text, lookup))) withIds.add(tally);
  }
  for (const tally of withIds) tally.items += 1;
  findings.items += 1;
  const { _version, _lastChangedAt, _deleted } = item;
  if (_version === undefined || !('N' in _version) || _lastChangedAt === undefined) return;
  findings.versioned += 1;
  if (_deleted !== undefined && 'BOOL' in _deleted && _deleted.BOOL) findings.deleted += 1;
};

/** Dates, addresses, numbers and UUIDs as keys of a map are somebody's data, known or not. */
const isNoName = (name: string) =>
  !/^[\p{L}_$][\w$#: .-]{0,100}$/u.test(name) || /[0-9a-f]{8}-[0-9a-f]{4}-/i.test(name);
