type Request = Readonly<Record<string, unknown>>;
type Attribute = { readonly Name?: string; readonly Value?: string };

/** Users to whom nothing can be sent: they do not exist, are disabled, or have no verified address. */
const UNREACHABLE = /^(nobody|unreachable|off$)/;

const attributesOf = ({ UserAttributes }: Request): readonly Attribute[] =>
  Array.isArray(UserAttributes) ? UserAttributes : [];

const ALWAYS_SENDS = new Set([
  'AdminResetUserPassword',
  'GetUserAttributeVerificationCode',
  'ResendConfirmationCode',
  'UpdateUserAttributes',
]);

const addressProblem = (request: Request): string | undefined => {
  const names = [request.Username].filter((name) => typeof name === 'string');
  const values = [...names, ...attributesOf(request).map(({ Value = '' }) => Value)];
  const real = values.some(
    (value) =>
      (/@/.test(value) && !/@example\.(com|org|net)$/i.test(value)) || (/^\+/.test(value) && !/^\+1555/.test(value)),
  );
  return real ? 'it names an address that may be somebody’s' : undefined;
};

/** Why a live run must not send this request to AWS; nothing where it may. */
export const messageProblem = (operation: string, request: Request): string | undefined => {
  if (ALWAYS_SENDS.has(operation)) return 'it sends messages';
  if (operation === 'ForgotPassword' && !UNREACHABLE.test(String(request.Username))) return 'it may send a code';
  if (operation === 'AdminCreateUser' && request.MessageAction !== 'SUPPRESS') return 'it would send an invitation';
  if (operation === 'SignUp') {
    const hasAddress = attributesOf(request).some(({ Name }) => Name === 'email' || Name === 'phone_number');
    if (hasAddress || /[@+]/.test(String(request.Username))) return 'it may send a code';
  }
  return addressProblem(request);
};
