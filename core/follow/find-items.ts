import { InterruptedError } from '../errors.ts';
import type { RateLimit } from '../flow/rate-limit.ts';
import { runWorkers } from '../flow/run-workers.ts';
import type { Item } from '../owners/attribute-value.ts';
import { type KeyJson, keyFromJson, keyOf, keyText } from '../owners/item-key.ts';
import { judgeOwnerValue } from '../owners/judge-owner-value.ts';
import type { OwnerLookup } from '../owners/owner-lookup.ts';
import { chooseSegments, shuffledSegments } from '../remap/choose-segments.ts';
import { persist } from '../remap/persist.ts';
import { readItem } from '../remap/read-item.ts';
import type { RemapPace } from '../remap/remap-settings.ts';
import { scanPages } from '../remap/scan-pages.ts';
import type { TableFacts } from '../remap/table-facts.ts';
import type { BoundUser } from './bound-users.ts';
import type { FollowRoute } from './choose-route.ts';
import type { FollowPorts } from './follow-ports.ts';

export type Finding = {
  readonly ports: FollowPorts;
  readonly pace: RemapPace;
  readonly readLimit: RateLimit;
  readonly facts: TableFacts;
  readonly attributes: readonly string[];
  readonly lookup: OwnerLookup;
};

export type Sought = {
  readonly users: readonly BoundUser[];
  /** Also items that no index has. */
  readonly isFull: boolean;
  /** Keys of items to look at in any case. */
  readonly again: readonly KeyJson[];
};

/** Gives `onItems` every item that may be these users', and those to look at again: each once, several calls at a time. */
export const findItems = async (
  finding: Finding,
  route: FollowRoute,
  { users, isFull, again }: Sought,
  onItems: (items: readonly Item[]) => Promise<void>,
): Promise<void> => {
  const isScanned = route.kind === 'scan' || (route.kind === 'indexes-and-scan' && isFull);
  if (isScanned && users.length > 0) return scanAll(finding, onItems);
  const { ports, pace, lookup } = finding;
  const seen = new Set<string>();
  const readUnseen = async (key: Item): Promise<Item[]> => {
    const text = keyText(key);
    if (seen.has(text)) return [];
    seen.add(text);
    const item = await readItem({ ...finding, tableName: finding.facts.name }, key);
    return item === undefined ? [] : [item];
  };
  await runWorkers(again, pace.scanWorkers, async (key) => {
    if (ports.signal.aborted) throw new InterruptedError();
    await onItems(await readUnseen(keyFromJson(key)));
  });
  if (route.kind === 'scan') return;
  await runWorkers(users, pace.scanWorkers, async (user) => {
    for (const value of idsOf(user, lookup)) {
      for (const { name, attribute } of route.indexes) {
        for await (const keys of queryPages(finding, name, attribute, value)) {
          if (ports.signal.aborted) throw new InterruptedError();
          const items: Item[] = [];
          // What an index says may be old.
          for (const key of keys) items.push(...(await readUnseen(key)));
          await onItems(items);
        }
      }
    }
  });
};

const scanAll = async (finding: Finding, onItems: (items: readonly Item[]) => Promise<void>) => {
  const { ports, pace, readLimit, facts, attributes } = finding;
  const totalSegments = chooseSegments(facts.estimatedBytes);
  await runWorkers(shuffledSegments(totalSegments, ports.random), pace.scanWorkers, async (segment) => {
    const scan = { tableName: facts.name, segment, totalSegments, attributes, startKey: undefined };
    for await (const { items } of scanPages(ports, pace, readLimit, scan)) {
      if (ports.signal.aborted) throw new InterruptedError();
      await onItems(items);
    }
  });
};

/** The ids under which a user's items may stand and would be rewritten, or listed as conflicts. */
const idsOf = ({ previousSub, previousUsername }: BoundUser, lookup: OwnerLookup): string[] =>
  [...new Set([previousSub, previousUsername, `${previousSub}::${previousUsername}`])].filter((id) =>
    ['mapped', 'conflict'].includes(judgeOwnerValue(id, lookup).kind),
  );

async function* queryPages(
  { ports, pace, readLimit, facts }: Finding,
  indexName: string,
  attribute: string,
  value: string,
): AsyncGenerator<readonly Item[]> {
  let startKey: Item | undefined;
  do {
    const page = await persist(ports, pace, async () => {
      await readLimit.acquire(ports.signal);
      const { keyAttributes, name: tableName } = facts;
      const { signal } = ports;
      const answer = await ports.queryIndex({
        tableName,
        indexName,
        attribute,
        value,
        keyAttributes,
        startKey,
        signal,
      });
      // One unit was paid for by waiting.
      readLimit.charge((answer.readUnits ?? 1) - 1);
      return answer;
    });
    yield page.keys.map((key) => keyOf(key, facts.keyAttributes));
    startKey = page.lastKey;
  } while (startKey !== undefined);
}
