/**
 * The process around one function: loads the module, then answers one event after the other. Started by
 * `function-process.ts` with the module's path as its argument; ends when its parent does.
 */
import { pathToFileURL } from 'node:url';
import { endMark } from './marked-output.ts';

type Request = {
  readonly number: number;
  readonly requestId: string;
  readonly arn: string;
  readonly event: string;
  readonly timeoutMs: number;
};
type Handler = (event: unknown, context: object) => unknown;

const toContext = ({ requestId, arn, timeoutMs }: Request): object => {
  const endsAtMs = Date.now() + timeoutMs;
  return {
    awsRequestId: requestId,
    callbackWaitsForEmptyEventLoop: true,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: '$LATEST',
    invokedFunctionArn: arn,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    getRemainingTimeInMillis: () => Math.max(0, endsAtMs - Date.now()),
  };
};

const loadHandler = async (): Promise<Handler> => {
  const name = process.env._HANDLER ?? 'handler';
  const loaded = await import(pathToFileURL(process.argv[2] ?? '').href);
  const handler = loaded[name] ?? loaded.default?.[name];
  if (typeof handler !== 'function') throw new Error(`${name} is not exported by the module.`);
  if (handler.length > 2) {
    // Told by the third parameter, whether the function uses it or not.
    const message = 'AWS Lambda has removed support for callback-based function handlers starting with Node.js 24.';
    throw Object.assign(new Error(message), { name: 'Runtime.CallbackHandlerDeprecated' });
  }
  return handler;
};

const toError = (error: unknown): { errorType: string; errorMessage: string } =>
  error instanceof Error
    ? { errorType: error.name, errorMessage: error.message }
    : { errorType: 'Error', errorMessage: String(error) };

const loading = loadHandler();
// A module that fails to load answers its first event with that failure, as a failed init does.
loading.catch(() => undefined);

const serve = async (request: Request): Promise<void> => {
  let answer: string;
  try {
    const handler = await loading;
    answer = JSON.stringify({ payload: (await handler(JSON.parse(request.event), toContext(request))) ?? null });
  } catch (error) {
    answer = JSON.stringify({ error: toError(error) });
  }
  process.stdout.write(endMark(request.number));
  process.stderr.write(endMark(request.number));
  process.send?.({ number: request.number, answer });
};

process.on('message', (request: Request) => void serve(request));
process.on('disconnect', () => process.exit());
