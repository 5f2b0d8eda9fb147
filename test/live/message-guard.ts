type Request = Readonly<Record<string, unknown>>;
type Attribute = { readonly Name?: string; readonly Value?: string };

/** Users to whom nothing can be sent: they do not exist, are disabled, or have no verified address. */
const UNREACHABLE = /^(nobody|unreachable|off$)/;

const CONTACTS = ['email', 'phone_number'];

const attributesOf = ({ UserAttributes }: Request): readonly Attribute[] =>
  Array.isArray(UserAttributes) ? UserAttributes : [];

const ALWAYS_SENDS = new Set(['GetUserAttributeVerificationCode', 'UpdateUserAttributes']);

/** They send to the user whom they name. */
const SENDS_TO_USER = new Set(['AdminResetUserPassword', 'ForgotPassword', 'ResendConfirmationCode']);

const addressProblem = (request: Request): string | undefined => {
  const names = [request.Username].filter((name) => typeof name === 'string');
  const values = [...names, ...attributesOf(request).map(({ Value = '' }) => Value)];
  const real = values.some(
    (value) =>
      (/@/.test(value) && !/@([a-z0-9-]+\.)*example\.(com|org|net)$/i.test(value)) ||
      (/^\+/.test(value) && !/^\+1555/.test(value)),
  );
  return real ? 'it names an address that may be somebody’s' : undefined;
};

/** Pools that can send text messages or one-time codes by e-mail would do so at sign-ins, which nobody could foresee. */
const poolProblem = (request: Request): string | undefined => {
  const sms = request.SmsConfiguration as Request | undefined;
  if (sms?.SnsCallerArn !== undefined || request.SmsMfaConfiguration !== undefined) {
    return 'it would let the pool send text messages';
  }
  return request.EmailMfaConfiguration === undefined ? undefined : 'it would let the pool send codes by e-mail';
};

/**
 * Why a live run must not send this request to AWS; nothing where it may. `isSilentPool`: the pool of the request verifies
 * no addresses, and so sends nothing to a new one.
 */
export const messageProblem = (operation: string, request: Request, isSilentPool: boolean): string | undefined => {
  if (ALWAYS_SENDS.has(operation)) return 'it sends messages';
  if (SENDS_TO_USER.has(operation) && !UNREACHABLE.test(String(request.Username))) return 'it may send a code';
  if (operation === 'AdminCreateUser' && request.MessageAction !== 'SUPPRESS') return 'it would send an invitation';
  if (/^(Admin)?InitiateAuth$/.test(operation) && request.AuthFlow === 'USER_AUTH') return 'it may send a code';
  if (operation === 'SignUp' && !isSilentPool) {
    const hasAddress = attributesOf(request).some(({ Name = '' }) => CONTACTS.includes(Name));
    if (hasAddress || /[@+]/.test(String(request.Username))) return 'it may send a code';
  }
  if (operation === 'AdminUpdateUserAttributes' && !isSilentPool) {
    const given = new Map(attributesOf(request).map(({ Name, Value }) => [Name, Value]));
    const isUnproven = CONTACTS.some((name) => given.has(name) && given.get(`${name}_verified`) !== 'true');
    if (isUnproven) return 'it may send a code';
  }
  return poolProblem(request) ?? addressProblem(request);
};
