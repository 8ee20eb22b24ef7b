/** A Markdown table. A column whose head ends with a colon is aligned to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const rule = head.map((name) => (name.endsWith(':') ? '---:' : '---')).join('|');
  return [line(head.map((name) => name.replace(/:$/, ''))), `|${rule}|`, ...rows.map(line)].join('\n');
}
