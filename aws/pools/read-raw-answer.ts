type Answer = { readonly response: { body?: unknown } };
type Handler = (args: object) => Promise<Answer>;
type Stack = {
  addRelativeTo(
    middleware: (next: Handler) => Handler,
    options: { relation: 'after'; toMiddleware: string; name: string },
  ): void;
};

/** Keeps what the service really answered to this command: the SDK leaves out members that it does not know. */
export const keepRawAnswer = (command: object): (() => unknown) => {
  let answer: unknown;
  (command as { readonly middlewareStack: Stack }).middlewareStack.addRelativeTo(
    (next) => async (args) => {
      const result = await next(args);
      const bytes = await readAll(result.response.body);
      answer = parse(bytes);
      result.response.body = bytes;
      return result;
    },
    { relation: 'after', toMiddleware: 'deserializerMiddleware', name: 'poolferryKeepRawAnswer' },
  );
  return () => answer;
};

const readAll = async (body: unknown): Promise<Uint8Array> => {
  if (body instanceof Uint8Array) return body;
  const chunks: Uint8Array[] = [];
  for await (const chunk of body as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks);
};

/** What is no JSON is the SDK's to complain about. */
const parse = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined;
  }
};
