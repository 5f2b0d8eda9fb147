import type { KeyedLine } from '../../spill/keyed-line.ts';
import type { UserRecord } from '../../users/user-record.ts';

/**
 * A listed user as a line, by sub, with the attempt that showed them: values between tabs, which is read in half the time of
 * JSON. A user of whom a value could not stand like that is written as JSON, which begins with a bracket.
 */
export const toListedUserLine = (user: UserRecord, attempt: number): KeyedLine => {
  const { sub, username, status, enabled, createdAtMs, lastModifiedAtMs, attributes } = user;
  let text = `${username}\t${status}\t${enabled}\t${createdAtMs}\t${lastModifiedAtMs}`;
  for (const [name, value] of attributes) text += `\t${name}\t${value}`;
  const isExact = isKeptByFiles(text) && !text.startsWith('[') && countTabs(text) === 4 + 2 * attributes.size;
  return { key: sub, text: `${attempt}\t${isExact ? text : toJson(user)}` };
};

/** Lines end with a line feed, and UTF-8 has no bytes for half a character. */
const isKeptByFiles = (text: string) => !text.includes('\n') && text.isWellFormed();

const countTabs = (text: string): number => {
  let count = 0;
  for (let at = text.indexOf('\t'); at >= 0; at = text.indexOf('\t', at + 1)) count += 1;
  return count;
};

const toJson = ({ username, status, enabled, createdAtMs, lastModifiedAtMs, attributes }: UserRecord): string =>
  JSON.stringify([username, status, String(enabled), createdAtMs, lastModifiedAtMs, ...[...attributes].flat()]);

export const attemptOf = ({ text }: KeyedLine): number => Number(text.slice(0, text.indexOf('\t')));

/** With these attributes only, or with all of them. */
export const toListedUser = ({ key, text }: KeyedLine, only?: ReadonlySet<string>): UserRecord => {
  const begin = text.indexOf('\t') + 1;
  const values: string[] = text.startsWith('[', begin) ? JSON.parse(text.slice(begin)) : text.slice(begin).split('\t');
  const [username = '', status = '', enabled, createdAtMs, lastModifiedAtMs] = values;
  const attributes = new Map<string, string>();
  for (let at = 5; at < values.length; at += 2) {
    const name = values[at] as string;
    if (only === undefined || only.has(name)) attributes.set(name, values[at + 1] as string);
  }
  return {
    sub: key,
    username,
    attributes,
    status,
    // A line that an earlier version wrote has the value itself.
    enabled: String(enabled) === 'true',
    createdAtMs: Number(createdAtMs),
    lastModifiedAtMs: Number(lastModifiedAtMs),
  };
};
