import type { Wire } from '../wire.ts';
import type { User } from './user.ts';

export const describeMfa = ({ mfa }: User): Wire => ({
  ...(mfa.preferred === undefined ? {} : { PreferredMfaSetting: mfa.preferred }),
  ...(mfa.methods.length === 0 ? {} : { UserMFASettingList: mfa.methods }),
});
