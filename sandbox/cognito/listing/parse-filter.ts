import { AwsError } from '../../aws-error.ts';
import type { CognitoControls } from '../controls.ts';
import type { User } from '../users/user.ts';
import type { SubPrefixFilter } from './listing-controls.ts';

const SEARCHABLE = new Set([
  'username',
  'email',
  'phone_number',
  'name',
  'given_name',
  'family_name',
  'preferred_username',
  'cognito:user_status',
  'status',
  'sub',
]);

const CASE_SENSITIVE = new Set(['username', 'status', 'sub']);

const GRAMMAR = /^\s*([A-Za-z_:]+)\s*(\^?=)\s*"((?:[^"\\]|\\["\\])*)"\s*$/;

const searchableValue = (user: User, name: string): string | undefined => {
  if (name === 'username') return user.username;
  if (name === 'status') return user.enabled ? 'Enabled' : 'Disabled';
  if (name === 'cognito:user_status') return user.status;
  return name === 'sub' ? user.sub : user.attributes.get(name);
};

const unparsable = (): AwsError => new AwsError('InvalidParameterException', 'Error while parsing filter.');

const isLeftOut = ({ sub, username }: User, trouble: SubPrefixFilter): boolean => {
  if (typeof trouble === 'object') return username === trouble.leavesOut;
  // A quarter of all users, near enough.
  return trouble === 'finds-nobody' || (trouble === 'leaves-users-out' && /[0-3]$/.test(sub));
};

/**
 * The filter of ListUsers: one attribute, `=` or `^=` (starts with), one quoted value. AWS says of `username` and
 * `status` that they tell upper and lower case apart, of `cognito:user_status` that it does not, of the others nothing.
 * Null: no filter.
 */
export const parseFilter = (
  filter: string,
  { subPrefixFilter }: Pick<CognitoControls, 'subPrefixFilter'>,
): ((user: User) => boolean) | null => {
  if (filter.trim() === '') return null;
  const parts = GRAMMAR.exec(filter);
  const [, name, operator, quoted] = parts ?? [];
  if (name === undefined || quoted === undefined) throw unparsable();
  if (!SEARCHABLE.has(name)) throw new AwsError('InvalidParameterException', `Invalid search attribute: ${name}`);
  const isSubPrefix = name === 'sub' && operator === '^=';
  const trouble = isSubPrefix ? subPrefixFilter : 'works';
  if (trouble === 'refused') throw unparsable();
  if (trouble === 'ignored') return null;
  const isCaseSensitive = CASE_SENSITIVE.has(name) && trouble !== 'ignores-case';
  const fold = (value: string): string => (isCaseSensitive ? value : value.toLowerCase());
  const wanted = fold(quoted.replace(/\\(["\\])/g, '$1'));
  // As somebody found out, with one more letter it works.
  if (name === 'email' && operator === '^=' && wanted.endsWith('@')) return () => false;
  return (user) => {
    const value = searchableValue(user, name);
    if (value === undefined || isLeftOut(user, trouble)) return false;
    return operator === '=' ? fold(value) === wanted : fold(value).startsWith(wanted);
  };
};
