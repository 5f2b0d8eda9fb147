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

/** Counts which attributes users have, and tells whether those cross; what Cognito makes itself is left out. */
export const createCoverage = (config: UsersConfig) => {
  const copied = new Set(copiedAttributeNames(config));
  const counts = new Map<string, { users: number }>();
  return {
    add(user: UserRecord) {
      for (const [name, value] of user.attributes) {
        if (value === '') continue;
        const count = counts.get(name);
        if (count === undefined) counts.set(name, { users: 1 });
        else count.users += 1;
      }
    },
    /** Ordered by name. */
    get: (): AttributeCoverage[] =>
      [...counts]
        .filter(([name]) => isWritableAttribute(name) || name.startsWith('dev:'))
        .map(([name, { users }]) => ({ name, users, crosses: copied.has(name) }))
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
};
