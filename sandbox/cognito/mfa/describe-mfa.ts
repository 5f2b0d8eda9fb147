import type { User } from '../users/user.ts';
import type { Wire } from '../wire.ts';

export const describeMfa = ({ mfa }: User): Wire => ({
  ...(mfa.preferred === undefined ? {} : { PreferredMfaSetting: mfa.preferred }),
  ...(mfa.methods.length === 0 ? {} : { UserMFASettingList: mfa.methods }),
});
