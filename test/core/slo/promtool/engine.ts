import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MASK_MINUTES } from './promql';

/** Why promtool cannot run here, in one line; `undefined` where it can. Throws instead if REQUIRE_ENGINES is 1. */
export function promtoolSkipped(): string | undefined {
  if (spawnSync('promtool', ['--version']).status === 0) return undefined;
  const skipped = 'skipped: needs promtool (Debian package prometheus)';
  if (process.env.REQUIRE_ENGINES === '1') throw new Error(`${skipped}, and REQUIRE_ENGINES=1 forbids to skip`);
  return skipped;
}

/** What `promtool test rules` says of these files: `undefined` if every expectation held, else its complaints. */
export async function promtoolComplaints(files: Readonly<Record<string, string>>): Promise<string | undefined> {
  const directory = mkdtempSync(join(tmpdir(), 'promtool-'));
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(directory, name), content);
    return await run(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function run(cwd: string): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    execFile('promtool', ['test', 'rules', 'test.yml'], { cwd, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      const said = explain(`${stdout}${stderr}`).slice(0, 4_000);
      if (!error) resolve(said.includes('SUCCESS') ? undefined : `promtool said nothing of success: ${said}`);
      else if (error.code === 1) resolve(said);
      else reject(error);
    });
  });
}

/** Adds to complaints about masks which minutes they are about. */
function explain(said: string): string {
  const masks = /time: (?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?[^,]*,\s*exp: *"?{} ([^\s"]+)"?\s*got: *"?{} ([^\s"]+)"?/g;
  return said.replace(masks, (complaint, days = 0, hours = 0, minutes = 0, expected: string, got: string) => {
    const end = (Number(days) * 24 + Number(hours)) * 60 + Number(minutes);
    return `${complaint}\n      expected minutes ${minutesOf(expected, end)}\n      got minutes ${minutesOf(got, end)}`;
  });
}

function minutesOf(mask: string, end: number): string {
  const bits = BigInt(Number(mask));
  const first = end - (end % MASK_MINUTES);
  const set = Array.from({ length: MASK_MINUTES }, (_, bit) => bit).filter((bit) => (bits >> BigInt(bit)) & 1n);
  return set.map((bit) => first + bit).join(' ') || 'none';
}
