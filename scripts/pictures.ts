/**
 * `npm run pictures`: makes the pictures of docs/reference/pictures.md anew. The browser's tests take them while they look
 * at the pages; those that the page shows are kept.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');
export const PICTURES_PAGE = join(ROOT, 'docs', 'reference', 'pictures.md');
export const PICTURES = join(ROOT, 'docs', 'pictures');

/** File names of the pictures that a page shows. */
export function shownPictures(markdown: string): string[] {
  return [...markdown.matchAll(/!\[[^\]]+\]\(\.\.\/pictures\/([\w-]+\.png)\)/g)].map(([, name]) => String(name));
}

function main(): void {
  const taken = mkdtempSync(join(tmpdir(), 'pictures-'));
  try {
    execFileSync(process.execPath, [require.resolve('jest/bin/jest'), 'test/browser'], {
      cwd: ROOT,
      stdio: 'inherit',
      env: { ...process.env, PICTURES: taken, REQUIRE_ENGINES: '1' },
    });
    for (const name of shownPictures(readFileSync(PICTURES_PAGE, 'utf8'))) {
      copyFileSync(join(taken, name), join(PICTURES, name));
    }
  } finally {
    rmSync(taken, { recursive: true, force: true });
  }
}

if (require.main === module) main();
