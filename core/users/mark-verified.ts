import type { PoolProfile, SignInAttribute } from './pool-profile.ts';
import type { TargetLogin } from './target-login.ts';

/**
 * By an operator's word, sets the flags that a user cannot be imported without: of the sign-in name, and of one address that
 * the target verifies. Returns which of them the source had not verified.
 */
export const markVerified = (
  attributes: Map<string, string>,
  login: TargetLogin,
  target: Pick<PoolProfile, 'autoVerifiedAttributes'>,
): SignInAttribute[] => {
  const marked: SignInAttribute[] = [];
  const mark = (address: SignInAttribute) => {
    if (!attributes.has(address) || attributes.get(`${address}_verified`) === 'true') return;
    attributes.set(`${address}_verified`, 'true');
    marked.push(address);
  };
  if (login.attribute) mark(login.attribute);
  if (!hasVerifiedAddress(attributes, target)) {
    const first = target.autoVerifiedAttributes.find((address) => attributes.has(address));
    if (first) mark(first);
  }
  return marked;
};

/** Whether an import job of the target takes the user: it fails rows without a verified address of the kind the pool verifies. */
export const hasVerifiedAddress = (
  attributes: ReadonlyMap<string, string>,
  { autoVerifiedAttributes }: Pick<PoolProfile, 'autoVerifiedAttributes'>,
): boolean => autoVerifiedAttributes.some((address) => attributes.get(`${address}_verified`) === 'true');
