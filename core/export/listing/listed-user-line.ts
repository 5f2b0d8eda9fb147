import type { KeyedLine } from '../../spill/keyed-line.ts';
import type { UserRecord } from '../../users/user-record.ts';

/** A listed user as a line, by sub, with the attempt that showed them. */
export const toListedUserLine = (user: UserRecord, attempt: number): KeyedLine => {
  const { sub, username, status, enabled, createdAtMs, lastModifiedAtMs } = user;
  const values: unknown[] = [username, status, enabled, createdAtMs, lastModifiedAtMs];
  for (const [name, value] of user.attributes) values.push(name, value);
  return { key: sub, text: `${attempt}\t${JSON.stringify(values)}` };
};

export const attemptOf = ({ text }: KeyedLine): number => Number(text.slice(0, text.indexOf('\t')));

type Values = [username: string, status: string, enabled: boolean, createdAtMs: number, modifiedAtMs: number];

/** With these attributes only, or with all of them. */
export const toListedUser = ({ key, text }: KeyedLine, only?: ReadonlySet<string>): UserRecord => {
  const values = JSON.parse(text.slice(text.indexOf('\t') + 1)) as [...Values, ...string[]];
  const [username, status, enabled, createdAtMs, lastModifiedAtMs] = values;
  const attributes = new Map<string, string>();
  for (let at = 5; at < values.length; at += 2) {
    const name = values[at] as string;
    if (only === undefined || only.has(name)) attributes.set(name, values[at + 1] as string);
  }
  return { sub: key, username, attributes, status, enabled, createdAtMs, lastModifiedAtMs };
};
