import { keyGroups } from '../spill/key-groups.ts';
import type { LineBatches } from '../spill/keyed-line.ts';
import type { IdentityPair } from './identity-map.ts';
import { quoteSome } from './judge-new-user.ts';

/** One way in which a text stands for somebody: a sub, a username, or the sub in front of a username such as `sub::username`. */
type Reading = {
  readonly side: 'old' | 'new';
  readonly asSub: boolean;
  readonly asUsername: boolean;
  readonly oldSub: string;
  readonly newSub: string;
  readonly newUsername?: string;
  /** The whole username is the text, `::` and this. */
  readonly rest?: string;
};

/** Everything that an owner could mean by this pair, as keyed lines. */
export const readingsOf = ({
  oldSub,
  oldUsername,
  newSub,
  newUsername,
}: IdentityPair): [key: string, text: string][] => {
  const old = { side: 'old', oldSub, newSub } as const;
  const fresh = { side: 'new', oldSub, newSub, newUsername } as const;
  const readings: [string, Reading][] = [
    [oldSub, { ...old, asSub: true, asUsername: oldUsername === oldSub }],
    [newSub, { ...fresh, asSub: true, asUsername: newUsername === newSub }],
  ];
  if (oldUsername !== oldSub) readings.push([oldUsername, { ...old, asSub: false, asUsername: true }]);
  if (newUsername !== newSub) readings.push([newUsername, { ...fresh, asSub: false, asUsername: true }]);
  const at = newUsername.indexOf('::');
  if (at !== -1) {
    const rest = newUsername.slice(at + 2);
    readings.push([newUsername.slice(0, at), { ...fresh, asSub: false, asUsername: false, rest }]);
  }
  return readings.map(([key, reading]) => [key, JSON.stringify(reading)]);
};

/**
 * Why these pairs may not rewrite anything: after one pass over the data nobody could tell any more whether a value is an old
 * name or a new one, or whose it is. Sentences name subs, never usernames.
 */
export async function* findIdClashes(readings: LineBatches): AsyncGenerator<string, void, undefined> {
  for await (const { key, texts } of keyGroups(readings)) {
    if (texts.length > 1)
      yield* clashesOf(
        key,
        texts.map((text) => JSON.parse(text) as Reading),
      );
  }
}

const clashesOf = (text: string, readings: readonly Reading[]): string[] => {
  const olds = readings.filter(({ side }) => side === 'old');
  const news = readings.filter(({ side }) => side === 'new');
  const calledSo = olds.filter(({ asUsername }) => asUsername);
  const owner = news.find(({ asSub }) => asSub) ?? news.find(({ asUsername }) => asUsername);
  return [
    ...(calledSo.length > 1
      ? [`old users ${quoteSome(calledSo.map(({ oldSub }) => oldSub))} have the same old username`]
      : []),
    ...(olds.some(({ asSub }) => asSub)
      ? news
          .filter(({ asSub }) => asSub)
          .map(({ oldSub }) => `old user "${oldSub}" becomes "${text}", which is an old user, too`)
      : []),
    // A username may stay what it was; it may not become what another user was called.
    ...news
      .filter(({ asUsername }) => asUsername)
      .flatMap(({ oldSub, newSub }) => {
        const other = calledSo.find((each) => each.newSub !== newSub);
        return other === undefined
          ? []
          : [`the new username of old user "${oldSub}" is the old username of "${other.oldSub}"`];
      }),
    ...news
      .filter(({ asSub, asUsername, newSub, rest }) => {
        if (asUsername) return newSub !== owner?.newSub;
        return !asSub && news.some((each) => each.asSub && each.newSub !== newSub && each.newUsername === rest);
      })
      .map(({ oldSub }) => `the new username of old user "${oldSub}" also stands for another new user`),
  ];
};
