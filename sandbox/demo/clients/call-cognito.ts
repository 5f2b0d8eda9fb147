/** One operation of the Cognito API, past the network. Throws with AWS's error name. */
export type CallCognito = (operation: string, request: object) => Promise<Record<string, unknown>>;
