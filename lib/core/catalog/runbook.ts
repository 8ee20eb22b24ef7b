/** The shipped runbook of a catalog entry, by its title: `lambda-function.md`. */
export function runbookFile(title: string): string {
  const words = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return `${words}.md`;
}

/** Where the runbook of an alarm stands below the address that the user serves them at. */
export function runbookLink(base: string, title: string, alarmId: string): string {
  return `${base.replace(/\/$/, '')}/${runbookFile(title)}#${alarmId.toLowerCase()}`;
}
