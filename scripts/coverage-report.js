const { join, relative, sep } = require('node:path');

const ROOT = join(__dirname, '..');
/** How deep a folder gets a line of its own: `lib/core/slo`. */
const DEPTH = 3;
const NOTHING = { lines: { covered: 0, total: 0 }, branches: { covered: 0, total: 0 } };

/** A report of istanbul: lines and branches of each folder below lib, on standard output. */
module.exports = class FolderReport {
  folders = new Map();

  execute(context) {
    context.getTree('flat').visit(this, context);
  }

  onDetail(node) {
    const { path } = node.getFileCoverage();
    const { lines, branches } = node.getCoverageSummary().data;
    for (const folder of foldersOf(relative(ROOT, path).split(sep))) {
      const sum = this.folders.get(folder) ?? NOTHING;
      this.folders.set(folder, { lines: add(sum.lines, lines), branches: add(sum.branches, branches) });
    }
  }

  onEnd() {
    const rows = [...this.folders].sort(([a], [b]) => (a < b ? -1 : 1)).map(rowOf);
    process.stdout.write(`\n${[line('folder', 'lines', 'branches'), ...rows].join('\n')}\n`);
  }
};

/** `lib/core`, and `lib/core/slo` for a file below it. */
function foldersOf(parts) {
  const names = parts.slice(0, -1);
  return new Set([names.slice(0, 2).join('/'), names.slice(0, DEPTH).join('/')]);
}

function add(sum, { covered, total }) {
  return { covered: sum.covered + covered, total: sum.total + total };
}

function rowOf([folder, { lines, branches }]) {
  return line(folder, percent(lines), percent(branches));
}

function percent({ covered, total }) {
  return total === 0 ? '-' : `${((100 * covered) / total).toFixed(1)} %`;
}

function line(folder, lines, branches) {
  return `${folder.padEnd(32)}${lines.padStart(9)}${branches.padStart(10)}`;
}
