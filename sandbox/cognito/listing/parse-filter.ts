import { AwsError } from '../../aws-error.ts';
import type { CognitoControls } from '../controls.ts';
import type { User } from '../state/user.ts';

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

/** A quarter of all users, near enough. */
const isLeftOut = ({ sub }: User): boolean => /[0-3]$/.test(sub);

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
  if (isSubPrefix && subPrefixFilter === 'refused') throw unparsable();
  const leavesOut = isSubPrefix && subPrefixFilter === 'leaves-users-out';
  const fold = (value: string): string => (CASE_SENSITIVE.has(name) ? value : value.toLowerCase());
  const wanted = fold(quoted.replace(/\\(["\\])/g, '$1'));
  // As somebody found out, with one more letter it works.
  if (name === 'email' && operator === '^=' && wanted.endsWith('@')) return () => false;
  return (user) => {
    const value = searchableValue(user, name);
    if (value === undefined || (leavesOut && isLeftOut(user))) return false;
    return operator === '=' ? fold(value) === wanted : fold(value).startsWith(wanted);
  };
};
