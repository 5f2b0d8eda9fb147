import type { Progress } from './command.ts';

/** Lets items through, and counts each as progress. */
export async function* counted<T>(items: AsyncIterable<T>, progress: Progress): AsyncGenerator<T, void, undefined> {
  for await (const item of items) {
    progress.advance();
    yield item;
  }
}
