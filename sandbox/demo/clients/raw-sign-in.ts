/** One answer of the service as a stranger on the network sees it, without what differs between any two answers. */
export type RawAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

const everChanging = new Set([
  'date',
  'connection',
  'keep-alive',
  'content-length',
  'x-amzn-requestid',
  'x-amz-request-id',
]);

/** `InitiateAuth` with a password, sent without any client library, so that the bytes of the answers can be compared. */
export const signInRaw = async (
  endpoint: string,
  { clientId, username, password }: { readonly clientId: string; readonly username: string; readonly password: string },
): Promise<RawAnswer> => {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AWSCognitoIdentityProviderService.InitiateAuth',
    },
    body: JSON.stringify({
      AuthFlow: 'USER_PASSWORD_AUTH',
      ClientId: clientId,
      AuthParameters: { USERNAME: username, PASSWORD: password },
    }),
  });
  const headers = [...response.headers].filter(([name]) => !everChanging.has(name));
  return { status: response.status, headers: Object.fromEntries(headers), body: await response.text() };
};
