import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * ListDataSources of AppSync, as its API reference has it (API_ListDataSources, read 2026-11-20), and nothing else of it: signed
 * requests only, one API, pages of at most 25, a token that leads on.
 */
export const startAppSyncServer = async (apiId: string, dataSources: readonly object[], perPage = 25) => {
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://127.0.0.1');
    const answer = (status: number, body: object, error?: string) =>
      response
        .writeHead(status, { 'content-type': 'application/json', ...(error ? { 'x-amzn-errortype': error } : {}) })
        .end(JSON.stringify(body));
    const known = new Set(['maxResults', 'nextToken']);
    const maxResults = Number(searchParams.get('maxResults') ?? perPage);
    const token = searchParams.get('nextToken');
    const start = token === null ? 0 : Number(token.replace('page-at-', ''));
    if (!request.headers.authorization?.startsWith('AWS4-HMAC-SHA256')) {
      return answer(401, { message: 'You are not authorized to make this call.' }, 'UnauthorizedException');
    }
    if (request.method !== 'GET' || !/^\/v1\/apis\/[^/]+\/datasources$/.test(pathname)) {
      return answer(404, { message: `${request.method} ${pathname} is not served here` }, 'NotFoundException');
    }
    if (pathname.split('/')[3] !== apiId)
      return answer(404, { message: 'GraphQL API not found.' }, 'NotFoundException');
    const isBad = [...searchParams.keys()].some((name) => !known.has(name)) || !(maxResults >= 0 && maxResults <= 25);
    if (isBad || !Number.isInteger(start)) return answer(400, { message: 'Bad request.' }, 'BadRequestException');
    const end = start + Math.min(perPage, maxResults);
    const nextToken = end < dataSources.length ? { nextToken: `page-at-${end}` } : {};
    return answer(200, { dataSources: dataSources.slice(start, end), ...nextToken });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
};
