import type { UsersConfig } from '../config/schema.ts';
import { copiedAttributeNames } from '../users/carried-attributes.ts';
import { isWritableAttribute } from '../users/standard-attributes.ts';
import type { UserRecord } from '../users/user-record.ts';

export type AttributeCoverage = {
  readonly name: string;
  /** Exported users who have a value. */
  readonly users: number;
  readonly crosses: boolean;
};

/** Which attributes exported users have, and whether those cross; what Cognito makes itself is left out. Ordered by name. */
export const attributeCoverage = (users: Iterable<UserRecord>, config: UsersConfig): AttributeCoverage[] => {
  const copied = new Set(copiedAttributeNames(config));
  const counts = new Map<string, number>();
  for (const user of users) {
    for (const [name, value] of user.attributes) {
      if (value !== '' && (isWritableAttribute(name) || name.startsWith('dev:'))) {
        counts.set(name, (counts.get(name) ?? 0) + 1);
      }
    }
  }
  return [...counts]
    .map(([name, users]) => ({ name, users, crosses: copied.has(name) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
};
