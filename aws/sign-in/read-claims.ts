/** What a token says, unverified. Nothing where it is no token. */
export const readClaims = (token: string | undefined): Readonly<Record<string, unknown>> => {
  const payload = token?.split('.')[1];
  if (payload === undefined) return {};
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    return typeof claims === 'object' && claims !== null ? (claims as Record<string, unknown>) : {};
  } catch {
    return {};
  }
};
