import type { UsersConfig } from '../config/schema.ts';
import { carriedAttributeNames } from './carried-attributes.ts';
import type { PoolProfile } from './pool-profile.ts';

/** Attributes the target requires of everybody and that no user could bring along under these settings. */
export const findUnsuppliedRequired = (users: UsersConfig, target: Pick<PoolProfile, 'schema'>): string[] => {
  const carried = new Set(carriedAttributeNames(users));
  return target.schema
    .filter(({ name, required }) => required && name !== 'sub' && !carried.has(name))
    .map(({ name }) => name);
};
