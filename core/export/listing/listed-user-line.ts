import type { KeyedLine } from '../../spill/keyed-line.ts';
import { areTabFields } from '../../spill/tab-fields.ts';
import type { UserRecord } from '../../users/user-record.ts';
import { decodeNames, encodeNames, type NameList } from './attribute-name-list.ts';

/** In front of the values of attributes: username, status, whether enabled, when created and changed, the names. */
const plainFields = 6;

/**
 * A listed user as a line, by sub, with the attempt that showed them: values between tabs, which is read in half the time of
 * JSON, and the names of all attributes in one value, because most users of a pool have the same. A user of whom a value
 * could not stand like that is written as JSON, which begins with a bracket.
 */
export const toListedUserLine = (user: UserRecord, attempt: number): KeyedLine => {
  const { sub, username, status, enabled, createdAtMs, lastModifiedAtMs, attributes } = user;
  const names = encodeNames(attributes.keys());
  let text = `${username}\t${status}\t${enabled}\t${createdAtMs}\t${lastModifiedAtMs}\t${names}`;
  for (const value of attributes.values()) text += `\t${value}`;
  const isExact = names !== undefined && !text.startsWith('[') && areTabFields(text, plainFields + attributes.size);
  return { key: sub, text: `${attempt}\t${isExact ? text : toJson(user)}` };
};

const toJson = ({ sub: _key, attributes, ...rest }: UserRecord): string => JSON.stringify([rest, [...attributes]]);

export const attemptOf = ({ text }: KeyedLine): number => Number(text.slice(0, text.indexOf('\t')));

/** With these attributes only, or with all of them. */
export const toListedUser = ({ key, text }: KeyedLine, only?: ReadonlySet<string>): UserRecord => {
  const begin = text.indexOf('\t') + 1;
  if (text.startsWith('[', begin)) return fromJson(key, text.slice(begin), only);
  const fields = text.split('\t');
  const names = decodeNames(fields[plainFields] as string);
  return {
    sub: key,
    username: fields[1] as string,
    attributes: attributesOf(fields, names, only),
    status: fields[2] as string,
    enabled: fields[3] === 'true',
    createdAtMs: Number(fields[4]),
    lastModifiedAtMs: Number(fields[5]),
  };
};

const attributesOf = (fields: readonly string[], names: NameList, only: ReadonlySet<string> | undefined) => {
  const attributes = new Map<string, string>();
  for (let at = 0; at < names.length; at += 1) {
    const name = names[at] as string;
    if (only === undefined || only.has(name)) attributes.set(name, fields[plainFields + 1 + at] as string);
  }
  return attributes;
};

const fromJson = (sub: string, text: string, only: ReadonlySet<string> | undefined): UserRecord => {
  const [rest, attributes]: [Omit<UserRecord, 'sub' | 'attributes'>, [string, string][]] = JSON.parse(text);
  return { sub, ...rest, attributes: new Map(attributes.filter(([name]) => only === undefined || only.has(name))) };
};
