import { type Expression, walk } from './expression';

/** The expression's text with other ids. */
export function renameIds({ text, root }: Pick<Expression, 'text' | 'root'>, idOf: (id: string) => string): string {
  const ids = [...walk(root)].filter((node) => node.kind === 'id');
  // From the end, so that what is still to be replaced stays where it is.
  return ids.reduceRight((done, { id, start, end }) => done.slice(0, start) + idOf(id) + done.slice(end), text);
}
