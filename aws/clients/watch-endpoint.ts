type Request = { readonly protocol?: string; readonly hostname?: string; readonly port?: number };
type Next = (args: { readonly request: unknown }) => Promise<unknown>;
/** What all clients of the SDK have in common; their own types of it exclude one another. */
type Client = {
  readonly middlewareStack: { add(middleware: (next: Next) => Next, options: { step: 'build'; name: string }): void };
};

/**
 * Tells, after the client's first call, where it went, if that is not one of AWS's own addresses. The SDK takes
 * endpoints from the environment, from a profile and from services sections; what it did is the only sure answer.
 */
export const watchEndpoint = (client: object): (() => string | undefined) => {
  let url: string | undefined;
  (client as Client).middlewareStack.add(
    (next) => (args) => {
      const { protocol = '', hostname = '', port } = args.request as Request;
      if (!isOfAws(hostname)) url = `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}`;
      return next(args);
    },
    { step: 'build', name: 'poolferryWatchEndpoint' },
  );
  return () => url;
};

/** https://docs.aws.amazon.com/general/latest/gr/rande.html, read 2026-11-20. */
const isOfAws = (hostname: string) => /\.(amazonaws\.com|amazonaws\.com\.cn|api\.aws)$/.test(hostname);
