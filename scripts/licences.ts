/** Licences of what Sightline brings along, and the notices that they ask to be kept. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ShippedPackage } from './sbom/shipped-packages';

/** They may be given on under Apache-2.0, with their notice: https://www.apache.org/legal/resolved.html#category-a */
export const ALLOWED_LICENCES = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'MIT-0'];

/** Packages whose licence nobody has looked at, in words; empty if there is none. */
export function licenceProblems(packages: readonly ShippedPackage[]): string[] {
  return packages
    .filter(({ licence }) => !licence || !isAllowed(licence))
    .map(({ name, version, licence = 'none' }) => {
      const allowed = ALLOWED_LICENCES.join(', ');
      return `${name} ${version} has the licence '${licence}'; allowed are ${allowed}: look at it, or do without`;
    });
}

/** Of `A AND B` each must be allowed, of `A OR B` one. Anything more is for a person to read. */
function isAllowed(expression: string): boolean {
  const plain = expression.replace(/^\((.*)\)$/, '$1');
  if (plain.includes(' AND ')) return plain.split(' AND ').every((one) => ALLOWED_LICENCES.includes(one));
  return plain.split(' OR ').some((one) => ALLOWED_LICENCES.includes(one));
}

/** The text of THIRD-PARTY-NOTICES.md: each package in the bundles, and each licence text once. */
export function noticesOf(root: string, packages: readonly ShippedPackage[]): string {
  const bundled = packages.filter(({ bundledIn }) => bundledIn.length > 0);
  const texts = new Map<string, string[]>();
  for (const one of bundled) {
    for (const text of noticeTexts(join(root, one.path))) texts.set(text, [...(texts.get(text) ?? []), one.name]);
  }
  const rows = bundled.map(({ name, version, licence }) => `| ${name} | ${version} | ${licence} |`);
  const sections = [...texts].map(([text, names]) => `## ${names.join(', ')}\n\n\`\`\`\`text\n${text}\n\`\`\`\`\n`);
  return [`${HEAD}\n| package | version | licence |\n|---|---|---|`, ...rows, '', ...sections].join('\n');
}

/** What a package says of its licence and authors, in files of its own. */
function noticeTexts(folder: string): string[] {
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice)([.-]|$)/i.test(file));
  return files.sort().map((file) => readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim());
}

const HEAD = `# Third-party notices

Code of these packages is in the Lambda bundles (\`dist/lambdas\`) and in the rehearsal page (\`dist/report\`). A package that
has no text below has no file of its own for it.
`;
