import { z } from 'zod';
import type { PackageLink } from '../journal/package-manifest.ts';
import type { UserRecord } from '../users/user-record.ts';

const identitiesSchema = z.array(z.looseObject({ providerName: z.string(), userId: z.coerce.string() }));

/** Identities of providers that are linked to a native user, and stay behind. `unreadable` when Cognito's list is not one. */
export const readLinks = (user: UserRecord): readonly PackageLink[] | 'unreadable' => {
  const identities = user.attributes.get('identities');
  if (identities === undefined || identities === '') return [];
  try {
    const { sub, username } = user;
    return identitiesSchema
      .parse(JSON.parse(identities))
      .map(({ providerName, userId }) => ({ sub, username, provider: providerName, providerUserId: userId }));
  } catch {
    return 'unreadable';
  }
};
