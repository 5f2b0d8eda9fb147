import { Readable } from 'node:stream';
import { halfOf } from './deliver.ts';
import type { Received } from './identify-request.ts';
import type { Routed } from './route-request.ts';

/** What an SDK client hands to its transport, as far as it matters here. */
type SdkRequest = {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
};

type HandlerOptions = {
  /** The SDK also knows signals of its own make, which nothing here uses. */
  readonly abortSignal?: unknown;
  readonly requestTimeout?: number;
};

type SdkResponse = {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array | Readable;
};

/** The transport of an SDK client: `new SomeClient({ requestHandler: sandbox.requestHandler, ... })`. */
export type RequestHandler = {
  readonly metadata: { readonly handlerProtocol: string };
  handle(request: SdkRequest, options?: HandlerOptions): Promise<{ readonly response: SdkResponse }>;
  destroy(): void;
  updateHttpClientConfig(): void;
  httpHandlerConfigs(): Record<string, never>;
};

const toBody = (body: unknown): Buffer => {
  if (body === undefined || body === null) return Buffer.alloc(0);
  if (typeof body === 'string') return Buffer.from(body, 'utf8');
  if (body instanceof Uint8Array) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  throw new TypeError('Bodies of requests are text or bytes here, not streams.');
};

const toReceived = ({ method, path, query = {}, headers, body }: SdkRequest, requestId: string): Received => {
  const url = new URL(path, 'http://127.0.0.1');
  for (const [name, value] of Object.entries(query)) {
    for (const one of [value ?? ''].flat()) url.searchParams.append(name, one);
  }
  const lowerCased = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return { method, url, headers: Object.fromEntries(lowerCased), body: toBody(body), requestId };
};

const brokenConnection = (): Error => Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });

/** Pending until the sandbox goes away. */
const noAnswer = (closed: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    closed.addEventListener('abort', () => reject(brokenConnection()), { once: true });
  });

/** `work`, unless the caller gives up first: by its signal or after its timeout, as the SDK's own transport has it. */
const unlessGivenUp = <T>(work: Promise<T>, { abortSignal, requestTimeout = 0 }: HandlerOptions): Promise<T> => {
  if (!(abortSignal instanceof AbortSignal) && requestTimeout === 0) return work;
  return new Promise((resolve, reject) => {
    const giveUp = (name: string, message: string) => () => reject(Object.assign(new Error(message), { name }));
    const abort = giveUp('AbortError', 'Request aborted');
    const expire = giveUp('TimeoutError', `No answer within ${requestTimeout} ms`);
    const timer = requestTimeout > 0 ? setTimeout(expire, requestTimeout) : undefined;
    if (abortSignal instanceof AbortSignal) {
      if (abortSignal.aborted) abort();
      abortSignal.addEventListener('abort', abort, { once: true });
    }
    work.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      if (abortSignal instanceof AbortSignal) abortSignal.removeEventListener('abort', abort);
    });
  });
};

/** A body of which the first half comes, and then either nothing more or a broken connection. */
const halfStream = (half: Buffer, breaks: boolean, closed: AbortSignal): Readable => {
  const stream = new Readable({ read: () => undefined });
  if (half.length > 0) stream.push(half);
  if (breaks) stream.destroy(brokenConnection());
  else closed.addEventListener('abort', () => stream.destroy(brokenConnection()), { once: true });
  return stream;
};

/** Serves SDK clients without a socket: their own serialisation, signing, retries and errors, and no HTTP. */
export const createRequestHandler = (options: {
  readonly route: (received: Received) => Promise<Routed>;
  readonly nextRequestId: () => string;
  /** Aborted when the sandbox closes: what still hangs breaks then. */
  readonly closed: AbortSignal;
}): RequestHandler => {
  const serve = async (request: SdkRequest): Promise<SdkResponse> => {
    const requestId = options.nextRequestId();
    const { answer, delivery } = await options.route(toReceived(request, requestId));
    if (delivery === 'reset') throw brokenConnection();
    if (answer === undefined) return noAnswer(options.closed);
    const { status: statusCode } = answer;
    const headers = { ...answer.headers, 'x-amzn-requestid': requestId };
    if (delivery === 'whole' || delivery === 'garbage') {
      return { statusCode, headers, body: Buffer.from(answer.body, 'utf8') };
    }
    const { half, promisedBytes } = halfOf(answer);
    const body = halfStream(half, delivery === 'cut', options.closed);
    return { statusCode, headers: { ...headers, 'content-length': String(promisedBytes) }, body };
  };
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    handle: async (request, handlerOptions = {}) => ({ response: await unlessGivenUp(serve(request), handlerOptions) }),
    destroy: () => undefined,
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
  };
};
