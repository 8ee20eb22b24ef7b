/**
 * An X-Ray filter expression for traces with these annotations, as the middleware writes them on its spans.
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-console-filters.html
 */
export function annotationFilter(annotations: Readonly<Record<string, string>>): string {
  return Object.entries(annotations)
    .map(([name, value]) => `annotation.${name} = ${quote(value)}`)
    .join(' AND ');
}

function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
