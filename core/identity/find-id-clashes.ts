import { keyGroups } from '../spill/key-groups.ts';
import type { KeyedLine, LineBatches } from '../spill/keyed-line.ts';
import type { IdentityPair } from './identity-map.ts';
import { quoteSome } from './judge-new-user.ts';

/** One way in which a text stands for somebody: as sub, as username, or in front of a username such as `sub::username`. */
type Reading = {
  readonly side: 'old' | 'new';
  readonly as: 'sub' | 'username' | 'both' | 'front';
  readonly oldSub: string;
  readonly newSub: string;
  /** Of a new user who is meant by the sub: the username. Of a front: what the username has behind `::`. */
  readonly username?: string | undefined;
};

/** Everything that an owner could mean by this pair, as keyed lines. */
export const readingsOf = ({ oldSub, oldUsername, newSub, newUsername }: IdentityPair): KeyedLine[] => {
  const line = (key: string, side: Reading['side'], as: Reading['as'], username?: string): KeyedLine => ({
    key,
    text: encode({ side, as, oldSub, newSub, username }),
  });
  const lines = [
    line(oldSub, 'old', oldUsername === oldSub ? 'both' : 'sub'),
    line(newSub, 'new', newUsername === newSub ? 'both' : 'sub', newUsername),
  ];
  if (oldUsername !== oldSub) lines.push(line(oldUsername, 'old', 'username'));
  if (newUsername !== newSub) lines.push(line(newUsername, 'new', 'username'));
  const at = newUsername.indexOf('::');
  if (at !== -1) lines.push(line(newUsername.slice(0, at), 'new', 'front', newUsername.slice(at + 2)));
  return lines;
};

/** Without names of fields: there are up to five lines a pair. */
const encode = ({ side, as, oldSub, newSub, username }: Reading) =>
  JSON.stringify([side, as, oldSub, newSub, ...(username === undefined ? [] : [username])]);

const decode = (text: string): Reading => {
  const [side, as, oldSub, newSub, username] = JSON.parse(text);
  return { side, as, oldSub, newSub, username };
};

/**
 * Why these pairs may not rewrite anything: after one pass over the data nobody could tell any more whether a value is an old
 * name or a new one, or whose it is. Sentences name subs, never usernames.
 */
export async function* findIdClashes(readings: LineBatches): AsyncGenerator<string, void, undefined> {
  for await (const { key, texts } of keyGroups(readings)) {
    if (texts.length > 1) yield* clashesOf(key, texts.map(decode));
  }
}

const isSub = ({ as }: Reading) => as === 'sub' || as === 'both';
const isUsername = ({ as }: Reading) => as === 'username' || as === 'both';

const clashesOf = (text: string, readings: readonly Reading[]): string[] => {
  const olds = readings.filter(({ side }) => side === 'old');
  const news = readings.filter(({ side }) => side === 'new');
  const calledSo = olds.filter(isUsername);
  const owner = news.find(isSub) ?? news.find(isUsername);
  const readsAsAnother = (each: Reading) =>
    each.as === 'front'
      ? news.some((other) => isSub(other) && other.newSub !== each.newSub && other.username === each.username)
      : isUsername(each) && each.newSub !== owner?.newSub;
  return [
    ...(calledSo.length > 1
      ? [`old users ${quoteSome(calledSo.map(({ oldSub }) => oldSub))} have the same old username`]
      : []),
    ...(olds.some(isSub)
      ? news.filter(isSub).map(({ oldSub }) => `old user "${oldSub}" becomes "${text}", which is an old user, too`)
      : []),
    // A username may stay what it was; it may not become what another user was called.
    ...news.filter(isUsername).flatMap(({ oldSub, newSub }) => {
      const other = calledSo.find((each) => each.newSub !== newSub);
      return other === undefined
        ? []
        : [`the new username of old user "${oldSub}" is the old username of "${other.oldSub}"`];
    }),
    ...news
      .filter(readsAsAnother)
      .map(({ oldSub }) => `the new username of old user "${oldSub}" also stands for another new user`),
  ];
};
